import Domain
import Foundation
import TransparencyLog

/// The log's key file: private key lines that sign, the present one first, and vkey lines of retired keys, so that old
/// receipts stay checkable. Readable by its owner only.
struct SigningKeys {
    let path: String
    var signers: [NoteSigner]
    var retired: [LogKey] = []

    /// Where the key is: `log.key`, or `log.key` in the data directory.
    static func path(_ settings: Settings) -> String {
        let named = settings.text("log.key")
        return named.isEmpty ? settings.text("data") + "/log.key" : named
    }

    /// The file there is; a new one at the very first start, if no place was named.
    ///
    /// - Parameter entries: how many entries the log has. A log with entries has had a key, and a new one made silently
    ///   would be another identity.
    static func open(_ settings: Settings, entries: Int64) throws -> SigningKeys {
        let path = path(settings)
        if let keys = try read(path) { return keys }
        guard settings.text("log.key").isEmpty, entries == 0 else {
            throw Problem(
                .unavailable, "log.key.missing",
                "找不到日志签名密钥 \(path)" + (entries == 0 ? "。" : "，而留痕日志已有 \(entries) 条。"),
                remedy: entries == 0
                    ? "请先用 mingcha log key 生成，或检查 MINGCHA_LOG_KEY。"
                    : "请把离线保管的密钥放回原处；确实丢失的，用 mingcha log key 生成新密钥，并把新公钥告知各方。")
        }
        return try make(path, name: settings.text("log.name"))
    }

    /// The file there is; refuses without one.
    static func existing(_ settings: Settings) throws -> SigningKeys {
        guard let keys = try read(path(settings)) else {
            throw Problem(
                .notFound, "log.key.missing", "还没有日志签名密钥 \(path(settings))。",
                remedy: "第一次启动时自动生成，也可以用 mingcha log key 生成。")
        }
        return keys
    }

    /// A fresh key in a new file.
    static func make(_ path: String, name: String) throws -> SigningKeys {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Problem(.conflict, "log.key.exists", "密钥文件 \(path) 已存在，不会覆盖。", remedy: "换用新密钥请用 mingcha log rotate。")
        }
        let keys: SigningKeys
        do {
            keys = SigningKeys(path: path, signers: [try NoteSigner(name: name)])
        } catch {
            throw Problem(
                .invalid, "log.name", "日志名称“\(name)”不能用：\(error)。", remedy: "请改 log.name，例如 ssj.example.gov.cn/log。")
        }
        try keys.write()
        return keys
    }

    static func read(_ path: String) throws -> SigningKeys? {
        guard let bytes = try DurableFile.read(path) else { return nil }
        var keys = SigningKeys(path: path, signers: [])
        do {
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                if line.utf8.starts(with: "PRIVATE+KEY+".utf8) {
                    keys.signers.append(try NoteSigner(secretLine: String(line)))
                } else if !line.hasPrefix("#") {
                    keys.retired.append(try LogKey(vkey: String(line)))
                }
            }
            _ = try Checkpoints(signers: keys.signers, retired: keys.retired)
        } catch {
            throw Problem(.invalid, "log.key.unreadable", "密钥文件 \(path) 无法使用：\(error)。", remedy: "请换回完好的密钥文件。")
        }
        return keys
    }

    /// Whether others than the owner may read the file.
    static func isOpenToOthers(_ path: String) -> Bool {
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int ?? 0
        return mode & 0o077 != 0
    }

    func write() throws {
        let lines = signers.map { $0.secretLine() } + retired.map(\.vkey)
        try DurableFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
    }
}

/// The newest checkpoint that left this machine, in the data directory: restoring the database leaves it in place.
struct CheckpointFile: CheckpointMemory {
    let path: String
    let origin: String

    func last() throws -> Checkpoint? {
        guard let bytes = try DurableFile.read(path) else { return nil }
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint(text: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Problem(
                .unavailable, "log.memory", "记录最近一次公布的文件 \(path) 损坏：\(error)。",
                remedy: "请与见证人或最近导出的检查点核对后删除这个文件。")
        }
        // Another name is another log, which knows nothing of this one.
        return checkpoint.origin.utf8.elementsEqual(origin.utf8) ? checkpoint : nil
    }

    func remember(_ checkpoint: Checkpoint) throws {
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try DurableFile.exclusively(path) {
            if let last = try last(), last.size >= checkpoint.size { return }
            try DurableFile.write(Array(checkpoint.text.utf8), to: path)
        }
    }
}
