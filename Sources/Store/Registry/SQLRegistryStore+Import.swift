import Database
import Domain

extension SQLRegistryStore {
    func beginImport(_ new: NewImport) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_import (kind, file_name, file_sha256, encoding, region_code, total, inserted, updated,
                unchanged, refused, account_id, at)
            VALUES (\(new.kind.rawValue), \(new.fileName), \(new.digest), \(new.encoding), \(new.region.text), 0, 0, 0,
                0, 0, \(new.account), \(new.at.description))
            RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    func finishImport(_ id: Int64, counts: ImportCounts, refusals: [RowRefusal]) throws {
        try connection.execute(
            """
            UPDATE registry_import SET total = \(counts.total), inserted = \(counts.inserted),
                updated = \(counts.updated), unchanged = \(counts.unchanged), refused = \(counts.refused)
            WHERE id = \(id)
            """)
        try insert(refusals, import: id, after: 0)
    }

    func continueImport(_ id: Int64, counts: ImportCounts, refusals: [RowRefusal]) throws {
        try connection.execute(
            """
            UPDATE registry_import SET total = total + \(counts.total), inserted = inserted + \(counts.inserted),
                updated = updated + \(counts.updated), unchanged = unchanged + \(counts.unchanged),
                refused = refused + \(counts.refused)
            WHERE id = \(id)
            """)
        let row = try connection.row(
            "SELECT COALESCE(MAX(ordinal), 0) AS last FROM registry_import_refusal WHERE import_id = \(id)")
        let last = try row?.int("last") ?? 0
        try insert(refusals.prefix(max(0, ImportReport.refusalLimit - last)), import: id, after: last)
    }

    private func insert(_ refusals: some Collection<RowRefusal>, import id: Int64, after last: Int) throws {
        var ordinal = last
        var rest = refusals.makeIterator()
        try connection.insert(
            into: "registry_import_refusal",
            columns: ["import_id", "ordinal", "file_row", "line", "field", "value", "reason"]
        ) {
            guard let one = rest.next() else { return nil }
            ordinal += 1
            return [
                .integer(id), .integer(Int64(ordinal)), .integer(Int64(one.row)), .integer(Int64(one.line)),
                .text(one.field), .text(one.value), .text(one.reason),
            ]
        }
    }

    private static let importColumns: SQL = """
        SELECT i.id AS id, i.kind AS kind, i.file_name AS file_name, i.file_sha256 AS file_sha256,
            i.encoding AS encoding, i.region_code AS region_code, i.total AS total, i.inserted AS inserted,
            i.updated AS updated, i.unchanged AS unchanged, i.refused AS refused, a.name AS account_name, i.at AS at,
            (SELECT COUNT(*) FROM registry_import_job j WHERE j.import_id = i.id AND j.state = 'running') AS under_way
        FROM registry_import i LEFT JOIN access_account a ON a.id = i.account_id
        """

    private static func importRecord(_ row: Row) throws -> ImportRecord {
        ImportRecord(
            id: try row.int64("id"), kind: try row.value("kind"), fileName: try row.text("file_name"),
            digest: try row.text("file_sha256"), encoding: try row.text("encoding"),
            region: try row.region("region_code"),
            counts: ImportCounts(
                total: try row.int("total"), inserted: try row.int("inserted"), updated: try row.int("updated"),
                unchanged: try row.int("unchanged"), refused: try row.int("refused")),
            accountName: try row.textOrNil("account_name"), at: try row.moment("at"),
            isUnderWay: try row.int("under_way") > 0)
    }

    func importRecord(_ id: Int64) throws -> ImportRecord? {
        try connection.row("\(Self.importColumns) WHERE i.id = \(id)").map(Self.importRecord)
    }

    func imports(region: RegionCode, slice: Slice) throws -> Listing<ImportRecord> {
        let within = SQL.within(region, "i.region_code")
        let rows = try connection.rows(
            "\(Self.importColumns) WHERE \(within) ORDER BY i.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)"
        ).map(Self.importRecord)
        let total = try connection.row("SELECT COUNT(*) AS number FROM registry_import i WHERE \(within)")
        return Listing(rows: rows, total: try total?.int("number") ?? 0, slice: slice)
    }

