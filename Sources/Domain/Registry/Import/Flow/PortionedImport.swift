import Foundation

/// A kind whose rows are taken in portions, each in a transaction of its own, so that nobody's work waits for the end of a
/// long file. What is in stays in when the process dies; the rest follows (``ImportFlow/carryOn()``).
protocol PortionedImport: TableImport {
    /// Reads the file from behind a row on; 0 for its beginning.
    func batches(_ source: any TableSource, _ order: ImportOrder, after row: Int) async throws -> any ImportBatches
    /// What the log keeps of a whole import beside its sentence.
    func logged(_ source: any TableSource, _ record: ImportRecord, _ house: House) -> [String: LedgerValue]
}

/// The rows of a file, batch after batch. Not shared between tasks.
protocol ImportBatches: AnyObject {
    /// About so many rows; nil behind the last. Throws a ``Problem`` where the file cannot be read on.
    func next(rows: Int) throws -> (any ImportBatch)?
    func close()
}

/// Rows that were read and wait for a transaction.
protocol ImportBatch: Sendable {
    /// Row of the file with which it ends.
    var last: Int { get }
    /// Takes them; may run again in another transaction. Throws ``StaleBatch`` where it was read by rules that are no
    /// longer in force.
    func take(_ context: RowContext, into outcome: inout ImportOutcome) throws
}

struct StaleBatch: Error {}

/// How many rows go into a transaction: as many as are done in the time that others may be kept waiting.
struct Takt {
    private(set) var rows = 20
    /// Well below the second that nobody should wait for, the wait for the disk included.
    private static let aim = 0.1
    private static let bounds = 10...5_000

    mutating func took(_ time: Duration, for count: Int) {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        let wanted = Double(count) * Takt.aim / max(seconds, 0.001)
        // Grows slowly, shrinks at once: the rows ahead may be harder than those behind.
        rows = min(max(Int(min(wanted, Double(rows) * 2)), Takt.bounds.lowerBound), Takt.bounds.upperBound)
    }
}

