import Database
import Domain

/// Certificate holders and their synchronisation in tables.
extension SQLStaffStore {
    private static let holderColumns: SQL = """
        h.id AS id, h.platform_id AS platform_id, h.name AS name, h.employee_number AS employee_number,
        h.certificate_number AS certificate_number, h.certificate_kind AS certificate_kind,
        h.valid_from AS valid_from, h.valid_until AS valid_until, h.unit_code AS unit_code, h.unit_name AS unit_name,
        h.station AS station, h.region_code AS region_code, h.status AS status, h.changed_at AS changed_at,
        h.inspector_id AS inspector_id, COALESCE(u.authority_id, k.id) AS authority_id
        """

    /// A unit is the authority of that code unless somebody said otherwise.
    private static let holderTables: SQL = """
        FROM registry_holder h LEFT JOIN registry_platform_unit u ON u.unit_code = h.unit_code
        LEFT JOIN registry_authority k ON k.code = h.unit_code
        LEFT JOIN registry_inspector i ON i.id = h.inspector_id
        """

    private func holders(_ condition: SQL) throws -> [Holder] {
        try connection.rows("SELECT \(Self.holderColumns) \(Self.holderTables) WHERE \(condition)").map { row in
            Holder(
                id: try row.int64("id"),
                record: HolderRecord(
                    platformID: try row.text("platform_id"), name: try row.text("name"),
                    employeeNumber: try row.text("employee_number"),
                    certificate: Inspector.Certificate(
                        number: try row.text("certificate_number"), kind: try row.text("certificate_kind"),
                        from: try row.day("valid_from"), until: try row.day("valid_until")),
                    unitCode: try row.text("unit_code"), unitName: try row.text("unit_name"),
                    station: try row.text("station"), region: try row.region("region_code"),
                    status: try row.value("status"), changedAt: try row.text("changed_at")),
                inspector: try row.int64OrNil("inspector_id"), authority: try row.int64OrNil("authority_id"))
        }
    }

    func holder(id: Int64) throws -> Holder? { try holders("h.id = \(id)").first }

    func holder(platformID: String) throws -> Holder? { try holders("h.platform_id = \(platformID)").first }

    func holder(inspector: Int64) throws -> Holder? { try holders("h.inspector_id = \(inspector) ORDER BY h.id").first }

    func upsert(_ record: HolderRecord, inspector: Int64?, at: Moment) throws -> Int64 {
        let certificate = record.certificate
        return try id(
            """
            INSERT INTO registry_holder (platform_id, name, employee_number, certificate_number, certificate_kind,
                valid_from, valid_until, unit_code, unit_name, station, region_code, status, changed_at, inspector_id,
                received_at)
            VALUES (\(record.platformID), \(record.name), \(record.employeeNumber), \(certificate.number),
                \(certificate.kind), \(certificate.from.description), \(certificate.until.description),
                \(record.unitCode), \(record.unitName), \(record.station), \(record.region.text),
                \(record.status.rawValue), \(record.changedAt), \(inspector), \(at.description))
            ON CONFLICT (platform_id) DO UPDATE SET name = excluded.name, employee_number = excluded.employee_number,
                certificate_number = excluded.certificate_number, certificate_kind = excluded.certificate_kind,
                valid_from = excluded.valid_from, valid_until = excluded.valid_until, unit_code = excluded.unit_code,
                unit_name = excluded.unit_name, station = excluded.station, region_code = excluded.region_code,
                status = excluded.status, changed_at = excluded.changed_at,
                inspector_id = COALESCE(excluded.inspector_id, registry_holder.inspector_id),
                received_at = excluded.received_at
            RETURNING id
            """)
    }

    func link(holder: Int64, inspector: Int64) throws {
        try connection.execute("UPDATE registry_holder SET inspector_id = \(inspector) WHERE id = \(holder)")
    }

    func inspector(certificate number: String) throws -> Int64? {
        try connection.row(
            "SELECT id FROM registry_inspector WHERE certificate_number = \(number) ORDER BY status, id"
        )?.int64("id")
    }

