import Database
import Domain

/// Subjects with their parts and their history in tables.
struct SQLSubjectStore: SubjectStore {
    let connection: any Connection
    let touches: SubjectTouches

    static let profileColumns: SQL = """
        SELECT s.id AS id, s.identifier AS identifier, s.name AS name, s.type_code AS type_code,
            s.is_market AS is_market, s.status AS status, s.region_code AS region_code, s.region_how AS region_how,
            s.registered_on AS registered_on, s.kind AS kind, s.capital AS capital, s.scope AS scope,
            s.address AS address, s.tags AS tags, s.scheme AS scheme, \(SQLRegistryStore.traitColumns),
            s.station_id AS station_id, s.keeper AS keeper, s.as_of AS as_of, s.absent_since AS absent_since,
            s.changed_at AS changed_at
        FROM registry_subject s
        """

    static func profile(_ row: Row) throws -> SubjectProfile {
        let subject = try SQLRegistryStore.subject(row)
        return SubjectProfile(
            id: subject.id, scheme: try row.value("scheme"), identifier: subject.identifier, name: subject.name,
            status: subject.status, facts: subject.facts, industry: try row.text("industry"),
            scale: SubjectScale(rawValue: try row.text("scale")), station: try row.int64OrNil("station_id"),
            keeper: try row.text("keeper"), asOf: try row.dayOrNil("as_of"),
            absentSince: try row.dayOrNil("absent_since"), changedAt: try row.moment("changed_at"))
    }

    func profile(id: Int64) throws -> SubjectProfile? {
        try connection.row("\(Self.profileColumns) WHERE s.id = \(id)").map(Self.profile)
    }

    func profile(identifier: String) throws -> SubjectProfile? {
        try connection.row("\(Self.profileColumns) WHERE s.identifier = \(identifier)").map(Self.profile)
    }

    func profile(scheme: IdentifierScheme, number: String) throws -> SubjectProfile? {
        try connection.row(
            """
            \(Self.profileColumns) JOIN registry_subject_identifier n ON n.subject_id = s.id
            WHERE n.scheme = \(scheme.rawValue) AND n.number = \(number) ORDER BY n.id LIMIT 1
            """
        ).map(Self.profile)
    }

    func profiles(ids: [Int64]) throws -> [SubjectProfile] {
        var found: [SubjectProfile] = []
        for start in stride(from: 0, to: ids.count, by: 500) {
            let part = SQL.list(Array(ids[start..<min(start + 500, ids.count)]))
            try connection.forEach("\(Self.profileColumns) WHERE s.id IN (\(part))") {
                found.append(try Self.profile($0))
            }
        }
        return found
    }

    func insert(_ profile: SubjectProfile, hash: Int64, import id: Int64, at: Moment) throws -> Int64 {
        let registry = SQLRegistryStore(connection: connection, touches: touches)
        let number = try registry.lockSubjectCounter()
        try registry.setSubjectCounter(number + 1)
        let facts = profile.facts
        try connection.execute(
            """
            INSERT INTO registry_subject (id, identifier, name, type_code, is_market, status, region_code, region_how,
                registered_on, kind, capital, scope, address, tags, row_hash, import_id, changed_at, scheme, industry,
                scale, station_id, keeper, as_of, absent_since)
            VALUES (\(number), \(profile.identifier), \(profile.name), \(facts.type), \(facts.isMarket ? 1 : 0),
                \(profile.status.rawValue), \(facts.region.text), \(facts.regionHow),
                \(facts.registeredOn?.description), \(facts.kind), \(facts.capital), \(facts.scope), \(facts.address),
                \(facts.tags.joined(separator: " ")), \(hash), \(id), \(at.description), \(profile.scheme.rawValue),
                \(profile.industry), \(profile.scale?.rawValue ?? ""), \(profile.station), \(profile.keeper),
                \(profile.asOf?.description), \(profile.absentSince?.description))
            """)
        try retag(number, from: [], to: facts.tags)
        touches.touch([number])
        return number
    }

    func update(_ profile: SubjectProfile, from old: SubjectProfile, at: Moment) throws {
        let facts = profile.facts
        try connection.execute(
            """
            UPDATE registry_subject SET name = \(profile.name), type_code = \(facts.type),
                is_market = \(facts.isMarket ? 1 : 0), status = \(profile.status.rawValue),
                region_code = \(facts.region.text), region_how = \(facts.regionHow),
                registered_on = \(facts.registeredOn?.description), kind = \(facts.kind), capital = \(facts.capital),
                scope = \(facts.scope), address = \(facts.address), tags = \(facts.tags.joined(separator: " ")),
                changed_at = \(at.description), industry = \(profile.industry),
                scale = \(profile.scale?.rawValue ?? ""), station_id = \(profile.station), keeper = \(profile.keeper),
                as_of = \(profile.asOf?.description), absent_since = \(profile.absentSince?.description)
            WHERE id = \(profile.id)
            """)
        try retag(profile.id, from: old.facts.tags, to: facts.tags)
        touches.touch([profile.id])
    }

