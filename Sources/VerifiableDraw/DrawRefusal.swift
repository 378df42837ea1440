/// Why an input to the draw is refused: a stable code for programs and tests, a Chinese sentence for people.
///
/// Every function of this target that can refuse throws this and nothing else; none of them traps on input.
package struct DrawRefusal: Error, Sendable, Equatable {
    /// What was wrong, one word per rule.
    package enum Code: String, Sendable, Codable {
        case lotKeyLength, lotFormat, lotRepeated
        case slipFormat, slipRepeated, slipOrder
        case identifierCharset, identifierRepeated
        case lineFormat, lineOrder, lineRepeated, stratumUnknown, stratumRepeated
        case quotaRange
        case hexFormat, partyFormat, partyRepeated, sourceFormat, valueFormat, seedDocumentFormat
        case missingWithoutPublicValue, seedWithoutValue
        case takeRange
        case problemFormat
        case recordFormat, entryFormat
        case auditFormat
    }

    package let code: Code
    /// Chinese, a full sentence without a code.
    package let reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
