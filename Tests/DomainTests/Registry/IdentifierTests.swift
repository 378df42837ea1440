import Domain
import Testing

@Suite("统一社会信用代码 (GB 32100-2015)") struct IdentifierTests {
    @Test("valid codes, the check character 0 for a remainder of 0 among them") func valid() throws {
        #expect(IdentifierCheck.isValid("91231181MA18Y8PR3Y"))
        #expect(IdentifierCheck.isValid("91230102127147106N"))
        // Every check character is reached, also 0, for which Σ mod 31 = 0.
        var reached = Set<UInt8>()
        for serial in 0..<200 {
            let digits = Array(String(serial).utf8)
            var body = Array("91230102000000000".utf8)
            body.replaceSubrange((17 - digits.count)..., with: digits)
            let check = try #require(IdentifierCheck.checkCharacter(for: body))
            reached.insert(check)
            #expect(IdentifierCheck.isValid(String(decoding: body + [check], as: UTF8.self)))
        }
        #expect(reached.count == 31)
    }

    @Test(
        "each fault is named with its place",
        arguments: [
            ("", IdentifierCheck.Fault.empty), ("9123", .length(4)), ("91231181MA18Y8PR3YY", .length(19)),
            ("91230000x07154424D", .lowerCase(position: 9)), ("91231181MA18Y8PR3I", .character(position: 18)),
            ("91231181MA18Y8PR3X", .checkCharacter(expected: "Y")), ("９１２３１", .length(5)),
        ])
    func faults(_ text: String, _ fault: IdentifierCheck.Fault) {
        #expect(throws: fault) { try IdentifierCheck.checked(Array(text.utf8)) }
    }
}
