import Database
import Domain
import TransparencyLog

/// The growing end of the log inside one transaction: what is appended is kept in memory and stored together, so that one
/// statement for the entries, one for the hashes and one for the head serve all use cases of the transaction.
///
/// The transaction holds the writers' queue (`Connection.queueWriters`), so nobody else moves the head meanwhile. Whoever
/// reads stored rows calls ``store()`` first.
final class LogTail {
    /// What can be undone together with a savepoint.
    struct Mark {
        fileprivate let frontier: Frontier?
        fileprivate let entries: Int
        fileprivate let nodes: Int
        fileprivate let storedEntries: Int
        fileprivate let storedNodes: Int
    }

    private let connection: any Connection
    /// Loaded at the first append of the transaction.
    private var frontier: Frontier?
    /// Rows appended in this transaction; those before the counters are in the tables already.
    private var entries: [[SQLValue]] = []
    private var nodes: [[SQLValue]] = []
    private var storedEntries = 0
    private var storedNodes = 0
    /// Whether savepoints may undo what is stored, so that it has to be remembered.
    private let isShared: Bool

    /// - Parameter isShared: true where several use cases are in the transaction, each in a savepoint.
    init(_ connection: any Connection, isShared: Bool = false) {
        self.connection = connection
        self.isShared = isShared
    }

    /// The head, if anything was appended; otherwise it is what the table says.
    var head: Frontier? { frontier }

    func append(_ entry: LedgerEntry, at: Moment) throws -> LedgerPosition {
        guard entry.bytes.count <= EntryBundle.maximumEntryBytes else {
            throw Problem(.defect, "ledger.too-large", "留痕内容超过 65535 字节，应先记摘要。", clause: "3.5.4")
        }
        var frontier = try loaded()
        let index = Int64(frontier.size)
        let leaf = MerkleTree.leafHash(entry.bytes)
        for node in frontier.append(leaf) {
            nodes.append([.integer(Int64(node.level)), .integer(Int64(node.index)), .blob(node.hash.bytes)])
        }
        entries.append([
            .integer(index), .text((entry.at ?? at).description), .text(entry.act),
            entry.actor.map { .integer($0) } ?? .null,
            .text(entry.object), .text(entry.sentence), .blob(entry.bytes),
        ])
        self.frontier = frontier
        // A use case that appends a hundred thousand entries does not hold them all.
        if !isShared, entries.count >= 1_024 { try store() }
        return LedgerPosition(index: index, leafHash: leaf)
    }

    /// The head as it is now.
    func loaded() throws -> Frontier {
        if let frontier { return frontier }
        let row = try connection.row("SELECT frontier FROM log_head WHERE id = 1")
        let found = try row.map { try Frontier(bytes: $0.bytes("frontier")) } ?? Frontier()
        frontier = found
        return found
    }

    var mark: Mark {
        Mark(
            frontier: frontier, entries: entries.count, nodes: nodes.count, storedEntries: storedEntries,
            storedNodes: storedNodes)
    }

    /// After a savepoint was undone: the tail as it was when the savepoint was set.
    func restore(_ mark: Mark) {
        frontier = mark.frontier
        entries.removeSubrange(mark.entries...)
        nodes.removeSubrange(mark.nodes...)
        storedEntries = mark.storedEntries
        storedNodes = mark.storedNodes
    }

    /// Brings the tables up to what was appended.
    func store() throws {
        guard storedEntries < entries.count else { return }
        var rest = entries[storedEntries...]
        try connection.executeMany(
            """
            INSERT INTO log_entry (idx, at, act, actor_id, object, sentence, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        ) { rest.popFirst() }
        var hashes = nodes[storedNodes...]
        try connection.executeMany("INSERT INTO log_node (level, idx, hash) VALUES (?1, ?2, ?3)") { hashes.popFirst() }
        let head = try loaded()
        try connection.execute(
            """
            INSERT INTO log_head (id, size, frontier) VALUES (1, \(Int64(head.size)), \(head.bytes))
            ON CONFLICT (id) DO UPDATE SET size = excluded.size, frontier = excluded.frontier
            """)
        if isShared {
            storedEntries = entries.count
            storedNodes = nodes.count
        } else {
            entries.removeAll(keepingCapacity: true)
            nodes.removeAll(keepingCapacity: true)
        }
    }
}
