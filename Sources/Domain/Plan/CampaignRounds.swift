/// 频次 (2.3.1): a draft whose classes are drawn several times a year, as one draft for each round.
struct CampaignRounds {
    let drafts: [CampaignDraft]

    /// Splits the period into equal rounds, as many as the most frequent class asks for. A class that is drawn less often stands in
    /// the first of every few rounds: with quarterly rounds, one drawn twice a year stands in the first and the third.
    /// - Throws: `plan.frequency` when a frequency is not offered, or the period has fewer days than rounds.
    init(_ draft: CampaignDraft, law: LawBook, in region: RegionCode) throws {
        let offered = try law.rule("plan.frequencies", on: draft.startsOn, in: region)
        let allowed = Set((offered.list ?? []).compactMap { Int($0) })
        let number = draft.frequencies.values.max() ?? 1
        guard draft.frequencies.values.allSatisfy({ allowed.contains($0) && number.isMultiple(of: $0) }) else {
            throw offered.refusal(
                "plan.frequency", "频次应为每年\(allowed.sorted().map(String.init).joined(separator: "、"))次之一。",
                remedy: "请重新选择频次。", fields: ["frequency_A": "请重新选择频次"])
        }
        let days = draft.endsOn.number - draft.startsOn.number + 1
        guard number <= max(days, 1) else {
            throw offered.refusal(
                "plan.frequency", "检查时间只有\(days)天，分不成\(number)轮。", remedy: "请延长检查时间，或减少频次。",
                fields: ["ends_on": "检查时间不够\(number)轮"])
        }
        guard number > 1 else {
            drafts = [draft]
            return
        }
        drafts = (0..<number).map { round in
            var one = draft
            one.title += "（第\(round + 1)轮）"
            one.startsOn = Day(number: draft.startsOn.number + days * round / number)
            one.endsOn = Day(number: draft.startsOn.number + days * (round + 1) / number - 1)
            one.quotas = draft.quotas.filter { quota in
                round.isMultiple(of: number / (draft.frequencies[quota.risk] ?? 1))
            }
            one.frequencies = [:]
            return one
        }
    }
}
