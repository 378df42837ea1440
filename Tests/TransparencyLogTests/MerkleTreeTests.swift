import Foundation
import Testing

@testable import TransparencyLog

@Suite("Merkle tree: RFC 6962")
struct MerkleTreeTests {
    /// The leaves and roots of Certificate Transparency's own tests (google/certificate-transparency).
    static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6f),
    ]
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test("known roots")
    func knownRoots() {
        #expect(MerkleTree.emptyRoot.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for (count, root) in Self.roots.enumerated() {
            let hashes = Self.leaves.prefix(count + 1).map { MerkleTree.leafHash($0) }
            #expect(MerkleTree.root(ofLeafHashes: hashes).hex == root)
        }
    }

    /// MTH of RFC 6962 section 2.1, word for word: slow and plain.
    static func mth(_ leaves: ArraySlice<Hash>) -> Hash {
        guard leaves.count > 1 else { return leaves.first ?? MerkleTree.emptyRoot }
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        return MerkleTree.nodeHash(mth(leaves.prefix(k)), mth(leaves.dropFirst(k)))
    }

    @Test("the frontier's root is the definition's at every size to 600")
    func frontierRoots() throws {
        var fixture = try LogFixture()
        #expect(fixture.frontier.root == MerkleTree.emptyRoot)
        for index in 0..<600 {
            fixture.append(LogFixture.entry(index))
            #expect(fixture.frontier.root == Self.mth(fixture.leaves[...]))
        }
        for (id, hash) in fixture.nodes {
            let first = Int(id.index) << id.level
            #expect(hash == Self.mth(fixture.leaves[first..<(first + 1 << id.level)]))
        }
        #expect(fixture.nodes.count == (0..<10).map { 600 >> $0 }.reduce(0, +))
    }

    @Test("a frontier survives its bytes and JSON, and damage is refused")
    func frontierBytes() throws {
        var frontier = Frontier()
        for index in 0..<300 {
            let copy = try Frontier(bytes: frontier.bytes)
            #expect(copy == frontier)
            #expect(try JSONDecoder().decode(Frontier.self, from: JSONEncoder().encode(frontier)) == frontier)
            frontier.append(MerkleTree.leafHash(LogFixture.entry(index)))
        }
        let bytes = frontier.bytes
        for count in 0..<bytes.count {
            #expect(throws: LogError.self) { try Frontier(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: LogError.self) { try Frontier(bytes: bytes + [0]) }
        #expect(throws: LogError.self) { try Frontier(bytes: [0x80] + bytes.dropFirst()) }
        #expect(throws: LogError.self) { try Frontier(size: 3, subtrees: [MerkleTree.emptyRoot]) }
        #expect(throws: LogError.self) { try Frontier(size: 1 << 63, subtrees: [MerkleTree.emptyRoot]) }
    }

    @Test("hash spellings are strict")
    func hashSpellings() throws {
        let hash = Hash.sha256(Array("明查".utf8))
        #expect(Hash(hash.bytes) == hash)
        #expect(Hash(hex: hash.hex) == hash)
        #expect(Hash(hex: hash.hex.uppercased()) == hash)
        #expect(Hash(base64: hash.base64) == hash)
        #expect(Hash(hash.bytes.dropLast()) == nil)
        #expect(Hash(hash.bytes + [0]) == nil)
        #expect(Hash(hex: hash.hex.dropLast()) == nil)
        #expect(Hash(hex: hash.hex.dropLast() + "g") == nil)
        #expect(Hash(base64: hash.base64.dropLast()) == nil)
        #expect(Hash(base64: hash.base64 + "\n") == nil)
        // "…A=" and "…B=" are the same bytes to a lax decoder; only one is the value's spelling.
        #expect(Hash(base64: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") != nil)
        #expect(Hash(base64: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=") == nil)
        #expect(try JSONDecoder().decode(Hash.self, from: JSONEncoder().encode(hash)) == hash)
        let other = Hash.sha256([1])
        #expect((hash < other) == hash.bytes.lexicographicallyPrecedes(other.bytes))
    }
}
