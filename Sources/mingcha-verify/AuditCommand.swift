import VerifiableDraw

/// `audit DIR [--vkey K]`: the auditors' package, without network or registry: the published ceremony, and in `audit/` the keys and
/// the registry as frozen.
enum AuditCommand {
    static let usage = "mingcha-verify audit 目录 [--vkey 公钥…]"

    static func run(_ arguments: Arguments) throws {
        let folder = try arguments.expect(plain: 1, options: ["--vkey"], repeated: ["--vkey"], usage: usage)[0]
        func table(_ name: String) throws -> [UInt8] { [UInt8](try Input.bytes("\(folder)/audit/\(name)")) }
        let package = AuditPackage(
            keys: try Input.json(AuditPackage.Keys.self, from: folder + "/audit/keys.json"),
            subjects: try table("subjects.tsv"), excluded: try table("excluded.tsv"),
            inspectors: try table("inspectors.tsv"))
        let checked = try CeremonyCommand.check(folder, vkeys: arguments.all("--vkey"))
        Output.report(checked.report)
        if let failure = checked.report.firstFailure { throw Refuted(reason: "\(failure.title)：\(failure.detail)") }
        guard let population = checked.population else { throw Refuted(reason: "没有公布名单") }
        let report = AuditVerifier.verify(package, record: checked.record, population: population)
        Output.report(report)
        if let failure = report.firstFailure { throw Refuted(reason: "\(failure.title)：\(failure.detail)") }
        Output.text("验证通过：摇号“\(checked.record.ceremony)”的名单、签条和检查人员与名录逐一相符\n")
        Output.text("名录本身是否完整，请在平台上用 mingcha audit ceremony 核对\n")
    }
}
