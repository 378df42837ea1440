import Database
import Domain
import TransparencyLog

/// What an examiner of the log reads, and the checkpoints that witnesses have seen.
extension SQLLedger {
    func records(from start: Int64, count: Int) throws -> [LedgerRecord] {
        try tail.store()
        return try connection.rows(
            """
            SELECT idx, at, act, actor_id, object, entry FROM log_entry WHERE idx >= \(start) ORDER BY idx LIMIT \(count)
            """
        ).map { row in
            LedgerRecord(
                index: try row.int64("idx"), at: try row.text("at"), act: try row.text("act"),
                actor: try row.int64OrNil("actor_id"), object: try row.text("object"), bytes: try row.bytes("entry"))
        }
    }

    func counts() throws -> (entries: Int64, nodes: Int64) {
        try tail.store()
        let row = try connection.row(
            "SELECT (SELECT COUNT(*) FROM log_entry) AS entries, (SELECT COUNT(*) FROM log_node) AS nodes")
        return (try row?.int64("entries") ?? 0, try row?.int64("nodes") ?? 0)
    }

    func published(size: Int64?) throws -> PublishedCheckpoint? {
        let filter: SQL = size.map { "WHERE size = \($0)" } ?? .empty
        return try connection.row("SELECT size, root, note FROM log_checkpoint \(filter) ORDER BY size DESC LIMIT 1")
            .map(checkpoint)
    }

    func published(newest count: Int, signedBy signer: String?) throws -> [PublishedCheckpoint] {
        let filter: SQL = signer.map { "WHERE note LIKE \(SQL.containing("\n— \($0) ")) ESCAPE '!'" } ?? .empty
        return try connection.rows(
            "SELECT size, root, note FROM log_checkpoint \(filter) ORDER BY size DESC LIMIT \(count)"
        ).map(checkpoint)
    }

    func allPublished() throws -> [PublishedCheckpoint] {
        try connection.rows("SELECT size, root, note FROM log_checkpoint ORDER BY size").map(checkpoint)
    }

    func publish(_ checkpoint: PublishedCheckpoint, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO log_checkpoint (size, root, note, at)
            VALUES (\(checkpoint.size), \(checkpoint.root.bytes), \(checkpoint.note.encoded), \(at.description))
            ON CONFLICT (size) DO UPDATE SET note = excluded.note, at = excluded.at
            WHERE log_checkpoint.root = excluded.root
            """)
    }

    private func checkpoint(_ row: Row) throws -> PublishedCheckpoint {
        guard let root = Hash(try row.bytes("root")) else { throw DatabaseProblem.decoding("root of a checkpoint") }
        return PublishedCheckpoint(
            size: try row.int64("size"), root: root,
            note: try SignedNote(bytes: Array(try row.text("note").utf8)))
    }
}
