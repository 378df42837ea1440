/// Takes a whole list: what is new comes in, what is missing goes out, what is the same carries on (2.2.1).
package struct CatalogueImport: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// A file that was handed in on a page, as it would change the list.
    package struct Preview: Sendable {
        package let list: CatalogueList
        package let name: String
        package let digest: String
        package let encoding: String
        package let entries: Int
        /// Nil while rows are refused: a list is taken whole or not at all.
        package let diff: CatalogueDiff?
        package let refusals: [RowRefusal]
        /// The version that the preview compares with.
        package let base: Int
    }

    /// What the list would change, without changing anything.
    package func preview(_ items: [Item]) async throws -> CatalogueDiff {
        try CatalogueImport.check(items.map { .item($0) })
        return try await preview(.items, items.map { .item($0) }).diff
    }

    private func preview(_ list: CatalogueList, _ entries: [ListEntry]) async throws -> (
        diff: CatalogueDiff, base: Int
    ) {
        let house = house
        return try await house.storage.read { stores in
            let latest = try stores.catalogue.latestVersion(list)?.number ?? 0
            return (
                CatalogueDiff(
                    from: try stores.catalogue.entries(list, version: latest), to: entries,
                    names: try CatalogueNames(stores, house)), latest
            )
        }
    }

    /// Keeps the file and says what it would change, or which rows are wrong.
    package func preview(_ list: CatalogueList, _ content: TableContent, name: String, by actor: Actor) async throws
        -> Preview
    {
        try CatalogueKeeping.admit(actor, list)
        let desk = try house.desk()
        return try await preview(list, try desk.keep(content, name: name), by: actor)
    }

    /// The preview of a file that is kept, to be shown again with what was wrong in the form beside it.
    package func again(_ list: CatalogueList, digest: String, name: String, by actor: Actor) async throws -> Preview {
        try CatalogueKeeping.admit(actor, list)
        return try await preview(list, try house.desk().kept(digest: digest, name: name), by: actor)
    }

    private func preview(_ list: CatalogueList, _ source: any TableSource, by actor: Actor) async throws -> Preview {
        let desk = try house.desk()
        let reading = try await read(list, source, province: actor.region)
        var refusals = reading.refusals
        if refusals.isEmpty { refusals = CatalogueTable.twice(reading.entries) }
        guard refusals.isEmpty else {
            desk.discard(digest: source.digest)
            return Preview(
                list: list, name: source.name, digest: source.digest, encoding: source.encoding,
                entries: reading.entries.count, diff: nil, refusals: refusals, base: 0)
        }
        try CatalogueImport.check(reading.entries)
        let (diff, base) = try await preview(list, reading.entries)
        return Preview(
            list: list, name: source.name, digest: source.digest, encoding: source.encoding,
            entries: reading.entries.count, diff: diff, refusals: [], base: base)
    }

    /// Makes the file that was looked over the list's next version.
    package func confirm(
        _ list: CatalogueList, digest: String, name: String, notice: VersionNotice, base: Int, by actor: Actor,
        submission: String?
    ) async throws -> CatalogueKeeping.Outcome {
        try CatalogueKeeping.admit(actor, list)
        let desk = try house.desk()
        if let submission,
            let earlier = try await house.storage.read({
                try $0.access.locationOfSubmission(submission, account: actor.account)
            })
        {
            throw SubmittedBefore(location: earlier)
        }
        let reading = try await read(list, try desk.kept(digest: digest, name: name), province: actor.region)
        guard reading.refusals.isEmpty else { throw CatalogueTable.refused(reading.refusals) }
        let outcome = try await apply(
            list, reading.entries, notice: notice, base: base, actor: actor, submission: submission)
        desk.discard(digest: digest)
        return outcome
    }

    /// Departments may be written as words; what stands in no table of departments is a wrong row.
    private func read(_ list: CatalogueList, _ source: any TableSource, province: RegionCode) async throws
        -> CatalogueTable.Reading
    {
        let reading = try CatalogueTable.read(list, source, province: province)
        let departments = try await house.storage.read { try $0.registry.departments() }
        let known = Set(departments.map(\.code))
        let entries = reading.entries.map { $0.resolved(DepartmentNames(departments)) }
        var refusals = reading.refusals
        for (index, entry) in entries.enumerated() {
            for code in entry.departments where !code.isEmpty && !known.contains(code) {
                refusals.append(
                    RowRefusal(
                        row: index + 1, line: index + 2, field: "部门", value: code,
                        reason: "不在部门表中（\(departments.map(\.name).joined(separator: "、"))）"))
            }
        }
        return CatalogueTable.Reading(entries: entries, refusals: refusals)
    }

    package func discard(digest: String, by actor: Actor) throws {
        try actor.require(.catalogueEdit)
        try house.desk().discard(digest: digest)
    }

    /// An empty table with the columns that a list is read by.
    package func template(_ list: CatalogueList) throws -> [UInt8] {
        try house.desk().csv(header: CatalogueTable.header(list), rows: [CatalogueTable.example(list)])
    }

    /// Makes the list the newest version. `actor` is nil on the command line. The same list again changes nothing.
    package func apply(
        _ items: [Item], checklists: [ChecklistDraft] = [], notice: VersionNotice, actor: Actor?,
        submission: String? = nil
    ) async throws -> CatalogueKeeping.Outcome {
        let codes = Set(items.map { Array($0.code.utf8) })
        if let stray = checklists.first(where: { !codes.contains(Array($0.item.utf8)) }) {
            throw Problem(
                .invalid, "catalogue.checklist-stray", "检查表“\(stray.title)”对应的事项 \(stray.item) 不在清单中。", clause: "3.4.2")
        }
        for list in checklists {
            if let fault = ChecklistKeeping(house).faults(list).first {
                throw Problem(
                    .invalid, "catalogue.checklist-fault", "检查表“\(list.title)”有误：\(fault.message)。清单没有改动。",
                    clause: "3.4.2")
            }
        }
        return try await apply(
            .items, items.map { .item($0) }, checklists: checklists, notice: notice, base: nil, actor: actor,
            submission: submission)
    }

    package func apply(
        _ list: CatalogueList, _ entries: [ListEntry], checklists: [ChecklistDraft] = [], notice: VersionNotice,
        base: Int? = nil, actor: Actor?, submission: String? = nil
    ) async throws -> CatalogueKeeping.Outcome {
        if let actor { try CatalogueKeeping.admit(actor, list) }
        try CatalogueImport.check(entries)
        return try await CatalogueKeeping(house).change(
            list, notice: notice, base: base, actor: actor, submission: submission, checklists: checklists
        ) { _, _ in entries }
    }

    private static func check(_ entries: [ListEntry]) throws {
        guard !entries.isEmpty else {
            throw Problem(
                .invalid, "catalogue.empty", "文件里没有任何事项，清单没有改动。", remedy: "请检查文件内容；要取消全部事项请逐项取消。")
        }
        var seen: Set<[UInt8]> = []
        for entry in entries {
            try entry.check()
            guard seen.insert(Array(entry.code.utf8)).inserted else {
                throw Problem(
                    .invalid, "catalogue.code-twice", "事项编号 \(entry.code) 在文件中出现了两次，清单没有改动。",
                    remedy: "请删去重复的一行后重新导入。")
            }
        }
    }
}
