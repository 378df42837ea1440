import Foundation
import Testing

@testable import VerifiableDraw

@Suite struct SlipTests {
    private struct Vectors: Decodable {
        struct Row: Decodable {
            let id: String
            let slip: String
            let nonce: String
            let leaf: String
        }
        struct Tree: Decodable {
            let ids: [String]
            let root: String
            let proofs: [Proof]
        }
        struct Proof: Decodable {
            let id: String
            let index: Int
            let count: Int
            let path: [String]
        }
        let key: String
        let commitment: String
        let rows: [Row]
        let trees: [Tree]
    }

    private static func tree(_ key: SlipKey, _ ids: [String]) throws -> SlipTree {
        var builder = SlipTreeBuilder()
        let subjects = ids.enumerated().map { (identifier: $0.element, subject: Int32($0.offset)) }
        // In several batches, as a registry gives them.
        for lower in stride(from: 0, to: ids.count, by: 700) {
            builder.append(key.leaves(of: Array(subjects[lower..<min(lower + 700, ids.count)])))
        }
        return try builder.finish()
    }

    private static func prover(_ tree: SlipTree, _ subjects: Set<Int32>) throws -> SlipProver {
        var prover = SlipProver(subjects: subjects)
        try tree.forEachPiece { try prover.add($0) }
        return prover
    }

