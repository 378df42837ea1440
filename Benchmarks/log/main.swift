// How fast the transparency log's own work is, without any store: one line for each measure, in operations a second.
// Run: swift run -c release log-bench

import TransparencyLog

/// Runs the work `count` times and prints its rate.
func measure(_ name: String, count: Int, _ work: (Int) throws -> Void) rethrows {
    let clock = ContinuousClock()
    let time = try clock.measure { for index in 0..<count { try work(index) } }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let rate = Int(Double(count) / seconds)
    print("\(name): \(rate)/s, \(Int(seconds / Double(count) * 1e9)) ns each, \(count) times")
}

let entry = Array(repeating: UInt8(0x61), count: 300)
let leaf = MerkleTree.leafHash(entry)
let signer = try NoteSigner(name: "mingcha.example/log")
let witness = try NoteSigner(name: "witness.example/w1", kind: .witness)
let trust = try LogTrust(origin: "mingcha.example/log", logKeys: [signer.key], witnesses: [witness.key], quorum: 1)

measure("leaf hash of 300 bytes", count: 1_000_000) { _ in _ = MerkleTree.leafHash(entry) }
measure("node hash", count: 1_000_000) { _ in _ = MerkleTree.nodeHash(leaf, leaf) }
var frontier = Frontier()
measure("frontier append", count: 1_000_000) { _ in frontier.append(leaf) }
measure("leaf hash and append", count: 1_000_000) { _ in frontier.append(MerkleTree.leafHash(entry)) }
var row = frontier.bytes
try measure("append as a store does it: read frontier, append, write frontier", count: 200_000) { _ in
    var loaded = try Frontier(bytes: row)
    loaded.append(MerkleTree.leafHash(entry))
    row = loaded.bytes
}
measure("root", count: 100_000) { _ in _ = frontier.root }
let checkpoint = try Checkpoint(origin: "mingcha.example/log", size: frontier.size, root: frontier.root)
try measure("sign a checkpoint", count: 5_000) { _ in _ = try checkpoint.signed(by: [signer]) }
let note = try checkpoint.signed(by: [signer, witness], time: 1)
try measure("open a checkpoint with one witness (two signatures)", count: 5_000) { _ in _ = try trust.open(note) }

var nodes: [NodeID: Hash] = [:]
var log = Frontier()
for _ in 0..<1_000_000 { for node in log.append(leaf) { nodes[node.id] = node.hash } }
try measure("inclusion proof, made and verified, 1,000,000 entries", count: 20_000) { index in
    let index = UInt64(index * 49)
    let plan = try InclusionProof.plan(index: index, size: log.size)
    let path = try plan.path(plan.nodes.compactMap { nodes[$0] })
    try InclusionProof(index: index, size: log.size, path: path).verify(leafHash: leaf, root: log.root)
}

/// The same full bundle and tile again and again: what a check costs besides reading files.
struct OneBundle: TileReader {
    let bundle: [UInt8], tiles: [Int: [UInt8]], checkpoint: [UInt8]
    func read(_ path: LogPath) -> [UInt8]? {
        switch path {
        case .checkpoint: checkpoint
        case .tile(let level, _, _): tiles[level]
        case .entries: bundle
        }
    }
}
let size = 4 * 65_536
var uniform = Frontier()
for _ in 0..<size { uniform.append(leaf) }
let bundle = try EntryBundle.encode(Array(repeating: entry, count: 256))
let row0 = Array(repeating: leaf, count: 256)
let row1 = Array(repeating: MerkleTree.root(ofLeafHashes: row0), count: 256)
let row2 = Array(repeating: MerkleTree.root(ofLeafHashes: row1), count: 4)
let signed = try Checkpoint(origin: signer.key.name, size: UInt64(size), root: uniform.root).signed(by: [signer])
let reader = OneBundle(
    bundle: bundle, tiles: [0: Tile.encode(row0), 1: Tile.encode(row1), 2: Tile.encode(row2)],
    checkpoint: Array(signed.encoded.utf8))
let checkTrust = try LogTrust(key: signer.key)
let clock = ContinuousClock()
let start = clock.now
let report = await LogCheck(trust: checkTrust).run(reader)
let took = start.duration(to: clock.now)
print("whole log checked, \(report.entries) entries of 300 bytes: \(took), intact: \(report.isIntact)")
