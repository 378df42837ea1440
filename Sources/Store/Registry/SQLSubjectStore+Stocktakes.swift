import Database
import Domain

/// Full lists beside the registry.
extension SQLSubjectStore {
    func insert(_ stocktake: Stocktake, absent: [Int64]) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_stocktake (file_name, region_code, department_code, schemes, rows_total,
                rows_unknown, rows_unreadable, absent, account_id, at)
            VALUES (\(stocktake.fileName), \(stocktake.region.text), \(stocktake.department),
                \(stocktake.schemes.map(\.rawValue).joined(separator: " ")), \(stocktake.rows),
                \(stocktake.unknown), \(stocktake.unreadable), \(stocktake.absent), \(stocktake.account),
                \(stocktake.at.description)) RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        let id = try row.int64("id")
        var index = 0
        try connection.insert(into: "registry_stocktake_absent", columns: ["stocktake_id", "subject_id"]) {
            guard index < absent.count else { return nil }
            index += 1
            return [.integer(id), .integer(absent[index - 1])]
        }
        return id
    }

    private static let stocktakeColumns: SQL = """
        SELECT k.id AS id, k.file_name AS file_name, k.region_code AS region_code, k.department_code AS department_code,
            k.schemes AS schemes, k.rows_total AS rows_total, k.rows_unknown AS rows_unknown, k.rows_unreadable AS rows_unreadable,
            k.absent AS absent, k.account_id AS account_id, a.name AS account_name, k.at AS at, k.marked_at AS marked_at
        FROM registry_stocktake k LEFT JOIN access_account a ON a.id = k.account_id
        """

    private static func stocktake(_ row: Row) throws -> Stocktake {
        Stocktake(
            id: try row.int64("id"), fileName: try row.text("file_name"), region: try row.region("region_code"),
            department: try row.text("department_code"),
            schemes: try row.text("schemes").split(separator: " ").compactMap {
                IdentifierScheme(rawValue: String($0))
            },
            rows: try row.int("rows_total"),
            unknown: try row.int("rows_unknown"), unreadable: try row.int("rows_unreadable"),
            absent: try row.int("absent"), accountName: try row.textOrNil("account_name"),
            account: try row.int64OrNil("account_id"), at: try row.moment("at"),
            markedAt: try row.momentOrNil("marked_at"))
    }

    func stocktake(id: Int64) throws -> Stocktake? {
        try connection.row("\(Self.stocktakeColumns) WHERE k.id = \(id)").map(Self.stocktake)
    }

    func stocktakes(region: RegionCode, slice: Slice) throws -> Listing<Stocktake> {
        let within = SQL.within(region, "k.region_code")
        let rows = try connection.rows(
            "\(Self.stocktakeColumns) WHERE \(within) ORDER BY k.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)"
        ).map(Self.stocktake)
        let total = try connection.row("SELECT COUNT(*) AS n FROM registry_stocktake k WHERE \(within)")
        return Listing(rows: rows, total: try total?.int("n") ?? 0, slice: slice)
    }

    func absentSubjects(stocktake: Int64, slice: Slice) throws -> Listing<Subject> {
        let rows = try connection.rows(
            """
            \(SQLRegistryStore.subjectColumns) JOIN registry_stocktake_absent b ON b.subject_id = s.id
            WHERE b.stocktake_id = \(stocktake) ORDER BY s.id LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map(SQLRegistryStore.subject)
        let total = try connection.row(
            "SELECT COUNT(*) AS n FROM registry_stocktake_absent WHERE stocktake_id = \(stocktake)")
        return Listing(rows: rows, total: try total?.int("n") ?? 0, slice: slice)
    }

    func absentIDs(stocktake: Int64) throws -> [Int64] {
        try connection.rows(
            "SELECT subject_id FROM registry_stocktake_absent WHERE stocktake_id = \(stocktake) ORDER BY subject_id"
        ).map { try $0.int64("subject_id") }
    }

    func markStocktake(_ id: Int64, at: Moment) throws {
        let changed = try connection.execute(
            "UPDATE registry_stocktake SET marked_at = \(at.description) WHERE id = \(id) AND marked_at IS NULL")
        guard changed == 1 else { throw Problem.moved("名单核对") }
    }

    private static func kept(by department: String, within region: RegionCode) -> SQL {
        "s.status = 'active' AND s.keeper = \(department) AND \(SQL.within(region, "s.region_code"))"
    }

    func forEachKept(
        by department: String, within region: RegionCode, schemes: [IdentifierScheme],
        _ body: (Int64, String) throws -> Void
    ) throws {
        try connection.forEach(
            """
            SELECT s.id AS id, s.identifier AS identifier FROM registry_subject s
            WHERE \(Self.kept(by: department, within: region)) AND s.scheme IN (\(SQL.list(schemes.map(\.rawValue))))
            ORDER BY s.id
            """
        ) { try body(try $0.int64("id"), try $0.text("identifier")) }
    }

    func forEachNumber(
        by department: String, within region: RegionCode, schemes: [IdentifierScheme],
        _ body: (Int64, IdentifierScheme, String) throws -> Void
    ) throws {
        try connection.forEach(
            """
            SELECT n.subject_id AS id, n.scheme AS scheme, n.number AS number FROM registry_subject_identifier n
            JOIN registry_subject s ON s.id = n.subject_id
            WHERE n.scheme IN (\(SQL.list(schemes.map(\.rawValue)))) AND \(Self.kept(by: department, within: region))
            ORDER BY n.id
            """
        ) { try body(try $0.int64("id"), try $0.value("scheme"), try $0.text("number")) }
    }

    func absent(by department: String, within region: RegionCode) throws -> [Int64] {
        try connection.rows(
            """
            SELECT s.id AS id FROM registry_subject s
            WHERE s.absent_since IS NOT NULL AND \(Self.kept(by: department, within: region)) ORDER BY s.id
            """
        ).map { try $0.int64("id") }
    }
}