    func setCertificate(_ certificate: Inspector.Certificate, inspector: Int64, at: Moment) throws {
        try connection.execute(
            """
            UPDATE registry_inspector SET certificate_number = \(certificate.number),
                certificate_kind = \(certificate.kind), valid_from = \(certificate.from.description),
                valid_until = \(certificate.until.description), changed_at = \(at.description)
            WHERE id = \(inspector)
            """)
    }

    func setName(_ name: String, inspector: Int64, at: Moment) throws {
        try connection.execute(
            "UPDATE registry_inspector SET name = \(name), changed_at = \(at.description) WHERE id = \(inspector)")
    }

    func authority(unit code: String) throws -> Int64? {
        if let row = try connection.row(
            "SELECT authority_id FROM registry_platform_unit WHERE unit_code = \(code)")
        {
            return try row.int64("authority_id")
        }
        return try connection.row("SELECT id FROM registry_authority WHERE code = \(code)")?.int64("id")
    }

    func setUnit(_ code: String, authority: Int64) throws {
        try connection.execute(
            """
            INSERT INTO registry_platform_unit (unit_code, authority_id) VALUES (\(code), \(authority))
            ON CONFLICT (unit_code) DO UPDATE SET authority_id = excluded.authority_id
            """)
    }

    /// Who counts: in service with a valid certificate.
    private static func counted(_ region: RegionCode, _ day: Day) -> SQL {
        """
        h.status = 'active' AND h.valid_from <= \(day.description) AND h.valid_until >= \(day.description)
            AND \(SQL.within(region, "h.region_code"))
        """
    }

    func holderCoverage(within region: RegionCode, on day: Day) throws -> [HolderCoverage] {
        try connection.rows(
            """
            SELECT h.region_code AS region_code, COALESCE(r.name, h.region_code) AS name, COUNT(*) AS holders,
                SUM(CASE WHEN i.status = 'active' THEN 1 ELSE 0 END) AS admitted
            \(Self.holderTables) LEFT JOIN registry_region r ON r.code = h.region_code
            WHERE \(Self.counted(region, day)) GROUP BY h.region_code, r.name ORDER BY h.region_code
            """
        ).map { row in
            HolderCoverage(
                region: try row.region("region_code"), name: try row.text("name"), holders: try row.int("holders"),
                admitted: try row.int("admitted"))
        }
    }

