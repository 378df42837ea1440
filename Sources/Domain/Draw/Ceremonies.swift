import TransparencyLog
import VerifiableDraw

/// 摇号: the draw protocol (../shared/protocol/draw.md) as use cases, one transaction for each step.
///
/// `plan` → `freeze` → `commit` … → `closeCommits` → `reveal` … → `enterPublicValue` → `draw`; `abort` at any time before the draw.
package struct Ceremonies: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// A party named in the plan.
    package struct PartyDraft: Sendable {
        package let id: String
        package let title: String
        package let account: Int64?

        package init(id: String, title: String, account: Int64?) {
            self.id = id
            self.title = title
            self.account = account
        }
    }

    /// What the drawer announces beforehand.
    package struct Draft: Sendable {
        package var title: String
        package var campaigns: [Int64]
        package var parties: [PartyDraft]
        /// `dice:<id>` and other sources of `PublicValue`, in the order of the seed document.
        package var sources: [String]
        package var commitDeadline: Moment
        package var revealDeadline: Moment

        package init(
            title: String, campaigns: [Int64], parties: [PartyDraft], sources: [String], commitDeadline: Moment,
            revealDeadline: Moment
        ) {
            self.title = title
            self.campaigns = campaigns
            self.parties = parties
            self.sources = sources
            self.commitDeadline = commitDeadline
            self.revealDeadline = revealDeadline
        }

        /// One source, one deadline for both rounds.
        package init(
            title: String, campaigns: [Int64], parties: [PartyDraft], publicSource: String, revealDeadline: Moment
        ) {
            self.init(
                title: title, campaigns: campaigns, parties: parties, sources: [publicSource],
                commitDeadline: revealDeadline, revealDeadline: revealDeadline)
        }
    }

    /// Names campaigns, parties, public source and deadline, before anything is random. Only campaigns of a reported
    /// plan may be drawn (2.3.16), and each stands in one living ceremony at most.
    /// - Returns: the ceremony's id; for a form that had arrived before, that of the first arrival.
    package func plan(_ actor: Actor, _ draft: Draft, submission: String? = nil) async throws -> Int64 {
        try actor.require(.drawRun)
        let house = house
        let outcome = try await house.submit(
            submission, by: actor, locating: { try Ceremonies.address(Ceremonies.nextCode(actor, $0, house.clock)) }
        ) { stores, location in
            let now = house.clock.now()
            try Ceremonies.check(draft, now: now)
            var campaigns: [Campaign] = []
            for id in draft.campaigns {
                let campaign = try Ceremonies.drawable(id, stores, actor, on: now.day)
                try Ceremonies.checkListed(campaign, stores, on: now.day)
                campaigns.append(campaign)
            }
            guard let authority = try stores.registry.authority(id: actor.authority) else {
                throw Problem.notFound("机关")
            }
            try Ceremonies.checkAccounts(draft.parties, authority, stores)
            for campaign in campaigns {
                try Ceremonies.checkLead(campaign, authority, stores)
            }
            let code = Ceremonies.code(at: location)
            let title = draft.title.trimmed
            let ceremony = NewCeremony(
                code: code, title: title.isEmpty ? campaigns.map(\.title).joined(separator: "、") : title,
                authority: authority.id, region: authority.region, department: authority.department,
                campaigns: campaigns.map(\.id),
                parties: draft.parties.map {
                    Ceremony.Party(
                        id: $0.id, title: $0.title, account: $0.account, commitment: nil, revealed: nil,
                        isMissing: false)
                },
                sources: draft.sources, commitDeadline: draft.commitDeadline, revealDeadline: draft.revealDeadline,
                createdAt: now)
            let id = try stores.draws.insert(ceremony)
            for campaign in campaigns {
                try stores.plans.setState(.drawing, from: .planned, campaign: campaign.id)
            }
            let after = try stores.draws.lastAbort(campaigns: ceremony.campaigns).map {
                MerkleTree.leafHash(try stores.ledger.entry($0)).hex
            }
            let entry = try CeremonyEntries.plan(ceremony, campaigns: campaigns, after: after)
            let position = try stores.ledger.append(
                LedgerEntry(
                    act: "draw.plan", actor: actor.account, object: "ceremony/\(id)", sentence: "公布摇号方案\(code)",
                    bytes: entry), at: now)
            try stores.draws.setPlanEntry(position.index, ceremony: id)
            try Ceremonies.project(id, stores, house.checkpoints)
        }
        let code = Ceremonies.code(at: outcome.location)
        guard let ceremony = try await house.storage.read({ try $0.draws.ceremony(code: code) }) else {
            throw Problem.notFound("摇号")
        }
        return ceremony.id
    }

    /// Page of a ceremony by its code.
    private static func address(_ code: String) -> String { "/draw/" + code }

    private static func code(at location: String) -> String { String(location.dropFirst("/draw/".count)) }

    /// `YH-2026-230102-003`: year, region of the authority that draws, number of the year.
    private static func nextCode(_ actor: Actor, _ stores: any Stores, _ clock: Clock) throws -> String {
        guard let authority = try stores.registry.authority(id: actor.authority) else { throw Problem.notFound("机关") }
        let prefix = "YH-\(clock.now().day.year)-\(authority.region.text)-"
        return prefix + Day.padded(try stores.draws.count(codePrefix: prefix) + 1, 3)
    }

    /// More would not fit on the room's screen, and help nobody's trust.
    package static let partyLimit = 12

    // MARK: Checks in common

    static func mine(_ id: Int64, _ stores: any Stores, _ actor: Actor, _ permission: Permission) throws -> Ceremony {
        guard let ceremony = try stores.draws.ceremony(id: id) else { throw Problem.notFound("摇号") }
        try actor.require(permission, over: ceremony.region, department: ceremony.department, what: "摇号")
        return ceremony
    }

    /// Now; never earlier than the ceremony's last entry, since a record whose times run backwards cannot be verified.
    static func moment(_ ceremony: Ceremony, _ stores: any Stores, _ clock: Clock) throws -> Moment {
        let now = clock.now()
        if let last = try stores.ledger.timeline(object: "ceremony/\(ceremony.id)").last, now < last.at {
            throw Problem(
                .unavailable, "draw.clock", "服务器时钟比上一步（\(last.at.onScreen)）还早，这次操作没有生效。", clause: "3.5.4",
                remedy: "请平台管理员校准服务器时间后重试。")
        }
        return now
    }

    /// Throws unless the ceremony is at that step.
    static func expect(_ state: Ceremony.State, _ ceremony: Ceremony, to action: String) throws {
        guard ceremony.state == state else {
            throw Problem(
                .conflict, "draw.step", "摇号现在处于“\(ceremony.state.title)”，不能\(action)。", clause: "3.5.4",
                remedy: "请按页面上的步骤依次进行。")
        }
    }

    private static func check(_ draft: Draft, now: Moment) throws {
        var fields: [String: String] = [:]
        if draft.campaigns.isEmpty { fields["campaigns"] = "请至少选择一个抽查任务" }
        if draft.campaigns.count > Reach.limit { fields["campaigns"] = "一次最多合并\(Reach.limit)项任务，请分几次摇号" }
        if draft.parties.count < 2 { fields["parties"] = "至少需要两方参与，例如抽取人和监督人" }
        var seen: Set<String> = []
        for party in draft.parties {
            if !seen.insert(party.id).inserted { fields["parties"] = "参与方不能重复" }
            if !Identifier.isValid(party.id) { fields["parties"] = "参与方编号只能由字母、数字、冒号、连字符组成" }
        }
        let accounts = draft.parties.compactMap(\.account)
        if accounts.count < 2 { fields["parties"] = "至少两方应由本人用自己的账号操作，例如抽取人和监督人" }
        if Set(accounts).count != accounts.count { fields["parties"] = "同一人不能代表两方" }
        if draft.parties.count > partyLimit { fields["parties"] = "参与方不超过\(partyLimit)个" }
        if let fault = PublicSources.fault(draft.sources, revealDeadline: draft.revealDeadline) {
            fields["public_source"] = fault
        }
        if draft.commitDeadline <= now { fields["commit_deadline"] = "承诺截止时间应晚于现在" }
        if draft.revealDeadline <= now { fields["reveal_deadline"] = "揭示截止时间应晚于现在" }
        if draft.commitDeadline > draft.revealDeadline { fields["reveal_deadline"] = "揭示截止时间不应早于承诺截止时间" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "draw.form", "有\(fields.count)处需要修改。", fields: fields)
        }
    }

    /// Every party with an account must be able to take part, or the ceremony could never go on.
    private static func checkAccounts(_ parties: [PartyDraft], _ authority: Authority, _ stores: any Stores) throws {
        for party in parties {
            guard let account = party.account else { continue }
            let person = try stores.access.actor(account: account)
            guard let person, person.may(.drawTakePart),
                person.covers(authority.region, department: authority.department)
            else {
                throw Problem(
                    .invalid, "draw.party-account", "“\(party.title)”的账号不能参与这次摇号。", clause: "3.5.4",
                    remedy: "请选择在用的、管辖范围包含本机关的监督见证账号。", fields: ["supervisor": "请选择可参与的账号"])
            }
        }
    }

    /// Which pools are the lead's is told from its department, so its own people draw what others take part in.
    private static func checkLead(_ campaign: Campaign, _ authority: Authority, _ stores: any Stores) throws {
        guard !authority.department.utf8.elementsEqual(campaign.department.utf8),
            try stores.plans.parts(campaign: campaign.id).contains(where: { $0.state == .accepted })
        else { return }
        throw Problem(
            .refused, "draw.joint-lead", "联合任务“\(campaign.title)”由\(campaign.authorityName)牵头，应由其组织抽取。",
            clause: "5.1.3",
            remedy: "请牵头部门的抽取人员办理。")
    }

    /// The campaign, if it may be drawn now.
    private static func drawable(_ id: Int64, _ stores: any Stores, _ actor: Actor, on day: Day) throws -> Campaign {
        guard let campaign = try stores.plans.campaign(id: id), let plan = try stores.plans.plan(id: campaign.plan)
        else {
            throw Problem.notFound("抽查任务")
        }
        try actor.require(.drawRun, over: campaign.region, department: campaign.department, what: "抽查任务")
        if let refusal = try refusal(of: campaign, in: plan, stores, on: day) { throw refusal }
        return campaign
    }

    /// Refuses a campaign whose items are not all in the list (2.2.1), on the day it begins, or today when it has begun: what
    /// was retired after the plan was reported is nobody's to inspect any more.
    static func checkListed(_ campaign: Campaign, _ stores: any Stores, on today: Day, isAnnounced: Bool = false) throws
    {
        let gone = try Planning.unlisted(campaign, stores, on: today)
        guard gone.isEmpty else {
            let day = max(today, campaign.startsOn)
            throw Problem(
                .refused, "draw.item.retired",
                "任务“\(campaign.title)”的抽查事项“\(gone.joined(separator: "”“"))”\(day.inWords)已不在清单中，不能抽取。",
                clause: "2.2.1",
                remedy: "请\(isAnnounced ? "先写明理由中止本次摇号，再" : "")由计划制定人员动态调整：取消这项任务，按现行清单增加新任务后抽取。")
        }
    }

    /// Why a campaign may not be drawn now, or nil.
    static func refusal(of campaign: Campaign, in plan: Plan, _ stores: any Stores, on day: Day) throws -> Problem? {
        if plan.state == .draft {
            return Problem(
                .refused, "draw.plan-not-reported", "任务“\(campaign.title)”所在的计划还没有报备，不能抽取。", clause: "2.3.16",
                remedy: "请先由计划制定人员报备年度计划或动态调整。")
        }
        if campaign.state != .planned {
            return Problem(
                .conflict, "draw.campaign-state", "任务“\(campaign.title)”\(campaign.state.title)，不能再次抽取。",
                clause: "2.3.16", remedy: "同一任务只抽取一次；如需重抽，应先公开中止原来的摇号。")
        }
        if let refusal = try HandingDown.refusal(of: campaign, stores) { return refusal }
        if let refusal = try JointPlanning.refusal(of: campaign, stores, on: day, to: "抽取") { return refusal }
        return try PlanReporting.refusal(of: campaign, stores)
    }
}

extension DrawRefusal {
    /// The same refusal for people.
    var forPeople: Problem { Problem(.refused, "draw.\(code.rawValue)", reason, clause: "3.5.4") }
}
