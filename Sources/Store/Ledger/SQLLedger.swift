import Database
import Domain
import TransparencyLog

/// The transparency log in tables, as one use case sees it; what it appends goes to the transaction's ``LogTail``.
final class SQLLedger: Ledger {
    let connection: any Connection
    let tail: LogTail
    private(set) var hasAppended = false

    init(connection: any Connection, tail: LogTail) {
        self.connection = connection
        self.tail = tail
    }

    func append(_ entry: LedgerEntry, at: Moment) throws -> LedgerPosition {
        let position = try tail.append(entry, at: at)
        hasAppended = true
        return position
    }

    func size() throws -> Int64 {
        if let head = tail.head { return Int64(head.size) }
        return Int64(try connection.row("SELECT size FROM log_head WHERE id = 1")?.int("size") ?? 0)
    }

    func root(size: Int64) throws -> Hash {
        guard size > 0 else { return MerkleTree.emptyRoot }
        if let head = tail.head, Int64(head.size) == size { return head.root }
        try tail.store()
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
        try tail.store()
        guard let row = try connection.row("SELECT entry FROM log_entry WHERE idx = \(index)") else {
            throw Problem.notFound("留痕记录")
        }
        return try row.bytes("entry")
    }

    func entries(from start: Int64, count: Int) throws -> [[UInt8]] {
        try tail.store()
        return try connection.rows(
            "SELECT entry FROM log_entry WHERE idx >= \(start) AND idx < \(start + Int64(count)) ORDER BY idx"
        ).map { try $0.bytes("entry") }
    }

    func timeline(object: String) throws -> [LedgerLine] {
        try tail.store()
        return try connection.rows("\(line) WHERE e.object = \(object) ORDER BY e.idx").map(read)
    }

    func latest(_ slice: Slice) throws -> Listing<LedgerLine> {
        try tail.store()
        let total = Int(try size())
        let rows = try connection.rows(
            "\(line) ORDER BY e.idx DESC LIMIT \(slice.size) OFFSET \(slice.offset)"
        ).map(read)
        return Listing(rows: rows, total: total, slice: slice)
    }

    func node(level: Int, index: Int64) throws -> Hash? {
        try tail.store()
        return try connection.row("SELECT hash FROM log_node WHERE level = \(level) AND idx = \(index)")
            .flatMap { Hash(try $0.bytes("hash")) }
    }

    func nodes(level: Int, from start: Int64, count: Int) throws -> [Hash] {
        try tail.store()
        let rows = try connection.rows(
            """
            SELECT idx, hash FROM log_node WHERE level = \(level) AND idx >= \(start) AND idx < \(start + Int64(count))
            ORDER BY idx
            """)
        var hashes: [Hash] = []
        // A gap ends the list: the caller sees that hashes are missing, and where.
        for row in rows {
            guard try row.int64("idx") == start + Int64(hashes.count), let hash = Hash(try row.bytes("hash")) else {
                break
            }
            hashes.append(hash)
        }
        return hashes
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
