extension CeremonyVerifier {
    /// The slips of the drawn: as many as distinct lots were drawn, each once, as logged; and that the freeze counted the
    /// subjects of its slip tree truly.
    static func checkSlips(
        _ record: CeremonyRecord, _ freeze: FreezeEntry, _ draw: DrawEntry, _ population: Population,
        _ report: inout CeremonyReport
    ) {
        let subjects = population.distinct
        report.check(
            "签条的总数等于名单内的户数",
            fault: subjects == freeze.subjects ? nil : "名单内有\(subjects)户，冻结时记为\(freeze.subjects)户",
            detail: "\(subjects)户")
        guard let slips = record.slips else {
            return report.check("抽中的每一户都有一个签条", fault: "没有公布签条", detail: "")
        }
        report.check(
            "抽中的每一户都有一个签条", fault: slipsFault(slips, distinct: record.visits.distinct),
            detail: "\(slips.count)个签条")
        let logged = ByteOrder.equal(Digests.sha256Hex(CeremonyRecord.slipsText(slips)), draw.slips)
        report.check("签条与日志所记一致", fault: logged ? nil : "公布的签条与日志中的哈希不符", detail: "")
    }

    private static func slipsFault(_ slips: [String], distinct: Int) -> String? {
        if let wrong = slips.first(where: { (try? Lot($0)) == nil }) { return "签条“\(wrong)”的格式不对" }
        for pair in zip(slips, slips.dropFirst()) where !ByteOrder.precedes(pair.0, pair.1) {
            return "签条没有按字节顺序排列，或者重复"
        }
        return slips.count == distinct ? nil : "抽中\(distinct)户，公布了\(slips.count)个签条"
    }
}

/// What a subject asks: was I bound to this slip before the seed was known, and was the slip drawn?
package enum SlipVerifier {
    /// Checks a subject's slip against a published ceremony. Whether the ceremony itself is right is
    /// `CeremonyVerifier.verify`'s matter.
    /// - Parameter proof: the audit path of the slip's leaf; nil where none is published, which is right only for slips
    ///   that were not drawn.
    package static func verify(_ slip: Slip, proof: AuditPath?, record: CeremonyRecord) -> CeremonyReport {
        var report = CeremonyReport()
        guard let steps = CeremonySteps.frozen(record, &report), let freeze = steps.freeze?.entry else { return report }
        if let proof {
            let bound = proof.count == freeze.subjects && proof.verifies(slip, root: freeze.slips)
            report.check(
                "主体与签条在种子产生之前已经绑定", fault: bound ? nil : "证明与冻结时的签条树不符",
                detail: "\(freeze.subjects)户中的第\(proof.index + 1)位，冻结于\(freeze.time)")
        }
        guard let draw = steps.draw?.entry, let slips = record.slips else {
            report.check("签条在抽中之列", fault: "摇号没有完成", detail: "")
            return report
        }
        let logged = ByteOrder.equal(Digests.sha256Hex(CeremonyRecord.slipsText(slips)), draw.slips)
        report.check("签条与日志所记一致", fault: logged ? nil : "公布的签条与日志中的哈希不符", detail: "")
        let drawn = slips.contains { ByteOrder.equal($0, slip.slip) }
        report.check(
            "签条在抽中之列", fault: drawn ? nil : "这个签条没有被抽中", detail: "共抽中\(slips.count)户")
        if proof == nil, drawn {
            report.check("主体与签条在种子产生之前已经绑定", fault: "缺少证明文件", detail: "")
        }
        return report
    }
}
