/// A list as a file, with the filters of the page it comes from above its columns.
package struct Exporting: Sendable {
    private let house: House
    /// Rows asked for at a time.
    private static let portion = 5_000
    /// Rows that people who are not signed in may take at a time.
    package static let publicLimit = 20_000

    package init(_ house: House) { self.house = house }

    /// Writes the list, portion by portion, however long it is.
    ///
    /// - Parameters:
    ///   - filters: `地区：道里区`, as the page shows them.
    ///   - actor: who asks; nil on the portal.
    ///   - rows: a portion of the list, as the page itself reads it: the same rights, the same filters.
    package func list<Row: Sendable>(
        _ table: ExportTable<Row>, as format: TableFormat, filters: [String], for actor: Actor?,
        rows: (Slice) async throws -> Listing<Row>
    ) async throws -> any WrittenTable {
        let limit = actor == nil ? Exporting.publicLimit : Int.max
        var portion = try await rows(Slice.portion(1, of: Exporting.portion))
        let writer = try house.desk().write(
            format, sheet(table, filters: filters, for: actor, total: portion.total, limit: limit))
        var page = 1
        var written = 0
        while true {
            for row in portion.rows.prefix(limit - written) { try writer.add(table.columns.map { $0.value(row) }) }
            written = min(limit, written + portion.rows.count)
            if portion.rows.count < Exporting.portion || written >= limit { break }
            page += 1
            portion = try await rows(Slice.portion(page, of: Exporting.portion))
        }
        return try await finished(writer, table, as: format, rows: written, for: actor)
    }

    /// Writes a list that is streamed out of one transaction: the registry, which is too long for portions.
    package func stream<Row: Sendable>(
        _ table: ExportTable<Row>, as format: TableFormat, filters: [String], for actor: Actor,
        rows: @escaping @Sendable (any Stores, _ add: (Row) throws -> Void) throws -> Void
    ) async throws -> any WrittenTable {
        let desk = try house.desk()
        let head = sheet(table, filters: filters, for: actor, total: nil, limit: Int.max)
        let (written, count) = try await house.storage.read { stores in
            let writer = try desk.write(format, head)
            var count = 0
            try rows(stores) { row in
                try writer.add(table.columns.map { $0.value(row) })
                count += 1
            }
            return (try writer.finish(), count)
        }
        try await note(table, as: format, rows: count, for: actor)
        return written
    }

    private func finished<Row>(
        _ writer: any TableWriter, _ table: ExportTable<Row>, as format: TableFormat, rows: Int, for actor: Actor?
    ) async throws -> any WrittenTable {
        let written = try writer.finish()
        try await note(table, as: format, rows: rows, for: actor)
        return written
    }

    /// An export of personal data is an act of its own: who took how many rows of what, never which.
    private func note<Row>(_ table: ExportTable<Row>, as format: TableFormat, rows: Int, for actor: Actor?) async throws {
        guard let word = table.personal, let actor else { return }
        let now = house.clock.now()
        let name = table.name
        try await house.storage.write { stores in
            try stores.ledger.append(
                LedgerEntry(
                    act: "export.list", actor: actor.account, object: "export/\(word)", at: now,
                    sentence: "导出“\(name)”\(rows) 条（\(format.title)）。",
                    data: ["format": .text(format.rawValue), "rows": .number(Int64(rows))]), at: now)
        }
    }

    private func sheet<Row>(
        _ table: ExportTable<Row>, filters: [String], for actor: Actor?, total: Int?, limit: Int
    ) -> TableSheet {
        var lines = ["筛选条件：" + (filters.isEmpty ? "无" : filters.joined(separator: "；"))]
        if let actor { lines.append("范围：\(actor.regionName)，导出人：\(actor.name)（\(actor.authorityName)）") }
        var time = "导出时间：\(house.clock.now().onScreen)"
        if let total { time += "，共 \(total) 条" }
        if let total, total > limit { time += "，本文件为前 \(limit) 条；请缩小筛选范围后分次导出" }
        lines.append(time)
        return TableSheet(
            name: table.name, title: table.name, lines: lines,
            columns: table.columns.map { TableSheet.Column($0.title, width: $0.width) })
    }
}
