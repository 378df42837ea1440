import Database
import Domain

/// Sandbox and whitelist libraries.
extension SQLRegistryStore {
    private static let libraryColumns: SQL =
        "SELECT id, kind, name, region_code, basis, since, ended_on FROM registry_library"

    private static func library(_ row: Row) throws -> Library {
        Library(
            id: try row.int64("id"), kind: try row.value("kind"), name: try row.text("name"),
            region: try row.region("region_code"), basis: try row.text("basis"), since: try row.day("since"),
            endedOn: try row.dayOrNil("ended_on"))
    }

    func libraries() throws -> [Library] {
        try connection.rows("\(Self.libraryColumns) ORDER BY id").map(Self.library)
    }

    func library(_ id: Int64) throws -> Library? {
        try connection.row("\(Self.libraryColumns) WHERE id = \(id)").map(Self.library)
    }

    func insertLibrary(kind: Library.Kind, name: String, region: RegionCode, basis: String, since: Day) throws -> Int64
    {
        let row = try connection.row(
            """
            INSERT INTO registry_library (kind, name, region_code, basis, since)
            VALUES (\(kind.rawValue), \(name), \(region.text), \(basis), \(since.description)) RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    private static let entryColumns: SQL = """
        SELECT e.id AS id, e.library_id AS library_id, e.subject_id AS subject_id, e.state AS state,
            e.category AS category, e.statement AS statement, e.valid_from AS valid_from,
            e.valid_until AS valid_until, e.version AS version, s.identifier AS identifier, s.name AS name,
            s.region_code AS region_code
        FROM registry_library_entry e JOIN registry_subject s ON s.id = e.subject_id
        """

    private static func entry(_ row: Row) throws -> LibraryEntry {
        LibraryEntry(
            id: try row.int64("id"), library: try row.int64("library_id"), subject: try row.int64("subject_id"),
            state: try row.value("state"), category: try row.text("category"), statement: try row.text("statement"),
            from: try row.dayOrNil("valid_from"), until: try row.dayOrNil("valid_until"),
            version: try row.int("version"))
    }

    /// The state that an entry has that day: one that stood until before it has left.
    private static func state(on day: Day) -> SQL {
        "CASE WHEN e.state = 'standing' AND e.valid_until < \(day.description) THEN 'exited' ELSE e.state END"
    }

    func countEntries(region: RegionCode, on day: Day) throws -> [(
        library: Int64, state: LibraryEntry.State, number: Int
    )] {
        try connection.rows(
            """
            SELECT f.library_id AS library_id, f.state AS state, COUNT(*) AS number FROM (
                SELECT e.library_id AS library_id, \(Self.state(on: day)) AS state
                FROM registry_library_entry e JOIN registry_subject s ON s.id = e.subject_id
                WHERE \(SQL.within(region, "s.region_code"))) f
            GROUP BY f.library_id, f.state
            """
        ).map { (try $0.int64("library_id"), try $0.value("state"), try $0.int("number")) }
    }

    func entries(library: Int64, state: LibraryEntry.State?, region: RegionCode, on day: Day, slice: Slice) throws
        -> Listing<LibraryRow>
    {
        var parts: [SQL] = ["e.library_id = \(library)", .within(region, "s.region_code")]
        if let state { parts.append("\(Self.state(on: day)) = \(state.rawValue)") }
        let condition = SQL.joined(parts, separator: " AND ")
        let rows = try connection.rows(
            "\(Self.entryColumns) WHERE \(condition) ORDER BY e.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)"
        ).map { row in
            LibraryRow(
                entry: try Self.entry(row), identifier: try row.text("identifier"), name: try row.text("name"),
                region: try row.region("region_code"))
        }
        let total = try connection.row(
            """
            SELECT COUNT(*) AS number FROM registry_library_entry e JOIN registry_subject s ON s.id = e.subject_id
            WHERE \(condition)
            """)
        return Listing(rows: rows, total: try total?.int("number") ?? 0, slice: slice)
    }

    func libraryEntry(_ id: Int64) throws -> LibraryEntry? {
        try connection.row("\(Self.entryColumns) WHERE e.id = \(id)").map(Self.entry)
    }

    func libraryEntries(subject: Int64) throws -> [LibraryEntry] {
        try connection.rows("\(Self.entryColumns) WHERE e.subject_id = \(subject) ORDER BY e.id DESC").map(Self.entry)
    }

    func libraryEvents(entry: Int64) throws -> [LibraryEvent] {
        try connection.rows(
            """
            SELECT v.act AS act, v.reason AS reason, v.valid_until AS valid_until, a.name AS account_name, v.at AS at
            FROM registry_library_event v LEFT JOIN access_account a ON a.id = v.account_id
            WHERE v.entry_id = \(entry) ORDER BY v.id
            """
        ).map { row in
            LibraryEvent(
                act: try row.value("act"), reason: try row.text("reason"), until: try row.dayOrNil("valid_until"),
                accountName: try row.textOrNil("account_name"), at: try row.moment("at"))
        }
    }

    func insertEntry(library: Int64, subject: Int64, category: String, statement: String) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_library_entry (library_id, subject_id, state, category, statement, version)
            VALUES (\(library), \(subject), 'applied', \(category), \(statement), 1) RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    func setEntry(_ id: Int64, state: LibraryEntry.State, from: Day?, until: Day?, version: Int) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_library_entry SET state = \(state.rawValue), valid_from = \(from?.description),
                valid_until = \(until?.description), version = version + 1
            WHERE id = \(id) AND version = \(version)
            """)
        guard changed == 1 else { throw Problem.moved("这条入库记录") }
    }

    func insertEvent(
        entry: Int64, act: LibraryEvent.Act, reason: String, until: Day?, salt: String, by account: Int64?, at: Moment
    ) throws {
        try connection.execute(
            """
            INSERT INTO registry_library_event (entry_id, act, reason, valid_until, salt, account_id, at)
            VALUES (\(entry), \(act.rawValue), \(reason), \(until?.description), \(salt), \(account),
                \(at.description))
            """)
    }

    func libraryMembers(on day: Day) throws -> [(subject: Int64, kind: Library.Kind)] {
        try connection.rows(
            """
            SELECT e.subject_id AS subject_id, l.kind AS kind
            FROM registry_library_entry e JOIN registry_library l ON l.id = e.library_id
            WHERE e.state = 'standing' AND e.valid_from <= \(day.description) AND e.valid_until >= \(day.description)
                AND l.ended_on IS NULL ORDER BY e.subject_id
            """
        ).map { (try $0.int64("subject_id"), try $0.value("kind")) }
    }
}