    func missingHolders(within region: RegionCode, on day: Day, text: String, slice: Slice) throws -> Listing<Holder> {
        var parts = [Self.counted(region, day), "(i.id IS NULL OR i.status <> 'active')"]
        if !text.isEmpty {
            let pattern = "%" + SQLRegistryStore.escaped(text) + "%"
            parts.append(
                "(h.name LIKE \(pattern) ESCAPE '!' OR h.certificate_number LIKE \(pattern) ESCAPE '!' OR h.unit_name LIKE \(pattern) ESCAPE '!')"
            )
        }
        let condition = SQL.joined(parts, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n \(Self.holderTables) WHERE \(condition)")?.int("n") ?? 0
        return Listing(
            rows: try holders(
                "\(condition) ORDER BY h.region_code, h.unit_code, h.name, h.id LIMIT \(slice.size) OFFSET \(slice.offset)"
            ), total: total, slice: slice)
    }

    // MARK: Runs

    func cursor(source: String) throws -> String? {
        try connection.row("SELECT cursor FROM registry_sync_cursor WHERE source = \(source)")?.text("cursor")
    }

    func setCursor(_ cursor: String?, source: String) throws {
        guard let cursor else {
            try connection.execute("DELETE FROM registry_sync_cursor WHERE source = \(source)")
            return
        }
        try connection.execute(
            """
            INSERT INTO registry_sync_cursor (source, cursor) VALUES (\(source), \(cursor))
            ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor
            """)
    }

    func insert(_ run: SyncRun, account: Int64?) throws -> Int64 {
        try id(
            """
            INSERT INTO registry_sync_run (source, state, started_at, ended_at, pages, received, inserted, updated,
                unchanged, refused, problem, account_id)
            VALUES (\(run.source), \(run.state.rawValue), \(run.startedAt.description), \(run.endedAt.description), 0, 0,
                0, 0, 0, 0, '', \(account))
            RETURNING id
            """)
    }

    func update(_ run: SyncRun) throws {
        try connection.execute(
            """
            UPDATE registry_sync_run SET state = \(run.state.rawValue), ended_at = \(run.endedAt.description),
                pages = \(run.pages), received = \(run.received), inserted = \(run.inserted), updated = \(run.updated),
                unchanged = \(run.unchanged), refused = \(run.refused), problem = \(run.problem)
            WHERE id = \(run.id)
            """)
    }

    func runs(slice: Slice) throws -> Listing<SyncRun> {
        let total = try connection.row("SELECT COUNT(*) AS n FROM registry_sync_run")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT id, source, state, started_at, ended_at, pages, received, inserted, updated, unchanged, refused,
                problem
            FROM registry_sync_run ORDER BY id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map { row in
            var run = SyncRun(
                id: try row.int64("id"), source: try row.text("source"), state: try row.value("state"),
                startedAt: try row.moment("started_at"), endedAt: try row.moment("ended_at"))
            run.pages = try row.int("pages")
            run.received = try row.int("received")
            run.inserted = try row.int("inserted")
            run.updated = try row.int("updated")
            run.unchanged = try row.int("unchanged")
            run.refused = try row.int("refused")
            run.problem = try row.text("problem")
            return run
        }
        return Listing(rows: rows, total: total, slice: slice)
    }

    // MARK: Differences

    func insert(_ difference: SyncDifference) throws {
        try connection.execute(
            """
            INSERT INTO registry_sync_difference (run_id, holder_id, inspector_id, region_code, kind, name, before_text,
                after_text, state)
            VALUES (\(difference.run), \(difference.holder), \(difference.inspector), \(difference.region.text),
                \(difference.kind.rawValue), \(difference.name), \(difference.before), \(difference.after),
                \(difference.state.rawValue))
            """)
    }

    private func differences(_ condition: SQL) throws -> [SyncDifference] {
        try connection.rows(
            """
            SELECT id, run_id, holder_id, inspector_id, region_code, kind, name, before_text, after_text, state
            FROM registry_sync_difference WHERE \(condition)
            """
        ).map { row in
            SyncDifference(
                id: try row.int64("id"), run: try row.int64("run_id"), holder: try row.int64OrNil("holder_id"),
                inspector: try row.int64OrNil("inspector_id"), region: try row.region("region_code"),
                kind: try row.value("kind"), name: try row.text("name"), before: try row.text("before_text"),
                after: try row.text("after_text"), state: try row.value("state"))
        }
    }

    func openDifference(holder: Int64, kind: SyncDifference.Kind) throws -> SyncDifference? {
        try differences("holder_id = \(holder) AND kind = \(kind.rawValue) AND state = 'open' ORDER BY id DESC").first
    }

    func difference(id: Int64) throws -> SyncDifference? { try differences("id = \(id)").first }

    func setSettled(difference: Int64) throws {
        try connection.execute("UPDATE registry_sync_difference SET state = 'settled' WHERE id = \(difference)")
    }

    func differences(within region: RegionCode, open: Bool?, slice: Slice) throws -> Listing<SyncDifference> {
        var parts: [SQL] = [SQL.within(region, "region_code")]
        if let open { parts.append(open ? "state = 'open'" : "state <> 'open'") }
        let condition = SQL.joined(parts, separator: " AND ")
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM registry_sync_difference WHERE \(condition)")?.int("n") ?? 0
        return Listing(
            rows: try differences("\(condition) ORDER BY id DESC LIMIT \(slice.size) OFFSET \(slice.offset)"),
            total: total, slice: slice)
    }

    func insertError(run: Int64, ordinal: Int, page: Int, record: String, reason: String) throws {
        try connection.execute(
            """
            INSERT INTO registry_sync_error (run_id, ordinal, page, record, reason)
            VALUES (\(run), \(ordinal), \(page), \(record), \(reason))
            """)
    }

    func errors(run: Int64) throws -> [(page: Int, record: String, reason: String)] {
        try connection.rows(
            "SELECT page, record, reason FROM registry_sync_error WHERE run_id = \(run) ORDER BY ordinal"
        ).map { (try $0.int("page"), try $0.text("record"), try $0.text("reason")) }
    }
}
