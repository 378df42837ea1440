import Database
import Domain

/// Documents of entries, and the coverage of key-supervision items.
extension SQLCatalogueStore {
    func insert(
        _ kind: CatalogueDocument.Kind, title: String, isPublic: Bool, list: CatalogueList, code: String, at: Moment
    ) throws -> Int64 {
        try returned(
            """
            INSERT INTO catalogue_document (list, code, kind, title, is_public, created_at)
            VALUES (\(list.rawValue), \(code), \(kind.rawValue), \(title), \(isPublic ? 1 : 0), \(at.description))
            RETURNING id
            """)
    }

    func insert(_ file: DocumentFile, document: Int64, note: String, by account: Int64, at: Moment) throws -> Int {
        let number =
            (try connection.row(
                "SELECT COALESCE(MAX(number), 0) AS n FROM catalogue_document_version WHERE document_id = \(document)")?
                .int("n") ?? 0) + 1
        try connection.execute(
            """
            INSERT INTO catalogue_document_version (document_id, number, filename, size, sha256, note, account_id, at,
                content)
            VALUES (\(document), \(number), \(file.filename), \(file.bytes.count), \(Digest.sha256Hex(file.bytes)),
                \(note), \(account), \(at.description), \(file.bytes))
            """)
        return number
    }

    func document(id: Int64) throws -> CatalogueDocument? {
        try documents("d.id = \(id)").first
    }

    func documents(_ list: CatalogueList, code: String) throws -> [CatalogueDocument] {
        try documents("d.list = \(list.rawValue) AND d.code = \(code)")
    }

    func documentCounts(_ list: CatalogueList) throws -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: try connection.rows(
                """
                SELECT code, COUNT(*) AS n FROM catalogue_document
                WHERE list = \(list.rawValue) AND retired_at IS NULL GROUP BY code
                """
            ).map { (try $0.text("code"), try $0.int("n")) })
    }

    func content(document: Int64, version: Int) throws -> [UInt8]? {
        try connection.row(
            """
            SELECT content FROM catalogue_document_version WHERE document_id = \(document) AND number = \(version)
            """)?.bytes("content")
    }

    func set(document: Int64, isPublic: Bool, retiredAt: Moment?) throws {
        try connection.execute(
            """
            UPDATE catalogue_document SET is_public = \(isPublic ? 1 : 0), retired_at = \(retiredAt?.description)
            WHERE id = \(document)
            """)
    }

    private func documents(_ condition: SQL) throws -> [CatalogueDocument] {
        try connection.rows(
            """
            SELECT d.id AS id, d.list AS list, d.code AS code, d.kind AS kind, d.title AS title,
                d.is_public AS is_public, d.retired_at AS retired_at
            FROM catalogue_document d WHERE \(condition)
            ORDER BY CASE WHEN d.retired_at IS NULL THEN 0 ELSE 1 END, d.kind, d.title, d.id
            """
        ).map { row in
            let id = try row.int64("id")
            return CatalogueDocument(
                id: id, list: try row.value("list"), code: try row.text("code"), kind: try row.value("kind"),
                title: try row.text("title"), isPublic: try row.bool("is_public"),
                retiredAt: try row.momentOrNil("retired_at"), versions: try versions(document: id))
        }
    }

    /// Without the content, which is fetched for a download only.
    private func versions(document: Int64) throws -> [CatalogueDocument.Version] {
        try connection.rows(
            """
            SELECT v.number AS number, v.filename AS filename, v.size AS size, v.sha256 AS sha256, v.note AS note,
                a.name AS account_name, v.at AS at
            FROM catalogue_document_version v JOIN access_account a ON a.id = v.account_id
            WHERE v.document_id = \(document) ORDER BY v.number DESC
            """
        ).map { row in
            CatalogueDocument.Version(
                number: try row.int("number"), filename: try row.text("filename"), size: try row.int("size"),
                digest: try row.text("sha256"), note: try row.text("note"), accountName: try row.text("account_name"),
                at: try row.moment("at"))
        }
    }

    // MARK: Coverage (3.6.1)

    func coverage(of item: KeyItem, within region: RegionCode, year: Int) throws -> KeyCoverage {
        let subjects = try subjects(of: item, within: region)
        let covered: SQL = "s.id IN (\(Self.inspected(item, year)))"
        let row = try connection.row(
            """
            SELECT COUNT(*) AS reached, COALESCE(SUM(CASE WHEN \(covered) THEN 1 ELSE 0 END), 0) AS covered
            FROM registry_subject s WHERE \(subjects)
            """)
        return KeyCoverage(
            reached: try row?.int("reached") ?? 0, covered: try row?.int("covered") ?? 0,
            fromYear: year - item.cycleYears + 1)
    }

    func uncovered(by item: KeyItem, within region: RegionCode, year: Int, slice: Slice) throws
        -> Listing<UncoveredSubject>
    {
        let condition: SQL = """
            \(try subjects(of: item, within: region)) AND s.id NOT IN (\(Self.inspected(item, year)))
            """
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM registry_subject s WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT s.id AS id, s.name AS name, s.identifier AS identifier, s.address AS address,
                COALESCE(r.name, s.region_code) AS region_name,
                (SELECT MAX(i.inspected_on) FROM inspection_visit v JOIN inspection_inspection i ON i.visit_id = v.id
                    WHERE v.subject_id = s.id) AS last_inspected
            FROM registry_subject s LEFT JOIN registry_region r ON r.code = s.region_code
            WHERE \(condition) ORDER BY s.region_code, s.id LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(
            rows: try rows.map { row in
                UncoveredSubject(
                    id: try row.int64("id"), name: try row.text("name"), identifier: try row.text("identifier"),
                    regionName: try row.text("region_name"), address: try row.text("address"),
                    lastInspected: try row.dayOrNil("last_inspected"))
            }, total: total, slice: slice)
    }

    /// The active subjects that the item reaches, with the condition that the freeze uses.
    private func subjects(of item: KeyItem, within region: RegionCode) throws -> SQL {
        let active: SQL = "s.status = 'active' AND \(SQL.within(region, "s.region_code"))"
        guard
            let reached = try SQLRegistryStore(connection: connection, touches: SubjectTouches()).reached([
                item.selector
            ])
        else { return active }
        return "\(active) AND (\(reached))"
    }

    /// Subjects inspected within the cycle for one of the item's items.
    private static func inspected(_ item: KeyItem, _ year: Int) -> SQL {
        let from = "\(year - item.cycleYears + 1)-01-01"
        let to = "\(year)-12-31"
        let narrowed: SQL = item.items.isEmpty ? .empty : " AND i.item_code IN (\(SQL.list(item.items)))"
        return """
            SELECT v.subject_id FROM inspection_visit v JOIN inspection_inspection i ON i.visit_id = v.id
            WHERE i.inspected_on >= \(from) AND i.inspected_on <= \(to)\(narrowed)
            """
    }
}