    func refusals(import id: Int64, slice: Slice) throws -> Listing<RowRefusal> {
        let rows = try connection.rows(
            """
            SELECT file_row, line, field, value, reason FROM registry_import_refusal WHERE import_id = \(id)
            ORDER BY ordinal LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map(Self.refusal)
        let total = try connection.row("SELECT COUNT(*) AS number FROM registry_import_refusal WHERE import_id = \(id)")
        return Listing(rows: rows, total: try total?.int("number") ?? 0, slice: slice)
    }

    func forEachRefusal(import id: Int64, _ body: (RowRefusal) throws -> Void) throws {
        try connection.forEach(
            """
            SELECT file_row, line, field, value, reason FROM registry_import_refusal WHERE import_id = \(id)
            ORDER BY ordinal
            """
        ) { try body(Self.refusal($0)) }
    }

    private static func refusal(_ row: Row) throws -> RowRefusal {
        RowRefusal(
            row: try row.int("file_row"), line: try row.int("line"), field: try row.text("field"),
            value: try row.text("value"), reason: try row.text("reason"))
    }

    // MARK: Rows

    func lockSubjectCounter() throws -> Int64 {
        if let row = try connection.row(
            "UPDATE registry_counter SET next = next WHERE kind = 'subject' RETURNING next")
        {
            return try row.int64("next")
        }
        try connection.execute("INSERT INTO registry_counter (kind, next) VALUES ('subject', 1)")
        return 1
    }

    func setSubjectCounter(_ next: Int64) throws {
        try connection.execute("UPDATE registry_counter SET next = \(next) WHERE kind = 'subject'")
    }

    func known(identifiers: [String]) throws -> [String: KnownSubject] {
        guard !identifiers.isEmpty else { return [:] }
        var known: [String: KnownSubject] = [:]
        try connection.forEach(
            """
            SELECT id, identifier, row_hash, region_code, tags, absent_since FROM registry_subject
            WHERE identifier IN (\(SQL.list(identifiers)))
            """
        ) { row in
            known[try row.text(1)] = KnownSubject(
                id: Int64(try row.int(0)), hash: Int64(try row.int(2)), region: try row.region("region_code"),
                tags: Self.tags(try row.text(4)), isAbsent: try row.textOrNil("absent_since") != nil)
        }
        return known
    }

    func insert(_ rows: [(id: Int64, row: SubjectRecord)], keeper: String, import id: Int64, at: Moment) throws {
        touch(rows.map(\.id))
        let at = SQLValue.text(at.description)
        var index = 0
        try connection.insert(
            into: "registry_subject",
            columns: [
                "id", "identifier", "name", "type_code", "is_market", "status", "region_code", "region_how",
                "registered_on", "kind", "capital", "scope", "address", "tags", "row_hash", "import_id", "changed_at",
                "keeper",
            ]
        ) {
            guard index < rows.count else { return nil }
            let (number, row) = rows[index]
            index += 1
            return [.integer(number)] + Self.values(row) + [.integer(id), at, .text(keeper)]
        }
    }

    func update(_ rows: [(id: Int64, row: SubjectRecord)], import id: Int64, at: Moment) throws {
        touch(rows.map(\.id))
        try keepImages(of: rows.map(\.id), import: id)
        let at = SQLValue.text(at.description)
        var index = 0
        try connection.executeMany(
            """
            UPDATE registry_subject SET identifier = ?1, name = ?2, type_code = ?3, is_market = ?4, status = ?5,
                region_code = ?6, region_how = ?7, registered_on = ?8, kind = ?9, capital = ?10, scope = ?11,
                address = ?12, tags = ?13, row_hash = ?14, import_id = ?15, changed_at = ?16,
                absent_since = NULL
            WHERE id = ?17
            """
        ) {
            guard index < rows.count else { return nil }
            let (number, row) = rows[index]
            index += 1
            return Self.values(row) + [.integer(id), at, .integer(number)]
        }
    }

    func clearAbsence(_ ids: [Int64], import id: Int64, at: Moment) throws {
        touch(ids)
        try keepImages(of: ids, import: id)
        for start in stride(from: 0, to: ids.count, by: 500) {
            let part = SQL.list(Array(ids[start..<min(start + 500, ids.count)]))
            try connection.execute(
                """
                UPDATE registry_subject SET absent_since = NULL, import_id = \(id), changed_at = \(at.description)
                WHERE id IN (\(part))
                """)
        }
    }

    /// The subjects as they are before an import changes them, so that it can be taken back; how many were not kept yet.
    @discardableResult
    func keepImages(of ids: [Int64], import id: Int64) throws -> Int {
        var kept = 0
        for start in stride(from: 0, to: ids.count, by: 500) {
            let part = SQL.list(Array(ids[start..<min(start + 500, ids.count)]))
            kept += try connection.execute(
                """
                INSERT INTO registry_import_subject (import_id, id, identifier, name, type_code, is_market, status,
                    region_code, region_how, registered_on, kind, capital, scope, address, tags, row_hash,
                    before_import_id, before_changed_at, industry, scale, station_id, as_of, absent_since)
                SELECT \(id), id, identifier, name, type_code, is_market, status, region_code, region_how,
                    registered_on, kind, capital, scope, address, tags, row_hash, import_id, changed_at, industry,
                    scale, station_id, as_of, absent_since
                FROM registry_subject WHERE id IN (\(part))
                ON CONFLICT (import_id, id) DO NOTHING
                """)
        }
        return kept
    }

    /// From `identifier` to `row_hash`, in the order of the statements above.
    private static func values(_ row: SubjectRecord) -> [SQLValue] {
        let facts = row.facts
        return [
            .text(row.identifier), .text(row.name), .text(facts.type), .integer(facts.isMarket ? 1 : 0),
            .text(row.status.rawValue), .text(facts.region.text), .text(facts.regionHow),
            facts.registeredOn.map { .text($0.description) } ?? .null, .text(facts.kind), .text(facts.capital),
            .text(facts.scope), .text(facts.address), .text(facts.tags.joined(separator: " ")), .integer(row.hash),
        ]
    }

    func tagNumbers() throws -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        for row in try connection.rows("SELECT code, number FROM registry_tag") {
            numbers[try row.text("code")] = try row.int64("number")
        }
        return numbers
    }

    func insertTags(_ pairs: [TagPair]) throws {
        touch(pairs.map(\.subject))
        var index = 0
        try connection.insert(into: "registry_subject_tag", columns: ["tag_number", "subject_id"]) {
            guard index < pairs.count else { return nil }
            let pair = pairs[index]
            index += 1
            return [.integer(pair.tag), .integer(pair.subject)]
        }
    }

    func removeTags(_ pairs: [TagPair]) throws {
        touch(pairs.map(\.subject))
        var index = 0
        try connection.executeMany("DELETE FROM registry_subject_tag WHERE tag_number = ?1 AND subject_id = ?2") {
            guard index < pairs.count else { return nil }
            let pair = pairs[index]
            index += 1
            return [.integer(pair.tag), .integer(pair.subject)]
        }
    }
}
