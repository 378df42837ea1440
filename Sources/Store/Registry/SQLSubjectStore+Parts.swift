import Database
import Domain

/// Premises, licences, numbers, moves; licences that run out.
extension SQLSubjectStore {
    func parts(subject: Int64) throws -> SubjectParts {
        SubjectParts(
            premises: try connection.rows(
                "\(Self.premisesColumns) WHERE subject_id = \(subject) ORDER BY id"
            ).map(Self.premises),
            licences: try connection.rows(
                "\(Self.licenceColumns) FROM registry_licence l WHERE l.subject_id = \(subject) ORDER BY l.id"
            ).map(Self.licence),
            numbers: try connection.rows(
                """
                SELECT id, scheme, number, issuer, valid_from, valid_until FROM registry_subject_identifier
                WHERE subject_id = \(subject) ORDER BY id
                """
            ).map {
                OtherIdentifier(
                    id: try $0.int64("id"), subject: subject, scheme: try $0.value("scheme"),
                    number: try $0.text("number"), issuer: try $0.text("issuer"),
                    from: try $0.dayOrNil("valid_from"), until: try $0.dayOrNil("valid_until"))
            },
            moves: try moves(
                "m.subject_id = \(subject) AND m.cancelled_at IS NULL ORDER BY m.effective_on DESC, m.id DESC"))
    }

    private static let premisesColumns: SQL = """
        SELECT id, subject_id, name, usage, address, region_code, valid_from, valid_until FROM registry_premises
        """

    private static func premises(_ row: Row) throws -> Premises {
        Premises(
            id: try row.int64("id"), subject: try row.int64("subject_id"), name: try row.text("name"),
            usage: try row.text("usage"), address: try row.text("address"), region: try row.region("region_code"),
            from: try row.dayOrNil("valid_from"), until: try row.dayOrNil("valid_until"))
    }

    func premises(id: Int64) throws -> Premises? {
        try connection.row("\(Self.premisesColumns) WHERE id = \(id)").map(Self.premises)
    }

    func update(_ premises: Premises) throws {
        try connection.execute(
            """
            UPDATE registry_premises SET name = \(premises.name), usage = \(premises.usage),
                address = \(premises.address), region_code = \(premises.region.text),
                valid_from = \(premises.from?.description), valid_until = \(premises.until?.description)
            WHERE id = \(premises.id)
            """)
    }

    func deletePremises(_ id: Int64) throws {
        try connection.execute("DELETE FROM registry_premises WHERE id = \(id)")
    }

    func licence(id: Int64) throws -> Licence? {
        try connection.row("\(Self.licenceColumns) FROM registry_licence l WHERE l.id = \(id)").map(Self.licence)
    }

    func deleteLicence(_ id: Int64) throws {
        try connection.execute("DELETE FROM registry_licence WHERE id = \(id)")
    }

    private static let licenceColumns: SQL = """
        SELECT l.id AS id, l.subject_id AS subject_id, l.kind AS kind, l.number AS number, l.issuer AS issuer,
            l.scope AS scope, l.valid_from AS valid_from, l.valid_until AS valid_until, l.ended_on AS ended_on
        """

    private static func licence(_ row: Row) throws -> Licence {
        Licence(
            id: try row.int64("id"), subject: try row.int64("subject_id"), kind: try row.text("kind"),
            number: try row.text("number"), issuer: try row.text("issuer"), scope: try row.text("scope"),
            from: try row.dayOrNil("valid_from"), until: try row.dayOrNil("valid_until"),
            endedOn: try row.dayOrNil("ended_on"))
    }

    private func moves(_ condition: SQL) throws -> [RegionMove] {
        try connection.rows(
            """
            SELECT m.id AS id, m.subject_id AS subject_id, m.from_region AS from_region, m.to_region AS to_region,
                m.effective_on AS effective_on, m.reason AS reason, m.done_at AS done_at
            FROM registry_subject_move m WHERE \(condition)
            """
        ).map {
            RegionMove(
                id: try $0.int64("id"), subject: try $0.int64("subject_id"), from: try $0.region("from_region"),
                to: try $0.region("to_region"), effectiveOn: try $0.day("effective_on"),
                reason: try $0.text("reason"), isDone: try $0.textOrNil("done_at") != nil)
        }
    }

