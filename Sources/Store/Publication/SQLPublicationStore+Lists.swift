import Database
import Domain

/// The lists on the portal. The rule of SQLPublicationStore+Portal holds here too: no table but `publication_…`.
extension SQLPublicationStore {
    func publicVersions(_ list: CatalogueList) throws -> [PublicVersion] {
        try connection.rows(
            """
            SELECT number, effective_from, withdrawn_by, reason, basis, published_on, summary, entries
            FROM publication_list_version WHERE list = \(list.rawValue) ORDER BY number DESC
            """
        ).map { row in
            PublicVersion(
                list: list, number: try row.int("number"), effectiveFrom: try row.day("effective_from"),
                withdrawnBy: try row.intOrNil("withdrawn_by"), reason: try row.text("reason"),
                basis: try row.text("basis"), publishedOn: try row.day("published_on"),
                summary: try row.text("summary"), entries: try row.int("entries"))
        }
    }

    func publicEntries(_ list: CatalogueList, version: Int, text: String, slice: Slice) throws -> Listing<PublicEntry> {
        var condition = Self.standing(list, version)
        if !text.isEmpty {
            let pattern = SQL.containing(text)
            condition =
                "\(condition) AND (e.title LIKE \(pattern) ESCAPE '!' OR e.heading LIKE \(pattern) ESCAPE '!')"
        }
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM publication_list_entry e WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT e.body AS body FROM publication_list_entry e WHERE \(condition)
            ORDER BY e.code LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map { try JSONText.decode($0.text("body")) }, total: total, slice: slice)
    }

    func forEachPublicEntry(_ list: CatalogueList, version: Int, _ body: (PublicEntry) throws -> Void) throws {
        try connection.forEach(
            "SELECT e.body AS body FROM publication_list_entry e WHERE \(Self.standing(list, version)) ORDER BY e.code"
        ) { try body(JSONText.decode($0.text("body"))) }
    }

    func publicPeriods(_ list: CatalogueList, code: String) throws -> [PublicPeriod] {
        try connection.rows(
            """
            SELECT since, until, body FROM publication_list_entry
            WHERE list = \(list.rawValue) AND code = \(code) ORDER BY since DESC
            """
        ).map(Self.period)
    }

    func retiredEntries(_ list: CatalogueList, version: Int, slice: Slice) throws -> Listing<PublicPeriod> {
        // The last wording that was in force: no other of the code stands now or stood later.
        let condition: SQL = """
            e.list = \(list.rawValue) AND e.until <= \(version) AND NOT EXISTS (
                SELECT 1 FROM publication_list_entry n
                WHERE n.list = e.list AND n.code = e.code AND n.since > e.since AND n.since <= \(version))
            AND NOT EXISTS (
                SELECT 1 FROM publication_list_version w
                WHERE w.list = e.list AND w.number = e.since AND w.withdrawn_by IS NOT NULL)
            """
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM publication_list_entry e WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT e.since AS since, e.until AS until, e.body AS body FROM publication_list_entry e
            WHERE \(condition) ORDER BY e.code LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map(Self.period), total: total, slice: slice)
    }

    func publicFiles(_ list: CatalogueList, code: String) throws -> [PublicFile] {
        try connection.rows(
            """
            \(Self.fileColumns) WHERE f.list = \(list.rawValue) AND f.code = \(code)
            ORDER BY f.kind_text, f.title, f.document_id, f.version DESC
            """
        ).map(Self.file)
    }

    func publicFile(document: Int64, version: Int) throws -> (file: PublicFile, content: [UInt8])? {
        let file = try connection.row(
            "\(Self.fileColumns) WHERE f.document_id = \(document) AND f.version = \(version)"
        ).map(Self.file)
        let content = try connection.row(
            """
            SELECT content FROM publication_list_file WHERE document_id = \(document) AND version = \(version)
            """)?.bytes("content")
        guard let file, let content else { return nil }
        return (file, content)
    }

    // MARK: Filling

    func publish(_ version: PublicVersion) throws {
        try connection.execute(
            """
            INSERT INTO publication_list_version (list, number, effective_from, withdrawn_by, reason, basis,
                published_on, summary, entries)
            VALUES (\(version.list.rawValue), \(version.number), \(version.effectiveFrom.description),
                \(version.withdrawnBy), \(version.reason), \(version.basis), \(version.publishedOn.description),
                \(version.summary), \(version.entries))
            """)
    }

    func withdraw(_ list: CatalogueList, version: Int, by number: Int) throws {
        try connection.execute(
            """
            UPDATE publication_list_version SET withdrawn_by = \(number)
            WHERE list = \(list.rawValue) AND number = \(version)
            """)
    }

    func publish(_ entry: PublicEntry, since version: Int) throws {
        try connection.execute(
            """
            INSERT INTO publication_list_entry (list, code, since, title, heading, body)
            VALUES (\(entry.list.rawValue), \(entry.code), \(version), \(entry.title), \(entry.heading),
                \(JSONText.encode(entry)))
            """)
    }

    func close(_ list: CatalogueList, code: String, at version: Int) throws {
        try connection.execute(
            """
            UPDATE publication_list_entry SET until = \(version)
            WHERE list = \(list.rawValue) AND code = \(code) AND until IS NULL
            """)
    }

    func publish(_ file: PublicFile, content: [UInt8]) throws {
        try connection.execute(
            """
            INSERT INTO publication_list_file (document_id, version, list, code, kind_text, title, filename, size,
                sha256, published_on, content)
            VALUES (\(file.document), \(file.version), \(file.list.rawValue), \(file.code), \(file.kind), \(file.title),
                \(file.filename), \(file.size), \(file.digest), \(file.publishedOn.description), \(content))
            """)
    }

    func removeFiles(document: Int64) throws {
        try connection.execute("DELETE FROM publication_list_file WHERE document_id = \(document)")
    }

    // MARK: Rows

    private static func standing(_ list: CatalogueList, _ version: Int) -> SQL {
        "e.list = \(list.rawValue) AND e.since <= \(version) AND (e.until IS NULL OR e.until > \(version))"
    }

    private static func period(_ row: Row) throws -> PublicPeriod {
        PublicPeriod(
            entry: try JSONText.decode(row.text("body")), since: try row.int("since"),
            until: try row.intOrNil("until"))
    }

    private static let fileColumns: SQL = """
        SELECT f.document_id AS document_id, f.version AS version, f.list AS list, f.code AS code,
            f.kind_text AS kind_text, f.title AS title, f.filename AS filename, f.size AS size, f.sha256 AS sha256,
            f.published_on AS published_on,
            (SELECT MAX(n.version) FROM publication_list_file n WHERE n.document_id = f.document_id) AS newest
        FROM publication_list_file f
        """

    private static func file(_ row: Row) throws -> PublicFile {
        let version = try row.int("version")
        return PublicFile(
            document: try row.int64("document_id"), version: version, list: try row.value("list"),
            code: try row.text("code"), kind: try row.text("kind_text"), title: try row.text("title"),
            filename: try row.text("filename"), size: try row.int("size"), digest: try row.text("sha256"),
            publishedOn: try row.day("published_on"), isReplaced: try row.int("newest") > version)
    }
}
