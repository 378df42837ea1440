/// 跨区域联合任务 (5.4.1): a campaign of one ally over the population of all, with the inspectors of all.
extension JointPlanning {
    /// Asks every other member of an alliance to take part in an own campaign. Whoever consents brings its region into the
    /// population and its inspectors into the pool, and the members read each other's libraries for it.
    package func ally(
        _ actor: Actor, campaign id: Int64, alliance number: Int64, answerBy: Day, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/plan/joint/\(id)") { stores in
            let campaign = try JointPlanning.led(id, stores, actor)
            guard let alliance = try stores.staff.alliance(id: number),
                alliance.members.contains(where: { $0.region == campaign.region })
            else {
                throw Problem(
                    .invalid, "joint.alliance", "只能选择本地区参加的跨区域联合。", clause: "5.4.1",
                    fields: ["alliance": "请重新选择"])
            }
            guard alliance.isInForce(on: now.day), campaign.endsOn <= alliance.ends else {
                throw Problem(
                    .refused, "alliance.not-in-force",
                    "联合“\(alliance.name)”\(alliance.isInForce(on: now.day) ? "在任务结束前到期" : "现在" + alliance.word(on: now.day))，不能开展联合任务。",
                    clause: "5.4.1", remedy: "请各成员地区确认，或续签合作文件。")
            }
            try JointPlanning.checkDate(answerBy, campaign, stores, house, now)
            let known = try stores.plans.parts(campaign: id)
            if known.contains(where: { $0.kind == .ally && $0.alliance != number }) {
                throw Problem(
                    .refused, "joint.alliance.second", "一项任务只能属于一个跨区域联合。", clause: "5.4.1", remedy: "请先撤回原来的邀请。")
            }
            try JointPlanning.checkItems(campaign, alliance, stores, on: now.day)
            var asked: [String] = []
            for member in alliance.members where member.region != campaign.region {
                let code = "\(member.region.text)-\(campaign.department)"
                guard let authority = try stores.registry.authority(code: code) else {
                    throw Problem(
                        .refused, "joint.alliance.authority", "\(member.name)在本平台没有同部门的机关，不能参加联合任务。",
                        clause: "5.4.1", remedy: "请平台管理员先建立该机关。")
                }
                let earlier = known.first { $0.authority == authority.id }
                if let earlier, earlier.state != .declined, earlier.state != .withdrawn { continue }
                let part = JointPart(
                    id: 0, campaign: id, authority: authority.id, authorityName: authority.name,
                    region: authority.region, department: authority.department, kind: .ally, alliance: number,
                    matter: campaign.title, state: .invited, answerBy: answerBy, reason: "", at: now, answeredAt: nil)
                try stores.plans.insertPart(part, by: actor.account)
                asked.append(member.name)
            }
            guard !asked.isEmpty else { throw Problem.moved("联合任务") }
            if !alliance.campaigns.contains(id) {
                try stores.staff.insertCampaign(id, alliance: number, by: actor.account, at: now)
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.joint.ally", actor: actor.account, object: "campaign/\(id)", at: now,
                    sentence: "按联合“\(alliance.name)”征求\(asked.joined(separator: "、"))同意，请于\(answerBy.inWords)前答复",
                    data: ["number": .text(campaign.number), "alliance": .number(number)]), at: now)
        }
    }

    /// A local item is nobody's outside its region (2.2.2).
    private static func checkItems(_ campaign: Campaign, _ alliance: Alliance, _ stores: any Stores, on day: Day) throws
    {
        let local = try campaign.items.compactMap { try stores.catalogue.item($0, on: day) }.filter { item in
            !alliance.members.allSatisfy { item.region.contains($0.region) }
        }
        guard local.isEmpty else {
            throw Problem(
                .refused, "plan.item.local",
                "“\(local.map(\.matter).joined(separator: "”“"))”是地方事项，只在其行政区域内执行，不能用于跨区域任务。", clause: "2.2.2",
                remedy: "请去掉这些事项后再征求同意。")
        }
    }
}
