import Database
import Domain
import TransparencyLog

/// The transparency log in tables. `log_head` is one row that every append locks, so entries are in one order on
/// both databases; a transaction that rolls back leaves no gap.
final class SQLLedger: Ledger {
    private let connection: any Connection
    /// Loaded with the lock at the first append of the transaction.
    private var frontier: Frontier?
    private(set) var hasAppended = false

    init(connection: any Connection) { self.connection = connection }

    func append(_ entry: LedgerEntry, at: Moment) throws -> LedgerPosition {
        guard entry.bytes.count <= 65_535 else {
            throw Problem(.defect, "ledger.too-large", "留痕内容超过 65535 字节，应先记摘要。", clause: "3.5.4")
        }
        var frontier = try lockedFrontier()
        let index = Int64(frontier.size)
        let leaf = MerkleTree.leafHash(entry.bytes)
        let completed = frontier.append(leaf)
        try connection.execute(
            """
            INSERT INTO log_entry (idx, at, act, actor_id, object, sentence, entry)
            VALUES (\(index), \(at.description), \(entry.act), \(entry.actor), \(entry.object), \(entry.sentence),
                \(entry.bytes))
            """)
        for node in completed {
            try connection.execute(
                "INSERT INTO log_node (level, idx, hash) VALUES (\(node.level), \(Int64(node.index)), \(node.hash.bytes))"
            )
        }
        try connection.execute(
            "UPDATE log_head SET size = \(Int64(frontier.size)), frontier = \(frontier.bytes) WHERE id = 1")
        self.frontier = frontier
        hasAppended = true
        return LedgerPosition(index: index, leafHash: leaf)
    }

    /// The update takes the row's lock before the frontier is read; SQLite's writer has the whole file already.
    private func lockedFrontier() throws -> Frontier {
        if let frontier { return frontier }
        if let row = try connection.row("UPDATE log_head SET size = size WHERE id = 1 RETURNING frontier") {
            return try Frontier(bytes: row.bytes("frontier"))
        }
        let empty = Frontier()
        try connection.execute("INSERT INTO log_head (id, size, frontier) VALUES (1, 0, \(empty.bytes))")
        return empty
    }

    func size() throws -> Int64 {
        Int64(try connection.row("SELECT size FROM log_head WHERE id = 1")?.int("size") ?? 0)
    }

    func root(size: Int64) throws -> Hash {
        guard size > 0 else { return MerkleTree.emptyRoot }
        if let row = try connection.row("SELECT size, frontier FROM log_head WHERE id = 1"),
            try Int64(row.int("size")) == size
        {
            return try Frontier(bytes: row.bytes("frontier")).root
        }
        return try rootFromNodes(size: size)
    }

    /// The root of an earlier size: its complete subtrees, largest first, joined from the right.
    private func rootFromNodes(size: Int64) throws -> Hash {
        var start: Int64 = 0
        var subtrees: [Hash] = []
        for level in stride(from: 62, through: 0, by: -1) where size & (1 << Int64(level)) != 0 {
            guard let hash = try node(level: level, index: start >> Int64(level)) else {
                throw Problem(.defect, "ledger.node-missing", "留痕日志缺少第 \(level) 层的节点。", clause: "3.5.4")
            }
            subtrees.append(hash)
            start += 1 << Int64(level)
        }
        return try Frontier(size: UInt64(size), subtrees: subtrees).root
    }

    func entry(_ index: Int64) throws -> [UInt8] {
        guard let row = try connection.row("SELECT entry FROM log_entry WHERE idx = \(index)") else {
            throw Problem.notFound("留痕记录")
        }
        return try row.bytes("entry")
    }

    func entries(from start: Int64, count: Int) throws -> [[UInt8]] {
        try connection.rows(
            "SELECT entry FROM log_entry WHERE idx >= \(start) AND idx < \(start + Int64(count)) ORDER BY idx"
        ).map { try $0.bytes("entry") }
    }

    func timeline(object: String) throws -> [LedgerLine] {
        try connection.rows("\(line) WHERE e.object = \(object) ORDER BY e.idx").map(read)
    }

    func latest(_ slice: Slice) throws -> Listing<LedgerLine> {
        let total = Int(try size())
        let rows = try connection.rows(
            "\(line) ORDER BY e.idx DESC LIMIT \(slice.size) OFFSET \(slice.offset)"
        ).map(read)
        return Listing(rows: rows, total: total, slice: slice)
    }

    func node(level: Int, index: Int64) throws -> Hash? {
        try connection.row("SELECT hash FROM log_node WHERE level = \(level) AND idx = \(index)")
            .flatMap { Hash(try $0.bytes("hash")) }
    }

    private let line: SQL = """
        SELECT e.idx AS idx, e.at AS at, e.act AS act, a.name AS actor_name, e.object AS object,
            e.sentence AS sentence
        FROM log_entry e LEFT JOIN access_account a ON a.id = e.actor_id
        """

    private func read(_ row: Row) throws -> LedgerLine {
        LedgerLine(
            index: Int64(try row.int("idx")), at: try row.moment("at"), act: try row.text("act"),
            actorName: try row.textOrNil("actor_name"), object: try row.text("object"),
            sentence: try row.text("sentence"))
    }
}
