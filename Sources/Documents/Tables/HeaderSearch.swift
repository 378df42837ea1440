import Domain
import Foundation

/// Finds the row with the columns' names: tables made for people often begin with a title and remarks, each alone in
/// its row, and so do our own exports.
struct HeaderSearch {
    private(set) var header: TableRecord?
    /// Rows that were looked at and stand below the header.
    private(set) var pending: [TableRecord] = []
    private static let rows = 12

    /// The first of the first rows with two filled cells or more; else the first of all (a table of one column).
    init(_ next: (inout TableRecord) throws -> Bool) throws {
        var record = TableRecord()
        while pending.count < HeaderSearch.rows, try next(&record) {
            if record.defect != nil || HeaderSearch.filled(record) >= 2 {
                // An unreadable first row is the header; further down it is a row like others.
                if record.defect == nil || pending.isEmpty {
                    header = record
                    pending = []
                    return
                }
            }
            pending.append(record)
        }
        if !pending.isEmpty { header = pending.removeFirst() }
    }

    private static func filled(_ record: TableRecord) -> Int {
        (0..<record.count).count { place in record.field(place).contains { $0 > 0x20 } }
    }

    /// The columns' names, trimmed.
    ///
    /// - Parameter keepsEmpty: whether empty names at the end count as columns: a line of text says how many fields it
    ///   has, a row of a sheet does not.
    static func names(_ record: TableRecord, keepsEmpty: Bool) -> [String] {
        var names = (0..<record.count).map {
            String(decoding: record.field($0), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        while !keepsEmpty, names.count > 1, names.last?.isEmpty == true { names.removeLast() }
        return names
    }
}
