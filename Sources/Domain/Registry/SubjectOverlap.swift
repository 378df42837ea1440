/// How many subjects of one class exactly these queries find in common, and no other of those asked (2.3.4, 2.3.8). All overlaps
/// of some queries together hold each subject that any of them finds once.
package struct SubjectOverlap: Sendable, Equatable, Codable, Comparable {
    package let risk: RiskClass
    /// Whether they count as 企业 for the floor.
    package let isEnterprise: Bool
    /// Places of the queries among those asked, ascending; never empty.
    package let members: [Int]
    package let number: Int

    package init(risk: RiskClass, isEnterprise: Bool, members: [Int], number: Int) {
        self.risk = risk
        self.isEnterprise = isEnterprise
        self.members = members
        self.number = number
    }

    /// One order for both ways of counting, so that their answers can be compared.
    package static func < (left: SubjectOverlap, right: SubjectOverlap) -> Bool {
        if left.members != right.members { return left.members.lexicographicallyPrecedes(right.members) }
        return left.risk == right.risk ? left.isEnterprise && !right.isEnterprise : left.risk < right.risk
    }

    /// As many queries as one question takes.
    package static let limit = 240
}

extension SubjectFinding {
    /// The overlaps by class of the newest snapshot dated on or before the day, in no particular order.
    ///
    /// - Parameter types: type codes that count as enterprises.
    /// - Throws: `subjects.overlaps` for more than ``SubjectOverlap/limit`` queries, and what the store throws.
    package static func overlaps(
        _ queries: [SubjectQuery], types: [String], riskOn day: Day, _ stores: any Stores,
        _ sets: (any SubjectSets)?
    ) throws -> [SubjectOverlap] {
        guard queries.count <= SubjectOverlap.limit else {
            throw Problem(
                .invalid, "subjects.overlaps", "一次最多测算\(SubjectOverlap.limit)个任务，现有\(queries.count)个。",
                remedy: "请把对象范围相同的事项合并为一个任务。")
        }
        if let sets, sets.riskSnapshot == (try stores.registry.riskSnapshot(until: day)) {
            return sets.overlaps(queries, types: types)
        }
        return try stores.registry.overlaps(queries, types: types, riskOn: day)
    }
}