    private func inserted(_ sql: SQL) throws -> Int64 {
        guard let row = try connection.row(sql) else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    func insert(_ premises: Premises) throws -> Int64 {
        try inserted(
            """
            INSERT INTO registry_premises (subject_id, name, usage, address, region_code, valid_from, valid_until)
            VALUES (\(premises.subject), \(premises.name), \(premises.usage), \(premises.address),
                \(premises.region.text), \(premises.from?.description), \(premises.until?.description)) RETURNING id
            """)
    }

    func endPremises(_ id: Int64, subject: Int64, on day: Day) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_premises SET valid_until = \(day.description)
            WHERE id = \(id) AND subject_id = \(subject)
                AND (valid_until IS NULL OR valid_until > \(day.description))
            """)
        guard changed == 1 else { throw Problem.moved("场所") }
    }

    func insert(_ licence: Licence) throws -> Int64 {
        try inserted(
            """
            INSERT INTO registry_licence (subject_id, kind, number, issuer, scope, valid_from, valid_until, ended_on)
            VALUES (\(licence.subject), \(licence.kind), \(licence.number), \(licence.issuer), \(licence.scope),
                \(licence.from?.description), \(licence.until?.description), \(licence.endedOn?.description))
            RETURNING id
            """)
    }

    func update(_ licence: Licence) throws {
        try connection.execute(
            """
            UPDATE registry_licence SET issuer = \(licence.issuer), scope = \(licence.scope),
                valid_from = \(licence.from?.description), valid_until = \(licence.until?.description),
                ended_on = \(licence.endedOn?.description)
            WHERE id = \(licence.id)
            """)
    }

    func endLicence(_ id: Int64, subject: Int64, on day: Day) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_licence SET ended_on = \(day.description)
            WHERE id = \(id) AND subject_id = \(subject) AND ended_on IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("许可证") }
    }

    func insert(_ number: OtherIdentifier) throws -> Int64 {
        try inserted(
            """
            INSERT INTO registry_subject_identifier (subject_id, scheme, number, issuer, valid_from, valid_until)
            VALUES (\(number.subject), \(number.scheme.rawValue), \(number.number), \(number.issuer),
                \(number.from?.description), \(number.until?.description)) RETURNING id
            """)
    }

    func endNumber(_ id: Int64, subject: Int64, on day: Day) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_subject_identifier SET valid_until = \(day.description)
            WHERE id = \(id) AND subject_id = \(subject)
                AND (valid_until IS NULL OR valid_until > \(day.description))
            """)
        guard changed == 1 else { throw Problem.moved("证照编号") }
    }

    func insert(_ move: RegionMove, by account: Int64?, at: Moment, doneAt: Moment?) throws -> Int64 {
        try inserted(
            """
            INSERT INTO registry_subject_move (subject_id, from_region, to_region, effective_on, reason, account_id, at,
                done_at)
            VALUES (\(move.subject), \(move.from.text), \(move.to.text), \(move.effectiveOn.description),
                \(move.reason), \(account), \(at.description), \(doneAt?.description)) RETURNING id
            """)
    }

    func dueMoves(on day: Day) throws -> [RegionMove] {
        try moves(
            """
            m.done_at IS NULL AND m.cancelled_at IS NULL AND m.effective_on <= \(day.description) ORDER BY m.id
            """)
    }

    func move(id: Int64) throws -> RegionMove? { try moves("m.id = \(id) AND m.cancelled_at IS NULL").first }

    func finishMove(_ id: Int64, at: Moment) throws {
        try connection.execute("UPDATE registry_subject_move SET done_at = \(at.description) WHERE id = \(id)")
    }

    func cancelMove(_ id: Int64, at: Moment) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_subject_move SET cancelled_at = \(at.description)
            WHERE id = \(id) AND done_at IS NULL AND cancelled_at IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("迁移") }
    }

    func licences(_ filter: LicenceFilter, slice: Slice) throws -> Listing<LicenceRow> {
        let today = filter.today.description
        let days: SQL
        switch filter.due {
        case .expired: days = "l.valid_until < \(today)"
        case .soon:
            days =
                "l.valid_until >= \(today) AND l.valid_until <= \(filter.today.advanced(by: filter.soonDays).description)"
        }
        let condition: SQL = """
            \(days) AND (l.ended_on IS NULL OR l.ended_on > \(today)) AND s.status = 'active'
                AND \(SQL.within(filter.region, "s.region_code"))
            """
        let rows = try connection.rows(
            """
            \(Self.licenceColumns), s.name AS subject_name, s.identifier AS identifier, s.region_code AS region_code
            FROM registry_licence l JOIN registry_subject s ON s.id = l.subject_id
            WHERE \(condition) ORDER BY l.valid_until, l.id LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map {
            LicenceRow(
                licence: try Self.licence($0), name: try $0.text("subject_name"),
                identifier: try $0.text("identifier"), region: try $0.region("region_code"))
        }
        let total = try connection.row(
            """
            SELECT COUNT(*) AS n FROM registry_licence l JOIN registry_subject s ON s.id = l.subject_id
            WHERE \(condition)
            """)
        return Listing(rows: rows, total: try total?.int("n") ?? 0, slice: slice)
    }

    func stationChoices(within region: RegionCode) throws -> [(code: String, name: String, id: Int64)] {
        try connection.rows(
            """
            SELECT t.code AS code, t.name AS name, t.id AS id FROM registry_station t
            JOIN registry_authority a ON a.id = t.authority_id
            WHERE \(SQL.within(region, "a.region_code")) ORDER BY t.code
            """
        ).map { (try $0.text("code"), try $0.text("name"), try $0.int64("id")) }
    }

    func stations(within region: RegionCode) throws -> [Station] {
        try connection.rows(
            """
            SELECT t.id AS id, t.name AS name, t.authority_id AS authority_id FROM registry_station t
            JOIN registry_authority a ON a.id = t.authority_id
            WHERE \(SQL.within(region, "a.region_code")) ORDER BY t.code
            """
        ).map {
            Station(id: try $0.int64("id"), name: try $0.text("name"), authority: try $0.int64("authority_id"))
        }
    }

    func station(id: Int64) throws -> Station? {
        try connection.row("SELECT id, name, authority_id FROM registry_station WHERE id = \(id)").map {
            Station(id: try $0.int64("id"), name: try $0.text("name"), authority: try $0.int64("authority_id"))
        }
    }

    func riskHistory(subject: Int64, limit: Int) throws -> [(risk: RiskClass, dated: Day)] {
        try connection.rows(
            """
            SELECT r.class AS class, n.dated AS dated FROM registry_risk r
            JOIN registry_risk_snapshot n ON n.id = r.snapshot_id
            WHERE r.subject_id = \(subject) ORDER BY n.dated DESC, n.id DESC LIMIT \(limit)
            """
        ).map { (try $0.value("class"), try $0.day("dated")) }
    }
}
