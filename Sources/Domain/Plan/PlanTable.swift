import VerifiableDraw

/// A plan as a workbook that can be imported again unchanged.
package struct PlanTable: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package func workbook(_ id: Int64, for actor: Actor) async throws -> (table: any WrittenTable, name: String) {
        try actor.require(.planRead)
        let sort = CampaignTable()
        let (plan, campaigns, stations) = try await house.storage.read { stores in
            let plan = try Planning.readable(id, stores, actor)
            return (
                plan, try stores.plans.campaigns(plan: id).filter { $0.state != .cancelled },
                try stores.registry.stations(authority: plan.authority)
            )
        }
        let names = Dictionary(stations.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let writer = try house.desk().write(
            .xlsx,
            TableSheet(
                name: "抽查任务",
                columns: sort.fields.map {
                    TableSheet.Column(
                        $0.title, width: 18, choices: $0.choices, hint: $0.note.isEmpty ? nil : $0.note,
                        isRequired: $0.isRequired)
                }))
        for campaign in campaigns { try writer.add(sort.cells(campaign, plan, stations: names)) }
        return (try writer.finish(), "\(plan.title)-任务表")
    }
}

extension CampaignTable {
    /// The same columns of a campaign, so that the file can be handed in again as it is.
    func cells(_ campaign: Campaign, _ plan: Plan, stations: [Int64: String]) -> [TableValue] {
        let quotas = Dictionary(campaign.quotas.map { ($0.risk, $0) }, uniquingKeysWith: { first, _ in first })
        return columns.map { column in
            let text: String =
                switch column.field {
                case .year: String(plan.year)
                case .plan: plan.kind.title
                case .number: campaign.number
                case .title: campaign.title
                case .items: campaign.items.joined(separator: "、")
                case .regions: campaign.regions.map(\.text).joined(separator: "、")
                case .from: campaign.startsOn.description
                case .until: campaign.endsOn.description
                case .method: campaign.method
                case .dispatch: campaign.dispatch.title
                case .stations: campaign.stations.map { stations[$0] ?? String($0) }.joined(separator: "、")
                case .frequency: ""
                case .quota(let risk): quotas[risk]?.measure.words ?? ""
                case .reason(let risk): quotas[risk]?.reason ?? ""
                case .repeatBasis: campaign.repeatBasis ?? ""
                case .joint: campaign.jointReason ?? ""
                case .special: campaign.specialReason.map { $0.isEmpty ? Self.yes : $0 } ?? ""
                }
            return text.isEmpty ? .empty : .text(text)
        }
    }
}
