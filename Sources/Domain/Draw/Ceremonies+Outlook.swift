import VerifiableDraw

/// 人手够不够: before anything is frozen, by counts alone. Every county is counted as if it were drawn at its own ratios,
/// rounded up, and as if no two campaigns met at one door; so what is enough here is enough unless recusals or expertise
/// decide.
extension Ceremonies {
    /// What one authority would have to do, and with whom.
    package struct Outlook: Sendable {
        package let authority: String
        package let counties: [String]
        package let visits: Int
        /// Places to be filled: certified inspectors of a visit × visits.
        package let places: Int
        /// Certified and present today, in the pools of the modes; and those of them or beside them who are on leave.
        package let present: Int
        package let away: Int
        /// Places that the present can fill together.
        package let capacity: Int

        package init(
            authority: String, counties: [String], visits: Int, places: Int, present: Int, away: Int, capacity: Int
        ) {
            self.authority = authority
            self.counties = counties
            self.visits = visits
            self.places = places
            self.present = present
            self.away = away
            self.capacity = capacity
        }

        package var isEnough: Bool { places <= capacity }
    }

    /// - Throws: `draw.officers` when there is nobody at all to send.
    package func outlook(_ actor: Actor, ceremony id: Int64) async throws -> (ceremony: Ceremony, rows: [Outlook]) {
        let house = house
        return try await house.storage.read { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            try Ceremonies.expect(.planned, ceremony, to: "核对人手")
            let today = house.clock.today
            let campaigns = try ceremony.campaigns.compactMap { try stores.plans.campaign(id: $0) }
            let staffing = try Ceremonies.likely(ceremony, campaigns, stores, house, on: today)
            return (ceremony, try Ceremonies.rows(campaigns, staffing, stores, on: today))
        }
    }

    /// The staffing that a freeze would make today.
    private static func likely(
        _ ceremony: Ceremony, _ campaigns: [Campaign], _ stores: any Stores, _ house: House, on day: Day
    ) throws -> Staffing {
        let delegations = try delegations(ceremony, campaigns, stores, on: day)
        let key = try LotKey(bytes: [UInt8](repeating: 0, count: LotKey.length))
        let teams = try FrozenTeam.of(campaigns, stores)
        let officers = try frozenOfficers(
            ceremony, delegates: delegations.map(\.to.authority) + FrozenTeam.authorities(teams, stores), key: key,
            stores: stores, on: day, law: house.law.book)
        return Staffing(
            seed: DrawSeed(""),
            frozen: FrozenStaffing(
                officers: officers, items: [], stations: campaigns.map(\.stations),
                delegations: delegations.map(FrozenDelegation.init), teams: teams, lead: ceremony.region),
            drawingAuthority: ceremony.authority,
            certified: try house.law.book.value("matching.certified.min", on: day, in: ceremony.region), day: day)
    }

    /// The part of a number that falls on some of the subjects, rounded up.
    private static func share(of number: Int, _ part: Int, of all: Int) -> Int {
        guard all > 0 else { return 0 }
        let (product, overflow) = min(number, all).multipliedReportingOverflow(by: part)
        return overflow ? part : (product + all - 1) / all
    }

    private static func rows(
        _ campaigns: [Campaign], _ staffing: Staffing, _ stores: any Stores, on day: Day
    ) throws -> [Outlook] {
        var visits: [Int64: Int] = [:]
        var counties: [Int64: Set<RegionCode>] = [:]
        var pools: [Int64: Set<String>] = [:]
        for campaign in campaigns {
            let whole = try campaign.reach(on: day, stores)
            let measures = campaign.measures
            let all =
                measures.values.contains(where: \.isNumber) ? try stores.registry.classes(whole, riskOn: day) : [:]
            let areas = try campaign.regions.flatMap { try stores.registry.regions(within: $0).map(\.code) }
            for county in Set(areas).sorted() where county.level == .county {
                var part = whole
                part.regions = [county]
                let drawn = try stores.registry.classes(part, riskOn: day).reduce(0) { sum, one in
                    // A number is drawn over all counties: as many in each as its share of the subjects.
                    switch measures[one.key] {
                    case nil: sum
                    case .basisPoints(let points): sum + (try Measure.basisPoints(points).count(of: one.value))
                    case .fixed(let number): sum + share(of: number, one.value, of: all[one.key] ?? 0)
                    }
                }
                guard drawn > 0 else { continue }
                let call = Staffing.Call(
                    subject: 0, slip: "0", identifier: "", name: "", region: county, tags: [],
                    dispatch: campaign.dispatch, items: campaign.items, campaigns: [campaign.id],
                    stations: campaign.stations)
                let (problem, posts) = staffing.problem([call])
                guard let post = posts.first else { continue }
                let slots = problem.inspections.first?.slots ?? []
                for authority in [post.authority] + post.joined.map(\.authority) {
                    visits[authority, default: 0] += drawn
                    counties[authority, default: []].insert(county)
                }
                for (slot, pool) in slots.enumerated() {
                    pools[post.authority(slot: slot, certified: staffing.certified), default: []].insert(pool)
                }
            }
        }
        return try visits.sorted { $0.key < $1.key }.map { authority, count in
            let members = Set((pools[authority] ?? []).flatMap { staffing.frozen.pools[$0] ?? [] })
            let people = staffing.frozen.officers.filter { members.contains($0.lot) }
            let present = people.filter { $0.isPresent(on: day) }
            let capacity = present.count < staffing.certified ? 0 : present.reduce(0) { $0 + min($1.cap, count) }
            return Outlook(
                authority: try stores.registry.authority(id: authority)?.name ?? "机关",
                counties: try (counties[authority] ?? []).sorted().map {
                    try stores.registry.region($0)?.name ?? $0.text
                }, visits: count, places: count * staffing.certified, present: present.count,
                away: people.count - present.count, capacity: capacity)
        }
    }
}
