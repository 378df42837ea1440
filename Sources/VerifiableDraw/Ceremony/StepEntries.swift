/// A party seals its value.
package struct CommitEntry: Sendable, Codable, Equatable {
    /// Leaf hash of the plan entry, as in all entries below.
    package let plan: String
    package let time: String
    package let party: String
    /// `Commitment.hex`
    package let commitment: String

    package init(plan: String, time: String, party: String, commitment: String) {
        self.plan = plan
        self.time = time
        self.party = party
        self.commitment = commitment
    }
}

/// A party opens its value.
package struct RevealEntry: Sendable, Codable, Equatable {
    package let plan: String
    package let time: String
    package let party: String
    /// 64 lower-case hex characters.
    package let value: String

    package init(plan: String, time: String, party: String, value: String) {
        self.plan = plan
        self.time = time
        self.party = party
        self.value = value
    }
}

/// A public value arrives.
package struct PublicValueEntry: Sendable, Codable, Equatable {
    package let plan: String
    package let time: String
    package let source: String
    package let value: String

    package init(plan: String, time: String, value: PublicValue) {
        self.plan = plan
        self.time = time
        source = value.source
        self.value = value.value
    }
}

/// The draw is made: its seed, and the hashes of what came of it.
package struct DrawEntry: Sendable, Codable, Equatable {
    package let plan: String
    package let time: String
    package let seed: String
    /// SHA-256 of the selection text (see `CeremonyRecord.selectionText`).
    package let selection: String
    /// SHA-256 of the slips text (see `CeremonyRecord.slipsText`).
    package let slips: String
    /// SHA-256 of the inspections text and of the assignment text (see `MatchingRecord`), when inspectors are matched.
    package let inspections: String?
    package let assignment: String?

    package init(
        plan: String, time: String, seed: String, selection: String, slips: String, inspections: String?,
        assignment: String?
    ) {
        self.plan = plan
        self.time = time
        self.seed = seed
        self.selection = selection
        self.slips = slips
        self.inspections = inspections
        self.assignment = assignment
    }
}

/// The ceremony ends without an outcome. A later ceremony on the same campaigns names this entry in its plan.
package struct AbortEntry: Sendable, Codable, Equatable {
    package let plan: String
    package let time: String
    package let reason: String

    package init(plan: String, time: String, reason: String) {
        self.plan = plan
        self.time = time
        self.reason = reason
    }
}
