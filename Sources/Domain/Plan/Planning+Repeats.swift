/// The checks that keep a plan from troubling the same subjects again (2.3.9–2.3.11).
extension Planning {
    /// 联查覆盖的事项，原则上不再制定内部任务 (2.3.11): needs a stated reason where the rule says 原则上, else refused.
    static func checkJoint(
        _ draft: CampaignDraft, _ items: [Item], plan: Plan, stores: any Stores, house: House
    ) throws {
        guard plan.kind == .internal else { return }
        let covered = try stores.plans.jointlyCovered(
            items: items.map(\.code), regions: draft.regions, year: plan.year)
        guard let first = covered.first else { return }
        let rule = try house.law.book.rule("repeat.joint-covered", on: draft.startsOn, in: plan.region)
        guard rule.value == 1, rule.mode == .must || draft.jointReason == nil else { return }
        let names = covered.map { one in
            items.first { $0.code.utf8.elementsEqual(one.item.utf8) }?.matter ?? one.item
        }
        throw rule.refusal(
            "plan.item.joint", "“\(names.joined(separator: "”“"))”已由“\(first.plan)”联查覆盖，不再单独制定内部任务。",
            remedy: rule.mode == .general ? "请去掉这些事项；确需单独实施的，请写明理由。" : "请去掉这些事项。",
            fields: rule.mode == .general
                ? ["joint_reason": "请写明单独实施的理由，或去掉联查已覆盖的事项"] : ["items": "请去掉联查已覆盖的事项"])
    }

    /// 低风险主体原则上不得重复抽查 (2.3.10): several draws a year need a cited law, or key items alone.
    static func checkFrequency(_ draft: CampaignDraft, _ items: [Item], plan: Plan, house: House) throws {
        guard draft.repeatBasis == nil, !items.allSatisfy({ $0.importance == .key }) else { return }
        let law = house.law.book
        let rule = try law.rule("repeat.low-risk.per-year", on: draft.startsOn, in: plan.region)
        let low = Set(try law.rule("repeat.low-risk.classes", on: draft.startsOn, in: plan.region).list ?? [])
        let often = draft.frequencies.filter { low.contains($0.key.rawValue) && $0.value > (rule.value ?? .max) }.keys
        guard let first = often.min() else { return }
        throw rule.refusal(
            "plan.frequency.low-risk", "\(first.title)主体信用风险低，一年内原则上只抽查\(rule.value ?? 1)次，不能设更高的频次。",
            remedy: "请把这一类的频次改为每年一次；法律、法规或规章另有规定的，请在“例外”中写明依据。",
            fields: ["frequency_\(first.rawValue)": "低风险主体一年只抽查\(rule.value ?? 1)次"])
    }

    /// 随机抽查涉及的监管领域，原则上不再部署专项检查和“全覆盖”式巡查 (2.3.9). Every item of a campaign stands in the list of random
    /// checks, so its field is one: a special check needs its reason, and so does one that takes everybody.
    static func checkSpecial(
        _ draft: CampaignDraft, _ items: [Item], plan: Plan, stores: any Stores, house: House
    ) throws {
        let general = items.filter { $0.importance == .general }
        let everybody = RiskClass.allCases.filter { $0 != .unclassified }.allSatisfy { risk in
            draft.quotas.contains { $0.risk == risk && $0.measure.isWhole }
        }
        guard !general.isEmpty, draft.specialReason != nil || everybody, (draft.specialReason ?? "").isEmpty else {
            return
        }
        let rule = try house.law.book.rule("repeat.special-campaign", on: draft.startsOn, in: plan.region)
        guard rule.value == 1 else { return }
        let covering = try stores.plans.covering(
            items: general.map(\.code), regions: draft.regions, year: plan.year)
        let names = covering.prefix(3).map { "“\($0.title)”（\($0.number)）" }.joined(separator: "、")
        let known =
            covering.isEmpty ? "" : "本年度已有随机抽查任务\(names)\(covering.count > 3 ? "等\(covering.count)项" : "")涉及同样的事项。"
        throw rule.refusal(
            "plan.special",
            "“\(general.map(\.matter).joined(separator: "”“"))”属于随机抽查事项，这一领域原则上不再部署\(everybody ? "“全覆盖”式巡查" : "专项检查")。\(known)",
            remedy: rule.mode == .general ? "请改为按比例随机抽查；确需部署的，请写明理由后继续。" : "请改为按比例随机抽查。",
            fields: ["special_reason": "请写明部署专项检查的理由，或改为随机抽查"])
    }
}
