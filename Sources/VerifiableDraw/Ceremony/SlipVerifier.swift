extension CeremonyVerifier {
    /// The slips of the drawn: each once, in order, called by just as many campaigns as drew lots; and that the freeze's
    /// number of subjects is one that the population allows. Which lot is whose only auditors can check.
    static func checkSlips(
        _ record: CeremonyRecord, _ freeze: FreezeEntry, _ draw: DrawEntry, _ population: Population,
        _ report: inout CeremonyReport
    ) {
        report.check(
            "签条的总数与名单相符", fault: subjectsFault(freeze, population), detail: "\(freeze.subjects)户")
        guard let slips = record.slips else {
            return report.check("抽中的每一户都有一个签条", fault: "没有公布签条", detail: "")
        }
        report.check(
            "抽中的每一户都有一个签条", fault: slipsFault(slips, record.strata ?? []), detail: "\(slips.count)个签条")
        let logged = ByteOrder.equal(Digests.sha256Hex(CeremonyRecord.slipsText(slips)), draw.slips)
        report.check("签条与日志所记一致", fault: logged ? nil : "公布的签条与日志中的哈希不符", detail: "")
    }

    /// A subject has one lot, or one in each of its campaigns: there are no more subjects than distinct lots, and no fewer
    /// than any campaign has. In a ceremony of one campaign these two numbers are the same.
    private static func subjectsFault(_ freeze: FreezeEntry, _ population: Population) -> String? {
        let distinct = population.distinct
        if freeze.subjects > distinct { return "名单内最多有\(distinct)户，冻结时记为\(freeze.subjects)户" }
        var counts: [ByteKey: Int] = [:]
        for stratum in population.strata {
            counts[ByteKey(Population.campaign(of: stratum.name)), default: 0] += stratum.count
        }
        let least = counts.values.max() ?? 0
        return freeze.subjects < least ? "名单内至少有\(least)户，冻结时记为\(freeze.subjects)户" : nil
    }

    private static func slipsFault(
        _ slips: [CeremonyRecord.CalledSlip], _ strata: [CeremonyRecord.Stratum]
    ) -> String? {
        for slip in slips {
            if (try? Lot(slip.id)) == nil { return "签条“\(slip.id)”的格式不对" }
            let ordered = zip(slip.campaigns, slip.campaigns.dropFirst()).allSatisfy(ByteOrder.precedes)
            if slip.campaigns.isEmpty || !ordered { return "签条“\(slip.id)”没有写明由哪些任务抽中，或者次序不对" }
        }
        for pair in zip(slips, slips.dropFirst()) where !ByteOrder.precedes(pair.0.id, pair.1.id) {
            return "签条没有按字节顺序排列，或者重复"
        }
        return callsFault(slips, strata)
    }

    /// Each campaign calls as many slips as it drew lots; and wherever a lot was drawn by several campaigns, its subject
    /// has that lot alone, so a slip is called by exactly these.
    private static func callsFault(
        _ slips: [CeremonyRecord.CalledSlip], _ strata: [CeremonyRecord.Stratum]
    ) -> String? {
        var drawn: [ByteKey: Int] = [:]
        var campaignsOf: [ByteKey: [String]] = [:]
        for stratum in strata {
            let name = Population.campaign(of: stratum.name)
            drawn[ByteKey(name), default: 0] += stratum.drawn.count
            for lot in stratum.drawn { campaignsOf[ByteKey(lot.id), default: []].append(name) }
        }
        var called: [ByteKey: Int] = [:]
        var sets: [ByteKey: Int] = [:]
        for slip in slips {
            for name in slip.campaigns { called[ByteKey(name), default: 0] += 1 }
            sets[ByteKey(slip.campaigns.joined(separator: " ")), default: 0] += 1
        }
        for name in Set(drawn.keys).union(called.keys).sorted()
        where drawn[name, default: 0] != called[name, default: 0] {
            return "任务\(name.text)抽中\(drawn[name, default: 0])个签号，公布的签条中有\(called[name, default: 0])个属于它"
        }
        var together: [ByteKey: Int] = [:]
        for names in campaignsOf.values where names.count > 1 {
            together[ByteKey(names.sorted(by: ByteOrder.precedes).joined(separator: " ")), default: 0] += 1
        }
        for (names, count) in together.sorted(by: { $0.key < $1.key }) where sets[names, default: 0] < count {
            return "同时被任务\(names.text)抽中的签号有\(count)个，签条只有\(sets[names, default: 0])个"
        }
        return nil
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
        let drawn = slips.contains { ByteOrder.equal($0.id, slip.slip) }
        report.check(
            "签条在抽中之列", fault: drawn ? nil : "这个签条没有被抽中", detail: "共抽中\(slips.count)户")
        if proof == nil, drawn {
            report.check("主体与签条在种子产生之前已经绑定", fault: "缺少证明文件", detail: "")
        }
        return report
    }
}
