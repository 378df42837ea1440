/// Making alliances, naming campaigns, and reading what is shared.
package struct Allying: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// Proposed by a member (or by the province); each member division confirms for itself.
    package func propose(
        name: String, document: String, hash: String, starts: Day, ends: Day, regions: [RegionCode], by actor: Actor,
        submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try actor.require(.registryEdit)
        let now = house.clock.now()
        let members = Set(regions).sorted()
        var fields: [String: String] = [:]
        if name.trimmed.isEmpty || name.count > 60 { fields["name"] = "应为1至60个字" }
        if document.trimmed.isEmpty || document.count > 80 { fields["document"] = "请填写合作文件编号，不超过80字" }
        if !hash.isEmpty, hash.wholeMatch(of: /[0-9a-f]{64}/) == nil { fields["hash"] = "应为64位十六进制数" }
        if ends < starts || ends < now.day { fields["ends"] = "结束日期应在开始日期和今天之后" }
        if members.count < 2 { fields["regions"] = "至少选择两个成员地区" }
        if Set(members.map(\.level)).count > 1 { fields["regions"] = "成员应为同一级的地区" }
        if actor.region.level != .province, !members.contains(where: { $0.contains(actor.region) }) {
            fields["regions"] = "成员中应有本地区"
        }
        guard fields.isEmpty else {
            throw Problem(.invalid, "alliance.form", "有\(fields.count)处需要修改。", clause: "5.4.1", fields: fields)
        }
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                var list: [Alliance.Member] = []
                for region in members {
                    guard let known = try stores.registry.region(region), known.current else {
                        throw Problem.notFound("行政区划")
                    }
                    // Whoever proposes has agreed already.
                    let own = region.contains(actor.region)
                    list.append(.init(region: region, name: known.name, confirmedAt: own ? now : nil))
                }
                let id = try stores.staff.insert(
                    Alliance(
                        id: 0, name: name.trimmed, document: document.trimmed, documentHash: hash, starts: starts,
                        ends: ends, endedAt: nil, members: list, campaigns: []), by: actor.account, at: now)
                return "/registry/alliances/\(id)"
            },
            { stores, location in
                let object = location.split(separator: "/").last.map { "alliance/\($0)" } ?? "alliance"
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.alliance.propose", actor: actor.account, object: object, at: now,
                        sentence: "发起跨区域联合“\(name.trimmed)”，成员\(members.count)个（\(document.trimmed)）。"), at: now)
            })
    }

    package func confirm(_ id: Int64, by actor: Actor, submission: String? = nil) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/alliances/\(id)") { stores in
            let alliance = try Allying.visible(id, stores, actor)
            guard let member = try Allying.own(alliance, actor), member.confirmedAt == nil else {
                throw Problem.moved("联合")
            }
            try stores.staff.setConfirmed(alliance: id, region: member.region, by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.alliance.confirm", actor: actor.account, object: "alliance/\(id)", at: now,
                    sentence: "\(member.name)确认加入。"), at: now)
        }
    }

    package func end(_ id: Int64, by actor: Actor, submission: String? = nil) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/alliances/\(id)") { stores in
            let alliance = try Allying.visible(id, stores, actor)
            if actor.region.level != .province { _ = try Allying.own(alliance, actor) }
            guard alliance.endedAt == nil else { throw Problem.moved("联合") }
            try stores.staff.setEnded(alliance: id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.alliance.end", actor: actor.account, object: "alliance/\(id)", at: now,
                    sentence: "终止联合，不再共享名录。"), at: now)
        }
    }

    /// A member names one of its campaigns: for this one the members read each other's libraries.
    package func share(_ id: Int64, campaign: Int64, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/alliances/\(id)") { stores in
            let alliance = try Allying.visible(id, stores, actor)
            _ = try Allying.own(alliance, actor)
            guard alliance.isInForce(on: now.day) else {
                throw Problem(
                    .refused, "alliance.not-in-force", "联合“\(alliance.name)”现在\(alliance.word(on: now.day))，不能共享名录。",
                    clause: "5.4.1", remedy: "请各成员地区确认，或在有效期内办理。")
            }
            guard let known = try stores.plans.campaign(id: campaign), known.authority == actor.authority else {
                throw Problem(
                    .invalid, "alliance.campaign", "只能选择本机关的任务。", clause: "5.4.1",
                    fields: ["campaign": "只能选择本机关的任务"])
            }
            guard !alliance.campaigns.contains(campaign) else { throw Problem.moved("联合任务") }
            try stores.staff.insertCampaign(campaign, alliance: id, by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.alliance.campaign", actor: actor.account, object: "alliance/\(id)", at: now,
                    sentence: "为任务共享两库：\(known.title)。", data: ["campaign": .number(campaign)]), at: now)
        }
    }

    private static func own(_ alliance: Alliance, _ actor: Actor) throws -> Alliance.Member? {
        try actor.require(.registryEdit)
        guard let member = alliance.member(of: actor) else {
            throw Problem(
                .refused, "alliance.member", "只有成员地区可以办理。", clause: "5.4.1", remedy: "请成员地区的名录库管理人员办理。")
        }
        guard actor.region == member.region else {
            throw Problem(
                .refused, "alliance.level", "应由\(member.name)本级办理。", clause: "5.4.1",
                remedy: "请\(member.name)的名录库管理人员登录办理。")
        }
        return member
    }

    /// Members and the levels above them see an alliance.
    private static func visible(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Alliance {
        try actor.require(.registryRead)
        guard let alliance = try stores.staff.alliance(id: id), sees(alliance, actor) else {
            throw Problem.notFound("跨区域联合")
        }
        return alliance
    }

    private static func sees(_ alliance: Alliance, _ actor: Actor) -> Bool {
        alliance.members.contains { $0.region.contains(actor.region) || actor.region.contains($0.region) }
    }

    // MARK: Reading

    package func list(for actor: Actor) async throws -> [Alliance] {
        try actor.require(.registryRead)
        return try await house.storage.read { try $0.staff.alliances().filter { Allying.sees($0, actor) } }
    }

    package struct Dossier: Sendable {
        package let alliance: Alliance
        package let shared: [Campaign]
        /// Campaigns of the actor's authority that could be named.
        package let own: [(id: Int64, title: String)]
        /// Same-department authorities of the other members: to whom a visit can be delegated (3.1.3).
        package let neighbours: [Authority]
        package let timeline: [LedgerLine]
    }

    package func dossier(_ id: Int64, for actor: Actor) async throws -> Dossier {
        let year = house.clock.today.year
        return try await house.storage.read { stores in
            let alliance = try Allying.visible(id, stores, actor)
            let own = alliance.member(of: actor)?.region
            var neighbours: [Authority] = []
            for member in alliance.members where own != nil && member.region != own {
                neighbours += try stores.registry.authorities(within: member.region).filter {
                    $0.region == member.region && $0.department == actor.department
                }
            }
            return Dossier(
                alliance: alliance, shared: try alliance.campaigns.compactMap { try stores.plans.campaign(id: $0) },
                own: try stores.staff.campaigns(authority: actor.authority, year: year).filter {
                    !alliance.campaigns.contains($0.id)
                }, neighbours: neighbours, timeline: try stores.ledger.timeline(object: "alliance/\(id)"))
        }
    }

    /// What a member reads of another one for a campaign: inspectors who are certified, and subjects that the campaign's
    /// items reach. Neither personal data nor classes are in it.
    package struct MemberView: Sendable {
        package let alliance: Alliance
        package let campaign: Campaign
        package let region: Alliance.Member
        package let inspectors: Listing<Inspector>
        package let subjects: Listing<Subject>
        package let tagNames: [String: String]
        package let items: [String]
    }

    package func shared(
        _ id: Int64, campaign: Int64, region: RegionCode?, inspectors: Slice, subjects: Slice, for actor: Actor
    ) async throws -> MemberView {
        let today = house.clock.today
        return try await house.storage.read { stores in
            let alliance = try Allying.visible(id, stores, actor)
            let isAbove = alliance.members.allSatisfy { actor.region.contains($0.region) }
            guard isAbove || alliance.member(of: actor) != nil, alliance.campaigns.contains(campaign),
                let known = try stores.plans.campaign(id: campaign)
            else { throw Problem.notFound("联合任务") }
            guard alliance.isInForce(on: today) else {
                throw Problem(
                    .refused, "alliance.not-in-force", "联合“\(alliance.name)”现在\(alliance.word(on: today))，名录不再共享。",
                    clause: "5.4.1", remedy: "请各成员地区确认，或续签合作文件。")
            }
            guard let member = alliance.members.first(where: { $0.region == region }) ?? alliance.members.first else {
                throw Problem.notFound("成员地区")
            }
            let items = try known.items.compactMap { try stores.catalogue.item($0, on: today) }
            var people = InspectorFilter(
                region: member.region, department: actor.department, on: today, soonDays: RegistryReading.soonDays)
            people.certificate = .valid
            var query = known.reach(items)
            query.regions = [member.region]
            let total = try stores.registry.classes(query, riskOn: today).values.reduce(0, +)
            let sight = try TagSight(actor, stores.registry)
            let rows = try Allying.reached(
                stores, query, slice: subjects, today: today
            ).map(sight.visible)
            return MemberView(
                alliance: alliance, campaign: known, region: member,
                inspectors: try stores.registry.inspectors(people, slice: inspectors),
                subjects: Listing(rows: rows, total: total, slice: subjects),
                tagNames: sight.names,
                items: items.map(\.matter))
        }
    }

    /// One page of the subjects that the items reach, in the order of their numbers.
    private static func reached(
        _ stores: any Stores, _ query: SubjectQuery, slice: Slice, today: Day
    ) throws -> [Subject] {
        struct Enough: Error {}
        var ids: [Int64] = []
        var seen = 0
        do {
            try stores.registry.forEachCandidate(query, riskOn: today) { one in
                seen += 1
                if seen > slice.offset { ids.append(one.id) }
                if ids.count == slice.size { throw Enough() }
            }
        } catch is Enough {}
        return try stores.registry.subjects(ids: ids).sorted { $0.id < $1.id }
    }
}
