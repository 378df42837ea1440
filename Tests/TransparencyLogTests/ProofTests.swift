import Testing

@testable import TransparencyLog

@Suite("Inclusion and consistency proofs")
struct ProofTests {
    /// PATH(m, D[n]) of RFC 6962 section 2.1.1, word for word.
    static func path(_ m: Int, _ leaves: ArraySlice<Hash>) -> [Hash] {
        guard leaves.count > 1 else { return [] }
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        return m < k
            ? path(m, leaves.prefix(k)) + [MerkleTreeTests.mth(leaves.dropFirst(k))]
            : path(m - k, leaves.dropFirst(k)) + [MerkleTreeTests.mth(leaves.prefix(k))]
    }

    /// SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2, word for word.
    static func subproof(_ m: Int, _ leaves: ArraySlice<Hash>, _ b: Bool) -> [Hash] {
        if m == leaves.count { return b ? [] : [MerkleTreeTests.mth(leaves)] }
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        return m <= k
            ? subproof(m, leaves.prefix(k), b) + [MerkleTreeTests.mth(leaves.dropFirst(k))]
            : subproof(m - k, leaves.dropFirst(k), false) + [MerkleTreeTests.mth(leaves.prefix(k))]
    }

    @Test("the definition's paths at all small sizes")
    func definition() async throws {
        var fixture = try LogFixture()
        for size in 1...70 {
            fixture.append(LogFixture.entry(size - 1))
            for index in 0..<size {
                let proof = try await InclusionProof.make(index: UInt64(index), size: UInt64(size), from: fixture)
                #expect(proof.path == Self.path(index, fixture.leaves[...]))
            }
            for old in 1...size {
                let proof = try await ConsistencyProof.make(oldSize: UInt64(old), newSize: UInt64(size), from: fixture)
                #expect(proof.path == Self.subproof(old, fixture.leaves[...], true))
            }
        }
    }

    /// Every place to size 256; beyond, a fifth of them, another fifth for each size, and the last.
    static func places(_ size: Int) -> [Int] {
        size <= 256 ? Array(0..<size) : Array(stride(from: size % 5, to: size, by: 5)) + [size - 1]
    }

    @Test("proofs at every size to 600 verify")
    func everySize() async throws {
        let fixture = try LogFixture(size: 600)
        var roots = [MerkleTree.emptyRoot]
        var frontier = Frontier()
        for leaf in fixture.leaves {
            frontier.append(leaf)
            roots.append(frontier.root)
        }
        var proofs = 0
        for size in 1...600 {
            for index in Self.places(size) {
                let proof = try await InclusionProof.make(index: UInt64(index), size: UInt64(size), from: fixture)
                try proof.verify(leafHash: fixture.leaves[index], root: roots[size])
                proofs += 1
            }
            for old in [0, 1, 2, size] + Self.places(size) where old <= size {
                let proof = try await ConsistencyProof.make(oldSize: UInt64(old), newSize: UInt64(size), from: fixture)
                try proof.verify(oldRoot: roots[old], newRoot: roots[size])
                proofs += 1
            }
        }
        #expect(proofs > 120_000)
    }

