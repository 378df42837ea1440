/// 督促成员单位 (2.4.6, 2.3.14): who has results left in a joint campaign, and who owes an internal plan.
extension JointPlanning {
    /// Urges one authority to enter and publish its results; once a day. By the lead, or by the market regulation of the
    /// division, which coordinates (5.1.3).
    @discardableResult
    package func urge(_ actor: Actor, campaign id: Int64, authority: Int64, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/plan/joint/\(id)") { stores in
            guard let campaign = try stores.plans.campaign(id: id), JointPlanning.coordinates(actor, campaign) else {
                throw Problem.notFound("联合任务")
            }
            guard let line = try stores.plans.progress(joint: id).first(where: { $0.authority == authority }),
                line.disclosed < line.total
            else { throw Problem.moved("检查结果") }
            if let last = line.urgedAt, last.day == now.day {
                throw Problem(
                    .conflict, "joint.urge.today", "今天已经督促过\(line.authorityName)。", clause: "2.4.6",
                    remedy: "请明天再督促，或直接联系。")
            }
            try stores.plans.insertUrge(campaign: id, authority: authority, by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.joint.urge", actor: actor.account, object: "campaign/\(id)", at: now,
                    sentence:
                        "\(actor.authorityName)督促\(line.authorityName)录入、公示检查结果：已录入\(line.signed)项、已公示\(line.disclosed)项，共\(line.total)项",
                    data: ["number": .text(campaign.number), "authority": .number(authority)]), at: now)
        }
    }

    /// The lead, and the market regulation of the same division.
    static func coordinates(_ actor: Actor, _ campaign: Campaign) -> Bool {
        guard actor.may(.planEdit), actor.region.contains(campaign.region) else { return false }
        return actor.covers(campaign.region, department: campaign.department)
            || actor.covers(campaign.region, department: Department.marketRegulation)
    }

    /// 成员单位 of the actor's own division and what became of their internal plans (2.3.14).
    package func members(_ actor: Actor, year: Int, kind: Plan.Kind) async throws -> [Planning.ReportingEntry] {
        try actor.require(.planRead)
        let house = house
        return try await house.storage.read { stores in
            guard actor.covers(actor.region, department: Department.marketRegulation) else { return [] }
            var urged: [Int64: Moment] = [:]
            for one in try stores.plans.reminders(year: year, kind: kind, region: actor.region)
            where one.stage == .person { urged[one.authority] = one.at }
            let lines = try stores.plans.memberReporting(
                year: year, kind: kind, region: actor.region, apart: Department.marketRegulation)
            return try lines.map { line in
                Planning.ReportingEntry(
                    line: line,
                    deadline: try PlanDeadline(
                        line, kind: kind, year: year, today: house.clock.today, law: house.law.book),
                    urgedAt: urged[line.authority])
            }
        }
    }

    /// What this person's authority was urged to finish.
    package func urged(_ actor: Actor) async throws -> [(campaign: Int64, title: String, at: Moment)] {
        guard actor.may(.planRead) else { return [] }
        return try await house.storage.read { try $0.plans.urged(authority: actor.authority) }
    }
}