    private func retag(_ id: Int64, from old: [String], to new: [String]) throws {
        guard old != new else { return }
        let registry = SQLRegistryStore(connection: connection, touches: touches)
        let numbers = try registry.tagNumbers()
        func pairs(_ codes: Set<String>) -> [TagPair] {
            codes.compactMap { code in numbers[code].map { TagPair(tag: $0, subject: id) } }.sorted()
        }
        try registry.removeTags(pairs(Set(old).subtracting(new)))
        try registry.insertTags(pairs(Set(new).subtracting(old)))
    }

    // MARK: History

    func insert(_ changes: [NewSubjectChange]) throws {
        var rows: [[SQLValue]] = []
        for change in changes {
            func number(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
            for field in change.fields {
                rows.append([
                    .integer(change.subject), .text(change.key), .text(change.at.description),
                    .text(change.source.way.rawValue), number(change.source.account), number(change.source.importID),
                    number(change.source.token), .text(change.act.rawValue),
                    change.effectiveOn.map { .text($0.description) } ?? .null, .text(change.reason),
                    .text(field.field.rawValue), .text(field.old), .text(field.new),
                ])
            }
        }
        guard !rows.isEmpty else { return }
        var index = 0
        try connection.insert(
            into: "registry_subject_change",
            columns: [
                "subject_id", "change_key", "at", "way", "account_id", "import_id", "token_id", "act", "effective_on",
                "reason", "field", "old_value", "new_value",
            ]
        ) {
            guard index < rows.count else { return nil }
            index += 1
            return rows[index - 1]
        }
    }

    func changes(subject: Int64, limit: Int) throws -> [SubjectChange] {
        var all: [SubjectChange] = []
        var last = ""
        try connection.forEach(
            """
            SELECT c.change_key AS change_key, c.at AS at, c.way AS way, c.act AS act, c.import_id AS import_id,
                c.effective_on AS effective_on, c.reason AS reason, c.field AS field, c.old_value AS old_value,
                c.new_value AS new_value, a.name AS account_name, i.file_name AS file_name, t.name AS token_name
            FROM registry_subject_change c LEFT JOIN access_account a ON a.id = c.account_id
            LEFT JOIN registry_import i ON i.id = c.import_id LEFT JOIN registry_token t ON t.id = c.token_id
            WHERE c.subject_id = \(subject) ORDER BY c.id DESC LIMIT \(limit)
            """
        ) { row in
            let act: SubjectAct = try row.value("act")
            let key = try row.text("change_key") + act.rawValue
            let field = FieldChange(
                field: try row.value("field"), old: try row.text("old_value"), new: try row.text("new_value"))
            if key == last, !all.isEmpty {
                all[all.count - 1].fields.insert(field, at: 0)
                return
            }
            last = key
            let way: ChangeWay = try row.value("way")
            let who = [
                try row.textOrNil("account_name"), try row.textOrNil("file_name").map { "文件“\($0)”" },
                try row.textOrNil("token_name").map { "接口“\($0)”" },
            ].compactMap { $0 }
            all.append(
                SubjectChange(
                    at: try row.moment("at"), act: act, way: way,
                    who: who.isEmpty ? "系统" : who.joined(separator: "，"), importID: try row.int64OrNil("import_id"),
                    effectiveOn: try row.dayOrNil("effective_on"), reason: try row.text("reason"), fields: [field]))
        }
        return all
    }

    func histories(_ subjects: [Int64]) throws -> [Int64: FieldHistory] {
        var found: [Int64: FieldHistory] = [:]
        for start in stride(from: 0, to: subjects.count, by: 500) {
            let part = SQL.list(Array(subjects[start..<min(start + 500, subjects.count)]))
            try connection.forEach(
                """
                SELECT subject_id, field, way, old_value, at FROM registry_subject_change
                WHERE subject_id IN (\(part)) ORDER BY id
                """
            ) { row in
                guard let field = SubjectField(rawValue: try row.text("field")) else { return }
                found[try row.int64("subject_id"), default: FieldHistory()].add(
                    field, try row.value("way"), old: try row.text("old_value"), at: try row.moment("at"))
            }
        }
        return found
    }
}
