import Database
import Domain

/// The taxonomy and what subjects carry.
extension SQLRegistryStore {
    func tagRecords() throws -> [RegistryTag] {
        try connection.rows(
            """
            SELECT number, code, name, dimension, meaning, owner_code, state, merged_into, since, ended_on
            FROM registry_tag ORDER BY number
            """
        ).map { row in
            RegistryTag(
                number: try row.int64("number"), code: try row.text("code"), name: try row.text("name"),
                dimension: try row.text("dimension"), meaning: try row.text("meaning"),
                owner: try row.textOrNil("owner_code"), state: try row.value("state"),
                mergedInto: try row.int64OrNil("merged_into"), since: try row.dayOrNil("since"),
                endedOn: try row.dayOrNil("ended_on"))
        }
    }

    func tagDimensions() throws -> [TagDimension] {
        try connection.rows("SELECT code, name FROM registry_tag_dimension ORDER BY place, code").map {
            TagDimension(code: try $0.text("code"), name: try $0.text("name"))
        }
    }

    func insert(_ dimension: TagDimension) throws {
        try connection.execute(
            """
            INSERT INTO registry_tag_dimension (code, name, place)
            SELECT \(dimension.code), \(dimension.name), COALESCE(MAX(place), 0) + 1 FROM registry_tag_dimension
            """)
    }

    func insert(_ tag: TagRules.Tag, meaning: String, owner: String?, since: Day) throws -> Int64 {
        let number = try connection.row("SELECT COALESCE(MAX(number), 0) + 1 AS next FROM registry_tag")?.int64("next")
        try connection.execute(
            """
            INSERT INTO registry_tag (code, number, name, dimension, meaning, owner_code, state, since)
            VALUES (\(tag.code), \(number ?? 1), \(tag.name), \(tag.dimension), \(meaning), \(owner), 'active',
                \(since.description))
            """)
        return number ?? 1
    }

    func update(tag number: Int64, name: String, dimension: String, meaning: String) throws {
        try connection.execute(
            """
            UPDATE registry_tag SET name = \(name), dimension = \(dimension), meaning = \(meaning)
            WHERE number = \(number)
            """)
    }

    func isNamed(_ tag: RegistryTag) throws -> Bool {
        let row = try connection.row(
            """
            SELECT CASE WHEN EXISTS (SELECT 1 FROM registry_tag_hold WHERE tag_number = \(tag.number))
                OR EXISTS (SELECT 1 FROM registry_subject_tag WHERE tag_number = \(tag.number))
                OR EXISTS (SELECT 1 FROM registry_tag_change WHERE tag_number = \(tag.number))
                OR EXISTS (SELECT 1 FROM registry_expertise WHERE tag_code = \(tag.code))
                OR EXISTS (SELECT 1 FROM registry_recusal WHERE kind = 'industry' AND target = \(tag.code))
                THEN 1 ELSE 0 END AS named
            """)
        return try row?.bool("named") ?? false
    }

    func delete(tag number: Int64) throws {
        try connection.execute("DELETE FROM registry_tag WHERE number = \(number)")
    }

    func end(tag number: Int64, as state: RegistryTag.State, into: Int64?, on day: Day) throws {
        try connection.execute(
            """
            UPDATE registry_tag SET state = \(state.rawValue), merged_into = \(into), ended_on = \(day.description)
            WHERE number = \(number)
            """)
    }

    func rename(tag code: String, to other: String) throws {
        // Whoever has both keeps one.
        try connection.execute(
            """
            DELETE FROM registry_expertise WHERE tag_code = \(code) AND inspector_id IN (
                SELECT e.inspector_id FROM registry_expertise e WHERE e.tag_code = \(other))
            """)
        try connection.execute("UPDATE registry_expertise SET tag_code = \(other) WHERE tag_code = \(code)")
        try connection.execute(
            """
            UPDATE registry_recusal SET target = \(other) WHERE kind = 'industry' AND target = \(code)
                AND NOT EXISTS (SELECT 1 FROM registry_recusal r WHERE r.inspector_id = registry_recusal.inspector_id
                    AND r.kind = 'industry' AND r.target = \(other) AND r.valid_from = registry_recusal.valid_from)
            """)
    }

    func countInspectors(naming code: String, on day: Day) throws -> Int {
        let row = try connection.row(
            """
            SELECT (SELECT COUNT(*) FROM registry_expertise e WHERE e.tag_code = \(code))
                + (SELECT COUNT(*) FROM registry_recusal r WHERE r.kind = 'industry' AND r.target = \(code)
                    AND (r.valid_until IS NULL OR r.valid_until >= \(day.description))) AS number
            """)
        return try row?.int("number") ?? 0
    }

