import Foundation
package import TransparencyLog

/// What an examination of the log in the database found.
package struct LogAuditReport: Sendable {
    package fileprivate(set) var size: Int64 = 0
    package fileprivate(set) var root = MerkleTree.emptyRoot
    package fileprivate(set) var nodes: Int64 = 0
    /// Earlier checkpoints of which the log was found to be an extension.
    package fileprivate(set) var extended = 0
    /// What is wrong, each a Chinese sentence, at most ``LogAudit/maximumFaults``.
    package fileprivate(set) var faults: [String] = []

    package var isIntact: Bool { faults.isEmpty }
}

/// Checks the log of the running database: every stored hash, the head and the columns beside the entries are compared
/// with what the entries themselves say, and the result with every checkpoint known from before.
///
/// A log that was changed by hand and recomputed throughout agrees with itself; only a checkpoint from outside (a
/// witness's, an export's, a receipt's) tells. So hand some in.
package struct LogAudit: Sendable {
    package static let maximumFaults = 20
    static let page = 1_024

    /// A checkpoint to hold the log against, and where it came from in words.
    package struct Known: Sendable {
        package let source: String
        package let checkpoint: Checkpoint

        package init(source: String, checkpoint: Checkpoint) {
            self.source = source
            self.checkpoint = checkpoint
        }
    }

    private let house: House

    package init(_ house: House) { self.house = house }

    /// - Parameters:
    ///   - known: from outside; those kept in the database are taken besides.
    ///   - progress: called with entries checked and entries in all.
    package func run(
        known: [Known], progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> LogAuditReport {
        let trust = try house.checkpoints.trust()
        let memory = try house.checkpoints.remembered().map {
            [Known(source: "本机记下的最近一次公布", checkpoint: $0)]
        }
        return try await house.storage.read { stores in
            var run = Run(ledger: stores.ledger, known: known + (memory ?? []))
            try run.takeStored(trust)
            try run.entries(progress)
            try run.head()
            return run.report
        }
    }

    private struct Run {
        let ledger: any Ledger
        var known: [Known]
        var report = LogAuditReport()
        private var frontier = Frontier()
        /// Hashes computed for the page at hand, by level, with the index of the first.
        private var computed: [Int: (first: UInt64, hashes: [Hash])] = [:]

        init(ledger: any Ledger, known: [Known]) {
            self.ledger = ledger
            self.known = known
        }

        mutating func fault(_ text: String) {
            if report.faults.count < LogAudit.maximumFaults { report.faults.append(text) }
        }

        /// Checkpoints kept in the database: their signatures, their text, and later their roots.
        mutating func takeStored(_ trust: LogTrust) throws {
            for stored in try ledger.allPublished() {
                do {
                    let opened = try trust.open(stored.note).checkpoint
                    if opened.size != UInt64(stored.size) || opened.root != stored.root {
                        fault("库中第 \(stored.size) 条处的检查点与其签名内容不符")
                    }
                    known.append(Known(source: "库中保存的检查点", checkpoint: opened))
                } catch {
                    fault("库中第 \(stored.size) 条处的检查点签名不对：\(error)")
                }
            }
        }

        mutating func entries(_ progress: (Int, Int) -> Void) throws {
            let size = try ledger.size()
            report.size = size
            compareKnown()
            while Int64(frontier.size) < size, report.faults.count < LogAudit.maximumFaults {
                let start = Int64(frontier.size)
                let page = try ledger.records(from: start, count: Int(min(Int64(LogAudit.page), size - start)))
                guard page.first?.index == start else {
                    fault("缺少第 \(start) 条（从 0 数起）")
                    return
                }
                for record in page {
                    guard record.index == Int64(frontier.size) else {
                        fault("缺少第 \(frontier.size) 条（从 0 数起）")
                        return
                    }
                    if let trouble = LogAudit.mismatch(record) { fault("第 \(record.index) 条：\(trouble)") }
                    for node in frontier.append(MerkleTree.leafHash(record.bytes)) {
                        computed[node.level, default: (node.index, [])].hashes.append(node.hash)
                    }
                    compareKnown()
                }
                try compareNodes()
                progress(Int(frontier.size), Int(size))
            }
        }

        /// The stored hashes of the page, level by level.
        private mutating func compareNodes() throws {
            // What stands above a changed entry differs with it, which says nothing new.
            var isChanged = false
            for (level, row) in computed.sorted(by: { $0.key < $1.key }) {
                let stored = try ledger.nodes(level: level, from: Int64(row.first), count: row.hashes.count)
                for (place, hash) in row.hashes.enumerated() where place >= stored.count || stored[place] != hash {
                    let index = Int64(row.first) + Int64(place)
                    if place >= stored.count {
                        fault("缺少第 \(level) 层第 \(index) 个哈希")
                    } else if level == 0 {
                        fault("第 \(index) 条（从 0 数起）的内容被改动过：与当时记下的哈希不符")
                        isChanged = true
                    } else if !isChanged {
                        fault("第 \(level) 层第 \(index) 个哈希不是由条目算得的")
                    }
                    break
                }
                report.nodes += Int64(row.hashes.count)
            }
            computed = [:]
        }

        private mutating func compareKnown() {
            for one in known where one.checkpoint.size == frontier.size {
                if one.checkpoint.root == frontier.root {
                    report.extended += 1
                } else {
                    fault("日志被改写：前 \(one.checkpoint.size) 条与\(one.source)不一致")
                }
            }
        }

        mutating func head() throws {
            report.root = frontier.root
            for one in known where one.checkpoint.size > UInt64(report.size) {
                fault("日志变短了：\(one.source)有 \(one.checkpoint.size) 条，现在只有 \(report.size) 条")
            }
            guard Int64(frontier.size) == report.size else { return }
            if try ledger.root(size: report.size) != frontier.root { fault("日志头记录的根哈希不是由条目算得的") }
            let counts = try ledger.counts()
            if counts.entries != report.size { fault("条目表有 \(counts.entries) 行，日志头说有 \(report.size) 条") }
            // A tree of n leaves has 2n − (number of ones in n) complete subtrees.
            let expected = 2 * report.size - Int64(report.size.nonzeroBitCount)
            if counts.nodes != expected { fault("哈希表有 \(counts.nodes) 行，应有 \(expected) 行") }
        }
    }

    /// Whether the columns that pages show say something else than the entry that was hashed.
    static func mismatch(_ record: LedgerRecord) -> String? {
        struct Entry: Decodable {
            let v: Int
            let act: String
            let at: String
            let by: String
            let object: String
        }
        // Entries of the draw protocol have a form of their own.
        guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(record.bytes)) else { return nil }
        if !same(entry.act, record.act) { return "列出的操作“\(record.act)”与条目不符" }
        if !same(entry.object, record.object) { return "列出的对象“\(record.object)”与条目不符" }
        if !same(entry.at, record.at) { return "列出的时间“\(record.at)”与条目不符" }
        let by = record.actor.map { "account/\($0)" } ?? "system"
        if !same(entry.by, "withheld"), !same(entry.by, by) { return "列出的经办人与条目不符" }
        return nil
    }

    private static func same(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
