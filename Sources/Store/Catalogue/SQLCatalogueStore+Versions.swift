import Database
import Domain
import Foundation

/// Versions of the lists: entries stand from one version up to another, so nothing is copied and nothing overwritten.
extension SQLCatalogueStore {
    func items(on day: Day) throws -> [Item] {
        guard let number = try numberInForce(.items, on: day) else { return [] }
        return try connection.rows(
            """
            \(Self.itemColumns) WHERE i.since_version <= \(number)
                AND (i.until_version IS NULL OR i.until_version > \(number)) ORDER BY i.code
            """
        ).map(Self.item)
    }

    func item(_ code: String, on day: Day) throws -> Item? {
        let number = try numberInForce(.items, on: day) ?? 0
        return try connection.row(
            """
            \(Self.itemColumns) WHERE i.code = \(code) AND i.since_version <= \(number)
            ORDER BY i.since_version DESC LIMIT 1
            """
        ).map(Self.item)
            ?? connection.row("\(Self.itemColumns) WHERE i.code = \(code) ORDER BY i.since_version LIMIT 1").map(
                Self.item)
    }

    func latestVersion(_ list: CatalogueList) throws -> CatalogueVersion? {
        try connection.row(
            "\(Self.versionColumns) WHERE v.list = \(list.rawValue) ORDER BY v.edition DESC LIMIT 1"
        ).map(Self.version)
    }

    func versionInForce(_ list: CatalogueList, on day: Day) throws -> CatalogueVersion? {
        guard let number = try numberInForce(list, on: day) else { return nil }
        return try connection.row("\(Self.versionColumns) WHERE v.number = \(number)").map(Self.version)
    }

    func version(_ list: CatalogueList, _ number: Int) throws -> CatalogueVersion? {
        try connection.row(
            "\(Self.versionColumns) WHERE v.list = \(list.rawValue) AND v.edition = \(number)"
        ).map(Self.version)
    }

    func versions(_ list: CatalogueList) throws -> [CatalogueVersion] {
        try connection.rows(
            "\(Self.versionColumns) WHERE v.list = \(list.rawValue) ORDER BY v.edition DESC"
        ).map(Self.version)
    }

    func entries(_ list: CatalogueList, version: Int) throws -> [ListEntry] {
        guard let number = try number(list, version) else { return [] }
        let stands: SQL = """
            i.since_version <= \(number) AND (i.until_version IS NULL OR i.until_version > \(number)) ORDER BY i.code
            """
        switch list {
        case .items: return try connection.rows("\(Self.itemColumns) WHERE \(stands)").map { .item(try Self.item($0)) }
        case .joint, .key:
            return try connection.rows(
                "\(Self.entryColumns) WHERE i.list = \(list.rawValue) AND \(stands)"
            ).map { try Self.entry($0, list) }
        }
    }

    func history(_ list: CatalogueList, _ code: String) throws -> [EntryPeriod] {
        let versions = Dictionary(
            uniqueKeysWithValues: try connection.rows("\(Self.versionColumns) WHERE v.list = \(list.rawValue)").map {
                (try $0.int("number"), try Self.version($0))
            })
        let rows =
            switch list {
            case .items:
                try connection.rows("\(Self.itemColumns) WHERE i.code = \(code) ORDER BY i.since_version DESC")
            case .joint, .key:
                try connection.rows(
                    """
                    \(Self.entryColumns) WHERE i.list = \(list.rawValue) AND i.code = \(code)
                    ORDER BY i.since_version DESC
                    """)
            }
        return try rows.map { row in
            guard let since = versions[try row.int("since_version")] else {
                throw DatabaseProblem.decoding("entry \(code) stands since a version that does not exist")
            }
            return EntryPeriod(
                entry: list == .items ? .item(try Self.item(row)) : try Self.entry(row, list), since: since,
                until: try row.intOrNil("until_version").flatMap { versions[$0] })
        }
    }

    func insertVersion(_ list: CatalogueList, _ notice: VersionNotice, by account: Int64?, at: Moment) throws -> Int {
        let edition = (try latestVersion(list)?.number ?? 0) + 1
        let number =
            (try connection.row("SELECT COALESCE(MAX(number), 0) AS n FROM catalogue_version")?.int("n") ?? 0) + 1
        let inserted = try connection.execute(
            """
            INSERT INTO catalogue_version (number, list, edition, effective_from, reason, basis, created_by, created_at)
            VALUES (\(number), \(list.rawValue), \(edition), \(notice.effectiveFrom.description), \(notice.reason),
                \(notice.basis), \(account), \(at.description))
            ON CONFLICT (number) DO NOTHING
            """)
        guard inserted == 1 else { throw Problem.moved(list.title) }
        return edition
    }

