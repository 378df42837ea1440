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

    package init(
        title: String, items: [String], regions: [RegionCode], startsOn: Day, endsOn: Day, method: String,
        dispatch: Campaign.Dispatch, quotas: [Campaign.Quota], repeatBasis: String?
    ) {
        self.title = title
        self.items = items
        self.regions = regions
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.method = method
        self.dispatch = dispatch
        self.quotas = quotas
        self.repeatBasis = repeatBasis
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
        if !quotas.contains(where: { $0.basisPoints > 0 }) { fields["ratio_A"] = "请至少填写一类主体的抽查比例" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "plan.campaign.form", "有\(fields.count)处需要修改。", fields: fields)
        }
    }
}

extension String {
    /// Without white space at both ends.
    package var trimmed: String {
        var view = self[...]
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
