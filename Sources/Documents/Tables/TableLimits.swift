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

    package init() {}
}
