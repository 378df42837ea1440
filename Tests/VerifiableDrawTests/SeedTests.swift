import Testing

@testable import VerifiableDraw

@Suite struct SeedTests {
    private struct Vector: Decodable {
        let plan: String
        let party: String
        let value: String
        let commitment: String
        let text: String
        let seed: String
    }

    @Test func commitmentAndSeedOfPython() throws {
        let vector = try Vectors.load(Vector.self, "seed")
        #expect(
            try Commitment.hex(plan: vector.plan, party: vector.party, value: vector.value) == vector.commitment)
        let document = try SeedDocument(text: vector.text)
        #expect(document.text == vector.text)
        #expect(document.seed.hex == vector.seed)
        #expect(document.shares.map(\.party) == ["Drawer", "business", "supervisor"])
        #expect(document.shares[1].share == .missing)
        let again = try SeedDocument(
            planLeaf: document.planLeaf, populationRoot: document.populationRoot, populationCount: 0,
            commitsTreeSize: 7, commitsRoot: document.commitsRoot, shares: document.shares.reversed(),
            publicValues: document.publicValues)
        #expect(again == document)
    }

    @Test func everyByteCounts() throws {
        let vector = try Vectors.load(Vector.self, "seed")
        let lines = vector.text.split(separator: "\n").map(String.init)
        var changed = [
            vector.text + "\n", String(vector.text.dropLast()), vector.text.replacing(" 7 ", with: " 07 "),
            vector.text.replacing(" 7 ", with: " +7 "), vector.text.replacing("commits", with: "Commits"),
            vector.text.replacing(" 7 ", with: "  7 "), vector.text.replacing("v1", with: "v2"), "",
            vector.text.replacing("\n", with: "\r\n"),
            vector.text.replacing("drand-quicknet:1", with: "drand-quicknet:01"),
            vector.text.replacing("4091736", with: "409173６"), vector.text.replacing("abab", with: "ABab"),
        ]
        // Any two of the lines that name values in another order, or one of them twice.
        for index in 4..<lines.count - 1 {
            var swapped = lines
            swapped.swapAt(index, index + 1)
            if index != 7 { changed.append(swapped.map { $0 + "\n" }.joined()) }
        }
        changed.append((lines + [lines[4]]).map { $0 + "\n" }.joined())
        for text in changed where !text.utf8.elementsEqual(vector.text.utf8) {
            let seed = try? SeedDocument(text: text).seed.hex
            #expect(seed != vector.seed)
        }
        #expect(throws: DrawRefusal.self) { try SeedDocument(text: changed[0]) }
        #expect(throws: DrawRefusal.self) { try SeedDocument(text: changed[2]) }
        #expect(throws: DrawRefusal.self) { try SeedDocument(text: changed[9]) }
    }

    private func document(
        _ shares: [(party: String, share: SeedDocument.Share)], _ values: [PublicValue]
    ) throws -> SeedDocument {
        let hash = String(repeating: "0", count: 64)
        return try SeedDocument(
            planLeaf: hash, populationRoot: hash, populationCount: 1, commitsTreeSize: 3, commitsRoot: hash,
            shares: shares, publicValues: values)
    }

    @Test func whoWithholdsMustNotDecide() throws {
        let value = String(repeating: "a", count: 64)
        let dice = try PublicValue(source: "dice:1", value: "123456")
        let refusal = #expect(throws: DrawRefusal.self) {
            try document([("a", .revealed(value)), ("b", .missing)], [])
        }
        #expect(refusal?.code == .missingWithoutPublicValue)
        #expect(try document([("a", .revealed(value)), ("b", .missing)], [dice]).text.contains("\nmissing b\n"))
        let nothing = #expect(throws: DrawRefusal.self) { try document([], []) }
        #expect(nothing?.code == .seedWithoutValue)
        let twice = #expect(throws: DrawRefusal.self) {
            try document([("a", .revealed(value)), ("a", .missing)], [dice])
        }
        #expect(twice?.code == .partyRepeated)
        #expect(throws: DrawRefusal.self) { try document([("a b", .revealed(value))], []) }
        #expect(throws: DrawRefusal.self) { try document([("a", .revealed("A" + value.dropFirst()))], []) }
    }

    @Test(arguments: [
        ("dice:hall", "0", true), ("dice:hall", "", false), ("dice:hall", "12a", false), ("dice:hall", "1 2", false),
        ("drand-quicknet:1", String(repeating: "0f", count: 48), true),
        ("drand-quicknet:1", String(repeating: "0F", count: 48), false),
        ("drand-quicknet:1", String(repeating: "0f", count: 47), false),
        ("drand-quicknet:0", String(repeating: "0f", count: 48), false),
        ("drand-quicknet:", String(repeating: "0f", count: 48), false),
        ("lottery:2026031", "01-08-15:09", true), ("lottery:2026031", "01 08", false), ("", "1", false),
        ("dice:厅", "1", false),
    ])
    func publicValues(source: String, value: String, valid: Bool) {
        #expect(((try? PublicValue(source: source, value: value)) != nil) == valid)
    }
}