    @Test("any change to an inclusion proof is refuted")
    func spoiltInclusion() async throws {
        var refuted = 0
        for size in [1, 2, 3, 7, 8, 13, 64, 65, 100] {
            let fixture = try LogFixture(size: size)
            let root = fixture.frontier.root
            for index in 0..<size {
                let leaf = fixture.leaves[index]
                let proof = try await InclusionProof.make(index: UInt64(index), size: UInt64(size), from: fixture)
                func refute(_ index: Int, _ size: Int, _ path: [Hash], _ leaf: Hash, _ root: Hash) {
                    #expect(throws: LogError.self) {
                        try InclusionProof(index: UInt64(index), size: UInt64(size), path: path)
                            .verify(leafHash: leaf, root: root)
                    }
                    refuted += 1
                }
                for place in proof.path.indices {
                    var path = proof.path
                    path[place] = path[place].spoilt
                    refute(index, size, path, leaf, root)
                    path.remove(at: place)
                    refute(index, size, path, leaf, root)
                }
                refute(index, size, proof.path + [root], leaf, root)
                refute(index, size, [leaf] + proof.path, leaf, root)
                refute(index, size, proof.path, leaf.spoilt, root)
                refute(index, size, proof.path, leaf, root.spoilt)
                refute(size, size, proof.path, leaf, root)
                for other in 0..<size where other != index { refute(other, size, proof.path, leaf, root) }
            }
        }
        #expect(refuted > 10_000)
    }

    @Test("any change to a consistency proof is refuted, and so is a rewritten log")
    func spoiltConsistency() async throws {
        var refuted = 0
        for size in [2, 3, 7, 8, 13, 64, 65] {
            let fixture = try LogFixture(size: size)
            let newRoot = fixture.frontier.root
            for old in 1..<size {
                let oldRoot = MerkleTree.root(ofLeafHashes: fixture.leaves.prefix(old))
                let proof = try await ConsistencyProof.make(oldSize: UInt64(old), newSize: UInt64(size), from: fixture)
                func refute(_ old: Int, _ size: Int, _ path: [Hash], _ oldRoot: Hash, _ newRoot: Hash) {
                    #expect(throws: LogError.self) {
                        try ConsistencyProof(oldSize: UInt64(old), newSize: UInt64(size), path: path)
                            .verify(oldRoot: oldRoot, newRoot: newRoot)
                    }
                    refuted += 1
                }
                for place in proof.path.indices {
                    var path = proof.path
                    path[place] = path[place].spoilt
                    refute(old, size, path, oldRoot, newRoot)
                    path.remove(at: place)
                    refute(old, size, path, oldRoot, newRoot)
                }
                refute(old, size, proof.path + [newRoot], oldRoot, newRoot)
                refute(old, size, [oldRoot] + proof.path, oldRoot, newRoot)
                refute(old, size, proof.path, oldRoot.spoilt, newRoot)
                refute(old, size, proof.path, oldRoot, newRoot.spoilt)
                refute(size, old, proof.path, oldRoot, newRoot)
                refute(size, size, proof.path, oldRoot, newRoot)
                refute(old, size, [], oldRoot, newRoot)
                for place in 0..<old {
                    var leaves = fixture.leaves.prefix(old)
                    leaves[place] = leaves[place].spoilt
                    refute(old, size, proof.path, MerkleTree.root(ofLeafHashes: leaves), newRoot)
                }
            }
        }
        #expect(refuted > 3_000)
        let empty = ConsistencyProof(oldSize: 0, newSize: 5, path: [])
        #expect(throws: LogError.self) { try empty.verify(oldRoot: Hash.sha256([1]), newRoot: Hash.sha256([2])) }
        let same = ConsistencyProof(oldSize: 5, newSize: 5, path: [])
        #expect(throws: LogError.self) { try same.verify(oldRoot: Hash.sha256([1]), newRoot: Hash.sha256([2])) }
    }

    @Test("sizes at the edge of the number range neither trap nor verify")
    func edges() throws {
        let hash = Hash.sha256([])
        for (index, size) in [(0, 0), (UInt64.max, UInt64.max), (0, UInt64.max), (UInt64.max, 1), (5, 5)]
            as [(UInt64, UInt64)]
        {
            #expect(throws: LogError.self) { try InclusionProof.plan(index: index, size: size) }
            #expect(throws: LogError.self) {
                try InclusionProof(index: index, size: size, path: [hash]).verify(leafHash: hash, root: hash)
            }
            #expect(throws: LogError.self) {
                try ConsistencyProof(oldSize: size, newSize: index, path: [hash, hash])
                    .verify(oldRoot: hash, newRoot: hash)
            }
        }
        let largest = UInt64(Int64.max)
        #expect(try InclusionProof.plan(index: largest - 1, size: largest).nodes.count == 62)
        #expect(try InclusionProof.plan(index: 0, size: largest).nodes.count == 62 + 62)
        #expect(try ConsistencyProof.plan(oldSize: largest - 1, newSize: largest).nodes.count == 63)
        let plan = try InclusionProof.plan(index: 2, size: 5)
        #expect(throws: LogError.self) { try plan.path([]) }
        #expect(throws: LogError.self) { try plan.path(Array(repeating: hash, count: plan.nodes.count + 1)) }
    }
}
