import Domain

/// The same list as a file: `?format=xlsx` or `csv` on the page's own address, with the page's own access and filters.
struct Exports: Sendable {
    private let call: Call
    /// Nil when the page itself is asked for.
    let format: TableFormat?

    /// Who asks; nobody on the portal, whoever is signed in.
    private let actor: Actor?

    init(_ call: Call, isPublic: Bool = false) throws {
        self.call = call
        actor = isPublic ? nil : try call.signedIn()
        format = try call.query.choice("format", "导出格式", of: TableFormat.self)
    }

    /// The links of a page's head.
    static func links(_ call: Call) -> [PageAction] {
        let here = Address(call.address).with("page", nil)
        return [
            PageAction("导出 Excel", href: here.with("format", TableFormat.xlsx.rawValue).text, icon: "download"),
            PageAction("导出 CSV", href: here.with("format", TableFormat.csv.rawValue).text),
        ]
    }

    /// The file, or nil when the page is asked for.
    ///
    /// - Parameter filters: what the page shows as chosen; more of it where the page's filter does not say everything.
    func list<Row: Sendable>(
        _ table: ExportTable<Row>, filters: [String], rows: (Slice) async throws -> Listing<Row>
    ) async throws -> Reply? {
        guard let format else { return nil }
        let written = try await call.doors.file(call, isPublic: call.actor == nil) {
            try await Exporting(call.house).list(table, as: format, filters: filters, for: actor, rows: rows)
        }
        return reply(written, table.name, format)
    }

    /// The page with the links to its list as a file, or that file where one of the links was followed.
    ///
    /// - Parameter filters: what the page shows as chosen (`ListModel.words`), and more where that does not say all.
    func reply<Row: Sendable>(
        _ page: Page, _ table: ExportTable<Row>, filters: [String], rows: (Slice) async throws -> Listing<Row>
    ) async throws -> Reply {
        if let file = try await list(table, filters: filters, rows: rows) { return file }
        let page = page.with(actions: page.actions + Self.links(call))
        return page.frame == .portal ? .publicPage(page) : .page(page)
    }

    /// A list that is all there already.
    func whole<Row: Sendable>(_ table: ExportTable<Row>, filters: [String], _ rows: [Row]) async throws -> Reply? {
        try await list(table, filters: filters) { slice in
            Listing(rows: Array(rows.dropFirst(slice.offset).prefix(slice.size)), total: rows.count, slice: slice)
        }
    }

    /// A list whose columns are said beside the page's own, cell by cell.
    ///
    /// - Parameter personal: as in ``ExportTable``: the log's word where rows tell of people or businesses.
    func cells<Row: Sendable>(
        _ name: String, personal: String? = nil, _ titles: [String], filters: [String] = [],
        rows: (Slice) async throws -> Listing<Row>, _ cells: (Row) -> [TableValue]
    ) async throws -> Reply? {
        let columns = titles.enumerated().map { place, title in
            ExportTable<[TableValue]>.Column(title, max(12, min(40, title.utf8.count * 2))) {
                place < $0.count ? $0[place] : .empty
            }
        }
        return try await list(ExportTable(name, personal: personal, columns), filters: filters) { slice in
            let portion = try await rows(slice)
            return Listing(rows: portion.rows.map(cells), total: portion.total, slice: slice)
        }
    }

    /// The same of a list that is all there already.
    func cells<Row: Sendable>(
        _ name: String, personal: String? = nil, _ titles: [String], filters: [String] = [], whole rows: [Row],
        _ one: (Row) -> [TableValue]
    ) async throws -> Reply? {
        try await cells(
            name, personal: personal, titles, filters: filters,
            rows: { slice in
                Listing(rows: Array(rows.dropFirst(slice.offset).prefix(slice.size)), total: rows.count, slice: slice)
            }, one)
    }

    /// A list that is streamed out of one transaction.
    func stream<Row: Sendable>(
        _ table: ExportTable<Row>, filters: [String],
        rows: @escaping @Sendable (any Stores, _ add: (Row) throws -> Void) throws -> Void
    ) async throws -> Reply? {
        guard let format else { return nil }
        let actor = try call.signedIn()
        let written = try await call.doors.file(call, isPublic: false) {
            try await Exporting(call.house).stream(table, as: format, filters: filters, for: actor, rows: rows)
        }
        return reply(written, table.name, format)
    }

    private func reply(_ written: any WrittenTable, _ name: String, _ format: TableFormat) -> Reply {
        .table(written, name: "\(name)-\(call.house.clock.today.description)", format)
    }
}

extension Reply {
    /// A table that was written, as a download.
    static func table(_ written: any WrittenTable, name: String, _ format: TableFormat) -> Reply {
        let pieces = AsyncThrowingStream<[UInt8], any Error>(unfolding: {
            let piece = try written.next()
            return piece.isEmpty ? nil : piece
        })
        return .with(
            headers: [("Cache-Control", Caching.never.header)],
            .stream(pieces, type: format.contentType, filename: "\(name).\(format.rawValue)"))
    }
}

extension FilterModel {
    /// What is chosen, as the page shows it: `地区：道里区`. Nothing for what is left open.
    var words: [String] {
        parts.compactMap { part in
            if part.isSelect {
                guard let chosen = part.options.first(where: \.selected), !chosen.value.isEmpty else { return nil }
                return "\(part.label)：\(Fields.trimmed(chosen.title))"
            }
            return part.value.isEmpty ? nil : "\(part.label)：\(part.value)"
        }
    }
}

extension TabsModel {
    /// The tab that is open: `查看：即将到期`.
    var words: [String] { tabs.first(where: \.current).map { ["查看：\($0.title)"] } ?? [] }
}