    @Test func slipsOfPython() throws {
        let vectors = try VerifiableDrawTests.Vectors.load(Vectors.self, "slips")
        let key = try SlipKey(bytes: #require(Hex.bytes(lower: vectors.key, count: 32)))
        #expect(key.commitment == vectors.commitment)
        #expect(vectors.rows.count >= 5)
        for row in vectors.rows {
            let slip = try Slip(identifier: row.id, slip: row.slip, nonce: row.nonce)
            #expect(key.slip(of: row.id) == slip)
            #expect(Hex.lower(slip.leaf) == row.leaf)
        }
        let leaves = key.leaves(of: vectors.rows.map { (identifier: $0.id, subject: 7) })
        #expect(leaves.map(\.hash.hex) == vectors.rows.map(\.leaf))
        #expect(leaves.allSatisfy { $0.subject == 7 })
    }

    @Test func treesOfPython() throws {
        let vectors = try VerifiableDrawTests.Vectors.load(Vectors.self, "slips")
        let key = try SlipKey(bytes: #require(Hex.bytes(lower: vectors.key, count: 32)))
        #expect(vectors.trees.map(\.ids.count).contains(0))
        #expect((vectors.trees.map(\.ids.count).max() ?? 0) > 1000)
        for vector in vectors.trees {
            let tree = try Self.tree(key, vector.ids)
            #expect(tree.root == vector.root, "\(vector.ids.count)")
            #expect(tree.count == vector.ids.count)
            let made = try Self.prover(tree, Set(vector.ids.indices.map { Int32($0) })).finish()
            #expect(made.root == vector.root)
            #expect(made.paths.count == vector.ids.count)
            for proof in vector.proofs {
                let place = Int32(try #require(vector.ids.firstIndex(of: proof.id)))
                let path = AuditPath(index: proof.index, count: proof.count, path: proof.path)
                #expect(made.paths[place] == path)
                #expect(path.verifies(key.slip(of: proof.id), root: vector.root))
            }
        }
    }

    @Test func aProofIsForOneSubjectOnly() throws {
        let key = SlipKey.fixed(9)
        let ids = (0..<600).map { "S\($0)" }
        let tree = try Self.tree(key, ids.shuffled())
        let again = try Self.tree(key, ids)
        #expect(tree.root == again.root)
        let paths = try Self.prover(again, [3, 599]).finish().paths
        #expect(paths.keys.sorted() == [3, 599])
        let path = try #require(paths[3])
        let own = key.slip(of: "S3")
        #expect(path.verifies(own, root: tree.root))
        #expect(!path.verifies(key.slip(of: "S4"), root: tree.root))
        #expect(!path.verifies(try Slip(identifier: "S4", slip: own.slip, nonce: own.nonce), root: tree.root))
        let nonce = String(own.nonce.dropLast()) + (own.nonce.hasSuffix("0") ? "1" : "0")
        #expect(!path.verifies(try Slip(identifier: "S3", slip: own.slip, nonce: nonce), root: tree.root))
        #expect(!path.verifies(own, root: SlipKey.fixed(8).commitment))
        #expect(!AuditPath(index: path.index ^ 1, count: path.count, path: path.path).verifies(own, root: tree.root))
    }

    @Test func keptLeavesThatWereChangedAreRefused() throws {
        let tree = try Self.tree(SlipKey.fixed(9), (0..<600).map { "S\($0)" })
        var pieces: [SlipTree.Piece] = []
        tree.forEachPiece { pieces.append($0) }
        let piece = try #require(pieces.first)
        func roots(_ leaves: [UInt8], _ subjects: [Int32]) throws -> String {
            var prover = SlipProver(subjects: [])
            try prover.add(SlipTree.Piece(leaves: leaves, subjects: subjects))
            return prover.finish().root
        }
        #expect(try roots(piece.leaves, piece.subjects) == tree.root)
        #expect(try roots(Array(piece.leaves.dropLast(32)), Array(piece.subjects.dropLast())) != tree.root)
        var swapped = piece.leaves
        swapped.replaceSubrange(0..<64, with: piece.leaves[32..<64] + piece.leaves[0..<32])
        #expect(throws: DrawRefusal.self) { try roots(swapped, piece.subjects) }
        #expect(throws: DrawRefusal.self) { try roots(piece.leaves + [0], piece.subjects) }
        #expect(throws: DrawRefusal.self) { try roots(piece.leaves, Array(piece.subjects.dropLast())) }
    }

    @Test func twoSubjectsWithOneSlipAreFound() throws {
        let key = SlipKey.fixed(9)
        var builder = SlipTreeBuilder()
        builder.append(key.leaves(of: (0..<9000).map { (identifier: "S\($0)", subject: Int32($0)) }))
        builder.append(key.leaves(of: [(identifier: "S17", subject: 9001)]))
        let refusal = #expect(throws: DrawRefusal.self) { _ = try builder.finish() }
        #expect(refusal?.code == .slipRepeated)
    }

    @Test(arguments: [
        ("", 20, 44), ("S 1", 20, 44), ("S\n1", 20, 44), ("S1", 19, 44), ("S1", 21, 44), ("S1", 20, 43), ("S1", 20, 45),
    ])
    func slipsHaveOneSpelling(identifier: String, slip: Int, nonce: Int) {
        #expect(throws: DrawRefusal.self) {
            try Slip(
                identifier: identifier, slip: String(repeating: "A", count: slip),
                nonce: String(repeating: "B", count: nonce))
        }
    }

    @Test func aSubjectChecksItself() throws {
        let fixture = CeremonyFixture()
        let record = try fixture.record()
        let drawn = Set(try #require(record.slips).map(\.id))
        let paths = try Self.prover(fixture.slipTree(), Set(0..<60)).finish().paths
        var seen = 0
        for number in 0..<60 {
            let slip = fixture.slipKey.slip(of: "S\(number)")
            let report = SlipVerifier.verify(slip, proof: paths[Int32(number)], record: record)
            #expect(report.checks.first { $0.title.contains("绑定") }?.state == .passed)
            #expect(report.passed == drawn.contains(slip.slip), "\(report.checks)")
            if report.passed { seen += 1 }
        }
        #expect(seen == drawn.count)

        let number = try #require((0..<60).first { drawn.contains(fixture.slipKey.slip(of: "S\($0)").slip) })
        let slip = fixture.slipKey.slip(of: "S\(number)")
        #expect(SlipVerifier.verify(slip, proof: nil, record: record).firstFailure?.detail == "缺少证明文件")
        // Another's slip does not become mine, and a slip cannot be added to the drawn afterwards.
        let mine = try Slip(identifier: "S60", slip: slip.slip, nonce: slip.nonce)
        #expect(!SlipVerifier.verify(mine, proof: paths[Int32(number)], record: record).passed)
        let other = try #require((0..<60).first { !drawn.contains(fixture.slipKey.slip(of: "S\($0)").slip) })
        var added = record
        added.slips = (drawn + [fixture.slipKey.slip(of: "S\(other)").slip]).sorted().map {
            .init(id: $0, campaigns: ["c1"])
        }
        let claim = SlipVerifier.verify(
            fixture.slipKey.slip(of: "S\(other)"), proof: paths[Int32(other)], record: added)
        #expect(claim.firstFailure?.detail == "公布的签条与日志中的哈希不符")
    }
}