    func withdraw(_ list: CatalogueList, from first: Int, by number: Int) throws {
        try connection.execute(
            """
            UPDATE catalogue_version SET withdrawn_by = \(number)
            WHERE list = \(list.rawValue) AND edition >= \(first) AND edition < \(number) AND withdrawn_by IS NULL
            """)
    }

    func insert(_ entry: ListEntry, since version: Int) throws {
        guard let number = try number(entry.list, version) else { throw Problem.moved(entry.list.title) }
        switch entry {
        case .item(let item): try insert(item, number)
        case .joint(let joint): try insert(entry, JSONText.encode(joint), number)
        case .key(let key): try insert(entry, JSONText.encode(key), number)
        }
    }

    private func insert(_ item: Item, _ number: Int) throws {
        try connection.execute(
            """
            INSERT INTO catalogue_item (code, since_version, category, matter, subjects, importance, methods, level,
                basis, department_code, region_code, selector, is_sample, note)
            VALUES (\(item.code), \(number), \(item.category), \(item.matter), \(item.subjects),
                \(item.importance.rawValue), \(item.methods.joined(separator: "、")), \(item.level), \(item.basis),
                \(item.department), \(item.region.text), \(try JSONText.encode(item.selector)),
                \(item.isSample ? 1 : 0), \(item.note))
            """)
    }

    private func insert(_ entry: ListEntry, _ body: String, _ number: Int) throws {
        try connection.execute(
            """
            INSERT INTO catalogue_entry (list, code, since_version, region_code, body)
            VALUES (\(entry.list.rawValue), \(entry.code), \(number), \(entry.region.text), \(body))
            """)
    }

    func close(_ list: CatalogueList, code: String, at version: Int) throws {
        let number = try number(list, version)
        let closed =
            switch list {
            case .items:
                try connection.execute(
                    "UPDATE catalogue_item SET until_version = \(number) WHERE code = \(code) AND until_version IS NULL"
                )
            case .joint, .key:
                try connection.execute(
                    """
                    UPDATE catalogue_entry SET until_version = \(number)
                    WHERE list = \(list.rawValue) AND code = \(code) AND until_version IS NULL
                    """)
            }
        guard closed == 1 else { throw Problem.moved(list.noun) }
    }

    // MARK: Numbers

    /// What orders the version among those of all lists; nil for a version that is not there.
    private func number(_ list: CatalogueList, _ edition: Int) throws -> Int? {
        try connection.row(
            "SELECT number FROM catalogue_version WHERE list = \(list.rawValue) AND edition = \(edition)")?
            .int("number")
    }

    private func numberInForce(_ list: CatalogueList, on day: Day) throws -> Int? {
        try connection.row(
            """
            SELECT MAX(number) AS number FROM catalogue_version
            WHERE list = \(list.rawValue) AND withdrawn_by IS NULL AND effective_from <= \(day.description)
            """)?.intOrNil("number")
    }

    private static let entryColumns: SQL = """
        SELECT i.code AS code, i.since_version AS since_version, i.until_version AS until_version, i.body AS body
        FROM catalogue_entry i
        """

    private static func entry(_ row: Row, _ list: CatalogueList) throws -> ListEntry {
        let body = try row.text("body")
        return list == .joint ? .joint(try JSONText.decode(body)) : .key(try JSONText.decode(body))
    }

    private static let versionColumns: SQL = """
        SELECT v.number AS number, v.list AS list, v.edition AS edition, v.effective_from AS effective_from,
            v.reason AS reason, v.basis AS basis, a.name AS created_by_name, v.created_at AS created_at,
            v.withdrawn_by AS withdrawn_by
        FROM catalogue_version v LEFT JOIN access_account a ON a.id = v.created_by
        """

    private static func version(_ row: Row) throws -> CatalogueVersion {
        CatalogueVersion(
            list: try row.value("list"), number: try row.int("edition"), effectiveFrom: try row.day("effective_from"),
            reason: try row.text("reason"), basis: try row.text("basis"),
            createdByName: try row.textOrNil("created_by_name"), createdAt: try row.moment("created_at"),
            withdrawnBy: try row.intOrNil("withdrawn_by"))
    }
}
