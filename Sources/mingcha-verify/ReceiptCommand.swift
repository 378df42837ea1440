import Foundation
import TransparencyLog

/// `receipt FILE [--entry FILE] [--vkey K]`: one receipt (C2SP tlog-proof). The entry is in a file of its own or in the
/// receipt's extra line; either way it is the entry's leaf hash that has to lead to the signed root.
enum ReceiptCommand {
    static let usage = "mingcha-verify receipt 文件 [--entry 条目文件] [--vkey 公钥…] [--witness 见证人公钥…]"

    static func run(_ arguments: Arguments) throws {
        let path = try arguments.expect(
            plain: 1, options: ["--vkey", "--entry", "--witness"], repeated: ["--vkey", "--witness"], usage: usage)[0]
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let receipt: Receipt
        do {
            receipt = try Receipt(bytes: [UInt8](Input.bytes(path)))
        } catch let error as LogError {
            throw Unusable("\(error)")
        }
        let trusted = try TrustedKey.find(
            options: arguments.all("--vkey"), witnesses: arguments.all("--witness"), beside: folder)
        let entry: [UInt8]
        if let file = arguments.optional("--entry") {
            entry = [UInt8](try Input.bytes(file))
        } else if let extra = receipt.extra {
            entry = extra
        } else {
            throw Unusable("回执中没有条目内容，请用--entry给出条目文件")
        }
        do {
            let opened = try receipt.verify(entry: entry, trust: trusted.trust)
            var lines = [
                "通过  条目是日志“\(opened.checkpoint.origin)”的第\(receipt.index)条（从0数起），共\(opened.checkpoint.size)条",
                "通过  日志签名有效，根哈希\(opened.checkpoint.root.hex)",
            ]
            for witness in opened.signatures where witness.time != nil {
                lines.append("通过  见证人“\(witness.key.name)”签过名")
            }
            if trusted.beside { lines.append("注意  公钥与回执放在一起，请与另行取得的公钥核对：\(trusted.trust.keyList)") }
            if let text = String(validating: entry, as: UTF8.self) { lines.append("条目  \(text)") }
            Output.text(lines.map { $0 + "\n" }.joined() + "验证通过\n")
        } catch {
            throw Refuted(reason: "\(error)")
        }
    }
}
