/// Where the database is and how patient to be with it.
package struct DatabaseConfiguration: Sendable, CustomStringConvertible {
    /// The place of the data.
    package enum Location: Sendable {
        /// A file; it is created with its folder when missing, readable by its owner only.
        case sqlite(path: String)
        /// A libpq connection URI, `postgres://user:password@host:port/database?option=value`.
        case postgres(url: String)
    }

    package var location: Location

    /// Connections for concurrent reads on SQLite; on PostgreSQL all connections.
    package var connections = 8

    /// How long to wait for a free connection (PostgreSQL) or for another process's lock (SQLite).
    package var patience: Duration = .seconds(5)

    /// How long to wait for a PostgreSQL server to answer a new connection; whole seconds, at least 2.
    package var connectTimeout: Duration = .seconds(3)

    /// The longest time of one statement on PostgreSQL; bulk loads and migrations are exempt. Zero means no limit.
    package var statementTimeout: Duration = .seconds(120)

    /// How many times a transaction is attempted, the first included.
    package var attempts = 16

    /// The page cache of the SQLite writer in KiB; each reader has an eighth of it.
    package var cacheKiB = 262_144

    /// Takes what `MINGCHA_DATABASE` holds: a `postgres://` or `postgresql://` URI, or else the path of a file.
    package init(_ text: String) {
        let isURL = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
        location = isURL ? .postgres(url: text) : .sqlite(path: text)
    }

    /// The place without user, password and options, fit for a log.
    package var description: String {
        switch location {
        case .sqlite(let path): return path
        case .postgres(let url):
            let place = url.drop { $0 != "/" }.drop { $0 == "/" }
            let host = place.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            return "postgres://" + host.prefix { $0 != "?" }
        }
    }
}
