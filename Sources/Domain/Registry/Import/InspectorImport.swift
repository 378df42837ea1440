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
        let house = house
        let frame = RowImport(
            house: house, kind: .inspectors, actor: actor, submission: submission, previewOnly: previewOnly)
        return try await frame.run(source, about: "") { stores, _, outcome in
            let reader = try source.open()
            var reading = try InspectorReading(
                header: reader.header, encoding: source.encoding, book: book, actor: actor, today: now.day,
                registry: stores.registry)
            var record = TableRecord()
            while try reader.next(&record) {
                outcome.counts.total += 1
                if let refusal = record.unreadable(columns: reader.header) {
                    outcome.refuse(refusal)
                    continue
                }
                switch try reading.read(record) {
                case .success(let inspector):
                    outcome.count(try InspectorImport.keep(inspector, actor, stores, house, at: now))
                case .failure(let faults): outcome.refuse(record, faults.list)
                }
            }
        }
    }
}

extension InspectorImport {
    /// Writes a row. Where it says that somebody left or moved, this is a change like any other: kept, and open visits are
    /// given up (2.2.9).
    private static func keep(
        _ row: NewInspector, _ actor: Actor?, _ stores: any Stores, _ house: House, at now: Moment
    ) throws -> RowChange {
        let old = try stores.registry.inspector(code: row.code)
        let (id, change) = try stores.registry.upsert(row, at: now)
        guard let old else { return change }
        let kind: StaffMove.Kind? =
            switch (old.status, row.status) {
            case (.active, .left): .departure
            case (.left, .active): .back
            default: old.authority == row.authority ? nil : .transfer
            }
        guard let kind else { return change }
        let move = try stores.staff.insert(
            NewMove(
                inspector: id, kind: kind, effectiveOn: now.day, toAuthority: row.authority, toStation: row.station,
                post: "", document: "", note: "名录导入", account: actor?.account, at: now))
        try stores.staff.setApplied(move, fromAuthority: old.authority, fromPost: old.post, at: now)
        _ = try DayRoll.vacate(id, stores, house, at: now)
        return change
    }
}

/// The refused fields of a row.
struct RowFaults: Error {
    var list: [(field: String, value: ArraySlice<UInt8>, reason: String)] = []
}
