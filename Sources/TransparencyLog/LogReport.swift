/// What checking a whole log found.
package struct LogReport: Sendable {
    /// The checkpoint and who signed it; nil if it could not be opened.
    package fileprivate(set) var opened: SignedCheckpoint?
    /// Entries read and hashed.
    package fileprivate(set) var entries: UInt64 = 0
    /// Bytes of all entries.
    package fileprivate(set) var entryBytes: UInt64 = 0
    /// Entry bundles read.
    package fileprivate(set) var bundles = 0
    /// Tiles recomputed from the entries and compared.
    package fileprivate(set) var tiles = 0
    /// Earlier checkpoints of which the log was found to be an extension.
    package fileprivate(set) var extended = 0
    /// What is wrong, in the order found, at most `LogCheck.maximumFaults`. Empty for a good log.
    package fileprivate(set) var faults: [LogError] = []

    package var isIntact: Bool { faults.isEmpty && opened != nil }

    /// One line in Chinese for each thing checked, or each thing wrong.
    package var lines: [String] {
        guard isIntact, let opened else { return faults.map { "不通过:\($0)" } }
        var lines = [
            "日志 \(opened.checkpoint.origin):共 \(entries) 条,根哈希 \(opened.checkpoint.root.hex)",
            "签名有效:" + opened.signatures.map { "\($0.key.name)(\($0.key.keyIDHex))" }.joined(separator: "、"),
            "\(bundles) 个条目文件、\(tiles) 个哈希块全部由条目重新算出,与检查点一致",
        ]
        if extended > 0 { lines.append("是先前 \(extended) 个检查点的延续,没有改写") }
        return lines
    }
}

extension LogDirectory {
    /// Checks a log directory against one key; see `LogCheck`.
    package static func verify(_ path: String, vkey: String) async throws -> LogReport {
        await LogCheck(trust: try LogTrust(key: LogKey(vkey: vkey))).run(LogDirectory(path))
    }
}

