/// A party's sealed random value: logged before anyone knows another's, opened afterwards.
package enum Commitment {
    /// `hex SHA-256("vdraw-commit/v1\n" plan "\n" party "\n" value "\n")`, lower-case.
    /// - Parameters:
    ///   - plan: leaf hash of the plan entry, 64 lower-case hex characters, so that a value sealed for one ceremony
    ///     opens no other.
    ///   - party: the party's id, `[0-9A-Za-z:-]{1,64}`.
    ///   - value: 32 random bytes as 64 lower-case hex characters.
    /// - Throws: `hexFormat`, `partyFormat`.
    package static func hex(plan: String, party: String, value: String) throws(DrawRefusal) -> String {
        try SeedRules.checkHash(plan, of: "计划条目")
        try SeedRules.checkParty(party)
        try SeedRules.checkHash(value, of: "随机数")
        return Digests.sha256Hex("vdraw-commit/v1\n\(plan)\n\(party)\n\(value)\n")
    }
}

/// The spellings that a seed document allows.
enum SeedRules {
    static func checkHash(_ text: String, of what: String) throws(DrawRefusal) {
        guard Hex.bytes(lower: text, count: 32) != nil else {
            throw DrawRefusal(.hexFormat, "\(what)应为64位小写十六进制数")
        }
    }

    static func checkParty(_ text: String) throws(DrawRefusal) {
        guard Identifier.isValid(text) else {
            throw DrawRefusal(.partyFormat, "参与方编号“\(text)”只能由1至64个字母、数字、冒号、连字符组成")
        }
    }
}
