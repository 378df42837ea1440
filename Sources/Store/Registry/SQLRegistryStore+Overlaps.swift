import Database
import Domain

extension SQLRegistryStore {
    /// One pass in which each subject gets a bit for each query that finds it, in words of 60 bits.
    func overlaps(_ queries: [SubjectQuery], types: [String], riskOn day: Day) throws -> [SubjectOverlap] {
        let conditions = try queries.map(condition)
        guard conditions.contains(where: { $0 != nil }) else { return [] }
        let width = 60
        func word(_ number: Int) -> SQL {
            let bits = conditions.enumerated().dropFirst(number * width).prefix(width).compactMap { place, condition in
                condition.map { filter -> SQL in
                    "CASE WHEN \(filter) THEN CAST(\(Int64(1) << (place % width)) AS BIGINT) ELSE CAST(0 AS BIGINT) END"
                }
            }
            return bits.isEmpty ? "CAST(0 AS BIGINT)" : SQL.joined(bits, separator: " + ")
        }
        let snapshot = try riskSnapshot(until: day) ?? -1
        return try connection.rows(
            """
            SELECT class, enterprise, w0, w1, w2, w3, COUNT(*) AS n FROM (
                SELECT r.class AS class, CASE WHEN s.type_code IN (\(SQL.list(types))) THEN 1 ELSE 0 END AS enterprise,
                    \(word(0)) AS w0, \(word(1)) AS w1, \(word(2)) AS w2, \(word(3)) AS w3
                FROM registry_subject s
                LEFT JOIN registry_risk r ON r.snapshot_id = \(snapshot) AND r.subject_id = s.id) found
            WHERE w0 <> 0 OR w1 <> 0 OR w2 <> 0 OR w3 <> 0
            GROUP BY class, enterprise, w0, w1, w2, w3
            """
        ).map { row in
            let words = [try row.int64("w0"), try row.int64("w1"), try row.int64("w2"), try row.int64("w3")]
            return SubjectOverlap(
                risk: try row.textOrNil("class").flatMap(RiskClass.init) ?? .unclassified,
                isEnterprise: try row.int("enterprise") == 1,
                members: queries.indices.filter { words[$0 / width] & (1 << ($0 % width)) != 0 },
                number: try row.int("n"))
        }
    }
}
