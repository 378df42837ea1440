/// A vacancy as published in `ceremony.json`, with its replacement once there is one.
package struct ReplacementRecord: Sendable, Codable, Equatable {
    /// Places of the two entries in the log; a vacancy that is not filled has the first alone.
    package let vacancy: Int
    package let replacement: Int?
    package let officers: [AssignmentProblem.Officer]?
    package let pools: [String: [String]]?
    package let inspections: [AssignmentProblem.Inspection]?
    package let assignment: [AssignedInspection]?

    package init(vacancy: Int, replacement: (entry: Int, matching: MatchingRecord)? = nil) {
        self.vacancy = vacancy
        self.replacement = replacement?.entry
        officers = replacement?.matching.officers
        pools = replacement?.matching.pools
        inspections = replacement?.matching.inspections
        assignment = replacement?.matching.assignment
    }

    /// The matching of the vacated places; nil while the vacancy is open.
    package var matching: MatchingRecord? {
        guard let officers, let pools, let inspections, let assignment else { return nil }
        return MatchingRecord(officers: officers, pools: pools, inspections: inspections, assignment: assignment)
    }
}
