import Database
import Domain
import Foundation
import Index
import Store
import TransparencyLog

/// The editor of a plan's campaigns over the generated province: a plan of thirty campaigns, and a draft that changes with every question.
struct PlanQuestions {
    let database: any Database
    let policy: String
    static let campaigns = 30

    /// Milliseconds of each question on the clock, with all that is read of the database; and of the advice for the whole plan.
    func run(_ index: LiveSubjectIndex, questions: Int) async throws -> (figures: [Double], advice: Double) {
        try await fill()
        let planning = Planning(
            House(
                storage: SQLStorage(database), clock: .system, law: try Law(files: files(policy), hash: ""),
                checkpoints: Checkpoints(signer: try NoteSigner(name: "bench.mingcha")),
                reference: try ReferenceBook(files: files(policy + "/../Reference")), index: index))
        let actor = Actor(
            account: 1, name: "测量", roles: [.planner], authority: 1, authorityName: "测量机关",
            region: BenchRegistry.province, regionName: "测量省", department: "scjg", inspector: nil)
        var random = BenchAsker().random
        var times: [Double] = []
        for _ in 0..<questions {
            let draft = try draft(&random)
            let start = ContinuousClock.now
            let view = try await planning.figures(actor, plan: 1, draft: draft)
            times.append(milliseconds(since: start))
            guard view.figures.lines.count == Self.campaigns + 1 else { throw Refused(description: "任务数不对。") }
        }
        let start = ContinuousClock.now
        _ = try await planning.advice(actor, plan: 1)
        return (times, milliseconds(since: start))
    }

    private func milliseconds(since start: ContinuousClock.Instant) -> Double {
        let time = (ContinuousClock.now - start).components
        return Double(time.seconds) * 1000 + Double(time.attoseconds) / 1e15
    }

    private func files(_ directory: String) throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".yaml") }.sorted().map {
            ($0, try String(contentsOf: URL(filePath: directory).appending(path: $0), encoding: .utf8))
        }
    }

    private func places(_ random: inout BenchAsker.Random) -> [String] {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3: ["230000"]
        case 3..<6: [String(230_000 + Int.random(in: 1...13, using: &random) * 100)]
        default: (0..<3).map { _ in String(BenchRegistry.counties.randomElement(using: &random) ?? 230_101) }
        }
    }

    private func items(_ random: inout BenchAsker.Random) -> [String] {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in "T-\(Int.random(in: 1...77, using: &random))" }
    }

    private func draft(_ random: inout BenchAsker.Random) throws -> CampaignDraft {
        let month = Int.random(in: 1...10, using: &random)
        guard let from = Day(year: 2030, month: month, day: 1), let to = Day(year: 2030, month: month + 2, day: 28)
        else {
            throw Refused(description: "没有这一天。")
        }
        return CampaignDraft(
            title: "测量", items: items(&random), regions: places(&random).compactMap { RegionCode($0) }, startsOn: from,
            endsOn: to, method: "现场检查", dispatch: .bureau,
            quotas: [(RiskClass.a, 100...300), (.b, 300...500), (.c, 2000...5000), (.d, 5000...10_000)].map {
                Campaign.Quota(risk: $0.0, basisPoints: Int.random(in: $0.1, using: &random), reason: nil)
            }, repeatBasis: nil)
    }

    /// 77 items, each with a tag or a type of its own, and the plan.
    private func fill() async throws {
        var random = BenchAsker().random
        let stamp = "2026-01-01T00:00:00.000Z"
        var plans: [(items: [String], places: [String], month: Int)] = []
        for _ in 0..<Self.campaigns {
            plans.append((items(&random), places(&random), Int.random(in: 1...10, using: &random)))
        }
        let campaigns = plans
        _ = try await database.write { connection in
            try connection.execute(
                "INSERT INTO registry_region (code, name, level) VALUES ('230000', '测量省', 'province')")
            try connection.execute("INSERT INTO registry_department (code, name) VALUES ('scjg', '市场监督管理')")
            try connection.execute(
                """
                INSERT INTO registry_authority (id, code, name, region_code, department_code)
                VALUES (1, '230000-scjg', '测量机关', '230000', 'scjg')
                """)
            try connection.execute(
                """
                INSERT INTO catalogue_version (number, effective_from, reason, basis, created_at)
                VALUES (1, '2026-01-01', '测量', '测量', \(stamp))
                """)
            for number in 1...77 {
                let selector =
                    "{\"tags\":[\"t\(number % BenchRegistry.tagCount + 1)\"],\"types\":\(number > 60 ? "[\"91\"]" : "[]")}"
                try connection.execute(
                    """
                    INSERT INTO catalogue_item (id, code, since_version, category, matter, subjects, importance, methods,
                        level, basis, department_code, region_code, selector, is_sample)
                    VALUES (\(number), \("T-\(number)"), 1, '测量', \("事项\(number)"), '经营主体', 'general', '["现场检查"]',
                        '省级', '测量', 'scjg', '230000', \(selector), 1)
                    """)
            }
            try connection.execute(
                """
                INSERT INTO plan_plan (id, year, kind, title, authority_id, region_code, department_code, state, version)
                VALUES (1, 2030, 'internal', '测量计划', 1, '230000', 'scjg', 'draft', 1)
                """)
            for officer in 1...2000 {
                try connection.execute(
                    """
                    INSERT INTO registry_inspector (id, code, name, authority_id, certificate_number, certificate_kind,
                        valid_from, valid_until, is_auxiliary, post, status, capacity, changed_at)
                    VALUES (\(officer), \("E\(officer)"), \("虚构人员\(officer)"), 1, \("T\(officer)"), '行政执法证',
                        '2020-01-01', '2099-12-31', 0, '行政', 'active', 60, \(stamp))
                    """)
            }
            for (place, plan) in campaigns.enumerated() {
                let id = place + 1
                try connection.execute(
                    """
                    INSERT INTO plan_campaign (id, plan_id, number, title, authority_id, region_code, department_code,
                        starts_on, ends_on, method, dispatch, state, version)
                    VALUES (\(id), 1, \("T-2030-\(id)"), '测量任务', 1, '230000', 'scjg',
                        \(Day(year: 2030, month: plan.month, day: 1)?.description),
                        \(Day(year: 2030, month: plan.month + 2, day: 28)?.description), '现场检查', 'bureau', 'planned', 1)
                    """)
                for item in Set(plan.items) {
                    try connection.execute(
                        "INSERT INTO plan_campaign_item (campaign_id, item_code) VALUES (\(id), \(item))")
                }
                for region in Set(plan.places) {
                    try connection.execute(
                        "INSERT INTO plan_campaign_region (campaign_id, region_code) VALUES (\(id), \(region))")
                }
                for (risk, points) in [("A", 100), ("B", 300), ("C", 2000), ("D", 5000)] {
                    try connection.execute(
                        """
                        INSERT INTO plan_campaign_quota (campaign_id, class, basis_points)
                        VALUES (\(id), \(risk), \(points))
                        """)
                }
            }
        }
    }
}
