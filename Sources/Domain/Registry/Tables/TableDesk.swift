/// Where tables come in and go out; Documents implements it, `mingcha` puts it into the house.
package protocol TableDesk: Sendable {
    /// A delimited file or workbook on this machine. Throws a ``Problem`` when it is no usable table.
    func open(path: String, name: String) throws -> any TableSource
    /// Keeps an uploaded file until it is confirmed or discarded, under its digest. Handing in the same file twice
    /// keeps it once.
    func keep(_ content: TableContent, name: String) throws -> any TableSource
    /// A file kept before; throws a ``Problem`` when it is gone.
    func kept(digest: String, name: String) throws -> any TableSource
    /// Whether a file kept before still lies here; without reading it.
    func holds(digest: String) -> Bool
    func discard(digest: String)
    /// Leaves a line about work that runs, for other pages and processes.
    func note(_ key: String, _ text: String) throws
    /// What was noted last, and how many seconds ago; nil when nothing was.
    func noted(_ key: String) throws -> (text: String, age: Double)?
    /// Starts a file with its first sheet. What is written waits in a private file until it is sent.
    func write(_ format: TableFormat, _ sheet: TableSheet) throws -> any TableWriter
    /// A CSV file (UTF-8 with byte order mark) that spreadsheet programs open correctly.
    func csv(header: [String], rows: [[String]]) -> [UInt8]
}

/// What an upload hands over.
package enum TableContent: Sendable {
    case bytes([UInt8])
    case file(path: String)
}
