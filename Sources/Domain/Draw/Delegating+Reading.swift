/// What people see of delegations: both sides, and whoever leads either of them.
extension Delegating {
    /// An agreement with what belongs to it.
    package struct View: Sendable {
        package let delegation: Delegation
        package let items: [String]
        package let regions: [String]
        package let campaigns: [String]
        package let feedbacks: [DelegationFeedback]
        package let timeline: [LedgerLine]
        package let today: Day

        package init(
            delegation: Delegation, items: [String], regions: [String], campaigns: [String],
            feedbacks: [DelegationFeedback], timeline: [LedgerLine], today: Day
        ) {
            self.delegation = delegation
            self.items = items
            self.regions = regions
            self.campaigns = campaigns
            self.feedbacks = feedbacks
            self.timeline = timeline
            self.today = today
        }
    }

    /// What a new agreement may name.
    package struct Choices: Sendable {
        package let authority: Authority
        /// Subordinates and neighbours in the same department.
        package let below: [Authority]
        package let beside: [Authority]
        package let items: [Item]
        package let regions: [Region]
        package let campaigns: [Campaign]
        /// Working days of the rule.
        package let feedbackDays: Int

        package init(
            authority: Authority, below: [Authority], beside: [Authority], items: [Item], regions: [Region],
            campaigns: [Campaign], feedbackDays: Int
        ) {
            self.authority = authority
            self.below = below
            self.beside = beside
            self.items = items
            self.regions = regions
            self.campaigns = campaigns
            self.feedbackDays = feedbackDays
        }
    }

    package func list(_ actor: Actor, states: [Delegation.State], slice: Slice) async throws -> Listing<Delegation> {
        try actor.require(.drawRead)
        return try await house.storage.read {
            try $0.draws.delegations(region: actor.region, department: actor.department, states: states, slice: slice)
        }
    }

    package func view(_ actor: Actor, delegation id: Int64) async throws -> View {
        try actor.require(.drawRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            let delegation = try Delegating.visible(id, stores, actor)
            return View(
                delegation: delegation,
                items: try delegation.scope.items.map { try stores.catalogue.item($0, on: today)?.matter ?? $0 },
                regions: try delegation.scope.regions.map { try stores.registry.region($0)?.name ?? $0.text },
                campaigns: try delegation.scope.campaigns.compactMap { try stores.plans.campaign(id: $0)?.title },
                feedbacks: try stores.draws.feedbacks(delegation: id),
                timeline: try stores.ledger.timeline(object: "delegation/\(id)"), today: today)
        }
    }

    package func choices(_ actor: Actor) async throws -> Choices {
        try actor.require(.drawRun)
        let today = house.clock.today
        let book = house.law.book
        return try await house.storage.read { stores in
            guard let own = try stores.registry.authority(id: actor.authority) else { throw Problem.notFound("机关") }
            let province = own.region.provinceCode ?? own.region
            let others = try stores.registry.authorities(within: province).filter {
                $0.id != own.id && $0.department.utf8.elementsEqual(own.department.utf8)
            }
            var campaigns: [Campaign] = []
            let plans = try stores.plans.plans(
                region: own.region, department: own.department, year: today.year, slice: Slice(page: 1, size: 200))
            for plan in plans.rows where plan.authority == own.id {
                campaigns += try stores.plans.campaigns(plan: plan.id).filter { $0.state == .planned }
            }
            return Choices(
                authority: own,
                below: others.filter { own.region.contains($0.region) && $0.region != own.region },
                beside: others.filter { $0.region.level == own.region.level && $0.region != own.region },
                items: try stores.catalogue.items(on: today).filter { $0.region.contains(own.region) },
                regions: try stores.registry.regions(within: own.region).filter { $0.code != own.region },
                campaigns: campaigns,
                feedbackDays: try book.value("delegation.feedback.within", on: today, in: own.region))
        }
    }

    /// - Parameter open: only those owed (true), only those given (false), all (nil).
    package func feedbacks(_ actor: Actor, open: Bool?, slice: Slice) async throws -> Listing<DelegationFeedback> {
        try actor.require(.drawRead)
        return try await house.storage.read {
            try $0.draws.feedbacks(region: actor.region, department: actor.department, open: open, slice: slice)
        }
    }

    package func feedback(_ actor: Actor, feedback id: Int64) async throws -> (
        feedback: DelegationFeedback, timeline: [LedgerLine]
    ) {
        try actor.require(.drawRead)
        return try await house.storage.read { stores in
            let feedback = try Delegating.visibleFeedback(id, stores, actor)
            return (feedback, try stores.ledger.timeline(object: "delegation/\(feedback.delegation)"))
        }
    }

    /// The file of an agreement with its name.
    package func document(_ actor: Actor, delegation id: Int64) async throws -> (name: String, bytes: [UInt8]) {
        try actor.require(.drawRead)
        return try await house.storage.read { stores in
            let delegation = try Delegating.visible(id, stores, actor)
            guard let bytes = try stores.draws.document(delegation: id) else { throw Problem.notFound("文书") }
            return (delegation.document.name, bytes)
        }
    }

    package func document(_ actor: Actor, feedback id: Int64) async throws -> (name: String, bytes: [UInt8]) {
        try actor.require(.drawRead)
        return try await house.storage.read { stores in
            let feedback = try Delegating.visibleFeedback(id, stores, actor)
            guard let bytes = try stores.draws.document(feedback: id) else { throw Problem.notFound("文书") }
            return (feedback.document?.name ?? "", bytes)
        }
    }

    static func visible(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Delegation {
        guard let delegation = try stores.draws.delegation(id: id),
            [delegation.from, delegation.to].contains(where: { actor.covers($0.region, department: $0.department) })
        else { throw Problem.notFound("委托") }
        return delegation
    }

    static func visibleFeedback(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> DelegationFeedback {
        guard let feedback = try stores.draws.feedback(id: id),
            [feedback.from, feedback.to].contains(where: { actor.covers($0.region, department: $0.department) })
        else { throw Problem.notFound("结果反馈") }
        return feedback
    }
}
