import Domain
import VerifiableDraw

/// Walks the cycle for several campaigns and leaves some at every stage.
struct DemoCycle: Sendable {
    let house: House
    let clock: DemoClock
    let accounts: DemoAccounts
    let authorities: DemoProvince.Authorities
    let year: Int
    /// So few subjects that whole classes may be drawn, which would tell the class of who is left (draw.class-exposed):
    /// then neighbouring classes have one ratio.
    let isSmall: Bool

    /// A campaign in few words.
    struct Sketch: Sendable {
        let title: String
        let items: [String]
        let regions: [String]
        let months: ClosedRange<Int>
        var dispatch = Campaign.Dispatch.bureau
        /// Few subjects in any province.
        var isSmall = false
    }

    func plan(_ planner: String, kind: Plan.Kind, _ sketches: [Sketch], report: Day?, publish: Bool) async throws
        -> [Int64]
    {
        let actor = try accounts.actor(planner)
        let planning = Planning(house)
        let id = try await planning.create(actor, year: year, kind: kind, title: nil)
        var campaigns: [Int64] = []
        for sketch in sketches { campaigns.append(try await planning.add(actor, plan: id, draft(sketch))) }
        if let report {
            clock.move(to: report)
            let plans = house
            let version = try await plans.storage.read { try $0.plans.plan(id: id)?.version ?? 0 }
            _ = try await planning.report(actor, plan: id, version: version)
            if publish { try await planning.publish(actor, plan: id, version: version + 1) }
        }
        return campaigns
    }

    func draft(_ sketch: Sketch) throws -> CampaignDraft {
        guard let from = Day(year: year, month: sketch.months.lowerBound, day: 1),
            let to = Day(year: year, month: sketch.months.upperBound, day: 28)
        else { throw Problem(.defect, "demo.month", "演示日期有误。") }
        let paired = isSmall || sketch.isSmall
        return CampaignDraft(
            title: sketch.title, items: sketch.items, regions: sketch.regions.compactMap { RegionCode($0) },
            startsOn: from,
            endsOn: to, method: "现场检查", dispatch: sketch.dispatch,
            quotas: [
                Campaign.Quota(risk: .a, basisPoints: paired ? 300 : 200, reason: nil),
                Campaign.Quota(risk: .b, basisPoints: paired ? 300 : 400, reason: nil),
                Campaign.Quota(risk: .c, basisPoints: paired ? 5000 : 2000, reason: nil),
                Campaign.Quota(risk: .d, basisPoints: 5000, reason: nil),
            ],
            repeatBasis: nil)
    }

    // MARK: Ceremonies

    /// Runs a ceremony of a bureau up to and including a step.
    @discardableResult
    func ceremony(_ place: String, _ campaigns: [Int64], on day: Day, until last: Ceremony.State) async throws -> Int64
    {
        clock.move(to: day, hour: 14)
        let drawer = try accounts.actor("draw.\(place)")
        let witness = try accounts.actor("witness.\(place)")
        let ceremonies = Ceremonies(house)
        let id = try await ceremonies.plan(
            drawer,
            Ceremonies.Draft(
                title: "", campaigns: campaigns,
                parties: [
                    Ceremonies.PartyDraft(id: "drawer", title: "抽取人", account: drawer.account),
                    Ceremonies.PartyDraft(id: "supervisor", title: "监督人", account: witness.account),
                ],
                publicSource: "dice:room-1", revealDeadline: clock.now.advanced(bySeconds: 7 * 86_400)))
        guard last != .planned else { return id }
        try await ceremonies.freeze(drawer, ceremony: id)
        guard last != .frozen else { return id }
        let house = house
        let leaf = try await house.storage.read { try Ceremonies.planLeaf(id, $0) }
        let values = ["drawer": house.randomHex(bytes: 32), "supervisor": house.randomHex(bytes: 32)]
        for (party, actor) in [("drawer", drawer), ("supervisor", witness)] {
            let commitment = try Commitment.hex(plan: leaf, party: party, value: values[party] ?? "")
            try await ceremonies.commit(actor, ceremony: id, party: party, commitment: commitment)
        }
        try await ceremonies.closeCommits(drawer, ceremony: id)
        guard last != .committed else { return id }
        for (party, actor) in [("drawer", drawer), ("supervisor", witness)] {
            try await ceremonies.reveal(actor, ceremony: id, party: party, value: values[party] ?? "")
        }
        guard last != .revealed else { return id }
        // The demo's dice are the random source of the machine: ten throws of a ten-sided die.
        let dice = house.randomBytes(64).filter { $0 < 250 }.prefix(10).map { String($0 % 10) }.joined()
        try await ceremonies.enterPublicValue(drawer, ceremony: id, value: dice, again: dice)
        try await ceremonies.draw(drawer, ceremony: id)
        return id
    }

    func abort(_ place: String, ceremony id: Int64, reason: String) async throws {
        try await Ceremonies(house).abort(try accounts.actor("draw.\(place)"), ceremony: id, reason: reason)
    }

    // MARK: Inspections

