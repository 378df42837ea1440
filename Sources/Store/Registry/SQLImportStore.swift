import Database
import Domain

/// Imports on their way, and what they did, so that they can be taken back.
struct SQLImportStore: ImportStore {
    let connection: any Connection
    let touches: SubjectTouches

    func insert(_ job: ImportJob, at: Moment) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_import_job (kind, file_name, file_sha256, account_id, region_code, sheet, matching,
                dated, state, run, at, shape)
            VALUES (\(job.kind.rawValue), \(job.fileName), \(job.digest), \(job.account), \(job.region.text), \(job.sheet),
                \(try JSONText.encode(job.matching)), \(job.dated?.description), \(job.state.rawValue), \(job.run),
                \(at.description), \(try job.shape.map { try JSONText.encode($0) }))
            RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    private static let columns: SQL = """
        SELECT id, kind, file_name, file_sha256, account_id, region_code, sheet, matching, dated, state, mode, finding, problem,
            import_id, run, shape, reached
        FROM registry_import_job
        """

    func job(_ id: Int64) throws -> ImportJob? {
        try connection.row("\(Self.columns) WHERE id = \(id)").map(Self.job)
    }

    func openJobs(region: RegionCode, limit: Int) throws -> [ImportJob] {
        try connection.rows(
            """
            \(Self.columns) WHERE state NOT IN ('done', 'discarded') AND \(SQL.within(region, "region_code"))
            ORDER BY id DESC LIMIT \(limit)
            """
        ).map(Self.job)
    }

    func portionsUnderWay() throws -> [ImportJob] {
        try connection.rows("\(Self.columns) WHERE state = 'running' AND reached IS NOT NULL ORDER BY id").map(Self.job)
    }

    func job(import id: Int64) throws -> ImportJob? {
        try connection.row("\(Self.columns) WHERE import_id = \(id)").map(Self.job)
    }

    private static func job(_ row: Row) throws -> ImportJob {
        ImportJob(
            id: try row.int64("id"), kind: try row.value("kind"), fileName: try row.text("file_name"),
            digest: try row.text("file_sha256"), account: try row.int64("account_id"),
            region: try row.region("region_code"), sheet: try row.textOrNil("sheet"),
            matching: try JSONText.decode(try row.text("matching")),
            dated: try row.dayOrNil("dated"), state: try row.value("state"),
            mode: try row.textOrNil("mode").flatMap(ImportMode.init),
            finding: try row.textOrNil("finding").map { try JSONText.decode($0) },
            problem: try row.textOrNil("problem"), importID: try row.int64OrNil("import_id"), run: try row.text("run"),
            shape: try row.textOrNil("shape").map { try JSONText.decode($0) },
            reached: try row.int64OrNil("reached").map { Int($0) })
    }

    func save(_ job: ImportJob, from state: ImportJob.State, run: String, at: Moment) throws -> Bool {
        let finding = try job.finding.map { try JSONText.encode($0) }
        let shape = try job.shape.map { try JSONText.encode($0) }
        let row = try connection.row(
            """
            UPDATE registry_import_job SET sheet = \(job.sheet), matching = \(try JSONText.encode(job.matching)),
                state = \(job.state.rawValue), mode = \(job.mode?.rawValue), finding = \(finding),
                problem = \(job.problem), import_id = \(job.importID), run = \(job.run), shape = \(shape), reached = \(job.reached), at = \(at.description)
            WHERE id = \(job.id) AND state = \(state.rawValue) AND run = \(run)
            RETURNING id
            """)
        return row != nil
    }

    func setRefusals(_ refusals: [RowRefusal], job: Int64) throws {
        try connection.execute("DELETE FROM registry_import_job_refusal WHERE job_id = \(job)")
        var index = 0
        try connection.insert(
            into: "registry_import_job_refusal",
            columns: ["job_id", "ordinal", "file_row", "line", "field", "value", "reason"]
        ) {
            guard index < refusals.count else { return nil }
            let one = refusals[index]
            index += 1
            return [
                .integer(job), .integer(Int64(index)), .integer(Int64(one.row)), .integer(Int64(one.line)),
                .text(one.field), .text(one.value), .text(one.reason),
            ]
        }
    }

    func refusals(job: Int64, slice: Slice) throws -> Listing<RowRefusal> {
        let rows = try connection.rows(
            """
            SELECT file_row, line, field, value, reason FROM registry_import_job_refusal WHERE job_id = \(job)
            ORDER BY ordinal LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map {
            RowRefusal(
                row: try $0.int("file_row"), line: try $0.int("line"), field: try $0.text("field"),
                value: try $0.text("value"), reason: try $0.text("reason"))
        }
        let total = try connection.row(
            "SELECT COUNT(*) AS number FROM registry_import_job_refusal WHERE job_id = \(job)")
        return Listing(rows: rows, total: try total?.int("number") ?? 0, slice: slice)
    }

    func remembered(account: Int64, kind: ImportRecord.Kind) throws -> [String: String] {
        let row = try connection.row(
            "SELECT names FROM registry_import_matching WHERE account_id = \(account) AND kind = \(kind.rawValue)")
        return try row.map { try JSONText.decode(try $0.text("names")) } ?? [:]
    }

    func remember(_ names: [String: String], account: Int64, kind: ImportRecord.Kind) throws {
        try connection.execute(
            """
            INSERT INTO registry_import_matching (account_id, kind, names)
            VALUES (\(account), \(kind.rawValue), \(JSONText.encode(names)))
            ON CONFLICT (account_id, kind) DO UPDATE SET names = excluded.names
            """)
    }

    func newest() throws -> (id: Int64, refused: Int)? {
        try connection.row("SELECT id, refused FROM registry_import ORDER BY id DESC LIMIT 1").map {
            (try $0.int64("id"), try $0.int("refused"))
        }
    }

    func undone(import id: Int64) throws -> (at: Moment, by: String)? {
        try connection.row(
            """
            SELECT u.at AS at, a.name AS name FROM registry_import_undo u
            JOIN access_account a ON a.id = u.account_id WHERE u.import_id = \(id)
            """
        ).map { (try $0.moment("at"), try $0.text("name")) }
    }

    func markUndone(import id: Int64, account: Int64, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_import_undo (import_id, account_id, at)
            VALUES (\(id), \(account), \(at.description))
            """)
    }
}
