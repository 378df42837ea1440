package import Domain

/// A page that is one list. Template `shell/list`: tabs, filter, a sentence, remarks, a form, then the table with its
/// paging, or why there is nothing. What differs between lists is data: the columns, each a title and a cell of a row.
package struct ListModel: Sendable {
    package struct Sentence: Sendable {
        package let text: String
        package let links: [LinkModel]
    }

    package let tabs: [TabsModel]
    package let filter: FilterModel?
    package let sentence: Sentence?
    /// What the list is about, for whoever wants to know.
    package let about: String?
    package let remarks: [RemarkModel]
    package let form: PanelForm?
    package let empty: EmptyModel?
    /// Nil when there is no row.
    package let table: PanelTable?
    package let paging: PagingModel?

    /// - Parameters:
    ///   - label: what the table lists, for screen readers.
    ///   - address: `call.address`; paging and sorting keep what is chosen in it.
    ///   - empty: said when there is no row.
    ///   - isShort: a table that is as tall as its rows, as on the portal.
    package init<Row>(
        _ label: String, _ listing: Listing<Row>, address: String, tabs: [TabsModel] = [], filter: FilterModel? = nil,
        sentence: String? = nil, links: [LinkModel] = [], about: String? = nil, remarks: [RemarkModel] = [],
        form: PanelForm? = nil, columns: [ListColumn<Row>], empty: EmptyModel, isShort: Bool = false
    ) {
        self.init(
            label, listing.rows, address: address, tabs: tabs, filter: filter, sentence: sentence, links: links,
            about: about, remarks: remarks, form: form, columns: columns, empty: empty, isShort: isShort,
            paging: listing.rows.isEmpty ? nil : PagingModel(listing, address: address))
    }

    /// A list that is shown whole.
    package init<Row>(
        _ label: String, _ rows: [Row], address: String, tabs: [TabsModel] = [], filter: FilterModel? = nil,
        sentence: String? = nil, links: [LinkModel] = [], about: String? = nil, remarks: [RemarkModel] = [],
        form: PanelForm? = nil, columns: [ListColumn<Row>], empty: EmptyModel, isShort: Bool = false,
        paging: PagingModel? = nil
    ) {
        self.tabs = tabs
        self.filter = filter
        self.sentence =
            sentence == nil && links.isEmpty ? nil : Sentence(text: sentence ?? "", links: links)
        self.about = about
        self.remarks = remarks
        self.form = form
        self.empty = rows.isEmpty ? empty : nil
        table = rows.isEmpty ? nil : PanelTable(label, rows, columns, address: address, isShort: isShort)
        self.paging = paging
    }

    /// What is chosen, for an export's head.
    var words: [String] { tabs.flatMap(\.words) + (filter?.words ?? []) }
}

extension TabsModel {
    /// A tab for each way to divide a list, with how many rows stand behind it.
    ///
    /// - Parameter count: the total behind a tab; ask for a slice of one row.
    static func counted<Value: Equatable>(
        _ all: [Value], chosen: Value, label: String, href: (Value) -> String, title: (Value) -> String,
        count: (Value) async throws -> Int
    ) async throws -> TabsModel {
        var tabs: [Tab] = []
        for one in all {
            tabs.append(Tab(title(one), href: href(one), current: one == chosen, count: try await count(one)))
        }
        return TabsModel(tabs, label: label)
    }
}

/// A column of a list: its title, and how it shows a row.
package struct ListColumn<Row> {
    let title: String
    /// The value of `?sort=`; nil where the list cannot be sorted by it.
    let sort: String?
    let isNumber: Bool
    /// Whether its title is for screen readers only.
    let isHidden: Bool
    let cell: (Row) -> PanelCell

    /// Any cell.
    package init(
        _ title: String, sort: String? = nil, isNumber: Bool = false, isHidden: Bool = false,
        _ cell: @escaping (Row) -> PanelCell
    ) {
        self.title = title
        self.sort = sort
        self.isNumber = isNumber
        self.isHidden = isHidden
        self.cell = cell
    }

    /// What the row is called, with the page it opens.
    package static func head(
        _ title: String, sort: String? = nil, href: @escaping (Row) -> String? = { _ in nil },
        _ text: @escaping (Row) -> String
    ) -> Self {
        Self(title, sort: sort) { .head(text($0), href: href($0)) }
    }

    package static func text(_ title: String, sort: String? = nil, _ text: @escaping (Row) -> String) -> Self {
        Self(title, sort: sort) { PanelCell(text($0)) }
    }

    /// Dates, times and numbers of documents.
    /// - Parameter wraps: false keeps it in one line.
    package static func figures(
        _ title: String, sort: String? = nil, wraps: Bool = true, _ text: @escaping (Row) -> String
    ) -> Self {
        Self(title, sort: sort) { PanelCell(text($0), style: wraps ? "figures" : "figures nowrap") }
    }

    package static func code(_ title: String, sort: String? = nil, _ text: @escaping (Row) -> String) -> Self {
        Self(title, sort: sort) { .code(text($0)) }
    }

    package static func number(_ title: String, sort: String? = nil, _ text: @escaping (Row) -> String) -> Self {
        Self(title, sort: sort, isNumber: true) { .number(text($0)) }
    }

    package static func chip(_ title: String, sort: String? = nil, _ chip: @escaping (Row) -> ChipModel) -> Self {
        Self(title, sort: sort) { PanelCell("", chip: chip($0)) }
    }
}

extension PanelTable {
    /// Rows shown by columns, as a list shows them, within another page.
    package init<Row>(
        _ label: String, _ rows: [Row], _ columns: [ListColumn<Row>], address: String = "", isShort: Bool = true
    ) {
        self.init(
            label,
            columns.map { column in
                guard let key = column.sort else {
                    return TableHeadModel.Column(column.title, numeric: column.isNumber, isHidden: column.isHidden)
                }
                return TableHeadModel.Column(column.title, key: key, numeric: column.isNumber, address: address)
            }, rows.map { row in columns.map { $0.cell(row) } }, isShort: isShort)
    }
}