    /// Signs results of a campaign's visits, `share` in a hundred of them, over the days from `day` on.
    func inspect(_ campaign: Int64, from day: Day, days: Int, share: Int) async throws {
        let house = house
        let visits = try await house.storage.read { stores in
            try stores.inspections.visits(
                VisitFilter(campaign: campaign, progress: .open, text: ""), slice: Slice(page: 1, size: 200)
            ).rows
                .compactMap { try stores.inspections.visit(id: $0.id) }
        }
        let inspecting = Inspecting(house)
        for (index, visit) in visits.enumerated() where (index * 37 + 11) % 100 < share {
            clock.move(to: day.advanced(by: index * days / max(1, visits.count)), hour: 9)
            guard let officer = visit.officers.first else { continue }
            let actor = try accounts.actor(inspector: officer.inspector)
            _ = try await inspecting.begin(visit: visit.id, actor: actor, submission: nil)
            let sheets = try await house.storage.read { stores in
                try stores.inspections.inspections(visit: visit.id).map { inspection in
                    (
                        inspection,
                        try inspection.checklist.flatMap { try stores.catalogue.checklist(id: $0) }?.sections ?? []
                    )
                }
            }
            for (inspection, sections) in sheets where inspection.state == .assigned {
                let draft = DemoAnswers.draft(sections, number: Int(inspection.id), on: clock.today)
                _ = try await inspecting.sign(
                    draft, inspection: inspection.id, version: inspection.version, actor: actor, submission: nil)
            }
        }
    }

    /// Reviews what waits in a region: approves, but sends back every `returning`-th.
    func review(_ place: String, campaign: Int64, on day: Day, returning: Int? = nil, leaving: Int = 0) async throws {
        clock.move(to: day, hour: 10)
        let reviewer = try accounts.actor("review.\(place)")
        let reviewing = Reviewing(house)
        let house = house
        let waiting = try await inspections(campaign, state: .entered)
        _ = house
        for (index, inspection) in waiting.dropLast(leaving).enumerated() {
            if let returning, index % returning == returning - 1 {
                _ = try await reviewing.sendBack(
                    inspection: inspection.id, version: inspection.version, note: "请补充现场情况的具体描述（演示）。", actor: reviewer,
                    submission: nil)
            } else {
                _ = try await reviewing.approve(
                    inspection: inspection.id, version: inspection.version, actor: reviewer, submission: nil)
            }
        }
    }

    func publish(_ place: String, campaign: Int64, on day: Day) async throws {
        clock.move(to: day, hour: 15)
        let publisher = try accounts.actor("publish.\(place)")
        let approved = try await inspections(campaign, state: .approved)
        for start in stride(from: 0, to: approved.count, by: Publishing.largestBatch) {
            let batch = approved[start..<min(start + Publishing.largestBatch, approved.count)].map(\.id)
            _ = try await Publishing(house).publish(batch, actor: publisher, submission: nil)
        }
    }

    private func inspections(_ campaign: Int64, state: Inspection.State) async throws -> [Inspection] {
        try await house.storage.read { stores in
            var found: [Inspection] = []
            for page in 1...50 {
                let filter = VisitFilter(campaign: campaign, progress: .all, text: "")
                let visits = try stores.inspections.visits(filter, slice: Slice(page: page, size: 200))
                for visit in visits.rows {
                    found += try stores.inspections.inspections(visit: visit.id)
                        .filter { $0.campaign == campaign && $0.state == state }
                }
                if page * 200 >= visits.total { break }
            }
            return found
        }
    }
}

/// Invented results: mostly in order, some not.
enum DemoAnswers {
    static func draft(_ sections: [Checklist.Section], number: Int, on day: Day) -> InspectionDraft {
        let answers = ChecklistState(sections, [:]).places.reduce(into: [String: String]()) { answers, place in
            answers[place.key] = harmless(place.question)
        }
        var draft = InspectionDraft(answers: answers, inspectedOn: day)
        switch number % 20 {
        case 3, 11:
            draft.outcome = "ordered-correction"
            draft.particulars = [
                "problem": "货架上有两种商品没有标明价格（演示，虚构）", "legal-basis": "示例条款（演示）",
                "correction-term": number % 40 == 3 ? day.advanced(by: 15).description : "immediate",
            ]
        case 7:
            draft.outcome = "not-operating"
            draft.particulars = ["circumstances": "现场未开展本次抽查涉及的经营活动（演示，虚构）"]
        case 13:
            draft.outcome = "unreachable"
            draft.particulars = [
                "contact-attempts": "3月2日、3月3日两次电话、一次上门均无法联系（演示，虚构）", "scene-photo": "现场照片编号YS-\(number)（演示）",
            ]
        case 17:
            draft.outcome = "pending-handling"
            draft.particulars = [
                "problem": "涉嫌超出登记的经营范围（演示，虚构）", "evidence": "现场照片编号YS-\(number)（演示）", "handling-body": "本局执法稽查机构（演示）",
            ]
        default:
            draft.outcome = "no-problem"
        }
        return draft
    }

    /// An answer that suggests nothing, within the bounds.
    private static func harmless(_ question: Checklist.Question) -> String {
        switch question.kind {
        case .yesNo, .choice:
            question.choices.first { question.suggestion(of: $0.code) == nil }?.code ?? "yes"
        case .several: question.options.first?.code ?? ""
        case .number: question.least ?? "0"
        case .text: "无（演示）"
        case .photo: (1...max(1, Int(question.least ?? "1") ?? 1)).map { "现场照片编号 YS-\($0)（演示）" }.joined(separator: "\n")
        }
    }
}
