/// The fresh randomness of a replacement (docs/draw-spec.md, 12): two values, one sealed in the log before the other is
/// made, so that neither the server nor the approver can choose who comes in.
package enum SubSeed {
    /// `hex SHA-256("vdraw-vacancy/v1" LF plan LF inspection LF value LF)`, what the vacancy entry seals.
    /// - Parameters:
    ///   - plan: leaf hash of the plan entry.
    ///   - inspection: the inspection's id.
    ///   - value: the server's 32 random bytes as 64 lower-case hex characters.
    /// - Throws: `hexFormat`, `partyFormat`.
    package static func commitment(plan: String, inspection: String, value: String) throws(DrawRefusal) -> String {
        try SeedRules.checkHash(plan, of: "计划条目")
        try SeedRules.checkHash(value, of: "随机数")
        guard Identifier.isValid(inspection) else {
            throw DrawRefusal(.partyFormat, "检查编号“\(inspection)”的格式不对")
        }
        return Digests.sha256Hex("vdraw-vacancy/v1\n\(plan)\n\(inspection)\n\(value)\n")
    }

    /// The seed under which the vacated places are matched, 64 lower-case hex characters.
    /// - Parameters:
    ///   - seed: the ceremony's.
    ///   - vacancy: leaf hash of the vacancy entry.
    /// - Throws: `hexFormat`.
    package static func hex(
        seed: String, vacancy: String, server: String, approver: String
    ) throws(DrawRefusal) -> String {
        try SeedRules.checkHash(seed, of: "种子")
        try SeedRules.checkHash(vacancy, of: "空缺条目")
        try SeedRules.checkHash(server, of: "服务器的随机数")
        try SeedRules.checkHash(approver, of: "批准人的随机数")
        return Digests.sha256Hex(
            "vdraw-subseed/v1\nseed \(seed)\nvacancy \(vacancy)\nserver \(server)\napprover \(approver)\n")
    }
}
