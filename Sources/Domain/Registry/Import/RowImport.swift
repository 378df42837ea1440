/// What an import of rows did, or a preview of it would do.
package struct ImportOutcome: Sendable {
    /// Nil for a preview.
    package var id: Int64?
    package var counts = ImportCounts()
    package var refusals: [RowRefusal] = []
    /// The first rows, for a preview.
    package var first: [[String]] = []

    mutating func refuse(_ row: RowRefusal) {
        counts.refused += 1
        if refusals.count < ImportReport.refusalLimit { refusals.append(row) }
    }

    mutating func refuse(_ record: TableRecord, _ faults: [(field: String, value: ArraySlice<UInt8>, reason: String)]) {
        counts.refused += 1
        guard refusals.count < ImportReport.refusalLimit else { return }
        refusals += faults.map {
            RowRefusal(
                row: record.number, line: record.line, field: $0.field, value: RowRefusal.shortened($0.value),
                reason: $0.reason)
        }
    }

    /// The next portion's.
    mutating func add(_ other: ImportOutcome) {
        counts.total += other.counts.total
        counts.inserted += other.counts.inserted
        counts.updated += other.counts.updated
        counts.unchanged += other.counts.unchanged
        counts.refused += other.counts.refused
        refusals += other.refusals.prefix(max(0, ImportReport.refusalLimit - refusals.count))
        first += other.first.prefix(max(0, 20 - first.count))
    }

    mutating func count(_ change: RowChange) {
        switch change {
        case .inserted: counts.inserted += 1
        case .updated: counts.updated += 1
        case .unchanged: counts.unchanged += 1
        }
    }
}

/// Carries the outcome of a preview out of a transaction that is not kept.
struct Previewed: Error {
    let outcome: ImportOutcome
}

/// The frame around an import of rows: its record, its entry in the log, its preview.
struct RowImport: Sendable {
    let house: House
    let kind: ImportRecord.Kind
    let actor: Actor?
    let submission: String?
    let previewOnly: Bool

    /// Runs `body` in one transaction. Neither personal data nor risk classes enter the log, not even as the digest of
    /// a file, which could be guessed for a file of one row.
    func run(
        _ source: any TableSource, about: String,
        _ body: @escaping @Sendable (any Stores, _ id: Int64, inout ImportOutcome) throws -> Void
    ) async throws -> ImportOutcome {
        try actor?.require(.registryEdit)
        let now = house.clock.now()
        let region = try actor?.region ?? house.book().resolver.provinceCode
        do {
            return try await house.storage.write(alone: true) { [self] stores in
                var outcome = ImportOutcome()
                let id = try stores.registry.beginImport(
                    NewImport(
                        kind: kind, fileName: source.name, digest: source.digest, encoding: source.encoding,
                        region: region, account: actor?.account, at: now))
                if !previewOnly { try stores.claim(submission, by: actor, to: "/registry/imports/\(id)", at: now) }
                try body(stores, id, &outcome)
                guard outcome.counts.total > 0 else {
                    throw Problem(
                        .invalid, "table.no-rows", "文件“\(source.name)”只有表头，没有数据行。", remedy: "请选择含有数据的文件。")
                }
                if previewOnly { throw Previewed(outcome: outcome) }
                outcome.id = id
                let counts = outcome.counts
                try stores.registry.finishImport(id, counts: counts, refusals: outcome.refusals)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.import", actor: actor?.account, object: "import/\(id)", at: now,
                        sentence:
                            "导入\(kind.title)\(about)：共 \(counts.total) 行，新增 \(counts.inserted)，更新 \(counts.updated)，未变 \(counts.unchanged)，退回 \(counts.refused)。",
                        data: [
                            "kind": .text(kind.rawValue), "region": .text(region.text),
                            "total": .number(Int64(counts.total)), "refused": .number(Int64(counts.refused)),
                        ]), at: now)
                return outcome
            }
        } catch let previewed as Previewed {
            return previewed.outcome
        } catch let repeated as SubmittedBefore {
            let record = try await house.importRecord(repeated)
            var outcome = ImportOutcome()
            outcome.id = record.id
            outcome.counts = record.counts
            return outcome
        }
    }
}
