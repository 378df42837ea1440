import Domain

/// Candidates and expected draws by class: the table beside the ratios, and the fragment that keeps it current.
struct EstimateModel: Sendable {
    struct Line: Sendable {
        let risk: String
        let candidates: String
        let bound: String
        let ratio: String
        let draws: String
        let warning: ChipModel?
    }

    let lines: [Line]
    let candidates: String
    let draws: String
    let note: String
    /// The whole year with this campaign; nil beside a campaign that is only shown.
    var whole: WholePlanModel? = nil
}

extension EstimateModel {
    init(_ estimate: CampaignEstimate, hasItems: Bool) {
        lines = estimate.lines.map { line in
            Line(
                risk: line.risk.title, candidates: Figures.grouped(line.candidates), bound: line.bound ?? "不限",
                ratio: line.measure?.words ?? "—", draws: Figures.grouped(line.draws),
                warning: line.withinBound ? nil : ChipModel("超出", .attention))
        }
        candidates = Figures.grouped(estimate.candidates)
        draws = Figures.grouped(estimate.draws)
        let standing = LibraryRules.Reason.allCases.compactMap { reason in
            estimate.leftOut[reason].map { "另有\($0)户\(reason.text)，冻结时不列入。" }
        }.joined()
        note =
            !hasItems
            ? "选定事项和区域后，这里显示涉及的对象和预计抽取数。"
            : estimate.candidates == 0
                ? "所选事项在这些区域没有涉及的存续主体。" : "按现在的名录和风险分类计算；冻结名录时以当时为准，本年度已抽过的低风险主体会再扣除。\(standing)"
    }
}
