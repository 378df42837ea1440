import Database
import Domain
import World

@testable import Database

/// The bench with a second department (消防) in the city and with an allied city.
extension DrawBench {
    static func planner() throws -> Actor { try actor(21, [.planner]) }

    /// 消防 of the city: 22 plans, 23 reviews.
    static func fire(_ roles: Set<Role> = [.planner], account: Int64 = 22, inspector: Int64? = nil) throws -> Actor {
        guard let region = RegionCode("230100") else { throw Missing() }
        return Actor(
            account: account, name: "消防\(account)", roles: roles, authority: 10, authorityName: "消防支队", region: region,
            regionName: "哈尔滨市", department: "xf", inspector: inspector)
    }

    /// The planner of the allied city, 齐齐哈尔 here.
    static func ally() throws -> Actor { try actor(24, [.planner], region: "230200", authority: 4) }

    /// An officer of either department, by the number in the registry.
    static func officer(_ id: Int64) throws -> Actor {
        if id > 100 { return try fire([.inspector], account: 25, inspector: id) }
        guard let region = RegionCode("230100") else { throw Missing() }
        return Actor(
            account: 26, name: "检查员\(id)", roles: [.inspector], authority: 1, authorityName: "市局", region: region,
            regionName: "哈尔滨市", department: "scjg", inspector: id)
    }

    /// - Parameters:
    ///   - kind: the bench's plans have numbers of their own, which PostgreSQL would give again.
    ///   - inspectors: of 消防, numbered from 101.
    func joining(_ kind: DatabaseKind, inspectors: Int = 3) async throws {
        try await database.write { connection in
            if kind == .postgres {
                _ = try connection.rows("SELECT setval(pg_get_serial_sequence('plan_plan', 'id'), 100)")
                _ = try connection.rows("SELECT setval(pg_get_serial_sequence('plan_campaign', 'id'), 100)")
            }
            try connection.execute("INSERT INTO registry_department (code, name) VALUES ('xf', '消防救援')")
            try connection.execute(
                """
                INSERT INTO registry_authority (id, code, name, region_code, department_code)
                VALUES (10, '230100-xf', '哈尔滨市消防救援支队', '230100', 'xf')
                """)
            for (id, authority, region, department) in [
                (21, 1, "230100", "scjg"), (22, 10, "230100", "xf"), (23, 10, "230100", "xf"),
                (24, 4, "230200", "scjg"), (25, 10, "230100", "xf"), (26, 1, "230100", "scjg"),
                (27, 1, "230100", "scjg"), (28, 2, "230102", "scjg"), (29, 3, "230103", "scjg"),
            ] {
                try connection.execute(
                    """
                    INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code,
                        department_code, status, created_at, password_changed_at)
                    VALUES (\(id), \("joint\(id)"), \("账号\(id)"), '', \(authority), \(region), \(department), 'active',
                        '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')
                    """)
            }
            for id in 101..<(101 + inspectors) {
                try connection.execute(
                    """
                    INSERT INTO registry_inspector (id, code, name, authority_id, certificate_number,
                        certificate_kind, valid_from, valid_until, is_auxiliary, post, status, capacity, changed_at)
                    VALUES (\(id), \("F\(id)"), \("消防员\(id)"), 10, \("XF\(id)"), '行政执法证', '2024-01-01', '2029-12-31',
                        0, '行政', 'active', 60, '2026-01-01T00:00:00.000Z')
                    """)
            }
        }
    }

    /// 齐齐哈尔 has subjects 41 to 60 and inspectors 7 to 12, and stands in an alliance with the city.
    func allied(_ kind: DatabaseKind) async throws {
        try await joining(kind)
        try await database.write { connection in
            try connection.execute("UPDATE registry_subject SET region_code = '230200' WHERE id > 40")
            try connection.execute(
                "UPDATE registry_inspector SET authority_id = 4, station_id = NULL WHERE id BETWEEN 7 AND 12")
            try connection.execute(
                """
                INSERT INTO registry_alliance (id, name, document, document_sha256, starts_on, ends_on, account_id, at)
                VALUES (1, '两市联合', '合〔2026〕1号', '', '2026-01-01', '2026-12-31', 21, '2026-01-01T00:00:00.000Z')
                """)
            for region in ["230100", "230200"] {
                try connection.execute(
                    """
                    INSERT INTO registry_alliance_member (alliance_id, region_code, confirmed_at, confirmed_by)
                    VALUES (1, \(region), '2026-01-02T00:00:00.000Z', 21)
                    """)
            }
        }
    }

    /// The joint plan of campaign 4 goes to the level above.
    func reportJoint() async throws {
        let version = try await house.storage.read { try $0.plans.plan(id: 2)?.version ?? 0 }
        _ = try await Planning(house).report(Self.planner(), plan: 2, version: version)
    }
}
