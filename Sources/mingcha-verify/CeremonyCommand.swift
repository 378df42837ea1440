import Foundation
import TransparencyLog
import VerifiableDraw

/// `ceremony DIR [--vkey K]`: the published files of a ceremony: `ceremony.json`, `population.txt`, receipts inside
/// `ceremony.json` or as `receipts/<index>.tlog-proof`, and `log.vkey` unless a key is given.
enum CeremonyCommand {
    static let usage = "mingcha-verify ceremony 目录 [--vkey 公钥…]"

    /// A published directory, read and checked.
    struct Checked {
        let record: CeremonyRecord
        /// Nil when there is none, or the file is no population.
        let population: Population?
        let report: CeremonyReport
    }

    static func run(_ arguments: Arguments) throws {
        let folder = try arguments.expect(plain: 1, options: ["--vkey"], repeated: ["--vkey"], usage: usage)[0]
        let checked = try check(folder, vkeys: arguments.all("--vkey"))
        Output.report(checked.report)
        if let failure = checked.report.firstFailure { throw Refuted(reason: "\(failure.title)：\(failure.detail)") }
        Output.text("验证通过：摇号“\(checked.record.ceremony)”的全部公开内容相符\n")
    }

    static func check(_ folder: String, vkeys: [String]) throws -> Checked {
        let record = try CeremonyRecord(json: [UInt8](Input.bytes(folder + "/ceremony.json")))
        let trusted = try TrustedKey.find(options: vkeys, beside: folder)
        var report: CeremonyReport
        var population: Population?
        let path = folder + "/population.txt"
        do {
            population = try Input.exists(path) ? Input.bytes(path).withUnsafeBytes { try Population(utf8: $0) } : nil
            report = CeremonyVerifier.verify(record: record, population: population)
        } catch let refusal as DrawRefusal {
            // The file was published as this ceremony's population: that it is none refutes the ceremony.
            report = CeremonyReport()
            report.check("名单文件可读", fault: refusal.reason, detail: "")
        }
        ReceiptChecks(record: record, folder: folder, trust: trusted.trust).run(&report)
        if trusted.beside {
            report.note("日志公钥取自同一目录", "请与另行取得的公钥核对：\(trusted.trust.keyList)")
        }
        return Checked(record: record, population: population, report: report)
    }
}

/// That a ceremony's entries are in the log whose key is trusted.
private struct ReceiptChecks {
    let record: CeremonyRecord
    let folder: String
    let trust: LogTrust

    func run(_ report: inout CeremonyReport) {
        var missing: [Int] = []
        var fault: String?
        var proven = 0
        for entry in record.entries {
            do {
                if try check(entry) { proven += 1 } else { missing.append(entry.index) }
            } catch let refuted as Refuted {
                fault = fault ?? "日志第\(entry.index)条：\(refuted.reason)"
            } catch {
                fault = fault ?? "日志第\(entry.index)条：\(error)"
            }
        }
        report.check("条目确在签名日志中", fault: fault, detail: "\(proven)张回执，日志“\(trust.origin)”")
        if !missing.isEmpty {
            report.note("部分条目没有回执", missing.map { "第\($0)条" }.joined(separator: "、"))
        }
    }

    /// Whether there is a receipt; throws when it does not prove the entry, or is missing where it must not.
    private func check(_ logged: CeremonyRecord.LoggedEntry) throws -> Bool {
        guard let bytes = logged.bytes, let entry = try? CeremonyEntry(bytes: bytes) else {
            throw Refuted(reason: "条目无法读取")
        }
        guard let text = logged.receipt ?? file(logged.index) else {
            switch entry {
            case .plan, .freeze, .commit: throw Refuted(reason: "缺少回执")
            default: return false
            }
        }
        do {
            let receipt = try Receipt(bytes: Array(text.utf8))
            guard receipt.index == UInt64(exactly: logged.index) else { throw Refuted(reason: "回执是另一条的") }
            let opened = try receipt.verify(entry: bytes, trust: trust).checkpoint
            if case .commit = entry, let text = record.seedDocument, let seed = try? SeedDocument(text: text) {
                let same =
                    opened.size == UInt64(exactly: seed.commitsTreeSize)
                    && ByteOrder.equal(opened.root.hex, seed.commitsRoot)
                guard same else { throw Refuted(reason: "回执所依的日志树不是种子文件所记的那一棵") }
            }
            return true
        } catch let error as LogError {
            throw Refuted(reason: "\(error)")
        }
    }

    private func file(_ index: Int) -> String? {
        try? Input.text("\(folder)/receipts/\(index).tlog-proof")
    }
}