extension ImportFlow {
    /// Takes the file portion by portion from where its job stands. The end of the job lies in the last one's transaction.
    func takePortions(
        _ job: ImportJob, _ sort: any PortionedImport, _ source: any TableSource, _ order: ImportOrder
    ) async throws {
        var job = job
        var takt = Takt()
        var batches = try await sort.batches(source, order, after: job.reached ?? 0)
        defer { batches.close() }
        var current = try batches.next(rows: takt.rows)
        if current == nil, job.reached == nil {
            throw Problem(
                .invalid, "table.no-rows", "文件“\(source.name)”只有表头，没有数据行。", remedy: "请选择含有数据的文件。")
        }
        while let batch = current {
            let following = try batches.next(rows: takt.rows)
            let begun = ContinuousClock.now
            let before = job.reached ?? 0
            do {
                job = try await take(batch, isLast: following == nil, job, sort, source, order)
            } catch is StaleBatch {
                // Rules changed meanwhile: the rows that are left are read by the new ones.
                batches.close()
                batches = try await sort.batches(source, order, after: before)
                current = try batches.next(rows: takt.rows)
                continue
            }
            takt.took(ContinuousClock.now - begun, for: max(1, batch.last - before))
            order.progress(ImportProgress(rows: batch.last, lines: source.lines))
            current = following
            // Whoever waited in another process has its turn now.
            if following != nil { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// One portion in a transaction; the job as it stands then.
    private func take(
        _ batch: any ImportBatch, isLast: Bool, _ job: ImportJob, _ sort: any PortionedImport,
        _ source: any TableSource, _ order: ImportOrder
    ) async throws -> ImportJob {
        let house = house
        let actor = order.actor
        let now = house.clock.now()
        return try await house.storage.write(alone: true) { stores in
            let registry = stores.registry
            let isFirst = job.importID == nil
            let id =
                try job.importID
                ?? registry.beginImport(
                    NewImport(
                        kind: sort.kind, fileName: source.name, digest: source.digest, encoding: source.encoding,
                        region: job.region, account: job.account, at: now))
            guard let begun = try registry.importRecord(id) else { throw Problem.moved("这次导入") }
            var outcome = ImportOutcome()
            // All portions carry the moment of the import: so it is known later what came after it.
            try batch.take(
                RowContext(stores: stores, house: house, actor: actor, importID: id, at: begun.at), into: &outcome)
            if job.mode == .allOrNothing, outcome.counts.refused > 0 {
                throw ImportFlow.notWhole(outcome.counts.refused)
            }
            try registry.continueImport(id, counts: outcome.counts, refusals: outcome.refusals)
            var after = job
            after.importID = id
            after.reached = batch.last
            after.state = isLast ? .done : .running
            guard try stores.imports.save(after, from: .running, run: job.run, at: now) else {
                throw Problem.moved("这个文件")
            }
            guard let record = try registry.importRecord(id) else { throw Problem.moved("这次导入") }
            try stores.ledger.append(
                ImportFlow.entry(
                    record, isFirst: isFirst, isLast: isLast, sort.logged(source, record, house), actor, now),
                at: now)
            return after
        }
    }

    private static func entry(
        _ record: ImportRecord, isFirst: Bool, isLast: Bool, _ data: [String: LedgerValue], _ actor: Actor,
        _ now: Moment
    ) -> LedgerEntry {
        let counts = record.counts
        let sums =
            "共 \(counts.total) 行，新增 \(counts.inserted)，更新 \(counts.updated)，未变 \(counts.unchanged)，退回 \(counts.refused)。"
        let title = record.kind.title
        return LedgerEntry(
            act: isLast ? "registry.import" : isFirst ? "registry.import.begin" : "registry.import.portion",
            actor: actor.account,
            // What stands between is not for the import's page.
            object: isFirst || isLast ? "import/\(record.id)" : "import-run/\(record.id)", at: now,
            sentence: isLast
                ? "导入\(title)：\(sums)" : isFirst ? "开始分批导入\(title)。" : "导入\(title)进行中：已有 \(counts.total) 行。",
            data: data)
    }

    /// Whether a kind is taken in portions.
    package static func isPortioned(_ kind: ImportRecord.Kind) -> Bool {
        (try? TableImports.of(kind)) is any PortionedImport
    }

    // MARK: Going on

    /// Goes on with imports that broke off with a process that is no more: called by the server now and then.
    package func carryOn() async throws {
        let broken = try await house.storage.read { try $0.imports.portionsUnderWay() }
        for job in broken {
            let note = try house.desk().noted(job.note)
            guard note.map({ $0.age > ImportFlow.patience }) ?? true else { continue }
            // Whoever began it may have left; then a colleague goes on from the page.
            guard let actor = try await house.storage.read({ try $0.access.actor(account: job.account) }) else {
                continue
            }
            try await resume(job, by: actor)
        }
    }

    /// Goes on behind the last portion, under a new run.
    func resume(_ job: ImportJob, by actor: Actor) async throws {
        try await startImport(job, mode: job.mode ?? .goodRows, answers: [:], by: actor)
    }

    /// An import in portions of that region's subjects that is not at its end: nothing may be frozen meanwhile.
    static func refuseWhilePortions(_ stores: any Stores, in region: RegionCode) throws {
        let open = try stores.imports.portionsUnderWay().filter {
            $0.kind == .subjects && ($0.region.contains(region) || region.contains($0.region))
        }
        guard let job = open.first else { return }
        throw Problem(
            .conflict, "import.under-way", "检查对象文件“\(job.fileName)”正在分批导入，名录还不完整。", clause: "2.2.6",
            remedy: "请等它导入完成后再冻结；中断了的，在“导入名录”中打开它继续。")
    }
}
