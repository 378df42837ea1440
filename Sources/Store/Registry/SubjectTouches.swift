import Database
import Domain

/// What one use case changed in the subjects, kept until it ends: one number of the change sequence for all of it.
final class SubjectTouches {
    private var spans = SubjectSpans()
    private var isTouched = false

    func touch(_ ids: [Int64]) {
        guard !ids.isEmpty else { return }
        isTouched = true
        spans.insert(ids)
    }

    /// A change that is no subject's own, such as a snapshot of classes that begins.
    func touchNobody() { isTouched = true }

    func touch(_ span: ClosedRange<Int64>) {
        isTouched = true
        spans.insert(spans: [span])
    }

    /// Changes older than this many are forgotten, now and then.
    private static let kept: Int64 = 65_536

    /// Writes them down; the lock of the head's row makes other writers of subjects wait for the end of this transaction.
    func store(_ connection: any Connection) throws {
        guard isTouched else { return }
        isTouched = false
        guard
            let seq = try connection.row("UPDATE registry_change_head SET seq = seq + 1 WHERE id = 1 RETURNING seq")?
                .int64("seq")
        else { throw DatabaseProblem.decoding("no head of the change sequence") }
        var index = 0
        let all = spans.spans
        try connection.insert(into: "registry_change", columns: ["seq", "first_id", "last_id"]) {
            guard index < all.count else { return nil }
            defer { index += 1 }
            return [.integer(seq), .integer(all[index].lowerBound), .integer(all[index].upperBound)]
        }
        spans = SubjectSpans()
        guard seq % 1024 == 0, seq > SubjectTouches.kept else { return }
        let floor = seq - SubjectTouches.kept
        try connection.execute("DELETE FROM registry_change WHERE seq <= \(floor)")
        try connection.execute("UPDATE registry_change_head SET floor = \(floor) WHERE id = 1")
    }
}

extension SQLRegistryStore {
    func touch(_ subjects: [Int64]) { touches.touch(subjects) }

    func touchAll() { touches.touch(0...Int64.max) }

    func changeHead() throws -> ChangeHead {
        guard let row = try connection.row("SELECT seq, floor FROM registry_change_head WHERE id = 1") else {
            throw DatabaseProblem.decoding("no head of the change sequence")
        }
        return ChangeHead(sequence: try row.int64("seq"), floor: try row.int64("floor"))
    }

    func changes(after sequence: Int64) throws -> SubjectSpans {
        var spans: [ClosedRange<Int64>] = []
        try connection.forEach("SELECT first_id, last_id FROM registry_change WHERE seq > \(sequence)") { row in
            let first = Int64(try row.int(0))
            spans.append(first...max(first, Int64(try row.int(1))))
        }
        var all = SubjectSpans()
        all.insert(spans: spans)
        return all
    }
}
