/// What a planner fills in for one campaign.
package struct CampaignDraft: Sendable {
    package var title: String
    package var items: [String]
    package var regions: [RegionCode]
    package var startsOn: Day
    package var endsOn: Day
    package var method: String
    package var dispatch: Campaign.Dispatch
    package var quotas: [Campaign.Quota]
    package var repeatBasis: String?
    /// Why an internal campaign holds items that a joint plan covers already (原则上, 2.3.11).
    package var jointReason: String?
    /// Stations chosen for 若干所内 and 单一所内 (3.1.1); empty for all of the authority.
    package var stations: [Int64]
    /// Narrows whom the items reach (2.3.6).
    package var within: Selector
    /// 频次: draws in the year, by class; a class that is absent is drawn once (2.3.1). For a new campaign only: it becomes as many
    /// rounds as its most frequent class asks for.
    package var frequencies: [RiskClass: Int]
    /// See ``Campaign/specialReason``.
    package var specialReason: String?

    package init(
        title: String, items: [String], regions: [RegionCode], startsOn: Day, endsOn: Day, method: String,
        dispatch: Campaign.Dispatch, quotas: [Campaign.Quota], repeatBasis: String?, jointReason: String? = nil,
        stations: [Int64] = [], within: Selector = Selector(), frequencies: [RiskClass: Int] = [:],
        specialReason: String? = nil
    ) {
        self.within = within
        self.frequencies = frequencies
        self.specialReason = specialReason
        self.title = title
        self.items = items
        self.regions = regions
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.method = method
        self.dispatch = dispatch
        self.quotas = quotas
        self.repeatBasis = repeatBasis
        self.jointReason = jointReason
        self.stations = stations
    }

    /// The same draft in one form: trimmed, each item and class once, no region inside another chosen one.
    func tidied() -> CampaignDraft {
        var tidy = self
        tidy.title = title.trimmed
        tidy.method = method.trimmed
        let filled = { (text: String?) in text.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        tidy.repeatBasis = filled(repeatBasis)
        tidy.jointReason = filled(jointReason)
        var seen: Set<[UInt8]> = []
        tidy.items = items.filter { seen.insert(Array($0.utf8)).inserted }
        tidy.regions = Set(regions).filter { one in !regions.contains { $0 != one && $0.contains(one) } }.sorted()
        tidy.stations = dispatch == .stations || dispatch == .station ? Set(stations).sorted() : []
        // A class left empty is not drawn: it is no quota of nothing.
        tidy.quotas = quotas.filter { !$0.measure.isZero }
            .map { Campaign.Quota(risk: $0.risk, measure: $0.measure, reason: filled($0.reason)) }
        let drawn = Set(tidy.quotas.map(\.risk))
        tidy.frequencies = frequencies.filter { $0.value > 1 && drawn.contains($0.key) }
        tidy.specialReason = specialReason?.trimmed
        return tidy
    }

    /// Checks what can be checked without the store, against the plan it goes into. Collects every field's trouble.
    func checkForm(plan: Plan) throws {
        var fields: [String: String] = [:]
        let name = title.trimmed
        if name.isEmpty { fields["title"] = "请填写任务名称" }
        if name.count > 100 { fields["title"] = "任务名称不超过100字" }
        if items.isEmpty { fields["items"] = "请至少选择一个抽查事项" }
        if regions.isEmpty { fields["regions"] = "请至少选择一个区域" }
        if regions.contains(where: { !plan.region.contains($0) }) { fields["regions"] = "只能选择本辖区内的区域" }
        if endsOn < startsOn { fields["ends_on"] = "结束日期不能早于开始日期" }
        if startsOn.year != plan.year || endsOn.year != plan.year {
            fields["starts_on"] = "检查时间应在\(plan.year)年内"
        }
        if method.trimmed.isEmpty { fields["method"] = "请选择检查方式" }
        if let basis = repeatBasis, !(basis.contains("《") && basis.contains("》") && basis.contains("条")) {
            fields["repeat_basis"] = "请写明法律、法规或规章的名称和条款，如《……条例》第几条"
        }
        for (name, text) in [
            ("repeat_basis", repeatBasis), ("joint_reason", jointReason), ("special_reason", specialReason),
        ] where (text?.count ?? 0) > 300 {
            fields[name] = "不超过300字"
        }
        if quotas.contains(where: { ($0.reason?.count ?? 0) > 300 }) { fields["ratio_A"] = "理由不超过300字" }
        if Set(quotas.map(\.risk)).count != quotas.count { fields["ratio_A"] = "每类主体只能有一个比例" }
        if quotas.allSatisfy(\.measure.isNothing) { fields["ratio_A"] = "请至少填写一类主体的抽查比例或户数" }
        if within.regions.contains(where: { !plan.region.contains($0) }) { fields["regions"] = "只能选择本辖区内的区域" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "plan.campaign.form", "有\(fields.count)处需要修改。", fields: fields)
        }
    }
}

extension String {
    /// Without white space at both ends, and without characters that nobody sees.
    package var trimmed: String {
        var view = PlainText.visible(self)[...]
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
