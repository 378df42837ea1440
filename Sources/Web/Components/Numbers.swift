/// A number that opens the rows behind it. Partial `shell/tile`.
package struct TileModel: Sendable {
    package let title: String
    package let number: String
    package let unit: String
    package let note: String?
    package let href: String
    package let meaning: String
    package let icon: String?

    package init(
        _ title: String, _ number: String, unit: String, href: String, note: String? = nil, meaning: Meaning = .neutral
    ) {
        self.title = title
        self.number = number
        self.unit = unit
        self.note = note
        self.href = href
        self.meaning = meaning.rawValue
        icon = meaning == .neutral ? nil : meaning.icon
    }
}

/// A bar chart that is a table. Partial `shell/bars`; the title says the finding.
package struct BarsModel: Sendable {
    package struct Bar: Sendable {
        package let label: String
        package let value: String
        /// 0 to 100, for the drawn width.
        package let width: Int
        package let href: String?

        package init(_ label: String, value: String, share: Double, href: String? = nil) {
            self.label = label
            self.value = value
            width = share.isFinite ? Int((min(max(share, 0), 1) * 100).rounded()) : 0
            self.href = href
        }
    }

    package let title: String
    package let unit: String
    package let bars: [Bar]

    package init(_ title: String, unit: String, _ bars: [Bar]) {
        self.title = title
        self.unit = unit
        self.bars = bars
    }
}

/// A heat table (category × authority): each cell has its number, its shade in six steps, and its rows. Partial
/// `shell/heat`.
package struct HeatModel: Sendable {
    package struct Cell: Sendable {
        package let value: String
        package let level: Int
        package let href: String?

        /// `share` 0 to 1; nil when there is nothing to measure.
        package init(_ value: String, share: Double?, href: String? = nil) {
            self.value = value
            level = share.map { $0.isFinite ? Int((min(max($0, 0), 1) * 5).rounded()) : 0 } ?? 0
            self.href = href
        }
    }

    package struct Row: Sendable {
        package let label: String
        package let cells: [Cell]

        package init(_ label: String, _ cells: [Cell]) {
            self.label = label
            self.cells = cells
        }
    }

    package let title: String
    package let corner: String
    package let columns: [String]
    package let rows: [Row]

    package init(_ title: String, corner: String, columns: [String], rows: [Row]) {
        self.title = title
        self.corner = corner
        self.columns = columns
        self.rows = rows
    }
}
