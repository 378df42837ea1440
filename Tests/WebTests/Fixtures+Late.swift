import Database
import Domain

/// One visit in each county with a result at every step, and something on the portal.
enum LateFixtures: RouteFixtures {
    static func prepare(_ house: TestHouse) async throws -> [String: RouteFixture] {
        try await house.database.write { connection in
            try fill(connection)
        }
        let visit = RouteFixture(own: ["id": "9101"], foreign: ["id": "9102"])
        let one = RouteFixture(own: ["id": "9201"], foreign: ["id": "9202"])
        let code = ["code": "YH-TEST-1"]
        return [
            "GET /inspection/visits/:id": visit, "POST /inspection/visits/:id/begin": visit,
            "GET /inspection/inspections/:id": one, "POST /inspection/inspections/:id/draft": one,
            "POST /inspection/inspections/:id/sign": one, "GET /inspection/review/:id": one,
            "POST /inspection/review/:id/approve": one, "POST /inspection/review/:id/return": one,
            "GET /publication/withhold/:id": one, "POST /publication/withhold/:id": one,
            "GET /results/:id": RouteFixture(own: ["id": "9301"]),
            "GET /results/:id/receipt.txt": RouteFixture(own: ["id": "9301"]),
            "GET /results/:id/record.json": RouteFixture(own: ["id": "9301"]),
            "GET /ceremonies/:code": RouteFixture(own: code),
            "GET /ceremonies/:code/population.txt": RouteFixture(own: code),
            "GET /ceremonies/:code/ceremony.json": RouteFixture(own: code),
            "GET /ceremonies/:code/log.vkey": RouteFixture(own: code),
            "GET /ceremonies/:code/receipts/:index": RouteFixture(
                own: ["code": "YH-TEST-1", "index": "0.tlog-proof"]),
            "GET /plans/:id": RouteFixture(own: ["id": "9301"]),
            "GET /items/:code": RouteFixture(own: ["code": "T-001"]),
        ]
    }

    private static func fill(_ connection: any Connection) throws {
        let moment = "2026-05-01T02:00:00.000Z"
        for (offset, region) in [(1, "230102"), (2, "230103")] {
            try connection.execute(
                """
                INSERT INTO registry_subject (id, identifier, name, type_code, is_market, status, region_code,
                    region_how, kind, capital, scope, address, tags, row_hash, import_id, changed_at)
                VALUES (\(9000 + offset), \("T\(offset)"), '某某商店', 'x', 1, 'active', \(region), 'code', '', '', '', '',
                    '', 0, 1, \(moment))
                """)
            try connection.execute(
                """
                INSERT INTO plan_plan (id, year, kind, title, authority_id, region_code, department_code, state, version)
                VALUES (\(9000 + offset), 2019, 'internal', '计划', \(offset), \(region), 'scjg', 'published', 1)
                """)
            try connection.execute(
                """
                INSERT INTO plan_campaign (id, plan_id, number, title, authority_id, region_code, department_code,
                    starts_on, ends_on, method, dispatch, state, version)
                VALUES (\(9000 + offset), \(9000 + offset), \("T-\(offset)"), '任务', \(offset), \(region), 'scjg',
                    '2026-05-01', '2026-06-30', '现场检查', 'bureau', 'inspecting', 1)
                """)
            try connection.execute(
                """
                INSERT INTO draw_ceremony (id, code, title, authority_id, region_code, department_code, state,
                    reveal_deadline, public_source, created_at, drawn_at, version)
                VALUES (\(9000 + offset), \("YH-TEST-\(offset)"), '摇号', \(offset), \(region), 'scjg', 'drawn', \(moment),
                    'dice:1', \(moment), \(moment), 5)
                """)
            try connection.execute(
                """
                INSERT INTO inspection_visit (id, ceremony_id, subject_id, lot, region_code, department_code,
                    authority_id, state)
                VALUES (\(9100 + offset), \(9000 + offset), \(9000 + offset), 'A', \(region), 'scjg', \(offset), 'assigned')
                """)
            try connection.execute(
                """
                INSERT INTO inspection_inspection (id, visit_id, campaign_id, item_code, state, answers, particulars,
                    version)
                VALUES (\(9200 + offset), \(9100 + offset), \(9000 + offset), 'T-001', 'assigned', '{}', '{}', 1)
                """)
        }
        try connection.execute(
            """
            INSERT INTO publication_result (id, inspection_id, subject_name, subject_identifier, subject_heading,
                region_code, region_name, authority_name, campaign_number, campaign_title, plan_id, ceremony_code,
                item_code, item_category, item_matter, item_basis, inspected_on, outcome_code, outcome_text,
                outcome_detail, is_negative, published_on, record, log_entry)
            VALUES (9301, 9201, '某某商店', 'T1', '经营主体', '230102', '道里区', '局', 'T-1', '任务', 9001, 'YH-TEST-1', 'T-001',
                '类', '事项', '法', '2026-05-02', 'no-problem', '未发现问题', '', 0, '2026-05-03', '{}', 0)
            """)
        try connection.execute(
            """
            INSERT INTO publication_ceremony (code, title, authority_name, region_code, state, planned_on, drawn_at,
                population_count, drawn_count, visit_count, steps, record)
            VALUES ('YH-TEST-1', '摇号', '局', '230102', 'drawn', '2026-05-01', \(moment), 1, 1, 1,
                '[{"title":"冻结","text":"。","at":null,"entry":0}]', '{}')
            """)
        try connection.execute(
            """
            INSERT INTO publication_population_piece (ceremony_code, ordinal, lines)
            VALUES ('YH-TEST-1', 0, \(Array("A\tB\n".utf8)))
            """)
        try connection.execute(
            """
            INSERT INTO publication_plan (plan_id, year, kind_text, title, authority_name, region_code, published_on, body)
            VALUES (9301, 2026, '内部抽查计划', '计划', '局', '230102', '2026-05-01', '[]')
            """)
        let item = """
            {"code":"T-001","category":"类","matter":"事项","subjects":"企业","importance":"一般","methods":[],"level":"县级",\
            "basis":"法","department":"市场监督管理","region":"黑龙江省","isSample":true}
            """
        try connection.execute(
            "INSERT INTO publication_item (code, category, matter, body) VALUES ('T-001', '类', '事项', \(item))")
    }
}
