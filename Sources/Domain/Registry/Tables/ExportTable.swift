/// A list's columns, declared once: what its export holds, in the order of the page.
package struct ExportTable<Row: Sendable>: Sendable {
    package struct Column: Sendable {
        package let title: String
        package let width: Int
        package let value: @Sendable (Row) -> TableValue

        package init(_ title: String, _ width: Int = 16, _ value: @escaping @Sendable (Row) -> TableValue) {
            self.title = title
            self.width = width
            self.value = value
        }

        /// A column of text; empty where there is none.
        package static func text(_ title: String, _ width: Int = 16, _ value: @escaping @Sendable (Row) -> String?)
            -> Column
        {
            Column(title, width) { .text(value($0)) }
        }

        package static func count(_ title: String, _ value: @escaping @Sendable (Row) -> Int) -> Column {
            Column(title, 10) { .count(value($0)) }
        }

        package static func day(_ title: String, _ value: @escaping @Sendable (Row) -> Day?) -> Column {
            Column(title, 12) { .day(value($0)) }
        }
    }

    /// `检查对象`: title of the sheet and name of the file.
    package let name: String
    /// What the log calls it; nil for a list without personal data, which leaves no entry.
    package let personal: String?
    package let columns: [Column]

    /// - Parameter personal: stable word for the log, such as `inspectors`, where rows tell of people.
    package init(_ name: String, personal: String? = nil, _ columns: [Column]) {
        self.name = name
        self.personal = personal
        self.columns = columns
    }
}
