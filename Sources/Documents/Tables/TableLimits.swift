/// How much of a table is read before it is refused. All of it can be set by the configuration.
package struct TableLimits: Sendable {
    /// Longest field, in characters (Unicode scalars); a longer one costs its row, not the file.
    package var fieldCharacters = 100_000
    /// Most fields of a row.
    package var fields = 1_000
    /// Largest unpacked file in bytes; stops compressed files that unpack without end.
    package var unpackedBytes = 8 << 30
    /// Unpacked files up to this size are kept in memory between the look at the encoding and the reading.
    package var keptBytes = 64 << 20
    /// Most parts of a workbook.
    package var entries = 5_000
    /// Most bytes that a workbook's parts may unpack to; they pass by, they are not kept.
    package var workbookBytes = 4 << 30
    /// How many times its packed size a part of a workbook may unpack to, once it is large.
    package var packingRatio = 150
    /// Last row of a sheet; the format's own end.
    package var rows = 1_048_576
    /// Most texts that cells share, and their bytes; these are kept in memory.
    package var sharedStrings = 4_000_000
    package var sharedBytes = 512 << 20

    package init() {}
}
