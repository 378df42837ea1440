import Domain
import World

@testable import Database

extension DrawBench {
    func fill(_ variation: Variation) async throws {
        try await database.write { connection in
            for (code, name, level, parent) in [
                ("230000", "黑龙江省", "province", nil), ("230100", "哈尔滨市", "city", "230000"),
                ("230102", "道里区", "county", "230100"), ("230103", "南岗区", "county", "230100"),
                ("230200", "齐齐哈尔市", "city", "230000"),
            ] as [(String, String, String, String?)] {
                try connection.execute(
                    "INSERT INTO registry_region (code, name, level, parent) VALUES (\(code), \(name), \(level), \(parent))"
                )
            }
            try connection.execute("INSERT INTO registry_department (code, name) VALUES ('scjg', '市场监督管理')")
            for (id, region) in [(1, "230100"), (2, "230102"), (3, "230103"), (4, "230200")] {
                try connection.execute(
                    """
                    INSERT INTO registry_authority (id, code, name, region_code, department_code)
                    VALUES (\(id), \(region + "-scjg"), \("机关" + region), \(region), 'scjg')
                    """)
            }
            for (id, role, authority, region) in [
                (1, "drawer", 1, "230100"), (2, "witness", 1, "230100"), (3, "witness", 1, "230100"),
                (4, "drawer", 4, "230200"), (5, "witness", 2, "230102"), (6, "inspector", 1, "230100"),
            ] {
                try connection.execute(
                    """
                    INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code,
                        department_code, status, created_at, password_changed_at)
                    VALUES (\(id), \("user\(id)"), \("账号\(id)"), '', \(authority), \(region), 'scjg', 'active',
                        '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')
                    """)
                try connection.execute("INSERT INTO access_account_role (account_id, role) VALUES (\(id), \(role))")
            }
            for id in 1...2 {
                try connection.execute(
                    "INSERT INTO registry_station (id, code, name, authority_id) VALUES (\(id), \("st\(id)"), \("第\(id)所"), 1)"
                )
            }
            if variation.inspectors > 0 {
                for id in 1...variation.inspectors { try Self.inspector(id, variation, connection) }
            }
            for recusal in variation.recusals {
                try connection.execute(
                    """
                    INSERT INTO registry_recusal (inspector_id, kind, target, reason, valid_from)
                    VALUES (\(recusal.inspector), \(recusal.kind), \(recusal.target), '亲属', '2026-01-01')
                    """)
            }
            try connection.execute(
                "INSERT INTO registry_tag (code, number, name, dimension) VALUES ('food', 1, '食品', 'trade'), ('drug', 2, '药品', 'trade')"
            )
            try connection.execute(
                "INSERT INTO registry_risk_snapshot (id, dated, source, at) VALUES (1, '2026-01-01', '样例', '2026-01-01T00:00:00.000Z')"
            )
            for id in 1...Self.subjects { try Self.subject(id, connection) }
            try Self.catalogueAndPlans(variation, connection)
        }
    }

    private static func inspector(_ id: Int, _ variation: Variation, _ connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO registry_inspector (id, code, name, authority_id, station_id, certificate_number,
                certificate_kind, valid_from, valid_until, is_auxiliary, post, status, capacity, changed_at)
            VALUES (\(id), \("E\(id)"), \("检查员\(id)"), 1, \(id % 3 == 0 ? nil : id % 2 + 1), \("Z\(id)"), '行政执法证',
                '2024-01-01', \(variation.expired.contains(id) ? "2026-05-01" : "2029-12-31"),
                \(variation.auxiliary.contains(id)), '行政', 'active', \(variation.capacity), '2026-01-01T00:00:00.000Z')
            """)
        if id % 2 == 0 {
            try connection.execute("INSERT INTO registry_expertise (inspector_id, tag_code) VALUES (\(id), 'food')")
        }
    }

    static func identifier(_ id: Int) -> String {
        "9123010\(id % 2 == 0 ? 2 : 3)T" + String(repeating: "0", count: 6) + String(100 + id)
    }

    private static func subject(_ id: Int, _ connection: any Connection) throws {
        let food = id % 3 != 0
        try connection.execute(
            """
            INSERT INTO registry_subject (id, identifier, name, type_code, is_market, status, region_code, region_how,
                kind, capital, scope, address, tags, row_hash, import_id, changed_at)
            VALUES (\(id), \(identifier(id)), \("样例主体\(id)"), 'x', 1, 'active',
                \(id % 2 == 0 ? "230102" : "230103"), 'code', '', '', '', '示例路\(id)号', \(food ? "food" : ""), 0, 1,
                '2026-01-01T00:00:00.000Z')
            """)
        if food {
            try connection.execute("INSERT INTO registry_subject_tag (tag_number, subject_id) VALUES (1, \(id))")
        }
        let risk = ["A", "A", "A", "B", "B", "C", "D"][id % 7]
        try connection.execute("INSERT INTO registry_risk (snapshot_id, subject_id, class) VALUES (1, \(id), \(risk))")
    }

    private static func catalogueAndPlans(_ variation: Variation, _ connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO catalogue_version (number, edition, effective_from, reason, basis, created_at)
            VALUES (1, 1, '2026-01-01', '初版', '方案', '2026-01-01T00:00:00.000Z')
            """)
        for (id, code, importance, selector) in [
            (1, "S-001", "general", #"{"tags":["food"],"types":[]}"#),
            (2, "S-002", "general", #"{"tags":[],"types":[]}"#),
            (3, "S-003", "key", #"{"tags":[],"types":[]}"#),
        ] {
            try connection.execute(
                """
                INSERT INTO catalogue_item (id, code, since_version, category, matter, subjects, importance, methods,
                    level, basis, department_code, region_code, selector, is_sample)
                VALUES (\(id), \(code), 1, '样例', \("事项\(id)"), '经营主体', \(importance), '["现场检查"]', '市级', '样例依据',
                    'scjg', '230000', \(selector), 1)
                """)
        }
        for (id, state) in [(1, "reported"), (2, "draft")] {
            try connection.execute(
                """
                INSERT INTO plan_plan (id, year, kind, title, authority_id, region_code, department_code, state, version)
                VALUES (\(id), 2026, \(id == 1 ? "internal" : "joint"), \("计划\(id)"), 1, '230100', 'scjg', \(state), 1)
                """)
        }
        for (id, plan, item) in [(1, 1, "S-001"), (2, 1, "S-002"), (3, 1, "S-003"), (4, 2, "S-001")] {
            try connection.execute(
                """
                INSERT INTO plan_campaign (id, plan_id, number, title, authority_id, region_code, department_code,
                    starts_on, ends_on, method, dispatch, state, version)
                VALUES (\(id), \(plan), \("2026-230100-scjg-N-00\(id)"), \("任务\(id)"), 1, '230100', 'scjg', '2026-06-01',
                    '2026-11-30', '现场检查', \(variation.dispatch), 'planned', 1)
                """)
            try connection.execute("INSERT INTO plan_campaign_item (campaign_id, item_code) VALUES (\(id), \(item))")
            try connection.execute(
                "INSERT INTO plan_campaign_region (campaign_id, region_code) VALUES (\(id), '230100')")
            for (risk, points) in [("A", 1000), ("B", 2000), ("C", 5000), ("D", 10_000)] {
                try connection.execute(
                    "INSERT INTO plan_campaign_quota (campaign_id, class, basis_points) VALUES (\(id), \(risk), \(points))"
                )
            }
        }
    }
}
