import Domain
import Foundation
import TransparencyLog

/// Changes the log's signing key without changing the log (docs/log.md, "Rotation").
///
/// The order makes a run that was cut short safe to repeat: the new key is on disk before the log names it, and the key
/// file is replaced after.
struct KeyRotation {
    let house: House
    let path: String

    /// A new key, named in the log by an entry that the old key's checkpoint covers; from then on both sign.
    func begin() async throws -> [String] {
        var keys = try current()
        guard keys.signers.count == 1, let old = keys.signers.first else {
            throw Problem(
                .conflict, "log.rotate.open", "上一次更换还没有结束，现在由 \(keys.signers.count) 个密钥同签。",
                remedy: "各方换用新公钥后，先用 mingcha log rotate --finish 停用旧密钥。")
        }
        let pending = path + ".next"
        let new: NoteSigner
        if let bytes = try DurableFile.read(pending) {
            new = try NoteSigner(secretLine: String(decoding: bytes, as: UTF8.self))
        } else {
            new = try NoteSigner(name: old.key.name)
            try DurableFile.write(Array((new.secretLine() + "\n").utf8), to: pending)
        }
        try await log(act: "log.key.new", sentence: "启用新的日志签名密钥，新旧密钥同时签名。", new: new.key, old: old.key)
        keys.signers = [old, new]
        try keys.write()
        try FileManager.default.removeItem(atPath: pending)
        return [
            "已生成新密钥，新旧密钥同时签名：\(path)", "旧公钥：\(old.key.vkey)", "新公钥：\(new.key.vkey)",
            "下一步：重新启动 mingcha serve；公布新公钥，通知见证人；各方换用后运行 mingcha log rotate --finish。",
        ]
    }

    /// The new key alone; the old one's public half stays for old receipts.
    func finish() async throws -> [String] {
        var keys = try current()
        guard keys.signers.count == 2, let old = keys.signers.first, let new = keys.signers.last else {
            throw Problem(.conflict, "log.rotate.none", "没有进行中的密钥更换。", remedy: "先运行 mingcha log rotate。")
        }
        try await log(act: "log.key.retire", sentence: "停用旧的日志签名密钥。", new: new.key, old: old.key)
        keys.signers = [new]
        keys.retired.append(old.key)
        try keys.write()
        return [
            "旧密钥已停用，密钥文件里只留下它的公钥：\(path)", "公钥：\(new.key.vkey)",
            "下一步：重新启动 mingcha serve；销毁旧密钥的离线抄件和备份；公布的公钥中保留旧公钥及起止日期。",
        ]
    }

    private func current() throws -> SigningKeys {
        guard let keys = try SigningKeys.read(path) else { throw Problem.notFound("日志签名密钥") }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw Problem(
                .unavailable, "log.rotate.read-only", "密钥文件 \(path) 只读，不能更换。",
                remedy: "由 systemd 等传入的，请在保管密钥的账户下用 MINGCHA_LOG_KEY 指定原文件再运行。")
        }
        return keys
    }

    /// Names both keys in the log, once.
    private func log(act: String, sentence: String, new: LogKey, old: LogKey) async throws {
        let now = house.clock.now()
        let entry = LedgerEntry(
            act: act, actor: nil, object: "log/key", at: now, sentence: sentence,
            data: ["new": .text(new.vkey), "old": .text(old.vkey)])
        let needle = LedgerValue.object(["new": .text(new.vkey), "old": .text(old.vkey)]).json
        let isThere = try await house.storage.read { stores in
            try stores.ledger.timeline(object: "log/key").contains { line in
                guard line.act == act else { return false }
                return String(decoding: try stores.ledger.entry(line.index), as: UTF8.self).contains(needle)
            }
        }
        if isThere { return }
        _ = try await house.storage.write { try $0.ledger.append(entry, at: now) }
        // The old keys' checkpoint over the entry is the hand-over: from now on it is known outside the database.
        let checkpoints = house.checkpoints
        _ = try await house.storage.read { try checkpoints.head(of: $0.ledger) }
    }
}
