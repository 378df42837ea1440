/// What is to be matched under rule SLO-1: who may fill which slot of which inspection.
///
/// All identifiers are compared by bytes. In public records officers and inspections go by their lots.
package struct AssignmentProblem: Sendable, Codable, Equatable {
    /// An inspector who may be matched.
    package struct Officer: Sendable, Codable, Equatable {
        package let id: String
        /// Most slots this officer may fill here; nil for no bound.
        package let cap: Int?
        /// Slots that already weigh on the officer (0...10⁹): a base load of the year or of the campaign; nil for 0.
        package let base: Int?

        package init(id: String, cap: Int? = nil, base: Int? = nil) {
            self.id = id
            self.cap = cap
            self.base = base
        }
    }

    /// An inspection and the officers it needs.
    package struct Inspection: Sendable, Codable, Equatable {
        package let id: String
        /// For each slot the name of the pool whose members may fill it.
        package let slots: [String]
        /// Officers who may not take part; ids that are no officers of the problem are without effect. Nil for none.
        package let recused: [String]?

        package init(id: String, slots: [String], recused: [String]? = nil) {
            self.id = id
            self.slots = slots
            self.recused = recused
        }
    }

    /// The ceremony's seed, or the logged sub-seed of a replacement.
    package let seed: String
    package let officers: [Officer]
    /// Members of each pool by officer id.
    package let pools: [String: [String]]
    package let inspections: [Inspection]

    package init(seed: String, officers: [Officer], pools: [String: [String]], inspections: [Inspection]) {
        self.seed = seed
        self.officers = officers
        self.pools = pools
        self.inspections = inspections
    }
}

/// What rule SLO-1 makes of a problem.
package enum AssignmentOutcome: Sendable, Equatable {
    /// The one outcome that the rule defines; in the order of the problem's inspections.
    case assigned([AssignedInspection])
    /// No complete matching exists.
    case infeasible(Shortage)
}

/// An inspection with the officer of each of its slots, in the order of the slots.
package struct AssignedInspection: Sendable, Equatable, Hashable, Codable {
    package let id: String
    package let officers: [String]

    package init(id: String, officers: [String]) {
        self.id = id
        self.officers = officers
    }
}

/// Proof that a problem has no complete matching: slots that all their eligible officers together cannot fill.
///
/// Each officer can fill at most min(cap, number of the inspections among these in which the officer is eligible for one
/// of these slots); the sum of that over all officers is `capacity`, which is less than the number of slots.
package struct Shortage: Sendable, Equatable {
    /// A slot by its inspection and its place from 0.
    package struct Slot: Sendable, Equatable, Hashable {
        package let inspection: String
        package let slot: Int
    }

    package let slots: [Slot]
    /// Officers eligible for one of the slots at least, in the problem's order.
    package let officers: [String]
    package let capacity: Int
}
