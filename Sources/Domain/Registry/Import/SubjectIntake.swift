/// Rows of a table, read, checked and classified, in portions.
struct SubjectBatch: Sendable {
    var rows: [SubjectRecord] = []
    /// Rows that say what to do, or whose number is no credit code.
    var deltas: [DeltaRow] = []
    /// Refused fields; a row may have several.
    var refusals: [RowRefusal] = []
    var refusedRows = 0
    /// Rows read so far, this batch included.
    var read = 0

    mutating func refuse(_ fields: [RowRefusal]) {
        refusals += fields
        refusedRows += 1
    }
}

/// Reads a table of subjects on a thread of its own while the caller writes.
enum SubjectIntake {
    static func start(
        _ source: any TableSource, book: ReferenceBook, scope: RegionCode?, portion: Int = 1_000
    ) throws -> Conveyor<SubjectBatch> {
        // The header is checked here, so that an unusable table fails before a transaction does any work.
        let probe = try source.open()
        _ = try SubjectReading(header: probe.header, encoding: source.encoding, book: book, scope: scope)
        return Conveyor(capacity: 8) { put in
            let reader = try source.open()
            var reading = try SubjectReading(header: reader.header, encoding: source.encoding, book: book, scope: scope)
            var batch = SubjectBatch()
            var record = TableRecord()
            while try reader.next(&record) {
                reading.read(record, into: &batch)
                batch.read = record.number
                if batch.rows.count + batch.deltas.count + batch.refusedRows >= portion {
                    guard put(batch) else { return }
                    batch = SubjectBatch()
                }
            }
            if batch.read == 0 && record.number == 0 {
                throw Problem(
                    .invalid, "table.no-rows", "文件“\(source.name)”只有表头，没有数据行。", remedy: "请选择含有数据的文件。")
            }
            if batch.rows.count + batch.deltas.count + batch.refusedRows > 0 { _ = put(batch) }
        }
    }
}
