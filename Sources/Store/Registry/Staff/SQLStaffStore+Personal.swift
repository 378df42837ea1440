import Database
import Domain

/// Sealed values and the record of who saw them, in tables.
extension SQLStaffStore {
    func personal(owner: String) throws -> [PersonalKind: PersonalVault.Sealed] {
        var kept: [PersonalKind: PersonalVault.Sealed] = [:]
        for row in try connection.rows(
            "SELECT kind, key_id, sealed, blind FROM registry_personal WHERE owner = \(owner)")
        {
            kept[try row.value("kind")] = try Self.sealed(row)
        }
        return kept
    }

    private static func sealed(_ row: Row) throws -> PersonalVault.Sealed {
        PersonalVault.Sealed(
            key: try row.text("key_id"), bytes: try row.bytesOrNil("sealed") ?? [], blind: try row.text("blind"))
    }

    func owners(blinds: [String], kind: PersonalKind) throws -> [String] {
        guard !blinds.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT owner FROM registry_personal
            WHERE blind IN (\(SQL.list(blinds))) AND kind = \(kind.rawValue) ORDER BY owner
            """
        ).map { try $0.text("owner") }
    }

    func keep(_ sealed: PersonalVault.Sealed, owner: String, kind: PersonalKind, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_personal (owner, kind, key_id, sealed, blind, changed_at)
            VALUES (\(owner), \(kind.rawValue), \(sealed.key), \(sealed.bytes), \(sealed.blind), \(at.description))
            ON CONFLICT (owner, kind) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed,
                blind = excluded.blind, changed_at = excluded.changed_at
            """)
    }

    func removePersonal(owner: String) throws {
        try connection.execute("DELETE FROM registry_personal WHERE owner = \(owner)")
    }

    func personal(notUnder key: String, limit: Int) throws
        -> [(owner: String, kind: PersonalKind, sealed: PersonalVault.Sealed)]
    {
        try connection.rows(
            """
            SELECT owner, kind, key_id, sealed, blind FROM registry_personal
            WHERE key_id <> \(key) ORDER BY owner, kind LIMIT \(limit)
            """
        ).map { (try $0.text("owner"), try $0.value("kind"), try Self.sealed($0)) }
    }

    func personalKeys() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        try connection.forEach("SELECT key_id, COUNT(*) AS n FROM registry_personal GROUP BY key_id") {
            counts[try $0.text("key_id")] = try $0.int("n")
        }
        return counts
    }

    func recordAccess(inspector: Int64, kind: PersonalKind, account: Int64, reason: String, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_personal_access (inspector_id, kind, account_id, reason, at)
            VALUES (\(inspector), \(kind.rawValue), \(account), \(reason), \(at.description))
            """)
    }

    func accesses(region: RegionCode, department: String?, slice: Slice) throws -> Listing<PersonalAccess> {
        let tables: SQL = """
            FROM registry_personal_access p JOIN registry_inspector i ON i.id = p.inspector_id
            JOIN registry_authority a ON a.id = i.authority_id JOIN access_account c ON c.id = p.account_id
            """
        let condition = Self.scope(region, department)
        let total = try connection.row("SELECT COUNT(*) AS n \(tables) WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT p.inspector_id AS inspector_id, i.name AS inspector_name, a.name AS authority_name, p.kind AS kind,
                c.name AS account_name, p.reason AS reason, p.at AS at
            \(tables) WHERE \(condition) ORDER BY p.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map { row in
            PersonalAccess(
                inspector: try row.int64("inspector_id"), inspectorName: try row.text("inspector_name"),
                authorityName: try row.text("authority_name"), kind: try row.value("kind"),
                accountName: try row.text("account_name"), reason: try row.text("reason"), at: try row.moment("at"))
        }
        return Listing(rows: rows, total: total, slice: slice)
    }
}
