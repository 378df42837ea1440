import Database
import Domain

/// The two libraries (两库) in tables.
struct SQLRegistryStore: RegistryStore {
    let connection: any Connection
    /// Whoever writes rows of registry_subject, registry_subject_tag or registry_risk says so here, with `touch`.
    let touches: SubjectTouches

    func region(_ code: RegionCode) throws -> Region? {
        try connection.row("SELECT code, name, successor, is_current FROM registry_region WHERE code = \(code.text)")
            .map(Self.region)
    }

    func regions(within code: RegionCode) throws -> [Region] {
        try connection.rows(
            """
            SELECT code, name, successor, is_current FROM registry_region
            WHERE is_current = 1 AND \(SQL.within(code, "code")) ORDER BY code
            """
        ).map(Self.region)
    }

    private static func region(_ row: Row) throws -> Region {
        Region(
            code: try row.region("code"), name: try row.text("name"),
            successor: try row.textOrNil("successor").flatMap(RegionCode.init), current: try row.bool("is_current"))
    }

    func authority(id: Int64) throws -> Authority? {
        try connection.row("\(Self.authorityColumns) WHERE id = \(id)").map(Self.authority)
    }

    func authority(code: String) throws -> Authority? {
        try connection.row("\(Self.authorityColumns) WHERE code = \(code)").map(Self.authority)
    }

    func authorities(within region: RegionCode) throws -> [Authority] {
        try connection.rows("\(Self.authorityColumns) WHERE \(SQL.within(region, "region_code")) ORDER BY code")
            .map(Self.authority)
    }

    private static let authorityColumns: SQL =
        "SELECT id, code, name, region_code, department_code, parent_id FROM registry_authority"

    private static func authority(_ row: Row) throws -> Authority {
        Authority(
            id: try row.int64("id"), code: try row.text("code"), name: try row.text("name"),
            region: try row.region("region_code"), department: try row.text("department_code"),
            parent: try row.int64OrNil("parent_id"))
    }

    func department(_ code: String) throws -> Department? {
        try connection.row("SELECT code, name FROM registry_department WHERE code = \(code)").map {
            Department(code: try $0.text("code"), name: try $0.text("name"))
        }
    }

    func departments() throws -> [Department] {
        try connection.rows("SELECT code, name FROM registry_department ORDER BY code").map {
            Department(code: try $0.text("code"), name: try $0.text("name"))
        }
    }

    func stations(authority: Int64) throws -> [Station] {
        try connection.rows(
            "SELECT id, name, authority_id FROM registry_station WHERE authority_id = \(authority) ORDER BY code"
        ).map {
            Station(id: try $0.int64("id"), name: try $0.text("name"), authority: try $0.int64("authority_id"))
        }
    }

    // MARK: Subjects

    func subject(id: Int64) throws -> Subject? {
        try connection.row("\(Self.subjectColumns) WHERE s.id = \(id)").map(Self.subject)
    }

    func subject(identifier: String) throws -> Subject? {
        try connection.row("\(Self.subjectColumns) WHERE s.identifier = \(identifier)").map(Self.subject)
    }

    /// A few hundred at a time, so that the statement stays short on both databases.
    func subjects(ids: [Int64]) throws -> [Subject] {
        var found: [Subject] = []
        found.reserveCapacity(ids.count)
        for start in stride(from: 0, to: ids.count, by: 500) {
            let part = SQL.list(Array(ids[start..<min(start + 500, ids.count)]))
            try connection.forEach("\(Self.subjectColumns) WHERE s.id IN (\(part))") {
                found.append(try Self.subject($0))
            }
        }
        return found
    }

    static let subjectColumns: SQL = """
        SELECT s.id AS id, s.identifier AS identifier, s.name AS name, s.type_code AS type_code,
            s.is_market AS is_market, s.status AS status, s.region_code AS region_code, s.region_how AS region_how,
            s.registered_on AS registered_on, s.kind AS kind, s.capital AS capital, s.scope AS scope,
            s.address AS address, s.tags AS tags, \(SQLRegistryStore.traitColumns)
        FROM registry_subject s
        """

    /// What ``subject(_:)`` reads beside the register's entry.
    static let traitColumns: SQL = """
        s.industry AS industry, s.scale AS scale,
            (SELECT p.code FROM registry_station p WHERE p.id = s.station_id) AS station_code
        """

    static func subject(_ row: Row) throws -> Subject {
        Subject(
            id: try row.int64("id"), identifier: try row.text("identifier"), name: try row.text("name"),
            facts: SubjectFacts(
                type: try row.text("type_code"), isMarket: try row.bool("is_market"),
                region: try row.region("region_code"), regionHow: try row.text("region_how"),
                registeredOn: try row.dayOrNil("registered_on"), kind: try row.text("kind"),
                capital: try row.text("capital"), scope: try row.text("scope"), address: try row.text("address"),
                tags: tags(try row.text("tags"))),
            status: try row.value("status"),
            traits: SubjectTraits(
                industry: try row.text("industry"), scale: SubjectScale(rawValue: try row.text("scale")),
                station: try row.textOrNil("station_code")))
    }

    /// The column `tags`: codes with a blank between.
    static func tags(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
