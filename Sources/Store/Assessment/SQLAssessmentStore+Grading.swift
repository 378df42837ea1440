import Database
import Domain

/// Runs of the professional classes.
extension SQLAssessmentStore {
    func beginRun(
        _ id: Int64, field: String, region: RegionCode, dated: Day, lawHash: String, by account: Int64, at: Moment
    ) throws {
        try connection.execute(
            """
            INSERT INTO registry_grading_run (id, field, region_code, dated, state, base_id, law_sha256, account_id, at)
            VALUES (\(id), \(field), \(region.text), \(dated.description), 'preview',
                (SELECT MAX(b.id) FROM registry_grading_run b
                    WHERE b.field = \(field) AND b.region_code = \(region.text) AND b.state = 'applied'),
                \(lawHash), \(account), \(at.description))
            """)
    }

    func add(_ rows: [(subject: Int64, grade: GradingSystem.Grade)], run: Int64) throws {
        var rest = rows[...]
        try connection.insert(
            into: "registry_grading_result", columns: ["run_id", "subject_id", "grade", "points", "parts"]
        ) {
            guard let row = rest.popFirst() else { return nil }
            return [
                .integer(run), .integer(row.subject), .integer(Int64(row.grade.grade)),
                .integer(Int64(row.grade.points)), .text(try JSONText.encode(row.grade.parts)),
            ]
        }
    }

    private static let runColumns: SQL = """
        SELECT g.id AS id, g.field AS field, g.region_code AS region_code, COALESCE(r.name, g.region_code) AS region_name,
            g.dated AS dated, g.state AS state, g.valid_until AS valid_until, a.name AS account_name
        FROM registry_grading_run g LEFT JOIN registry_region r ON r.code = g.region_code
        LEFT JOIN access_account a ON a.id = g.account_id
        """

    private func run(_ row: Row) throws -> Grading.Run {
        let id = try row.int64("id")
        var counts: [Int: Int] = [:]
        for one in try connection.rows(
            "SELECT grade, COUNT(*) AS n FROM registry_grading_result WHERE run_id = \(id) GROUP BY grade")
        {
            counts[try one.int("grade")] = try one.int("n")
        }
        return Grading.Run(
            id: id, field: try row.text("field"), region: try row.region("region_code"),
            regionName: try row.text("region_name"), dated: try row.day("dated"), state: try row.value("state"),
            validUntil: try row.dayOrNil("valid_until"), counts: counts,
            accountName: try row.textOrNil("account_name"))
    }

    func run(_ id: Int64) throws -> Grading.Run? {
        try connection.row("\(Self.runColumns) WHERE g.id = \(id)").map(run)
    }

    func runs(region: RegionCode, slice: Slice) throws -> Listing<Grading.Run> {
        let condition = SQL.within(region, "g.region_code")
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM registry_grading_run g WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            "\(Self.runColumns) WHERE \(condition) ORDER BY g.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)")
        return Listing(rows: try rows.map(run), total: total, slice: slice)
    }

    func rows(run: Int64, grade: Int?, slice: Slice) throws -> Listing<Grading.Row> {
        let condition: SQL = grade.map { "x.run_id = \(run) AND x.grade = \($0)" } ?? "x.run_id = \(run)"
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM registry_grading_result x WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT x.subject_id AS subject_id, s.name AS name, s.identifier AS identifier, x.grade AS grade,
                x.points AS points, x.parts AS parts, b.grade AS before
            FROM registry_grading_result x JOIN registry_subject s ON s.id = x.subject_id
            JOIN registry_grading_run g ON g.id = x.run_id
            LEFT JOIN registry_grading_result b ON b.run_id = g.base_id AND b.subject_id = x.subject_id
            WHERE \(condition) ORDER BY x.points DESC, x.subject_id LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map(Self.gradingRow)
        return Listing(rows: rows, total: total, slice: slice)
    }

    func grades(subject: Int64, on day: Day) throws -> [(run: Grading.Run, row: Grading.Row)] {
        try connection.rows(
            """
            SELECT x.run_id AS run_id, x.subject_id AS subject_id, s.name AS name, s.identifier AS identifier,
                x.grade AS grade, x.points AS points, x.parts AS parts, NULL AS before
            FROM registry_grading_run g JOIN registry_grading_result x ON x.run_id = g.id AND x.subject_id = \(subject)
            JOIN registry_subject s ON s.id = x.subject_id
            WHERE g.state = 'applied' AND g.valid_until >= \(day.description) ORDER BY g.field, g.id
            """
        ).compactMap { one in
            guard let run = try run(one.int64("run_id")) else { return nil }
            return (run, try Self.gradingRow(one))
        }
    }

    private static func gradingRow(_ row: Row) throws -> Grading.Row {
        Grading.Row(
            subject: try row.int64("subject_id"), name: try row.text("name"),
            identifier: try row.text("identifier"), grade: try row.int("grade"), points: try row.int("points"),
            parts: try JSONText.decode(row.text("parts")), before: try row.intOrNil("before"))
    }

    func changes(run: Int64) throws -> [(before: Int?, after: Int, number: Int)] {
        try connection.rows(
            """
            SELECT b.grade AS before, x.grade AS after, COUNT(*) AS n
            FROM registry_grading_result x JOIN registry_grading_run g ON g.id = x.run_id
            LEFT JOIN registry_grading_result b ON b.run_id = g.base_id AND b.subject_id = x.subject_id
            WHERE x.run_id = \(run) GROUP BY b.grade, x.grade ORDER BY COALESCE(b.grade, 0), x.grade
            """
        ).map { (try $0.intOrNil("before"), try $0.int("after"), try $0.int("n")) }
    }

    func subjects(run: Int64, grade: Int) throws -> [Int64] {
        try connection.rows(
            "SELECT subject_id FROM registry_grading_result WHERE run_id = \(run) AND grade = \(grade) ORDER BY subject_id"
        ).map { try $0.int64("subject_id") }
    }

    func applied(_ id: Int64, until: Day, field: String, region: RegionCode) throws {
        try connection.execute(
            """
            UPDATE registry_grading_run SET state = 'replaced'
            WHERE field = \(field) AND region_code = \(region.text) AND state = 'applied'
            """)
        try connection.execute(
            """
            UPDATE registry_grading_run SET state = 'applied', valid_until = \(until.description) WHERE id = \(id)
            """)
    }

    func resultsOf(region: RegionCode, since: Day, outcomes: [String], values: [String]) throws -> [Int64: Bool] {
        var found: [Int64: Bool] = [:]
        try connection.forEach(
            """
            SELECT v.subject_id AS subject_id,
                MAX(CASE WHEN i.outcome IN (\(SQL.list(outcomes))) OR i.outcome_value IN (\(SQL.list(values)))
                    THEN 1 ELSE 0 END) AS problem
            FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
            WHERE i.state NOT IN ('assigned', 'returned') AND i.inspected_on >= \(since.description)
                AND \(SQL.within(region, "v.region_code"))
            GROUP BY v.subject_id
            """
        ) { found[try $0.int64("subject_id")] = try $0.int("problem") == 1 }
        return found
    }
}