    // MARK: Who carries what

    func countCarriers() throws -> [Int64: Int] {
        var counts: [Int64: Int] = [:]
        try connection.forEach(
            "SELECT tag_number, COUNT(*) AS number FROM registry_subject_tag GROUP BY tag_number"
        ) { counts[Int64(try $0.int(0))] = try $0.int(1) }
        return counts
    }

    func touched(by tag: Int64, after id: Int64, limit: Int) throws -> [Int64] {
        try connection.rows(
            """
            SELECT subject_id FROM registry_subject_tag WHERE tag_number = \(tag) AND subject_id > \(id)
            UNION SELECT h.subject_id FROM registry_tag_hold h
                WHERE (h.tag_number = \(tag) OR h.moved_from = \(tag)) AND h.ended_at IS NULL AND h.subject_id > \(id)
            ORDER BY subject_id LIMIT \(limit)
            """
        ).map { try $0.int64("subject_id") }
    }

    private static func taggable(_ row: Row) throws -> TaggableSubject {
        TaggableSubject(
            id: Int64(try row.int(0)), name: try row.text(1), type: try row.text(2), scope: try row.text(3),
            tags: try row.text(4))
    }

    func taggable(after id: Int64, limit: Int) throws -> [TaggableSubject] {
        var found: [TaggableSubject] = []
        found.reserveCapacity(limit)
        try connection.forEach(
            """
            SELECT s.id AS id, s.name AS name, s.type_code AS type_code, s.scope AS scope, s.tags AS tags
            FROM registry_subject s WHERE s.id > \(id) ORDER BY s.id LIMIT \(limit)
            """
        ) { found.append(try Self.taggable($0)) }
        return found
    }

    func taggable(ids: [Int64]) throws -> [TaggableSubject] {
        var found: [TaggableSubject] = []
        for start in stride(from: 0, to: ids.count, by: 1_000) {
            let part = SQL.list(Array(ids[start..<min(start + 1_000, ids.count)]))
            try connection.forEach(
                """
                SELECT s.id AS id, s.name AS name, s.type_code AS type_code, s.scope AS scope, s.tags AS tags
                FROM registry_subject s WHERE s.id IN (\(part)) ORDER BY s.id
                """
            ) { found.append(try Self.taggable($0)) }
        }
        return found
    }

    func countAllSubjects() throws -> Int {
        try connection.row("SELECT COUNT(*) AS number FROM registry_subject")?.int("number") ?? 0
    }

    func subjectIDs(_ filter: SubjectFilter) throws -> [Int64] {
        guard let condition = try condition(filter.query) else { return [] }
        var ids: [Int64] = []
        try connection.forEach("SELECT s.id AS id FROM registry_subject s WHERE \(condition) ORDER BY s.id") {
            ids.append(Int64(try $0.int(0)))
        }
        return ids
    }

    func write(_ differences: [TagDifference], cause: String, at: Moment) throws {
        guard !differences.isEmpty else { return }
        let moment = SQLValue.text(at.description)
        var index = 0
        try connection.executeMany("UPDATE registry_subject SET tags = ?1, changed_at = ?2 WHERE id = ?3") {
            guard index < differences.count else { return nil }
            let one = differences[index]
            index += 1
            return [.text(one.tags.joined(separator: " ")), moment, .integer(one.subject)]
        }
        try removeTags(differences.flatMap { one in one.lost.map { TagPair(tag: $0, subject: one.subject) } }.sorted())
        try insertTags(
            differences.flatMap { one in one.gained.map { TagPair(tag: $0, subject: one.subject) } }.sorted())
        var changes = differences.flatMap { one in
            one.lost.map { (one.subject, $0, 0) } + one.gained.map { (one.subject, $0, 1) }
        }.makeIterator()
        try connection.insert(
            into: "registry_tag_change", columns: ["subject_id", "tag_number", "gained", "cause", "at"]
        ) {
            guard let (subject, tag, gained) = changes.next() else { return nil }
            return [.integer(subject), .integer(tag), .integer(Int64(gained)), .text(cause), moment]
        }
    }

    func tagChanges(subject: Int64) throws -> [TagChange] {
        try connection.rows(
            """
            SELECT tag_number, gained, cause, at FROM registry_tag_change WHERE subject_id = \(subject)
            ORDER BY at, gained, tag_number
            """
        ).map {
            TagChange(
                subject: subject, tag: try $0.int64("tag_number"), gained: try $0.bool("gained"),
                cause: try $0.text("cause"), at: try $0.moment("at"))
        }
    }
}
