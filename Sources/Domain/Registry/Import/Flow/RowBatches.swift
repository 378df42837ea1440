/// Rows of a ``RowTable``, read in portions.
final class RowBatches<Table: RowTable>: ImportBatches {
    private let table: Table
    private let reader: any TableReader
    private let map: ColumnMap<Table.Field>
    private let after: Int
    private var record = TableRecord()

    init(_ table: Table, _ source: any TableSource, after row: Int) throws {
        self.table = table
        reader = try source.open()
        map = try ColumnMap(table.columns, header: reader.header, encoding: source.encoding)
        after = row
    }

    func read(rows: Int) throws -> RowBatch<Table>? {
        var records: [TableRecord] = []
        while records.count < rows, try reader.next(&record) {
            if record.number > after { records.append(record) }
        }
        return records.isEmpty ? nil : RowBatch(table: table, header: reader.header, map: map, records: records)
    }

    func next(rows: Int) throws -> (any ImportBatch)? { try read(rows: rows) }
    func close() {}
}

struct RowBatch<Table: RowTable>: ImportBatch {
    let table: Table
    let header: [String]
    let map: ColumnMap<Table.Field>
    let records: [TableRecord]

    var last: Int { records.last?.number ?? 0 }

    func take(_ context: RowContext, into outcome: inout ImportOutcome) throws {
        let traces = try rows(context, &outcome)
        try context.stores.imports.keep(traces, import: context.importID)
    }

    /// What the rows did, in their order; several about one thing are one trace: from before the first to after the last.
    func rows(_ context: RowContext, _ outcome: inout ImportOutcome) throws -> [RowTrace] {
        let titles = Dictionary(
            table.columns.map { ($0.field, $0.names.first ?? "") }, uniquingKeysWith: { first, _ in first })
        var traces = RowTraces()
        for record in records {
            outcome.counts.total += 1
            if let refusal = record.unreadable(columns: header) {
                outcome.refuse(refusal)
                continue
            }
            var row = RowCells(record: record, map: map, titles: titles)
            var taken: RowTrace?
            do {
                taken = try table.take(&row, context)
            } catch let problem as Problem where problem.kind != .defect && problem.kind != .unavailable {
                row.refuse(problem)
            }
            guard row.faults.list.isEmpty, let trace = taken else {
                outcome.refuse(record, row.faults.list)
                continue
            }
            outcome.count(trace.change)
            if outcome.first.count < 20 { outcome.first.append([trace.change.title, trace.label]) }
            traces.add(trace)
        }
        return traces.list
    }
}

/// One trace for each thing, however many rows were about it.
struct RowTraces {
    private(set) var list: [RowTrace] = []
    private var places: [Int64: Int] = [:]

    init() {}

    init(_ traces: [RowTrace]) {
        for trace in traces { add(trace) }
    }

    mutating func add(_ trace: RowTrace) {
        if let place = places[trace.object] {
            list[place].after = trace.after
        } else if trace.change != .unchanged {
            places[trace.object] = list.count
            list.append(trace)
        }
    }
}

/// The check: every portion is taken and undone, so that nobody waits for more than one. What earlier portions would have
/// brought in is known by its name.
struct RowCheck<Table: RowTable> {
    let table: Table
    let order: ImportOrder

    func run(_ source: any TableSource) async throws -> ImportOutcome {
        let batches = try RowBatches(table, source, after: 0)
        var sum = ImportOutcome()
        var takt = Takt()
        var brought: [String: String] = [:]
        while let batch = try batches.read(rows: takt.rows) {
            let begun = ContinuousClock.now
            let (outcome, traces) = try await tried(batch, source)
            sum.add(outcome)
            for trace in traces where trace.before == nil {
                guard let known = brought.updateValue(trace.after, forKey: trace.label) else { continue }
                sum.counts.inserted -= 1
                if known == trace.after { sum.counts.unchanged += 1 } else { sum.counts.updated += 1 }
            }
            takt.took(ContinuousClock.now - begun, for: batch.records.count)
            order.progress(ImportProgress(rows: batch.last, lines: source.lines))
        }
        guard sum.counts.total > 0 else {
            throw Problem(
                .invalid, "table.no-rows", "文件“\(source.name)”只有表头，没有数据行。", remedy: "请选择含有数据的文件。")
        }
        return sum
    }

    private struct Tried: Error {
        let outcome: ImportOutcome
        let traces: [RowTrace]
    }

    private func tried(_ batch: RowBatch<Table>, _ source: any TableSource) async throws -> (
        ImportOutcome, [RowTrace]
    ) {
        let (house, actor, kind) = (order.house, order.actor, table.kind)
        let now = house.clock.now()
        do {
            _ = try await house.storage.write(alone: true) { stores -> Never in
                let id = try stores.registry.beginImport(
                    NewImport(
                        kind: kind, fileName: source.name, digest: source.digest, encoding: source.encoding,
                        region: actor.region, account: actor.account, at: now))
                var outcome = ImportOutcome()
                let traces = try batch.rows(
                    RowContext(stores: stores, house: house, actor: actor, importID: id, at: now), &outcome)
                throw Tried(outcome: outcome, traces: traces)
            }
        } catch let tried as Tried {
            return (tried.outcome, tried.traces)
        }
    }
}
