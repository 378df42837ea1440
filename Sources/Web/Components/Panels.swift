package import Domain

/// A page made of panels: facts, a table, a form, in this order. Template `shell/panels`; what differs between pages is data.
package struct PanelsModel: Sendable {
    package let remarks: [RemarkModel]
    package let tabs: TabsModel?
    package let filter: FilterModel?
    package let tiles: [TileModel]
    package let hasTiles: Bool
    package let empty: EmptyModel?
    package let panels: [Panel]
    package let timeline: TimelineModel?

    package init(
        _ panels: [Panel], remarks: [RemarkModel] = [], tabs: TabsModel? = nil, filter: FilterModel? = nil,
        tiles: [TileModel] = [], empty: EmptyModel? = nil, timeline: TimelineModel? = nil
    ) {
        self.panels = panels
        self.remarks = remarks
        self.tabs = tabs
        self.filter = filter
        self.tiles = tiles
        hasTiles = !tiles.isEmpty
        self.empty = empty
        self.timeline = timeline
    }
}

package struct Panel: Sendable {
    package let title: String
    package let note: String?
    package let facts: FactsModel?
    package let table: PanelTable?
    /// Said instead of a table without rows.
    package let none: String?
    package let paging: PagingModel?
    package let forms: [PanelForm]

    package init(
        _ title: String, note: String? = nil, facts: FactsModel? = nil, table: PanelTable? = nil, none: String? = nil,
        paging: PagingModel? = nil, form: PanelForm? = nil, more: [PanelForm] = []
    ) {
        self.title = title
        self.note = note
        self.facts = facts
        self.table = table.flatMap { $0.rows.isEmpty ? nil : $0 }
        self.none = table?.rows.isEmpty ?? false ? none : nil
        self.paging = paging
        forms = (form.map { [$0] } ?? []) + more
    }
}

/// A table whose cells are data. Partial `shell/panels-table`.
package struct PanelTable: Sendable {
    package struct Row: Sendable {
        package let cells: [PanelCell]
    }

    package let label: String
    package let columns: [TableHeadModel.Column]
    package let rows: [Row]
    /// Whether it is as tall as its rows, without scrolling by itself.
    package let isShort: Bool

    /// A title that ends in `#` is of a column of numbers; one that begins with `.` is read by screen readers only.
    package init(_ label: String, _ titles: [String], _ rows: [[PanelCell]]) {
        self.init(
            label,
            titles.map { title in
                TableHeadModel.Column(
                    title.filter { $0 != "#" && $0 != "." }, numeric: title.hasSuffix("#"),
                    isHidden: title.hasPrefix("."))
            }, rows)
    }

    init(_ label: String, _ columns: [TableHeadModel.Column], _ rows: [[PanelCell]], isShort: Bool = true) {
        self.label = label
        self.columns = columns
        self.rows = rows.map(Row.init)
        self.isShort = isShort
    }
}

package struct PanelCell: Sendable {
    package let text: String
    package let href: String?
    /// `figures`, `number`, `code`, `quiet`, `nowrap`.
    package let style: String?
    package let isStrong: Bool
    package let chip: ChipModel?
    package let isHead: Bool
    /// Value of a check box that belongs to the form `chosen`.
    package let tick: String?
    package let actions: [PanelAction]
    /// What stands small below it.
    package let note: Note?

    package struct Note: Sendable {
        /// A code before the text, set as such.
        package let code: String?
        package let text: String
        package let href: String?

        package init(_ text: String = "", code: String? = nil, href: String? = nil) {
            self.code = code
            self.text = text
            self.href = href
        }
    }

    package init(
        _ text: String, href: String? = nil, style: String? = nil, chip: ChipModel? = nil, isHead: Bool = false,
        tick: String? = nil, actions: [PanelAction] = [], isStrong: Bool = false, note: Note? = nil
    ) {
        self.text = text
        self.href = href
        self.style = style
        self.chip = chip
        self.isHead = isHead
        self.tick = tick
        self.actions = actions
        self.isStrong = isStrong
        self.note = note
    }

    package static func head(_ text: String, href: String? = nil) -> PanelCell {
        PanelCell(text, href: href, isHead: true)
    }
    package static func link(_ text: String, href: String) -> PanelCell { PanelCell(text, href: href) }
    package static func figures(_ text: String) -> PanelCell { PanelCell(text, style: "figures") }
    package static func number(_ text: String) -> PanelCell { PanelCell(text, style: "number") }
    package static func code(_ text: String) -> PanelCell { PanelCell(text, style: "code") }
    package static func chip(_ word: String, _ meaning: Meaning) -> PanelCell {
        PanelCell("", chip: ChipModel(word, meaning))
    }
    package static func day(_ day: Day?) -> PanelCell { figures(day?.description ?? "—") }
}

/// One button in a row, with what it sends.
package struct PanelAction: Sendable {
    package struct Hidden: Sendable {
        package let name: String
        package let value: String
    }

    package let action: String
    package let button: String
    package let hidden: [Hidden]

    package init(_ button: String, _ action: String, _ hidden: [(String, String)] = []) {
        self.button = button
        self.action = action
        self.hidden = hidden.map { Hidden(name: $0.0, value: $0.1) }
    }
}

package struct PanelForm: Sendable {
    package let action: String
    package let summary: String?
    package let isOpen: Bool
    package let fields: [FieldModel]
    package let button: String
    /// For check boxes in a table: `chosen`.
    package let id: String?
    package let isMultipart: Bool
    package let hidden: [PanelAction.Hidden]

    /// - Parameter summary: a form with a summary is folded until it is opened, or comes back with an error.
    package init(
        _ action: String, _ fields: [FieldModel], button: String, summary: String? = nil, id: String? = nil,
        isMultipart: Bool = false, hidden: [(String, String)] = []
    ) {
        self.action = action
        self.fields = fields
        self.button = button
        self.summary = summary
        isOpen = fields.contains { $0.error != nil }
        self.id = id
        self.isMultipart = isMultipart
        self.hidden = hidden.map { PanelAction.Hidden(name: $0.0, value: $0.1) }
    }
}
