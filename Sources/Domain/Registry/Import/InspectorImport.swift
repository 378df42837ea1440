/// 执法检查人员名录导入: upsert by 工号. Stations that are not known yet are made; authorities must exist.
package struct InspectorImport: Sendable {
    private let house: House
    private let book: ReferenceBook

    package init(_ house: House) throws {
        self.house = house
        book = try house.book()
    }

    package func apply(
        _ source: any TableSource, actor: Actor?, submission: String? = nil, previewOnly: Bool = false
    ) async throws -> ImportOutcome {
        let now = house.clock.now()
        let book = book
        let frame = RowImport(
            house: house, kind: .inspectors, actor: actor, submission: submission, previewOnly: previewOnly)
        return try await frame.run(source, about: "") { stores, outcome in
            let reader = try source.open()
            var reading = try InspectorReading(
                header: reader.header, encoding: source.encoding, book: book, actor: actor, today: now.day,
                registry: stores.registry)
            var record = TableRecord()
            while try reader.next(&record) {
                outcome.counts.total += 1
                if let refusal = record.unreadable(columns: reader.header) {
                    outcome.counts.refused += 1
                    outcome.refusals.append(refusal)
                    continue
                }
                switch try reading.read(record) {
                case .success(let inspector): outcome.count(try stores.registry.upsert(inspector, at: now).change)
                case .failure(let faults): outcome.refuse(record, faults.list)
                }
            }
        }
    }
}

/// The refused fields of a row.
struct RowFaults: Error {
    var list: [(field: String, value: ArraySlice<UInt8>, reason: String)] = []
}
