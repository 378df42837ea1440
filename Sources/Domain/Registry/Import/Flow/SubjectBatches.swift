/// Rows of subjects, read and classified beside the transactions that take them.
final class SubjectBatches: ImportBatches {
    private let conveyor: Conveyor<SubjectBatch>
    private let book: ReferenceBook
    private let rules: String
    private let after: Int
    /// Rows of a batch as it is read: transactions take several.
    private static let grain = 20

    init(_ source: any TableSource, _ order: ImportOrder, after row: Int) async throws {
        let (found, rules) = try await order.house.storage.read { stores in
            (try TagBook(stores.registry), try SubjectBatches.rules(stores.registry))
        }
        book = try order.house.book().with(found)
        self.rules = rules
        after = row
        conveyor = try SubjectIntake.start(
            source, book: book, scope: order.actor.region, portion: SubjectBatches.grain)
    }

    func next(rows: Int) throws -> (any ImportBatch)? {
        var whole: SubjectBatch?
        while (whole?.size ?? 0) < rows, let part = try conveyor.take() {
            // The reading breaks a file at the same rows each time.
            guard part.read > after else { continue }
            if whole == nil { whole = part } else { whole?.add(part) }
        }
        return whole.map { SubjectPortion(batch: $0, from: after, book: book, rules: rules) }
    }

    func close() { conveyor.abandon() }

    /// Which rules and tags are in force, as text that differs when they do.
    static func rules(_ registry: any RegistryStore) throws -> String {
        let tags = try registry.tagRecords().map { "\($0.number)\($0.state.rawValue)" }
        return "\(try registry.rulesInForce()?.number ?? 0) \(tags.joined(separator: " "))"
    }
}

struct SubjectPortion: ImportBatch {
    let batch: SubjectBatch
    let from: Int
    let book: ReferenceBook
    let rules: String

    var last: Int { batch.read }

    func take(_ context: RowContext, into outcome: inout ImportOutcome) throws {
        let stores = context.stores
        guard try SubjectBatches.rules(stores.registry) == rules else { throw StaleBatch() }
        var intake = try SubjectWriting(
            stores, tags: TagsInForce(stores.registry, on: context.at.day), source: context.source,
            import: context.importID, at: context.at)
        var batch = batch
        let known =
            intake.isFirst
            ? [:] : try SubjectImport.known(&batch, actor: context.actor, intake.history, in: stores)
        outcome.counts.total = batch.size
        try intake.write(batch.rows, known: known, counts: &outcome.counts)
        if !batch.deltas.isEmpty {
            // Rows of both kinds draw their numbers from one counter.
            try intake.pause()
            try DeltaRows.take(
                &batch, counts: &outcome.counts, source: context.source, book: book, stores, at: context.at)
            try intake.resume()
        }
        try intake.finish()
        outcome.counts.refused += batch.refusedRows
        outcome.refusals += batch.refusals
    }
}

extension SubjectBatch {
    /// Rows of the file that it holds.
    var size: Int { rows.count + deltas.count + refusedRows }

    mutating func add(_ other: SubjectBatch) {
        rows += other.rows
        deltas += other.deltas
        refusals += other.refusals
        refusedRows += other.refusedRows
        read = other.read
    }
}
