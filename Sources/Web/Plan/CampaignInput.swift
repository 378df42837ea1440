import Domain

/// A campaign as typed: kept as text, so that a refused form comes back as it was.
struct CampaignInput: Sendable {
    var title = ""
    var items: [String] = []
    var regions: [String] = []
    var startsOn = ""
    var endsOn = ""
    var method = "现场检查"
    var dispatch = Campaign.Dispatch.bureauAndStations.rawValue
    var ratios: [RiskClass: String] = [:]
    var reasons: [RiskClass: String] = [:]
    var stations: [String] = []
    var repeatBasis = ""
    var jointReason = ""
    /// Draws a year, by class, as chosen.
    var frequencies: [RiskClass: String] = [:]
    var isSpecial = false
    var specialReason = ""
    var within = Selector()
    /// Codes of industries as they were written, and what is wrong with the condition.
    var typedIndustries = ""
    var withinProblem: Problem?

    init() {}

    init(_ fields: Fields, _ reference: ReferenceBook?) {
        title = fields.text("title")
        items = fields.list("items")
        regions = fields.list("regions")
        startsOn = fields.text("starts_on")
        endsOn = fields.text("ends_on")
        method = fields.text("method")
        dispatch = fields.text("dispatch")
        stations = fields.list("stations")
        for risk in RiskClass.allCases {
            ratios[risk] = fields.text(RatioBounds.field(risk))
            reasons[risk] = fields.text("reason_\(risk.rawValue)")
            frequencies[risk] = fields.text(CampaignInput.frequency(risk))
        }
        repeatBasis = fields.text("repeat_basis")
        jointReason = fields.text("joint_reason")
        isSpecial = fields.flag("special")
        specialReason = fields.text("special_reason")
        // The regions of the form are the campaign's own.
        let condition = Fields(fields.pairs.filter { $0.name != "regions" })
        within = SelectorForm.readable(condition, reference)
        withinProblem = SelectorForm.refusal(condition, reference)
        typedIndustries = fields.text("industry_codes")
    }

    /// What a new form offers where nothing was sent.
    mutating func fillDefaults() {
        let fresh = CampaignInput()
        if method.isEmpty { method = fresh.method }
        if dispatch.isEmpty { dispatch = fresh.dispatch }
    }

    /// Name of the field of a class's frequency.
    static func frequency(_ risk: RiskClass) -> String { "frequency_\(risk.rawValue)" }

    init(_ campaign: Campaign) {
        title = campaign.title
        items = campaign.items
        regions = campaign.regions.map(\.text)
        startsOn = campaign.startsOn.description
        endsOn = campaign.endsOn.description
        method = campaign.method
        dispatch = campaign.dispatch.rawValue
        stations = campaign.stations.map(String.init)
        for quota in campaign.quotas {
            let words = quota.measure.words
            ratios[quota.risk] = quota.measure.isNumber ? words : String(words.dropLast())
            reasons[quota.risk] = quota.reason
        }
        repeatBasis = campaign.repeatBasis ?? ""
        jointReason = campaign.jointReason ?? ""
        isSpecial = campaign.specialReason != nil
        specialReason = campaign.specialReason ?? ""
        within = campaign.within
    }

    /// The draft, or a refusal that names every field that cannot be read.
    func draft(year: Int) throws -> CampaignDraft {
        if let withinProblem { throw withinProblem }
        var errors = FieldErrors()
        let starts = errors.take { try CampaignInput.day(startsOn, "starts_on", "检查开始日期") }
        let ends = errors.take { try CampaignInput.day(endsOn, "ends_on", "检查结束日期") }
        let areas = regions.compactMap { RegionCode($0) }
        if areas.count != regions.count { errors.add("regions", "有无法识别的区域") }
        if !Item.methodTitles.contains(where: { $0.utf8.elementsEqual(method.utf8) }) {
            errors.add("method", "请选择检查方式")
        }
        let dispatch = Campaign.Dispatch(rawValue: dispatch)
        if dispatch == nil { errors.add("dispatch", "请选择选派方式") }
        var quotas: [Campaign.Quota] = []
        for risk in RiskClass.allCases {
            guard let text = ratios[risk], !text.isEmpty else { continue }
            guard let measure = Campaign.Quota.measure(text) else {
                errors.add(RatioBounds.field(risk), "请填写0至100之间的数，最多两位小数；按户数抽取的写作“30户”")
                continue
            }
            quotas.append(Campaign.Quota(risk: risk, measure: measure, reason: reasons[risk]))
        }
        try errors.check()
        guard let starts, let ends, let dispatch else { throw Problem(.invalid, "form.fields", "请补全任务内容。") }
        return CampaignDraft(
            title: title, items: items, regions: areas, startsOn: starts, endsOn: ends, method: method,
            dispatch: dispatch, quotas: quotas, repeatBasis: repeatBasis, jointReason: jointReason,
            stations: stations.compactMap { Int64($0) }, within: within,
            frequencies: frequencies.compactMapValues { Int($0) },
            specialReason: isSpecial || !specialReason.isEmpty ? specialReason : nil)
    }

    /// What there is so far, for the expected numbers: what cannot be read counts nothing.
    func lenient(year: Int, today: Day) -> CampaignDraft {
        let first = Day(year: year, month: 1, day: 1) ?? today
        return CampaignDraft(
            title: title, items: Array(items.prefix(500)), regions: regions.prefix(500).compactMap { RegionCode($0) },
            startsOn: Day(startsOn) ?? max(first, today), endsOn: Day(endsOn) ?? today, method: method,
            dispatch: Campaign.Dispatch(rawValue: dispatch) ?? .bureau,
            quotas: RiskClass.allCases.compactMap { risk in
                ratios[risk].flatMap(Campaign.Quota.measure).map {
                    Campaign.Quota(risk: risk, measure: $0, reason: nil)
                }
            }, repeatBasis: repeatBasis.isEmpty ? nil : repeatBasis, within: within,
            frequencies: frequencies.compactMapValues { Int($0) })
    }

    private static func day(_ text: String, _ name: String, _ label: String) throws -> Day {
        guard !text.isEmpty else { throw Fields.refusal(name, "请填写\(label)") }
        guard let day = Day(text) else { throw Fields.refusal(name, "\(label)应为存在的日期，写作 2026-03-01") }
        return day
    }
}
