import Database
import Domain

/// Decisions about tags made by people.
extension SQLRegistryStore {
    private static let holdFields: SQL = """
        h.id AS id, h.subject_id AS subject_id, h.tag_number AS tag_number, h.gives AS gives, h.source AS source,
            h.valid_from AS valid_from, h.valid_until AS valid_until, h.reason AS reason, a.name AS account_name,
            h.at AS at, h.ended_at AS ended_at, h.moved_from AS moved_from
        """
    private static let holdColumns: SQL = """
        SELECT \(holdFields) FROM registry_tag_hold h LEFT JOIN access_account a ON a.id = h.account_id
        """

    private static func hold(_ row: Row) throws -> TagHold {
        TagHold(
            id: try row.int64("id"), subject: try row.int64("subject_id"), tag: try row.int64("tag_number"),
            gives: try row.bool("gives"), source: try row.value("source"), from: try row.day("valid_from"),
            until: try row.dayOrNil("valid_until"), reason: try row.text("reason"),
            accountName: try row.textOrNil("account_name"), at: try row.moment("at"),
            endedAt: try row.momentOrNil("ended_at"), movedFrom: try row.int64OrNil("moved_from"))
    }

    func tagHolds(subject: Int64) throws -> [TagHold] {
        try connection.rows("\(Self.holdColumns) WHERE h.subject_id = \(subject) ORDER BY h.id DESC").map(Self.hold)
    }

    func tagHold(id: Int64) throws -> TagHold? {
        try connection.row("\(Self.holdColumns) WHERE h.id = \(id)").map(Self.hold)
    }

