/// 检查对象名录导入: takes a table of subjects into the registry.
///
/// One transaction: all rows that can be kept, the record of the import with its refusals, and one entry of the log;
/// or nothing. Running the same file again changes nothing. A row whose identifier the registry holds already updates
/// it where anything differs.
package struct SubjectImport: Sendable {
    private let house: House
    private let book: ReferenceBook

    /// Throws a ``Problem`` when the house was opened without its reference data.
    package init(_ house: House) throws {
        self.house = house
        book = try house.book()
    }

    /// What ``apply(_:actor:submission:progress:)`` would do, without doing it. `actor` nil is the command line.
    package func preview(
        _ source: any TableSource, actor: Actor?, progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportReport {
        try actor?.require(.registryEdit)
        let book = book
        return try await house.storage.read { stores in
            let book = book.with(try TagBook(stores.registry))
            var report = ImportReport(source: source)
            var tally = ImportTally(book)
            let conveyor = try SubjectIntake.start(source, book: book, scope: actor?.region)
            defer { conveyor.abandon() }
            while var batch = try conveyor.take() {
                let known = try SubjectImport.known(&batch, actor: actor, in: stores)
                try DeltaRows.preview(
                    &batch, counts: &report.counts, source: self.source(actor, nil), book: book, stores)
                for row in batch.rows {
                    if let old = known[row.identifier] {
                        if old.hash == row.hash, !old.isAbsent {
                            report.counts.unchanged += 1
                        } else {
                            report.counts.updated += 1
                        }
                    } else {
                        report.counts.inserted += 1
                    }
                }
                tally.add(batch, to: &report)
                progress(ImportProgress(rows: batch.read, lines: source.lines))
            }
            tally.finish(&report)
            return report
        }
    }

    /// Imports the table.
    ///
    /// - Parameter submission: key of the form; a second arrival of the same key imports nothing and returns the
    ///   report of the first.
    package func apply(
        _ source: any TableSource, actor: Actor?, submission: String? = nil,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportReport {
        try actor?.require(.registryEdit)
        let now = house.clock.now()
        do {
            return try await write(source, actor: actor, submission: submission, at: now, progress: progress)
        } catch let repeated as SubmittedBefore {
            let record = try await house.importRecord(repeated)
            var report = ImportReport(source: source)
            report.id = record.id
            report.counts = record.counts
            return report
        }
    }

    private func write(
        _ source: any TableSource, actor: Actor?, submission: String?, at now: Moment,
        progress: @escaping @Sendable (ImportProgress) -> Void
    ) async throws -> ImportReport {
        let book = book
        return try await house.storage.write(alone: true) { stores in
            let registry = stores.registry
            let tags = TagsInForce(registry, on: now.day)
            let book = book.with(try tags.book)
            var report = ImportReport(source: source)
            var tally = ImportTally(book)
            let conveyor = try SubjectIntake.start(source, book: book, scope: actor?.region)
            defer { conveyor.abandon() }
            let region = actor?.region ?? book.resolver.provinceCode
            let id = try registry.beginImport(
                NewImport(
                    kind: .subjects, fileName: source.name, digest: source.digest, encoding: source.encoding,
                    region: region, account: actor?.account, at: now))
            report.id = id
            try stores.claim(submission, by: actor, to: "/registry/imports/\(id)", at: now)
            let origin = self.source(actor, id)
            var intake = try SubjectWriting(stores, tags: tags, source: origin, import: id, at: now)
            // What a delta row added must be known to the rows behind it.
            var hasDeltas = false
            while var batch = try conveyor.take() {
                let known =
                    intake.isFirst && !hasDeltas
                    ? [:] : try SubjectImport.known(&batch, actor: actor, intake.history, in: stores)
                try intake.write(batch.rows, known: known, counts: &report.counts)
                if !batch.deltas.isEmpty {
                    hasDeltas = true
                    // Rows of both kinds draw their numbers from one counter.
                    try intake.pause()
                    try DeltaRows.take(&batch, counts: &report.counts, source: origin, book: book, stores, at: now)
                    try intake.resume()
                }
                tally.add(batch, to: &report)
                progress(ImportProgress(rows: batch.read, lines: source.lines))
            }
            try intake.finish()
            tally.finish(&report)
            try registry.finishImport(id, counts: report.counts, refusals: report.refusals)
            let counts = report.counts
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.import", actor: actor?.account, object: "import/\(id)", at: now,
                    sentence:
                        "导入检查对象：共 \(counts.total) 行，新增 \(counts.inserted)，更新 \(counts.updated)，未变 \(counts.unchanged)，退回 \(counts.refused)。",
                    data: [
                        "file": .text(source.digest), "reference": .text(book.hash), "region": .text(region.text),
                        "total": .number(Int64(counts.total)), "inserted": .number(Int64(counts.inserted)),
                        "updated": .number(Int64(counts.updated)), "unchanged": .number(Int64(counts.unchanged)),
                        "refused": .number(Int64(counts.refused)),
                    ]), at: now)
            return report
        }
    }

    /// Whose word a file is: the department and region of the person, or the market register for the command line.
    private func source(_ actor: Actor?, _ id: Int64?) -> SubjectSource {
        SubjectSource(
            way: .import, account: actor?.account, importID: id,
            department: actor?.department ?? Department.marketRegulation,
            region: actor?.region ?? book.resolver.provinceCode)
    }

    /// The registry's rows of a batch's identifiers. Rows that belong to another region's people leave the batch.
    static func known(
        _ batch: inout SubjectBatch, actor: Actor?, _ history: ImportedChanges? = nil, in stores: any Stores
    ) throws -> [String: KnownSubject] {
        let known = try stores.registry.known(identifiers: batch.rows.map(\.identifier))
        guard let actor, !known.isEmpty else { return known }
        var kept: [SubjectRecord] = []
        for row in batch.rows {
            if let old = known[row.identifier], !actor.region.contains(old.region) {
                try history?.listForeign(row, old)
                batch.refuse([
                    RowRefusal(
                        row: row.row, line: row.line, field: RowRefusal.wholeRow, value: row.identifier,
                        reason: "名录库中该主体不在您的管辖区域内")
                ])
            } else {
                kept.append(row)
            }
        }
        batch.rows = kept
        return known
    }
}

extension House {
    /// The import that the same form started before.
    func importRecord(_ repeated: SubmittedBefore) async throws -> ImportRecord {
        try await storage.read { stores in
            guard let id = repeated.number, let record = try stores.registry.importRecord(id) else {
                throw Problem.notFound("导入记录")
            }
            return record
        }
    }
}
