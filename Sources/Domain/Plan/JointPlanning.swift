/// 联查 (5.1.1, 5.1.3, 5.4.1): campaigns that a lead department proposes and in which others take part.
///
/// Either side may be market regulation. A part is an invitation with a date for the answer, or a wish to join that the
/// lead answers. While an answer may still come, the campaign is neither reported nor drawn; after the date it goes on
/// with who accepted. No clause sets that date or lets a silent department hold up a plan that is due by law (2.3.12), so
/// the date of an invitation lies before it.
package struct JointPlanning: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// What a lead fills in.
    package struct Draft: Sendable {
        package let campaign: CampaignDraft
        package let basis: JointBasis
        /// Authorities invited.
        package let invited: [Int64]
        package let answerBy: Day
        /// Reason of the adjustment, where the plan is reported already (2.3.15).
        package let adjustment: String?

        package init(
            campaign: CampaignDraft, basis: JointBasis, invited: [Int64], answerBy: Day, adjustment: String? = nil
        ) {
            self.campaign = campaign
            self.basis = basis
            self.invited = invited
            self.answerBy = answerBy
            self.adjustment = adjustment
        }
    }

    // MARK: The lead

    /// Puts a joint campaign into the own joint plan of its year, begun here where there is none, and invites.
    package func propose(_ actor: Actor, _ draft: Draft, submission: String? = nil) async throws -> Int64 {
        try actor.require(.planEdit)
        let house = house
        let now = house.clock.now()
        let outcome = try await house.submit(
            submission, by: actor,
            locating: { stores in
                let plan = try JointPlanning.plan(actor, year: draft.campaign.startsOn.year, stores, house)
                let reason = try Planning.adjustmentReason(plan, draft.adjustment)
                let checked = try Planning.check(draft.campaign, plan: plan, stores: stores, house: house)
                let basis = try JointPlanning.checked(draft.basis, plan, stores, house)
                let id = try Planning.insert(checked, plan: plan, reason: reason, stores, actor, house)
                try stores.plans.setJointBasis(basis, campaign: id)
                try stores.plans.touch(plan: plan.id)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "plan.joint.propose", actor: actor.account, object: "campaign/\(id)", at: now,
                        sentence: "发起联合任务“\(checked.title)”",
                        data: [
                            "joint": basis.joint.map { .text($0) } ?? .null,
                            "matter": basis.crossMatter.map { .text($0) } ?? .null,
                        ]), at: now)
                try Planning.republishIfPublic(plan, stores, house)
                return "/plan/joint/\(id)"
            },
            { stores, location in
                guard let id = JointPlanning.id(location), let campaign = try stores.plans.campaign(id: id) else {
                    throw Problem.notFound("抽查任务")
                }
                try JointPlanning.invite(draft.invited, to: campaign, by: draft.answerBy, stores, actor, house, now)
            })
        guard let id = JointPlanning.id(outcome.location) else { throw Problem.notFound("抽查任务") }
        return id
    }

    /// Invites more departments, also into a campaign that was planned without any.
    package func invite(
        _ actor: Actor, campaign id: Int64, authorities: [Int64], answerBy: Day, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/plan/joint/\(id)") { stores in
            let campaign = try JointPlanning.led(id, stores, actor)
            guard !authorities.isEmpty else {
                throw Problem(
                    .invalid, "joint.invite.none", "请选择邀请哪些部门。", clause: "5.1.3",
                    fields: ["authorities": "请至少选择一个部门"])
            }
            try JointPlanning.invite(authorities, to: campaign, by: answerBy, stores, actor, house, now)
        }
    }

    /// Takes a part out again, with the reason.
    package func withdraw(
        _ actor: Actor, part id: Int64, of campaign: Int64? = nil, reason: String, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let now = house.clock.now()
        let reason = reason.trimmed
        return try await house.submit(
            submission, by: actor,
            locating: { "/plan/joint/\(try JointPlanning.part(id, of: campaign, $0, actor).campaign)" },
            { stores, _ in
                let part = try JointPlanning.part(id, of: campaign, stores, actor)
                let led = try JointPlanning.led(part.campaign, stores, actor)
                try JointPlanning.require(reason)
                try stores.plans.setPart(
                    id, from: [.invited, .accepted], to: .withdrawn, reason: reason, by: actor.account, at: now)
                try JointPlanning.log(
                    "plan.joint.withdraw", led, part, "撤回对\(part.authorityName)的邀请，理由：\(reason)", stores, actor, now)
            })
    }

    // MARK: The other side

    /// Asks to join a campaign of another department of the own division (5.1.3).
    package func ask(_ actor: Actor, campaign id: Int64, matter: String, reason: String, submission: String? = nil)
        async throws -> SubmissionOutcome
    {
        try actor.require(.planEdit)
        let house = house
        let now = house.clock.now()
        let (matter, reason) = (matter.trimmed, reason.trimmed)
        return try await house.submit(submission, by: actor, to: "/plan/joint/\(id)") { stores in
            guard let campaign = try stores.plans.campaign(id: id),
                let own = try stores.registry.authority(id: actor.authority),
                JointPlanning.mayAsk(own, campaign) || actor.covers(campaign.region, department: campaign.department)
            else { throw Problem.notFound("联合任务") }
            guard JointPlanning.mayAsk(own, campaign) else {
                throw Problem(
                    .refused, "joint.ask.who", "只有同级其他部门可以申请参加。", clause: "5.1.3", remedy: "本部门牵头的任务，请邀请其他部门。")
            }
            var fields: [String: String] = [:]
            if matter.isEmpty || matter.count > 200 { fields["matter"] = "应为1至200个字" }
            if reason.isEmpty || reason.count > 300 { fields["reason"] = "应为1至300个字" }
            guard fields.isEmpty else {
                throw Problem(.invalid, "joint.form", "有\(fields.count)处需要修改。", clause: "5.1.3", fields: fields)
            }
            try JointPlanning.expectPlanned(campaign)
            let known = try stores.plans.parts(campaign: id).first { $0.authority == own.id }
            if let known, known.state != .declined, known.state != .withdrawn { throw Problem.moved("联合任务") }
            let days = try house.law.book.value("joint.answer-within", on: now.day, in: campaign.region)
            let part = JointPart(
                id: 0, campaign: id, authority: own.id, authorityName: own.name, region: own.region,
                department: own.department, kind: .department, alliance: nil, matter: matter, state: .asked,
                answerBy: now.day.advanced(by: days), reason: reason, at: now, answeredAt: nil)
            try stores.plans.insertPart(part, by: actor.account)
            try JointPlanning.log(
                "plan.joint.ask", campaign, part, "\(own.name)申请参加联合任务“\(campaign.title)”：\(reason)", stores, actor, now
            )
        }
    }

    /// Accepts or declines: an invitation is answered by who was invited, a wish to join by the lead.
    /// - Parameter matter: what the invited one will check, where it says it otherwise than the invitation; empty for the same.
    package func answer(
        _ actor: Actor, part id: Int64, of campaign: Int64? = nil, accepts: Bool, reason: String,
        matter: String = "", submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let now = house.clock.now()
        let (reason, matter) = (reason.trimmed, matter.trimmed)
        guard matter.count <= 200 else {
            throw Problem(.invalid, "joint.form", "检查内容不超过200字。", clause: "5.1.3", fields: ["matter": "不超过200字"])
        }
        return try await house.submit(
            submission, by: actor,
            locating: { "/plan/joint/\(try JointPlanning.part(id, of: campaign, $0, actor).campaign)" },
            { stores, _ in
                let part = try JointPlanning.part(id, of: campaign, stores, actor)
                guard let known = try stores.plans.campaign(id: part.campaign) else { throw Problem.notFound("参与邀请") }
                try JointPlanning.checkAnswer(part, known, actor)
                if !accepts { try JointPlanning.require(reason) }
                try JointPlanning.expectPlanned(known)
                if accepts, part.kind == .ally { try JointPlanning.checkAlliance(part, stores, on: now.day) }
                try stores.plans.setPart(
                    id, from: [part.state], to: accepts ? .accepted : .declined, reason: accepts ? part.reason : reason,
                    by: actor.account, at: now)
                if accepts, part.state == .invited, !matter.isEmpty { try stores.plans.setMatter(matter, part: id) }
                try JointPlanning.log(
                    accepts ? "plan.joint.accept" : "plan.joint.decline", known, part,
                    "\(actor.authorityName)\(accepts ? "同意" : "不同意")"
                        + (part.state == .asked ? "\(part.authorityName)参加" : "参加") + "联合任务“\(known.title)”"
                        + (accepts ? "" : "，理由：\(reason)"), stores, actor, now)
                if accepts, part.kind == .ally, let plan = try stores.plans.plan(id: known.plan) {
                    try Planning.republishIfPublic(plan, stores, house)
                }
            })
    }
}