    func decisions(_ filter: TagDecisionFilter, slice: Slice) throws -> Listing<TagDecision> {
        let day = filter.day.description
        let stands: SQL = "h.valid_from <= \(day) AND (h.valid_until IS NULL OR h.valid_until >= \(day))"
        var parts: [SQL] = [.within(filter.region, "s.region_code")]
        switch filter.state {
        case .standing: parts.append("h.ended_at IS NULL AND \(stands)")
        case .coming: parts.append("h.ended_at IS NULL AND h.valid_from > \(day)")
        case .over: parts.append("(h.ended_at IS NOT NULL OR h.valid_until < \(day))")
        case nil: break
        }
        if let tag = filter.tag {
            parts.append("h.tag_number IN (SELECT g.number FROM registry_tag g WHERE g.code = \(tag))")
        }
        if let gives = filter.gives { parts.append("h.gives = \(gives ? 1 : 0)") }
        if !filter.hidden.isEmpty { parts.append("h.tag_number NOT IN (\(SQL.list(filter.hidden)))") }
        if !filter.text.isEmpty {
            let part = "%" + Self.escaped(filter.text) + "%"
            parts.append("(s.name LIKE \(part) ESCAPE '!' OR s.identifier LIKE \(part) ESCAPE '!')")
        }
        let condition = SQL.joined(parts, separator: " AND ")
        let rows = try connection.rows(
            """
            SELECT \(Self.holdFields), s.identifier AS identifier, s.name AS name, s.region_code AS region_code
            FROM registry_tag_hold h JOIN registry_subject s ON s.id = h.subject_id
            LEFT JOIN access_account a ON a.id = h.account_id
            WHERE \(condition) ORDER BY h.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map {
            TagDecision(
                hold: try Self.hold($0), identifier: try $0.text("identifier"), name: try $0.text("name"),
                region: try $0.region("region_code"))
        }
        let total = try connection.row(
            """
            SELECT COUNT(*) AS number FROM registry_tag_hold h JOIN registry_subject s ON s.id = h.subject_id
            WHERE \(condition)
            """)
        return Listing(rows: rows, total: try total?.int("number") ?? 0, slice: slice)
    }

    func openHolds(from first: Int64, to last: Int64) throws -> [Int64: [TagHold]] {
        Dictionary(
            grouping: try connection.rows(
                """
                \(Self.holdColumns) WHERE h.subject_id >= \(first) AND h.subject_id <= \(last)
                    AND h.ended_at IS NULL ORDER BY h.id
                """
            ).map(Self.hold), by: \.subject)
    }

    func openHolds(subjects: [Int64]) throws -> [Int64: [TagHold]] {
        var found: [Int64: [TagHold]] = [:]
        for start in stride(from: 0, to: subjects.count, by: 1_000) {
            let part = SQL.list(Array(subjects[start..<min(start + 1_000, subjects.count)]))
            for row in try connection.rows(
                "\(Self.holdColumns) WHERE h.subject_id IN (\(part)) AND h.ended_at IS NULL ORDER BY h.id")
            {
                let hold = try Self.hold(row)
                found[hold.subject, default: []].append(hold)
            }
        }
        return found
    }

    func insert(_ holds: [NewTagHold], at: Moment, today: Day) throws {
        var index = 0
        try connection.executeMany(
            """
            INSERT INTO registry_tag_hold (subject_id, tag_number, gives, source, valid_from, valid_until, reason,
                account_id, at, standing)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """
        ) {
            guard index < holds.count else { return nil }
            let one = holds[index]
            index += 1
            let stands = one.from <= today && (one.until.map { today <= $0 } ?? true)
            return [
                .integer(one.subject), .integer(one.tag), .integer(one.gives ? 1 : 0), .text(one.source.rawValue),
                .text(one.from.description), one.until.map { .text($0.description) } ?? .null, .text(one.reason),
                one.account.map { .integer($0) } ?? .null, .text(at.description), .integer(stands ? 1 : 0),
            ]
        }
    }

    func endHolds(_ ids: [Int64], at: Moment) throws {
        var index = 0
        let moment = SQLValue.text(at.description)
        try connection.executeMany(
            "UPDATE registry_tag_hold SET ended_at = ?1, standing = 0 WHERE id = ?2 AND ended_at IS NULL"
        ) {
            guard index < ids.count else { return nil }
            let id = ids[index]
            index += 1
            return [moment, .integer(id)]
        }
    }

    func reopenHolds(_ ids: [Int64], today: Day) throws {
        guard !ids.isEmpty else { return }
        let day = today.description
        try connection.execute(
            """
            UPDATE registry_tag_hold SET ended_at = NULL, standing = CASE WHEN valid_from <= \(day)
                AND (valid_until IS NULL OR valid_until >= \(day)) THEN 1 ELSE 0 END
            WHERE id IN (\(SQL.list(ids)))
            """)
    }

    func moveHolds(of tag: Int64, to other: Int64, at: Moment) throws {
        // Taking away the old name says nothing of whoever carries the new one for reasons of its own.
        try connection.execute(
            """
            UPDATE registry_tag_hold SET ended_at = \(at.description), standing = 0
            WHERE tag_number = \(tag) AND gives = 0 AND ended_at IS NULL AND subject_id IN (
                SELECT t.subject_id FROM registry_subject_tag t WHERE t.tag_number = \(other))
            """)
        try connection.execute(
            """
            UPDATE registry_tag_hold SET tag_number = \(other), moved_from = \(tag)
            WHERE tag_number = \(tag) AND ended_at IS NULL
            """)
    }

    func turnedHolds(on day: Day) throws -> [(subject: Int64, tag: Int64)] {
        let today = day.description
        let stands: SQL = """
            (ended_at IS NULL AND valid_from <= \(today) AND (valid_until IS NULL OR valid_until >= \(today)))
            """
        let turned: SQL = """
            (standing = 0 AND \(stands)) OR (standing = 1 AND NOT \(stands))
            """
        let found = try connection.rows(
            "SELECT subject_id, tag_number FROM registry_tag_hold WHERE \(turned) ORDER BY id"
        ).map { (subject: try $0.int64("subject_id"), tag: try $0.int64("tag_number")) }
        guard !found.isEmpty else { return [] }
        try connection.execute(
            """
            UPDATE registry_tag_hold SET standing = CASE WHEN \(stands) THEN 1 ELSE 0 END WHERE \(turned)
            """)
        return found
    }
}
