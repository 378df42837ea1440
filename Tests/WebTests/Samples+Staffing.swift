import Domain

@testable import Web

enum StaffingSamples: PageSamples {
    private static let now = Moment(milliseconds: 1_780_000_000_000)
    private static let field = FieldModel(.text, "x", "名称", help: "说明", error: "不对")
    private static let danger = RemarkModel("没有人可以接替。", .danger)

    private static func vacancy(_ state: Vacancy.State) -> Vacancy {
        Vacancy(
            id: 1, ceremony: 1, ceremonyCode: "YH-1", visit: 1, subjectName: "样例餐饮店", region: AccessSamples.region,
            department: "scjg", authorityName: "道里区局", inspection: "0123456789ABCDEF0123", reason: .recusal,
            note: "近亲属", entry: 9, state: state,
            officers: [
                .init(
                    slot: 0, inspector: 1, name: "张三", lot: "0123456789ABCDEF0123",
                    replacedBy: state == .filled ? 3 : nil, replacedByName: state == .filled ? "王五" : nil)
            ], reportedBy: 2, reporterName: "李四", reportedAt: now, deciderName: state == .open ? nil : "赵六",
            decidedAt: state == .open ? nil : now, decision: state == .refused ? "不成立" : "",
            seed: state == .filled ? String(repeating: "a", count: 64) : nil,
            replacementEntry: state == .filled ? 10 : nil)
    }

    private static let visit = Visit(
        id: 1, ceremony: 1, ceremonyCode: "YH-1", subject: 1, subjectName: "样例餐饮店", subjectIdentifier: "9223",
        address: "路", slip: "0123456789ABCDEF0123", region: AccessSamples.region, department: "scjg", authority: 1,
        state: .assigned, visitedAt: nil, drawnOn: Day(number: 20_600), officers: [])

    private static func actor(_ account: Int64, authority: Int64 = 1) -> Actor {
        Actor(
            account: account, name: "张三", roles: [.drawer], authority: authority, authorityName: "道里区局",
            region: AccessSamples.region, regionName: "道里区", department: "scjg", inspector: nil)
    }

    private static func side(_ id: Int64) -> Delegation.Side {
        Delegation.Side(authority: id, name: "第\(id)局", region: AccessSamples.region, department: "scjg")
    }

    private static func delegation(_ state: Delegation.State) -> Delegating.View {
        Delegating.View(
            delegation: Delegation(
                id: 1, kind: .near, state: state, from: side(1), to: side(2),
                document: .init(number: "委托1号", name: "委托.pdf", sha256: String(repeating: "a", count: 64)),
                starts: Day(number: 20_600), ends: Day(number: 20_700), feedbackDays: 10, reason: "偏远", scope: .init(),
                proposedAt: now, decidedAt: nil, decision: "人手不够", version: 1),
            items: [], regions: ["道里区"], campaigns: [], feedbacks: state == .confirmed ? [feedback(given: false)] : [],
            timeline: [], today: Day(number: 20_650))
    }

    private static func feedback(given: Bool, finished: Int = 3) -> DelegationFeedback {
        DelegationFeedback(
            id: 1, delegation: 1, kind: .near, from: side(1), to: side(2), ceremony: 1, ceremonyCode: "YH-1",
            ceremonyTitle: "食品抽查", visits: 3, finished: finished, dueOn: Day(number: 20_640),
            document: given ? .init(number: "反馈1号", name: "反馈.pdf", sha256: String(repeating: "a", count: 64)) : nil,
            summary: given ? "未发现问题" : "", givenAt: given ? now : nil, chasedAt: now)
    }

    private static func shown(
        _ feedback: DelegationFeedback, _ authority: Int64, problem: Problem? = nil
    ) -> (template: String, model: any Sendable) {
        (
            "draw/feedback",
            FeedbackPages.model(
                feedback, [], actor: actor(1, authority: authority), today: Day(number: 20_650), problem: problem,
                form: Fields())
        )
    }

    static var samples: [(template: String, model: any Sendable)] {
        let problem = Problem(.invalid, "x", "不对。", remedy: "请改。", fields: ["value": "不对", "reason": "不对"])
        func vacancy(_ state: Vacancy.State, _ account: Int64, _ problem: Problem? = nil) -> (String, any Sendable) {
            (
                "draw/vacancy",
                VacancyPages.model(Self.vacancy(state), visit, actor: actor(account), problem: problem, form: Fields())
            )
        }
        func agreement(_ state: Delegation.State, _ authority: Int64) -> (String, any Sendable) {
            (
                "draw/delegation",
                DelegationPages.model(
                    delegation(state), actor: actor(1, authority: authority), problem: problem, form: Fields())
            )
        }
        func choices(_ full: Bool) -> Delegating.Choices {
            let authority = Authority(
                id: 1, code: "a", name: "市局", region: AccessSamples.region, department: "scjg", parent: nil)
            return Delegating.Choices(
                authority: authority, below: full ? [authority] : [], beside: full ? [authority] : [], items: [],
                regions: full ? [Region(code: AccessSamples.region, name: "道里区")] : [],
                campaigns: full ? [DrawSamples.campaign(.planned)] : [], feedbackDays: 10)
        }
        func form(_ full: Bool) -> (String, any Sendable) {
            (
                "draw/delegation-new",
                DelegationForm.model(
                    choices(full), form: Fields(), problem: full ? problem : nil, today: Day(number: 20_600))
            )
        }
        return [
            (
                "draw/vacancy-new",
                VacancyPages.FormModel(
                    action: "/x", cancelHref: "/x", inspectors: field, reason: field, note: field, open: nil,
                    error: danger, mayReport: true)
            ),
            (
                "draw/vacancy-new",
                VacancyPages.FormModel(
                    action: "/x", cancelHref: "/x", inspectors: field, reason: field, note: field, open: danger,
                    error: nil, mayReport: false)
            ),
            vacancy(.open, 1, problem), vacancy(.open, 2), vacancy(.filled, 1), vacancy(.refused, 1),
            agreement(.proposed, 2), agreement(.confirmed, 1), agreement(.declined, 1), agreement(.ended, 1),
            form(true), form(false),
            (
                "draw/outlook",
                OutlookPage.model([
                    .init(
                        authority: "局", counties: ["道里区"], visits: 9, places: 18, present: 2, away: 1, capacity: 10)
                ])
            ), ("draw/outlook", OutlookPage.model([])),
            shown(feedback(given: false), 1), shown(feedback(given: false), 2, problem: problem),
            shown(feedback(given: false, finished: 1), 2), shown(feedback(given: true), 1),
        ]
    }
}
