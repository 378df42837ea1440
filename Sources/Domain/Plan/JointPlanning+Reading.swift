/// What the pages of joint campaigns show.
extension JointPlanning {
    /// One joint campaign, as the lead and all parts see it.
    package struct Dossier: Sendable {
        package let campaign: Campaign
        package let basis: JointBasis?
        package let joint: JointItem?
        package let parts: [JointPart]
        package let progress: [JointProgress]
        /// Departments of the division that could be invited, those of the list first.
        package let candidates: [Authority]
        /// Departments of the list that have no authority on this platform, by name.
        package let absent: [String]
        /// Alliances in force of the lead's division.
        package let alliances: [Alliance]
        package let items: [Item]
        package let regionNames: [RegionCode: String]
        package let departmentNames: [String: String]
        package let timeline: [LedgerLine]
        /// Whether this person may change who takes part, ask to join, urge.
        package let leads: Bool
        package let mayAsk: Bool
        package let coordinates: Bool
        /// The part that this person may answer as the one invited.
        package let own: JointPart?
    }

    package func dossier(_ actor: Actor, campaign id: Int64) async throws -> Dossier {
        try actor.require(.planRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            guard let campaign = try stores.plans.campaign(id: id) else { throw Problem.notFound("联合任务") }
            let parts = try stores.plans.parts(campaign: id)
            let own = try stores.registry.authority(id: actor.authority)
            let covers = actor.covers(campaign.region, department: campaign.department)
            let isPart = parts.contains {
                actor.covers($0.region, department: $0.department) || $0.authority == own?.id
            }
            let mayAsk = own.map { JointPlanning.mayAsk($0, campaign) } ?? false
            let isJoint = try stores.plans.plan(id: campaign.plan)?.kind == .joint
            guard covers || isPart || (mayAsk && isJoint) || JointPlanning.coordinates(actor, campaign) else {
                throw Problem.notFound("联合任务")
            }
            let leads = covers && actor.may(.planEdit) && campaign.state == .planned
            let basis = try stores.plans.jointBasis(campaign: id)
            let joint = try basis?.joint.flatMap { try JointPlanning.entry($0, stores, on: today) }
            let names = Dictionary(
                try stores.registry.departments().map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
            let (candidates, absent) = try JointPlanning.candidates(campaign, joint, parts, stores)
            var regionNames: [RegionCode: String] = [:]
            for code in campaign.regions { regionNames[code] = try stores.registry.region(code)?.name ?? code.text }
            return Dossier(
                campaign: campaign, basis: basis, joint: joint, parts: parts,
                progress: try stores.plans.progress(joint: id), candidates: candidates,
                absent: absent.map { names[$0] ?? $0 },
                alliances: leads
                    ? try stores.staff.alliances().filter { one in
                        one.isInForce(on: today) && one.members.contains { $0.region == campaign.region }
                    } : [], items: try campaign.items.compactMap { try stores.catalogue.item($0, on: today) },
                regionNames: regionNames, departmentNames: names,
                timeline: try stores.ledger.timeline(object: "campaign/\(id)"), leads: leads,
                mayAsk: mayAsk && isJoint && actor.may(.planEdit) && campaign.state == .planned
                    && !parts.contains { $0.authority == own?.id && $0.state != .declined && $0.state != .withdrawn },
                coordinates: JointPlanning.coordinates(actor, campaign), own: parts.first { $0.authority == own?.id })
        }
    }

    /// Who could be invited: other departments of the division without a part, those that the list names first.
    private static func candidates(
        _ campaign: Campaign, _ joint: JointItem?, _ parts: [JointPart], _ stores: any Stores
    ) throws -> (present: [Authority], absent: [String]) {
        let named = joint?.parts.map(\.department) ?? []
        let busy = Set(parts.filter { $0.state != .declined && $0.state != .withdrawn }.map(\.authority))
        let all = try stores.registry.authorities(within: campaign.region).filter { mayAsk($0, campaign) }
        let present = all.filter { !busy.contains($0.id) }.sorted {
            (named.contains($0.department) ? 0 : 1, $0.code) < (named.contains($1.department) ? 0 : 1, $1.code)
        }
        let known = Set(all.map(\.department))
        return (present, named.filter { !known.contains($0) && $0 != campaign.department })
    }

    /// Joint campaigns as the actor's authority sees them.
    package func list(_ actor: Actor, _ view: JointView, slice: Slice) async throws -> Listing<JointLine> {
        try actor.require(.planRead)
        return try await house.storage.read { stores in
            guard let own = try stores.registry.authority(id: actor.authority) else { throw Problem.notFound("机关") }
            return try stores.plans.joint(view, of: own, slice: slice)
        }
    }

    /// One matter of 一业一查 or of 跨部门综合监管, with the campaigns of this year that rest on it.
    package struct MatterLine: Sendable {
        package let joint: JointItem?
        package let crossMatter: String?
        package let title: String
        package let leadName: String
        package let partNames: [String]
        /// Whether the actor's department leads it.
        package let isLed: Bool
        package let campaigns: [(id: Int64, title: String)]
    }

    package struct Matters: Sendable {
        package let led: LawRule
        package let joined: LawRule
        /// How many joined matters there are; the plan names fewer.
        package let joinedCount: Int
        package let cross: [MatterLine]
        package let joint: [MatterLine]
        package let choices: [Item]
    }

    /// What can be proposed and what is, in a year.
    package func matters(_ actor: Actor, year: Int) async throws -> Matters {
        try actor.require(.planRead)
        let house = house
        let today = house.clock.today
        return try await house.storage.read { stores in
            guard let own = try stores.registry.authority(id: actor.authority) else { throw Problem.notFound("机关") }
            let book = house.law.book
            let led = try book.rule("cross.led", on: today, in: actor.region)
            let joined = try book.rule("cross.joined", on: today, in: actor.region)
            let bases = try stores.plans.jointBases(year: year, authority: own.id)
            let departments = Dictionary(
                try stores.registry.departments().map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
            let isMarket = own.department.utf8.elementsEqual(Department.marketRegulation.utf8)
            let market = departments[Department.marketRegulation] ?? "市场监管"
            func line(cross name: String, isMarkets: Bool) -> MatterLine {
                MatterLine(
                    joint: nil, crossMatter: name, title: name, leadName: isMarkets ? market : "行业主管部门", partNames: [],
                    isLed: isMarkets == isMarket,
                    campaigns: bases.filter { $0.basis.crossMatter == name }.map { ($0.campaign, $0.title) })
            }
            let cross =
                (led.list ?? []).map { line(cross: $0, isMarkets: true) }
                + (joined.list ?? []).map { line(cross: $0, isMarkets: false) }
            let listed = try JointPlanning.listed(stores, on: today).sorted {
                $0.code.utf8.lexicographicallyPrecedes($1.code.utf8)
            }
            let joint = listed.map { one in
                MatterLine(
                    joint: one, crossMatter: nil, title: one.matter, leadName: departments[one.lead] ?? one.lead,
                    partNames: one.parts.map { departments[$0.department] ?? $0.department },
                    isLed: one.lead.utf8.elementsEqual(own.department.utf8),
                    campaigns: bases.filter { $0.basis.joint == one.code }.map { ($0.campaign, $0.title) })
            }
            return Matters(
                led: led, joined: joined,
                joinedCount: try book.value("cross.joined.count", on: today, in: actor.region), cross: cross,
                joint: joint, choices: try Planning.choosable(own.region, stores, on: today))
        }
    }

    /// Departments of the own division that could be invited to a new campaign, with what the list has for each.
    package func invitable(_ actor: Actor, joint code: String?) async throws -> (
        authorities: [(authority: Authority, matter: String?)], absent: [String], joint: JointItem?
    ) {
        try actor.require(.planEdit)
        let today = house.clock.today
        return try await house.storage.read { stores in
            guard let own = try stores.registry.authority(id: actor.authority) else { throw Problem.notFound("机关") }
            let joint = try code.flatMap { try JointPlanning.entry($0, stores, on: today) }
            let names = Dictionary(
                try stores.registry.departments().map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
            let all = try stores.registry.authorities(within: own.region).filter {
                $0.region == own.region && !$0.department.utf8.elementsEqual(own.department.utf8)
            }
            let known = Set(all.map(\.department))
            return (
                all.map { one in
                    (one, joint?.parts.first { $0.department.utf8.elementsEqual(one.department.utf8) }?.matter)
                }, (joint?.parts ?? []).map(\.department).filter { !known.contains($0) }.map { names[$0] ?? $0 }, joint
            )
        }
    }
}
