import Database
import Domain

/// Versions of the list: items stand from one version up to another, so nothing is copied and nothing overwritten.
extension SQLCatalogueStore {
    func latestVersion() throws -> CatalogueVersion? {
        try connection.row("\(Self.versionColumns) ORDER BY v.number DESC LIMIT 1").map(Self.version)
    }

    func version(_ number: Int) throws -> CatalogueVersion? {
        try connection.row("\(Self.versionColumns) WHERE v.number = \(number)").map(Self.version)
    }

    func versions() throws -> [CatalogueVersion] {
        try connection.rows("\(Self.versionColumns) ORDER BY v.number DESC").map(Self.version)
    }

    func items(version: Int) throws -> [Item] {
        try connection.rows(
            """
            \(Self.itemColumns) WHERE i.since_version <= \(version)
                AND (i.until_version IS NULL OR i.until_version > \(version)) ORDER BY i.code
            """
        ).map(Self.item)
    }

    func history(item code: String) throws -> [ItemPeriod] {
        let versions = Dictionary(uniqueKeysWithValues: try versions().map { ($0.number, $0) })
        let spans = try connection.rows(
            """
            SELECT i.since_version AS since_version, i.until_version AS until_version FROM catalogue_item i
            WHERE i.code = \(code) ORDER BY i.since_version DESC
            """)
        let items = try connection.rows("\(Self.itemColumns) WHERE i.code = \(code) ORDER BY i.since_version DESC")
            .map(Self.item)
        return try zip(items, spans).map { item, span in
            guard let since = versions[try span.int("since_version")] else {
                throw DatabaseProblem.decoding("item \(code) stands since a version that does not exist")
            }
            return ItemPeriod(
                item: item, since: since, until: try span.intOrNil("until_version").flatMap { versions[$0] })
        }
    }

    func insertVersion(_ notice: VersionNotice, by account: Int64?, at: Moment) throws -> Int {
        let number = (try latestVersion()?.number ?? 0) + 1
        let inserted = try connection.execute(
            """
            INSERT INTO catalogue_version (number, effective_from, reason, basis, created_by, created_at)
            VALUES (\(number), \(notice.effectiveFrom.description), \(notice.reason), \(notice.basis), \(account),
                \(at.description))
            ON CONFLICT (number) DO NOTHING
            """)
        guard inserted == 1 else { throw Problem.moved("抽查事项清单") }
        return number
    }

    func insert(_ item: Item, since version: Int) throws {
        try connection.execute(
            """
            INSERT INTO catalogue_item (code, since_version, category, matter, subjects, importance, methods, level,
                basis, department_code, region_code, selector, is_sample, note)
            VALUES (\(item.code), \(version), \(item.category), \(item.matter), \(item.subjects),
                \(item.importance.rawValue), \(item.methods.joined(separator: "、")), \(item.level), \(item.basis),
                \(item.department), \(item.region.text), \(try JSONText.encode(item.selector)),
                \(item.isSample ? 1 : 0), \(item.note))
            """)
    }

    func close(item code: String, at version: Int) throws {
        let closed = try connection.execute(
            "UPDATE catalogue_item SET until_version = \(version) WHERE code = \(code) AND until_version IS NULL")
        guard closed == 1 else { throw Problem.moved("抽查事项") }
    }

    private static let versionColumns: SQL = """
        SELECT v.number AS number, v.effective_from AS effective_from, v.reason AS reason, v.basis AS basis,
            a.name AS created_by_name, v.created_at AS created_at
        FROM catalogue_version v LEFT JOIN access_account a ON a.id = v.created_by
        """

    private static func version(_ row: Row) throws -> CatalogueVersion {
        CatalogueVersion(
            number: try row.int("number"), effectiveFrom: try row.day("effective_from"), reason: try row.text("reason"),
            basis: try row.text("basis"), createdByName: try row.textOrNil("created_by_name"),
            createdAt: try row.moment("created_at"))
    }
}
