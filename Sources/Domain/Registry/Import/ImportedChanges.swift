/// What an import does to subjects that are there: remembers field by field, and leaves to a person what is contested.
struct ImportedChanges {
    let stores: any Stores
    let source: SubjectSource
    let at: Moment
    let tags: TagsInForce

    /// Writes the history of the rows and gives them back as they may be written, with the tags they carry then: what a person
    /// or the keeper has the word on stays and is listed.
    func record(_ changed: [(id: Int64, row: SubjectRecord)]) throws -> [(id: Int64, row: SubjectRecord)] {
        guard !changed.isEmpty else { return [] }
        let ids = changed.map(\.id)
        var held: [Int64: SubjectProfile] = [:]
        for profile in try stores.subjects.profiles(ids: ids) { held[profile.id] = profile }
        let histories = try stores.subjects.histories(ids)
        let holds = try stores.registry.openHolds(subjects: ids)
        var out: [(id: Int64, row: SubjectRecord)] = []
        out.reserveCapacity(changed.count)
        var changes: [NewSubjectChange] = []
        for (id, row) in changed {
            guard let known = held[id] else {
                out.append((id, row))
                continue
            }
            var new = known
            new.name = row.name
            new.status = row.status
            new.facts = row.facts
            new.absentSince = nil
            var fields = known.differences(to: new)
            let contest = try FieldContest(
                fields, known, source, histories[id] ?? FieldHistory(),
                industries: nil, kept: { try stores.subjects.keptConflicts(subject: id) })
            for one in contest.withheld { new.take(one.field, from: known) }
            if !contest.open.isEmpty { try list(row, known, contest.open) }
            // The rules were asked of the row already, but for words that stand instead.
            new.facts.tags =
                contest.withheld.isEmpty
                ? try tags.codes(ruled: row.tagPlaces, holds: holds[id] ?? [])
                : try tags.codes(of: new, holds: holds[id] ?? [])
            fields = known.differences(to: new)
            out.append((id, row.keeping(new)))
            guard !fields.isEmpty else { continue }
            changes.append(
                NewSubjectChange(
                    subject: id, act: SubjectTaking.act(fields, new), source: source, effectiveOn: nil, reason: "",
                    fields: fields, at: at))
            if known.facts.region != new.facts.region {
                _ = try stores.subjects.insert(
                    RegionMove(
                        id: 0, subject: id, from: known.facts.region, to: new.facts.region, effectiveOn: at.day,
                        reason: "", isDone: true), by: source.account, at: at, doneAt: at)
            }
        }
        try stores.subjects.insert(changes)
        return out
    }

    /// The source names them again: the mark of a full list falls.
    func recordReturn(of ids: [Int64]) throws {
        try stores.subjects.insert(
            try stores.subjects.profiles(ids: ids).map { known in
                var new = known
                new.absentSince = nil
                return NewSubjectChange(
                    subject: known.id, act: .mark, source: source, effectiveOn: nil, reason: "来源名单中重新出现",
                    fields: known.differences(to: new), at: at)
            })
    }

    private func list(_ row: SubjectRecord, _ known: SubjectProfile, _ contested: [FieldChange]) throws {
        _ = try stores.subjects.insert(
            SubjectConflict(
                id: 0, kind: .disagree, subject: known.id, identifier: known.identifier, name: known.name,
                region: known.facts.region, department: source.department, way: .import, importID: source.importID,
                token: nil,
                sentence: "与名录库不一致：" + contested.map(\.field.title).joined(separator: "、") + "。",
                statement: SubjectStatement(row), at: at))
    }

    /// A row about a subject of another region: refused in its file, and listed where the subject is held.
    func listForeign(_ row: SubjectRecord, _ known: KnownSubject) throws {
        _ = try stores.subjects.insert(
            SubjectConflict(
                id: 0, kind: .foreign, subject: known.id, identifier: row.identifier, name: row.name,
                region: known.region, department: source.department, way: .import, importID: source.importID,
                token: nil, sentence: "这个主体由 \(known.region.text) 管辖，来件的单位在 \(source.region.text)。",
                statement: SubjectStatement(row), at: at))
    }
}

extension SubjectRecord {
    /// The same row with the values of a profile; the hash stays that of the source's words, so that the same file again
    /// is no change.
    fileprivate func keeping(_ profile: SubjectProfile) -> SubjectRecord {
        SubjectRecord(
            identifier: identifier, name: profile.name, status: profile.status, facts: profile.facts,
            tagPlaces: tagPlaces, hash: hash, row: row, line: line)
    }
}
