/// What the steps of reporting have in common.
extension PlanReporting {
    /// Hands a plan or an adjustment to the level above, within the use case that made it.
    static func handUp(
        _ plan: Int64, _ kind: PlanReport.Kind, campaign: Int64? = nil, reason: String, _ stores: any Stores,
        _ actor: Actor, at now: Moment
    ) throws {
        guard let known = try stores.plans.plan(id: plan),
            let authority = try stores.registry.authority(id: known.authority)
        else { throw Problem.notFound("计划") }
        // What was sent back is answered by what is handed up now.
        for earlier in try stores.plans.reports(plan: plan)
        where earlier.state == .returned && (kind == .plan ? earlier.kind == .plan : earlier.campaign == campaign) {
            try stores.plans.setReplaced(report: earlier.id)
        }
        _ = try stores.plans.insertReport(
            plan: plan, kind: kind, campaign: campaign, reason: reason,
            receiver: try superior(of: authority, stores)?.id, by: actor.account, at: now)
    }

    /// The authority of the same department at the next level above; nil where this platform has none.
    static func superior(of authority: Authority, _ stores: any Stores) throws -> Authority? {
        if let parent = authority.parent { return try stores.registry.authority(id: parent) }
        var above = authority.region.parent
        while let region = above {
            if let found = try stores.registry.authority(code: "\(region.text)-\(authority.department)") {
                return found
            }
            above = region.parent
        }
        return nil
    }

    /// What both sides may read: who reported and who receives, and whoever may read the plan.
    static func readable(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> (PlanReport, Plan) {
        guard let report = try stores.plans.report(id: id), let plan = try stores.plans.plan(id: report.plan) else {
            throw Problem.notFound("报备")
        }
        try actor.require(.planRead, over: report.region, department: report.department, what: "报备")
        return (report, plan)
    }

    static func answerable(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> PlanReport {
        let (report, _) = try readable(id, stores, actor)
        try actor.require(.planEdit, over: report.region, department: report.department, what: "报备")
        guard report.receiver == actor.authority else {
            throw Problem(
                .refused, "plan.answer.receiver", "这件报备由\(report.receiverName ?? "上级机关")接收。", clause: "2.3.12",
                remedy: "逐级报备，请由接收机关的计划制定人员办理。")
        }
        guard report.state == .waiting else { throw Problem.moved("报备") }
        return report
    }

    static func own(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> PlanReport {
        let (report, _) = try readable(id, stores, actor)
        try actor.require(.planEdit, over: report.region, department: report.department, what: "报备")
        guard report.authority == actor.authority else {
            throw Problem(
                .refused, "plan.report.own", "只有\(report.authorityName)可以办理。", clause: "2.3.12",
                remedy: "请由该机关的计划制定人员办理。")
        }
        return report
    }

    /// Why a plan cannot be sent back: somebody outside relies on it. Nil where it can.
    static func returnRefusal(_ plan: Plan, _ stores: any Stores) throws -> Problem? {
        let remedy = "请先接收；需要改动的，由编制机关以动态调整增加或取消任务。"
        guard plan.state == .reported else {
            return Problem(
                .refused, "plan.return.published", "计划\(plan.state.title)，不能退回。", clause: "2.3.15", remedy: remedy)
        }
        let begun = try stores.plans.campaigns(plan: plan.id).first { $0.state != .planned && $0.state != .cancelled }
        return begun.map {
            Problem(
                .refused, "plan.return.begun", "任务“\($0.title)”\($0.state.title)，计划不能退回。", clause: "2.3.15",
                remedy: remedy)
        }
    }

    /// An added campaign whose adjustment was sent back is not one of the reported plan (2.3.16).
    package static func refusal(of campaign: Campaign, _ stores: any Stores) throws -> Problem? {
        guard try stores.plans.isReturned(addition: campaign.id) else { return nil }
        return Problem(
            .refused, "draw.adjustment-returned", "增加任务“\(campaign.title)”的动态调整被上级退回，不能抽取。", clause: "2.3.16",
            remedy: "请在计划页面说明后重新报备，或取消这个任务。")
    }
}
