import VerifiableDraw

/// `slip DIR --id I --slip S --nonce N [--proof FILE]`: what a subject checks with its own notice.
enum SlipCommand {
    static let usage = "mingcha-verify slip 目录 --id 主体编号 --slip 签条 --nonce 随机码 [--proof 证明文件]"

    static func run(_ arguments: Arguments) throws {
        let folder = try arguments.expect(
            plain: 1, options: ["--id", "--slip", "--nonce", "--proof"], usage: usage)[0]
        func value(_ option: String) throws -> String {
            guard let text = arguments.optional(option) else { throw Unusable("缺少选项“\(option)”\n用法：\(usage)") }
            return text
        }
        let slip = try Slip(identifier: value("--id"), slip: value("--slip"), nonce: value("--nonce"))
        let record = try CeremonyRecord(json: [UInt8](Input.bytes(folder + "/ceremony.json")))
        let published = "\(folder)/slips/\(slip.slip).json"
        let proof: AuditPath? =
            if let file = arguments.optional("--proof") {
                try Input.json(AuditPath.self, from: file)
            } else if Input.exists(published) {
                try Input.json(AuditPath.self, from: published)
            } else {
                nil
            }
        let report = SlipVerifier.verify(slip, proof: proof, record: record)
        Output.report(report)
        if let failure = report.firstFailure { throw Refuted(reason: "\(failure.title)：\(failure.detail)") }
        Output.text("验证通过：主体“\(slip.identifier)”在名单冻结时就绑定了签条\(slip.slip)，并且被抽中\n")
        Output.text("整场摇号是否正确，请另用 mingcha-verify ceremony 验证\n")
    }
}
