/// What a table is written as.
package enum TableFormat: String, Sendable, CaseIterable {
    case xlsx, csv

    package var title: String {
        switch self {
        case .xlsx: "Excel"
        case .csv: "CSV"
        }
    }

    package var contentType: String {
        switch self {
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .csv: "text/csv; charset=utf-8"
        }
    }
}

/// A value on its way into a cell.
package enum TableValue: Sendable, Equatable {
    /// Stays text whatever it looks like: codes of 18 digits, `=1+1`.
    case text(String)
    case number(Double)
    case day(Day)
    case empty

    package static func count(_ number: Int) -> TableValue { .number(Double(number)) }

    package static func text(_ text: String?) -> TableValue { text.map { .text($0) } ?? .empty }

    package static func day(_ day: Day?) -> TableValue { day.map { .day($0) } ?? .empty }

    /// As CSV writes it.
    package var plain: String {
        switch self {
        case .text(let text): text
        case .number(let number):
            number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
        case .day(let day): day.description
        case .empty: ""
        }
    }
}

/// A sheet that is being written: what stands above its rows, and its columns.
package struct TableSheet: Sendable {
    package struct Column: Sendable {
        package let title: String
        /// In characters of a digit's width; a Chinese character takes two.
        package let width: Int
        /// What may be chosen in this column's cells; empty for anything.
        package let choices: [String]
        /// Shown beside a cell of this column while it is filled in.
        package let hint: String?
        /// Marked in the header of a template.
        package let isRequired: Bool

        package init(
            _ title: String, width: Int = 16, choices: [String] = [], hint: String? = nil, isRequired: Bool = false
        ) {
            self.title = title
            self.width = width
            self.choices = choices
            self.hint = hint
            self.isRequired = isRequired
        }
    }

    /// Name of the sheet's tab; shortened and cleaned of what tabs cannot hold.
    package let name: String
    /// A line in large letters; nil for a sheet that begins with its columns.
    package let title: String?
    /// Lines below it: filters, time, who.
    package let lines: [String]
    /// Empty for a sheet of running text.
    package let columns: [Column]

    package init(name: String, title: String? = nil, lines: [String] = [], columns: [Column]) {
        self.name = name
        self.title = title
        self.lines = lines
        self.columns = columns
    }
}

/// Writes a table row by row with little memory. Not shared between threads.
package protocol TableWriter: AnyObject {
    /// One row; `marked` cells are coloured (what has to be corrected).
    func add(_ values: [TableValue], marked: Set<Int>) throws
    /// Ends the sheet and begins another. A format without sheets puts it below, after an empty line.
    func begin(_ sheet: TableSheet) throws
    /// Ends the file. Nothing of it is left when this throws.
    func finish() throws -> any WrittenTable
}

extension TableWriter {
    package func add(_ values: [TableValue]) throws { try add(values, marked: []) }
}

/// A table that was written and waits to be sent; its file goes with the last reference.
package protocol WrittenTable: AnyObject, Sendable {
    var size: Int { get }
    /// The bytes in pieces; empty at the end.
    func next() throws -> [UInt8]
}
