/// The matching of inspectors by their lots to drawn subjects by their slips, with all that is needed to do it again.
package struct MatchingRecord: Sendable, Codable, Equatable {
    package let officers: [AssignmentProblem.Officer]
    package let pools: [String: [String]]
    /// Ids are `<slip>` or `<slip>:<anything>` where a subject gets several.
    package let inspections: [AssignmentProblem.Inspection]
    package let assignment: [AssignedInspection]

    package init(
        officers: [AssignmentProblem.Officer], pools: [String: [String]],
        inspections: [AssignmentProblem.Inspection], assignment: [AssignedInspection]
    ) {
        self.officers = officers
        self.pools = pools
        self.inspections = inspections
        self.assignment = assignment
    }

    /// The problem to be solved again.
    package func problem(seed: DrawSeed) -> AssignmentProblem {
        AssignmentProblem(seed: seed.hex, officers: officers, pools: pools, inspections: inspections)
    }

    /// Fixed before the seed is known; the freeze entry holds its SHA-256:
    /// ```
    /// vdraw-officers/v1
    /// officer <lot> <cap or -> <base>     sorted by bytes
    /// pool <name> <lot>                   sorted by bytes
    /// ```
    package static func officersText(
        officers: [AssignmentProblem.Officer], pools: [String: [String]]
    ) -> String {
        let first = officers.map { "officer \($0.id) \($0.cap.map(String.init) ?? "-") \($0.base ?? 0)\n" }
        let second = pools.flatMap { name, members in members.map { "pool \(name) \($0)\n" } }
        return "vdraw-officers/v1\n"
            + (first.sorted(by: ByteOrder.precedes) + second.sorted(by: ByteOrder.precedes)).joined()
    }

    /// Known once the subjects are drawn; the draw entry holds its SHA-256:
    /// ```
    /// vdraw-inspections/v1
    /// inspection <id> <pool of slot 0> <pool of slot 1> …    sorted by bytes
    /// recused <id> <officer lot>                             sorted by bytes
    /// ```
    package static func inspectionsText(_ inspections: [AssignmentProblem.Inspection]) -> String {
        let first = inspections.map { "inspection " + ([$0.id] + $0.slots).joined(separator: " ") + "\n" }
        let second = inspections.flatMap { inspection in
            (inspection.recused ?? []).map { "recused \(inspection.id) \($0)\n" }
        }
        return "vdraw-inspections/v1\n"
            + (first.sorted(by: ByteOrder.precedes) + second.sorted(by: ByteOrder.precedes)).joined()
    }

    /// The outcome; the draw entry holds its SHA-256:
    /// ```
    /// vdraw-assignment/v1
    /// <inspection id> <officer lot of slot 0> <officer lot of slot 1> …    sorted by bytes
    /// ```
    package static func assignmentText(_ assignment: [AssignedInspection]) -> String {
        let lines = assignment.map { ([$0.id] + $0.officers).joined(separator: " ") + "\n" }
        return "vdraw-assignment/v1\n" + lines.sorted(by: ByteOrder.precedes).joined()
    }
}
