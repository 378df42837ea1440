/// A table somebody handed in: a delimited file or a sheet of a workbook, read from the start as often as needed.
///
/// Documents implements it; the use cases only see this protocol. A transaction body may run again, so it opens its
/// own reader each time.
package protocol TableSource: Sendable {
    /// Name of the file as handed in, without folders.
    var name: String { get }
    /// SHA-256 of the file as handed in (before unpacking), lower-case hex.
    var digest: String { get }
    /// Name of the encoding found, for people: `UTF-8`, `UTF-8（带BOM）`, `GB18030`, `Excel 工作簿`.
    var encoding: String { get }
    /// Line breaks in the unpacked file: an upper bound of its rows, for progress.
    var lines: Int { get }
    /// A reader that stands before the first row below the header.
    ///
    /// Throws a ``Problem`` when the file holds no header.
    func open() throws -> any TableReader
    /// Names of a workbook's sheets in their order; empty for a file that has none.
    var sheets: [String] { get }
    /// Another sheet of the same workbook; throws a ``Problem`` that names those there are.
    func sheet(_ name: String) throws -> any TableSource
}

extension TableSource {
    package var sheets: [String] { [] }

    package func sheet(_ name: String) throws -> any TableSource {
        throw Problem(
            .invalid, "table.no-sheet", "文件“\(self.name)”不是工作簿，没有名为“\(name)”的工作表。", remedy: "请选择 xlsx 文件。")
    }
}

/// Reads the rows of a table one after the other. Not shared between threads.
package protocol TableReader: AnyObject {
    /// Names of the columns, trimmed, as written.
    var header: [String] { get }
    /// Fills `record` with the next row and returns true, or returns false at the end. Blank lines are passed over.
    ///
    /// Throws a ``Problem`` when nothing below this row can be read (a quote that never closes, a damaged gz file).
    func next(_ record: inout TableRecord) throws -> Bool
}

/// One row, its fields as UTF-8 bytes; kept by the caller and filled again and again.
package struct TableRecord: Sendable {
    /// What makes a whole row unreadable, while the rows below it can still be read.
    package enum Defect: Sendable, Equatable {
        /// The field at that column (from 0) is longer than the limit.
        case fieldTooLong(column: Int, limit: Int)
        /// Bytes that are no text in the file's encoding.
        case undecodable
        /// A NUL character.
        case nul
        /// More fields than any table has.
        case tooManyFields(limit: Int)
        /// The cell at that column (from 0) shows an error of its formula, such as `#N/A`.
        case cellFault(column: Int, text: String)
    }

    /// Row number below the header, from 1.
    package var number = 0
    /// Line of the file the row begins on, from 1; fields may hold line breaks.
    package var line = 0
    /// The fields one after the other.
    package var bytes: [UInt8] = []
    /// Where each field ends in `bytes`.
    package var ends: [Int] = []
    package var defect: Defect?

    package init() {}

    package var count: Int { ends.count }

    /// Bytes of a field (from 0); empty when the row has no such field.
    package func field(_ index: Int) -> ArraySlice<UInt8> {
        guard ends.indices.contains(index) else { return [] }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// Empties the row, keeping its memory.
    package mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        defect = nil
    }
}