/// Checks a whole log: the checkpoint's signatures, then every tile and the root recomputed from the entries alone.
/// Reads each resource once and keeps a few tiles in memory, so that size does not matter.
package struct LogCheck: Sendable {
    /// After so many faults the rest is not looked at.
    package static let maximumFaults = 20

    package let trust: LogTrust
    /// Checkpoints seen before, already opened: the log must extend every one of them.
    package let known: [Checkpoint]

    package init(trust: LogTrust, known: [Checkpoint] = []) {
        self.trust = trust
        self.known = known
    }

    /// - Parameter visit: gets every entry with its index, in order, as soon as its bundle is read. Use what it gets
    ///   only if the report is intact. An error it throws ends the check and stands among the faults.
    package func run(
        _ tiles: any TileReader, visit: (UInt64, [UInt8]) async throws -> Void = { _, _ in }
    ) async -> LogReport {
        var run = Run(check: self, tiles: tiles)
        do {
            try await run.go(visit)
        } catch let error as LogError {
            run.report.faults.append(error)
        } catch {
            run.report.faults.append(LogError(.missing, "无法读取:\(error)"))
        }
        return run.report
    }

    private struct Run {
        let check: LogCheck
        let tiles: any TileReader
        var report = LogReport()
        var frontier = Frontier()
        /// For every tile level the hashes of the tile that is being filled and its index.
        var rows = [(hashes: [Hash], index: UInt64)](repeating: ([], 0), count: 8)

        init(check: LogCheck, tiles: any TileReader) {
            self.check = check
            self.tiles = tiles
        }

        mutating func go(_ visit: (UInt64, [UInt8]) async throws -> Void) async throws {
            guard let bytes = try await tiles.read(.checkpoint) else {
                throw LogError(.missing, "缺少检查点文件", path: "checkpoint")
            }
            let opened: SignedCheckpoint
            do { opened = try check.trust.open(SignedNote(bytes: bytes)) } catch { throw error.at("checkpoint") }
            report.opened = opened
            let checkpoint = opened.checkpoint
            for old in check.known where !old.origin.sameBytes(as: checkpoint.origin) {
                throw LogError(.wrongOrigin, "先前的检查点属于另一个日志:“\(old.origin)”")
            }
            for old in check.known where old.size > checkpoint.size {
                report.faults.append(
                    LogError(.fork, "日志变短了:先前的检查点有 \(old.size) 条,现在只有 \(checkpoint.size) 条"))
            }
            compareKnown()
            while frontier.size < checkpoint.size {
                let width = Int(min(UInt64(Tile.width), checkpoint.size - frontier.size))
                try await bundle(.entries(index: frontier.size / 256, width: width), width: width, visit)
            }
            for level in rows.indices where !rows[level].hashes.isEmpty {
                try await tile(level)
            }
            if frontier.root != checkpoint.root {
                report.faults.append(
                    LogError(
                        .mismatch, "根哈希不一致:检查点为 \(checkpoint.root.hex),由条目算得 \(frontier.root.hex)",
                        path: "checkpoint"))
            }
        }

        /// Reads a bundle and takes its entries into the tree.
        private mutating func bundle(
            _ path: LogPath, width: Int, _ visit: (UInt64, [UInt8]) async throws -> Void
        ) async throws {
            guard let found = try await tiles.readOrFull(path) else {
                throw LogError(.missing, "缺少条目文件", path: path.description)
            }
            let entries: [[UInt8]]
            do { entries = try EntryBundle.decode(found.bytes) } catch { throw error.at(found.path.description) }
            let expected = found.path == path ? width : Tile.width
            guard entries.count == expected else {
                throw LogError(
                    .malformed, "条目文件应有 \(expected) 条,实有 \(entries.count) 条", path: found.path.description)
            }
            report.bundles += 1
            for entry in entries.prefix(width) {
                try await visit(frontier.size, entry)
                let leaf = MerkleTree.leafHash(entry)
                frontier.append(leaf)
                report.entries += 1
                report.entryBytes += UInt64(entry.count)
                rows[0].hashes.append(leaf)
                compareKnown()
            }
            var level = 0
            while level < rows.count, rows[level].hashes.count == Tile.width {
                try await tile(level)
                let root = MerkleTree.root(ofLeafHashes: rows[level].hashes)
                rows[level] = ([], rows[level].index + 1)
                level += 1
                if level < rows.count { rows[level].hashes.append(root) }
            }
        }

        /// Compares the tile being filled with the one that is served.
        private mutating func tile(_ level: Int) async throws {
            let own = rows[level].hashes
            let path = LogPath.tile(level: level, index: rows[level].index, width: own.count)
            guard let found = try await tiles.readOrFull(path) else {
                return try fault(LogError(.missing, "缺少哈希块", path: path.description))
            }
            let served: [Hash]
            do { served = try Tile.decode(found.bytes) } catch { return try fault(error.at(found.path.description)) }
            report.tiles += 1
            let expected = found.path == path ? own.count : Tile.width
            guard served.count == expected else {
                return try fault(
                    LogError(
                        .malformed, "哈希块应有 \(expected) 个哈希,实有 \(served.count) 个", path: found.path.description))
            }
            for (place, pair) in zip(own, served).enumerated() where pair.0 != pair.1 {
                let number = rows[level].index << 8 + UInt64(place)
                let what = level == 0 ? "第 \(number) 条(从 0 数起)的内容与哈希块不符" : "第 \(level) 级第 \(number) 个哈希不是由条目算得的"
                return try fault(LogError(.mismatch, what, path: found.path.description))
            }
        }

        private mutating func fault(_ error: LogError) throws {
            guard report.faults.count < LogCheck.maximumFaults - 1 else { throw error }
            report.faults.append(error)
        }

        private mutating func compareKnown() {
            for old in check.known where old.size == frontier.size {
                if old.root == frontier.root {
                    report.extended += 1
                } else {
                    report.faults.append(LogError(.fork, "日志被改写:前 \(old.size) 条与先前的检查点不一致"))
                }
            }
        }
    }
}
