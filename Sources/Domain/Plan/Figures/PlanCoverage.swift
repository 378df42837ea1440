/// 全面覆盖 (2.3.7): which entries of a list in force the plans of a year cover, for the province, each city and each county.
package struct PlanCoverage: Sendable {
    /// An entry that plans have to cover: a category of the joint list, or an item.
    package struct Entry: Sendable, Equatable {
        package let code: String
        package let matter: String
        package let heading: String
        /// Items of 抽查事项清单 that stand for it; a joint category may name none yet.
        package let items: [String]
        /// Where it has to be covered: the province, or a local entry's area (2.2.2).
        package let region: RegionCode

        package init(code: String, matter: String, heading: String, items: [String], region: RegionCode) {
            self.code = code
            self.matter = matter
            self.heading = heading
            self.items = items
            self.region = region
        }
    }

    /// A campaign as far as coverage needs it.
    package struct Task: Sendable, Equatable {
        package let id: Int64
        package let number: String
        package let title: String
        package let authorityName: String
        package let authorityRegion: RegionCode
        package let department: String
        package let items: [String]
        package let regions: [RegionCode]

        package init(
            id: Int64, number: String, title: String, authorityName: String, authorityRegion: RegionCode,
            department: String, items: [String], regions: [RegionCode]
        ) {
            self.id = id
            self.number = number
            self.title = title
            self.authorityName = authorityName
            self.authorityRegion = authorityRegion
            self.department = department
            self.items = items
            self.regions = regions
        }
    }

    package enum Standing: String, Sendable, Equatable, CaseIterable {
        /// Every item of the entry stands in campaigns of the whole area.
        case full
        /// Some items, or a part of the area.
        case partial
        case gap

        package var title: String {
            switch self {
            case .full: "已覆盖"
            case .partial: "部分覆盖"
            case .gap: "未覆盖"
            }
        }
    }

    /// One entry in one area.
    package struct Cell: Sendable, Equatable {
        package let standing: Standing
        /// Who covers it, or a part of it; ascending by number.
        package let tasks: [Task]
    }

    package let entries: [Entry]
    private let byItem: [String: [Task]]

    package init(entries: [Entry], tasks: [Task]) {
        self.entries = entries
        var byItem: [String: [Task]] = [:]
        for task in tasks.sorted(by: { $0.number < $1.number }) {
            for item in Set(task.items) { byItem[item, default: []].append(task) }
        }
        self.byItem = byItem
    }

    /// Entries that have to be covered in the area.
    package func entries(in area: RegionCode) -> [Entry] { entries.filter { $0.region.contains(area) } }

    /// A campaign covers an area when one of its regions holds it: a province's campaign covers its counties too (结合省级统筹派发的抽查任务),
    /// a county's covers a part of its city.
    package func cell(_ entry: Entry, in area: RegionCode) -> Cell {
        var tasks: [Int64: Task] = [:]
        var whole = 0
        for item in Set(entry.items) {
            let meeting = (byItem[item] ?? []).filter { task in
                task.regions.contains { $0.contains(area) || area.contains($0) }
            }
            for task in meeting { tasks[task.id] = task }
            if meeting.contains(where: { $0.regions.contains { $0.contains(area) } }) { whole += 1 }
        }
        let all = Set(entry.items).count
        return Cell(
            standing: tasks.isEmpty ? .gap : whole == all && all > 0 ? .full : .partial,
            tasks: tasks.values.sorted { $0.number < $1.number })
    }

    /// How many entries stand how in the area.
    package func counts(in area: RegionCode) -> [Standing: Int] {
        entries(in: area).reduce(into: [:]) { $0[cell($1, in: area).standing, default: 0] += 1 }
    }
}

extension Planning {
    /// Coverage as a page shows it.
    package struct CoverageView: Sendable {
        package let coverage: PlanCoverage
        /// The areas of the actor's scope: the province, its cities and counties, by code.
        package let areas: [Region]
        /// How many entries the 方案 names, with its rule.
        package let nominal: LawRule
    }

    /// What the plans of that kind cover in the actor's area and below. Campaigns from above count as soon as their plan is reported.
    package func coverage(_ actor: Actor, year: Int, kind: Plan.Kind) async throws -> CoverageView {
        try actor.require(.planRead)
        let house = house
        return try await house.storage.read { stores in
            let today = house.clock.today
            let first = Day(year: year, month: 1, day: 1) ?? today
            let last = Day(year: year, month: 12, day: 31) ?? today
            // The list in force today within the year; of another year, as it stood at its beginning or end.
            let day = min(max(first, today), last)
            let rule = try house.law.book.rule(
                kind == .joint ? "coverage.joint.nominal" : "coverage.internal.nominal", on: day, in: actor.region)
            return CoverageView(
                coverage: PlanCoverage(
                    entries: try Planning.entries(kind, stores, on: day),
                    tasks: try stores.plans.coverageTasks(year: year, kind: kind, region: actor.region)),
                areas: try stores.registry.regions(within: actor.region), nominal: rule)
        }
    }

    /// What plans of that kind have to cover (2.3.7).
    static func entries(_ kind: Plan.Kind, _ stores: any Stores, on day: Day) throws -> [PlanCoverage.Entry] {
        guard kind == .joint else {
            return try stores.catalogue.items(on: day).map {
                .init(code: $0.code, matter: $0.matter, heading: $0.category, items: [$0.code], region: $0.region)
            }
        }
        guard let version = try stores.catalogue.versionInForce(.joint, on: day) else { return [] }
        return try stores.catalogue.entries(.joint, version: version.number).compactMap { entry in
            guard case .joint(let joint) = entry else { return nil }
            return .init(
                code: joint.code, matter: joint.matter, heading: joint.trade, items: joint.items, region: joint.region)
        }
    }
}
