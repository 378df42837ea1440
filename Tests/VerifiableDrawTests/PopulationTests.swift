import Testing

@testable import VerifiableDraw

@Suite struct PopulationTests {
    private struct Vector: Decodable {
        let count: Int
        let root: String
        let text: String
    }

    private struct LotVectors: Decodable {
        struct Row: Decodable {
            let id: String
            let lot: String
        }
        let key: String
        let commitment: String
        let lots: [Row]
    }

    private static func lines(_ count: Int, seed: UInt64) -> [PopulationLine] {
        var random = SeededGenerator(state: seed)
        return (0..<count).map { _ in
            PopulationLine(
                stratum: "c\(Int.random(in: 1...2, using: &random)):s\(Int.random(in: 0...12, using: &random))",
                lot: random.lot())
        }
    }

    @Test func lotsOfPython() throws {
        let vectors = try Vectors.load(LotVectors.self, "lots")
        let key = try LotKey(bytes: #require(Hex.bytes(lower: vectors.key, count: 32)))
        #expect(key.commitment == vectors.commitment)
        for row in vectors.lots { #expect(key.lot(of: row.id) == row.lot) }
        #expect(key.values(of: vectors.lots.map(\.id)).map(\.text) == vectors.lots.map(\.lot))
    }

    @Test func keysAreOfOneLengthAndRandom() throws {
        #expect(throws: DrawRefusal.self) { try LotKey(bytes: [UInt8](repeating: 0, count: 31)) }
        #expect(throws: DrawRefusal.self) { try LotKey(bytes: []) }
        #expect(LotKey.random().bytes != LotKey.random().bytes)
        #expect(LotKey.random().bytes.count == 32)
    }

    @Test func rootsOfPython() throws {
        let vectors = try Vectors.load([Vector].self, "populations")
        #expect(vectors.map(\.count).max() == 8193)
        for vector in vectors {
            let population = try Population(text: vector.text)
            #expect(population.count == vector.count)
            #expect(population.root == vector.root, "\(vector.count)")
            #expect(population.text == vector.text)
        }
    }

    @Test func orderOfArrivalDoesNotShow() throws {
        let lines = Self.lines(10_000, seed: 1)
        let population = try Population(lines: lines)
        #expect(try Population(lines: lines.reversed()) == population)
        let bytes = lines.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }
        #expect(Array(population.text.utf8) == bytes.flatMap { $0 + [0x0A] })
        #expect(try Population(text: population.text) == population)
        #expect(population.strata.map(\.count).reduce(0, +) == 10_000)
        let names = population.strata.map(\.name)
        #expect(names == names.sorted(by: ByteOrder.precedes))
        #expect(names.contains("c1:s10") && names.contains("c1:s2"))
    }

    @Test(arguments: [
        ("s\tAAAAAAAAAAAAAAAAAAAA", DrawRefusal.Code.lineFormat),
        ("s AAAAAAAAAAAAAAAAAAAA\n", .lineFormat),
        ("s\tAAAAAAAAAAAAAAAAAAA\n", .lineFormat),
        ("s\tAAAAAAAAAAAAAAAAAAAAA\n", .lineFormat),
        ("s\taaaaaaaaaaaaaaaaaaaa\n", .lineFormat),
        ("s\tAAAAAAAAAAAAAAAAAAAA\r\n", .lineFormat),
        ("\tAAAAAAAAAAAAAAAAAAAA\n", .lineFormat),
        ("\n", .lineFormat),
        ("s\tAAAAAAAAAAAAAAAAAAAA\n\n", .lineFormat),
        ("s\tGAAAAAAAAAAAAAAAAAAA\n", .lineFormat),
        ("高\tAAAAAAAAAAAAAAAAAAAA\n", .identifierCharset),
        ("s s\tAAAAAAAAAAAAAAAAAAAA\n", .identifierCharset),
        ("s\tBAAAAAAAAAAAAAAAAAAA\ns\tAAAAAAAAAAAAAAAAAAAA\n", .lineOrder),
        ("t\tAAAAAAAAAAAAAAAAAAAA\ns\tAAAAAAAAAAAAAAAAAAAA\n", .lineOrder),
        ("s\tAAAAAAAAAAAAAAAAAAAA\ns\tAAAAAAAAAAAAAAAAAAAA\n", .lineRepeated),
        ("s\tAAAAAAAAAAAAAAAAAAAA\nt\tAAAAAAAAAAAAAAAAAAAA\ns\tBAAAAAAAAAAAAAAAAAAA\n", .lineOrder),
    ])
    func refusesOtherSpellings(text: String, code: DrawRefusal.Code) {
        let refusal = #expect(throws: DrawRefusal.self) { try Population(text: text) }
        #expect(refusal?.code == code)
    }

    @Test func refusesDoubleLinesAndUnknownStrata() throws {
        let line = PopulationLine(stratum: "s", lot: "AAAAAAAAAAAAAAAAAAAA")
        let same = #expect(throws: DrawRefusal.self) { try Population(lines: [line, line]) }
        #expect(same?.code == .lineRepeated)
        // The same subject in two campaigns is as it should be.
        #expect(try Population(lines: [line, PopulationLine(stratum: "t", lot: line.lot)]).count == 2)
        var builder = PopulationBuilder()
        #expect(throws: DrawRefusal.self) { try builder.append(stratum: 0, lot: Lot(line.lot)) }
        _ = try builder.addStratum("s")
        #expect(throws: DrawRefusal.self) { try builder.addStratum("s") }
        #expect(throws: DrawRefusal.self) { try builder.addStratum(String(repeating: "s", count: 65)) }
        #expect(try builder.finish().count == 0)
    }

    @Test func countsSubjectsNotLines() throws {
        var random = SeededGenerator(state: 5)
        let lots = (0..<500).map { _ in random.lot() }
        var lines: [PopulationLine] = []
        for (number, lot) in lots.enumerated() {
            for stratum in 1...4 where number % stratum == 0 {
                lines.append(.init(stratum: "c\(stratum):s1", lot: lot))
            }
        }
        let population = try Population(lines: lines)
        #expect(population.count > 900)
        #expect(population.distinct == 500)
        #expect(try Population(lines: []).distinct == 0)
    }

    @Test func findsALotThatTwoSubjectsShare() throws {
        var random = SeededGenerator(state: 3)
        var lots = try (0..<9000).map { _ in try Lot(random.lot()) }
        #expect(Lot.firstRepeated(in: lots) == nil)
        lots.append(lots[17])
        #expect(Lot.firstRepeated(in: lots) == lots[17])
    }

    @Test(arguments: [1, 2, 3, 5, 255, 256, 257, 600, 1025])
    func everyLineHasAProof(count: Int) throws {
        let population = try Population(lines: Self.lines(count, seed: UInt64(count)))
        let tree = PopulationTree(population)
        let root = population.root
        for stratum in population.strata {
            for lot in population.lots(in: stratum.name) {
                let proof = try #require(tree.proof(stratum: stratum.name, lot: lot))
                let line = PopulationLine(stratum: stratum.name, lot: lot.text)
                #expect(proof.verifies(line, root: root))
                let other = PopulationLine(stratum: stratum.name + "x", lot: lot.text)
                #expect(!proof.verifies(other, root: root))
                let shifted = AuditPath(index: proof.index + 1, count: proof.count, path: proof.path)
                #expect(!shifted.verifies(line, root: root))
                let longer = AuditPath(index: proof.index, count: proof.count, path: proof.path + [root])
                #expect(!longer.verifies(line, root: root))
            }
        }
        #expect(tree.proof(stratum: "none", lot: try Lot("00000000000000000000")) == nil)
    }

    @Test func drawsLotsAsAnyIdentifiers() throws {
        let population = try Population(lines: Self.lines(3000, seed: 8))
        let sampler = Sampler(seed: "lots")
        for stratum in population.strata {
            let ids = population.lots(in: stratum.name).map(\.text)
            for take in [0, 1, 10, ids.count] {
                #expect(
                    try sampler.draw(from: population, stratum: stratum.name, take: take)
                        == sampler.draw(ids, take: take))
            }
        }
        #expect(try sampler.draw(from: population, stratum: "none", take: 5).isEmpty)
    }
}
