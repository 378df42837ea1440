import Database
import Domain

/// Directories of member departments.
extension SQLRegistryStore {
    func directories() throws -> [String: (isShared: Bool, note: String)] {
        var found: [String: (isShared: Bool, note: String)] = [:]
        for row in try connection.rows("SELECT department_code, is_shared, note FROM registry_directory") {
            found[try row.text("department_code")] = (try row.bool("is_shared"), try row.text("note"))
        }
        return found
    }

    func declareDirectory(_ department: String, isShared: Bool, note: String, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_directory (department_code, is_shared, note, changed_at)
            VALUES (\(department), \(isShared ? 1 : 0), \(note), \(at.description))
            ON CONFLICT (department_code) DO UPDATE SET is_shared = excluded.is_shared, note = excluded.note,
                changed_at = excluded.changed_at
            """)
    }

    func countDirectories(region: RegionCode) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try connection.rows(
            """
            SELECT d.department_code AS department_code, COUNT(*) AS number
            FROM registry_directory_entry d JOIN registry_subject s ON s.id = d.subject_id
            WHERE d.ended_on IS NULL AND \(SQL.within(region, "s.region_code")) GROUP BY d.department_code
            """)
        { counts[try row.text("department_code")] = try row.int("number") }
        return counts
    }

    func directory(_ department: String, region: RegionCode, text: String, tag: Int64?, slice: Slice) throws
        -> Listing<DirectoryRow>
    {
        var parts: [SQL] = [
            "d.department_code = \(department)", "d.ended_on IS NULL", .within(region, "s.region_code"),
        ]
        if !text.isEmpty {
            let part = "%" + Self.escaped(text) + "%"
            parts.append("(s.name LIKE \(part) ESCAPE '!' OR s.identifier LIKE \(part) ESCAPE '!')")
        }
        if let tag {
            parts.append("s.id IN (SELECT t.subject_id FROM registry_subject_tag t WHERE t.tag_number = \(tag))")
        }
        let from: SQL = """
            FROM registry_directory_entry d JOIN registry_subject s ON s.id = d.subject_id
            WHERE \(SQL.joined(parts, separator: " AND "))
            """
        let rows = try connection.rows(
            """
            SELECT s.id AS id, s.identifier AS identifier, s.name AS name, s.region_code AS region_code,
                s.status AS status, s.tags AS tags, d.note AS note, d.since AS since
            \(from) ORDER BY s.id LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map { row in
            DirectoryRow(
                subject: try row.int64("id"), identifier: try row.text("identifier"), name: try row.text("name"),
                region: try row.region("region_code"), status: try row.value("status"),
                tags: Self.tags(try row.text("tags")), note: try row.text("note"), since: try row.day("since"))
        }
        let total = try connection.row("SELECT COUNT(*) AS number \(from)")
        return Listing(rows: rows, total: try total?.int("number") ?? 0, slice: slice)
    }

    func directoryEntry(_ department: String, subject: Int64) throws -> (note: String, since: Day)? {
        try connection.row(
            """
            SELECT note, since FROM registry_directory_entry
            WHERE department_code = \(department) AND subject_id = \(subject) AND ended_on IS NULL
            """
        ).map { (note: try $0.text("note"), since: try $0.day("since")) }
    }

    func setDirectoryNote(_ note: String, directory: String, subject: Int64) throws {
        try connection.execute(
            """
            UPDATE registry_directory_entry SET note = \(note)
            WHERE department_code = \(directory) AND subject_id = \(subject) AND ended_on IS NULL
            """)
    }

    func inDirectory(_ department: String, subjects: [Int64]) throws -> Set<Int64> {
        var found = Set<Int64>()
        for start in stride(from: 0, to: subjects.count, by: 1_000) {
            let part = SQL.list(Array(subjects[start..<min(start + 1_000, subjects.count)]))
            for row in try connection.rows(
                """
                SELECT subject_id FROM registry_directory_entry
                WHERE department_code = \(department) AND ended_on IS NULL AND subject_id IN (\(part))
                """)
            { found.insert(try row.int64("subject_id")) }
        }
        return found
    }

    func directories(of subject: Int64) throws -> [String] {
        try connection.rows(
            """
            SELECT department_code FROM registry_directory_entry
            WHERE subject_id = \(subject) AND ended_on IS NULL ORDER BY department_code
            """
        ).map { try $0.text("department_code") }
    }

    func insert(_ subjects: [Int64], directory: String, note: String, since: Day, by account: Int64?, at: Moment) throws
    {
        var index = 0
        try connection.executeMany(
            """
            INSERT INTO registry_directory_entry (department_code, subject_id, note, since, account_id, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (department_code, subject_id, since) DO UPDATE SET ended_on = NULL, ended_reason = NULL,
                note = excluded.note
            """
        ) {
            guard index < subjects.count else { return nil }
            let subject = subjects[index]
            index += 1
            return [
                .text(directory), .integer(subject), .text(note), .text(since.description),
                account.map { .integer($0) } ?? .null, .text(at.description),
            ]
        }
    }

    func remove(_ subject: Int64, directory: String, reason: String, on day: Day) throws -> Bool {
        try connection.execute(
            """
            UPDATE registry_directory_entry SET ended_on = \(day.description), ended_reason = \(reason)
            WHERE department_code = \(directory) AND subject_id = \(subject) AND ended_on IS NULL
            """) > 0
    }
}
