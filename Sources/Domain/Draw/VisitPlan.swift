/// The visits that a draw asks for: one for each drawn subject, whatever the number of campaigns that drew it (2.3.8).
struct VisitPlan {
    /// In the order of slips, which is public and tells nothing.
    let calls: [Staffing.Call]
    /// Campaigns and items of each call.
    let inspections: [[NewVisit.Purpose]]

    var inspectionCount: Int { inspections.reduce(0) { $0 + $1.count } }

    /// - Parameter slips: in byte order; `subjects` are those behind them.
    init(
        lots: [DrawnLot], slips: [DrawnSlip], subjects: [Int64: Subject], strata: [Stratum], campaigns: [Campaign],
        on day: Day, stores: any Stores
    ) throws {
        let campaignOfStratum = Dictionary(uniqueKeysWithValues: strata.map { ($0.name, $0.campaign) })
        let campaignByID = Dictionary(uniqueKeysWithValues: campaigns.map { ($0.id, $0) })
        var items: [String: Item] = [:]
        var checklists: [String: Int64] = [:]
        for code in Set(campaigns.flatMap(\.items)) {
            items[code] = try stores.catalogue.item(code, on: day)
            checklists[code] = try stores.catalogue.checklist(item: code)?.id
        }
        var joint: [Int64: JointPurposes] = [:]
        for campaign in campaigns { joint[campaign.id] = try JointPurposes(campaign, stores, on: day) }
        var drawnFor: [Int64: Set<Int64>] = [:]
        for lot in lots {
            guard let campaign = campaignOfStratum[lot.stratum] else { continue }
            drawnFor[lot.subject, default: []].insert(campaign)
        }
        var calls: [Staffing.Call] = []
        var inspections: [[NewVisit.Purpose]] = []
        for slip in slips {
            guard let subject = subjects[slip.subject] else { throw Problem.notFound("检查对象") }
            let mine = (drawnFor[slip.subject] ?? []).sorted().compactMap { campaignByID[$0] }
            var reaches: [NewVisit.Purpose] = []
            for campaign in mine {
                // A subject may have changed since the freeze; it was drawn, so it is checked for all of the campaign.
                let reached = campaign.items.filter { items[$0]?.selector.reaches(subject) ?? false }
                let purposes = (reached.isEmpty ? campaign.items : reached).map {
                    NewVisit.Purpose(campaign: campaign.id, item: $0, checklist: checklists[$0])
                }
                reaches += joint[campaign.id]?.shared(purposes, items) ?? purposes
            }
            calls.append(
                Staffing.Call(
                    subject: slip.subject, slip: slip.slip, identifier: subject.identifier, name: subject.name,
                    region: subject.facts.region,
                    tags: Set(subject.facts.tags), dispatch: mine.first?.dispatch ?? .bureau,
                    items: Set(reaches.map(\.item)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
                    campaigns: mine.map(\.id), stations: mine.first?.stations ?? []))
            inspections.append(reaches)
        }
        self.calls = calls
        self.inspections = inspections
    }
}
