/// Checks a published ceremony from its two files alone: does everything again that can be done again, and compares.
///
/// Not checked here: that the entries are in the log (the program `mingcha-verify` does that with their receipts), and the
/// BLS signature of a drand round.
package enum CeremonyVerifier {
    /// Never fails to answer: whatever is wrong is a failed check with its reason.
    /// - Parameter population: nil only where none is published, for a ceremony aborted before its freeze.
    package static func verify(record: CeremonyRecord, population: Population?) -> CeremonyReport {
        var report = CeremonyReport()
        let steps: CeremonySteps
        do {
            steps = try CeremonySteps(record)
        } catch {
            report.check("日志条目齐全、有序、属于同一次摇号", fault: error.reason, detail: "")
            return report
        }
        let plan = steps.plan.entry
        report.check(
            "日志条目齐全、有序、属于同一次摇号", fault: nil,
            detail: "计划\(steps.planLeaf.prefix(16))…，共\(record.entries.count)条，参与方\(plan.parties.count)个")
        if let after = plan.after { report.note("本次重新摇号承接一次中止的摇号", "中止条目的叶哈希为\(after)，请核对其原因") }
        if let freeze = steps.freeze {
            checkPopulation(freeze.entry, plan: plan, population, &report)
        }
        if let abort = steps.abort {
            let empty =
                record.strata == nil && record.slips == nil && record.seedDocument == nil && record.matching == nil
                && record.replacements == nil
            report.check(
                "中止的摇号没有结果", fault: empty ? nil : "中止之后仍列有种子或结果", detail: "中止原因：\(abort.entry.reason)")
            return report
        }
        guard let freeze = steps.freeze?.entry, let draw = steps.draw?.entry, let population else {
            report.check("摇号已经完成", fault: "缺少冻结条目、抽取条目或名单", detail: "")
            return report
        }
        guard let seed = checkSeed(record, steps, freeze, draw, &report) else { return report }
        checkDraw(record, freeze, draw, population, seed, &report)
        checkSlips(record, freeze, draw, population, &report)
        checkMatching(record, freeze, draw, seed, &report)
        checkReplacements(record, steps, draw, &report)
        return report
    }

    private static func checkPopulation(
        _ freeze: FreezeEntry, plan: PlanEntry, _ population: Population?, _ report: inout CeremonyReport
    ) {
        guard let population else {
            return report.check("名单与冻结时一致", fault: "没有公布名单", detail: "")
        }
        var fault: String?
        if population.count != freeze.count {
            fault = "名单共\(population.count)行，冻结时为\(freeze.count)行"
        } else if !ByteOrder.equal(population.root, freeze.root) {
            fault = "名单有改动，根哈希不符"
        }
        report.check(
            "名单与冻结时一致", fault: fault,
            detail: "\(freeze.count)行，根哈希\(freeze.root.prefix(16))…")
        let excluded = freeze.exclusions.map { "\($0.reason)\($0.count)户" }.joined(separator: "、")
        report.check(
            "各层数量和抽取数量按规则计算", fault: strataFault(freeze, plan: plan, population),
            detail: "\(freeze.strata.count)层" + (excluded.isEmpty ? "" : "；未列入：\(excluded)"))
    }

    private static func strataFault(_ freeze: FreezeEntry, plan: PlanEntry, _ population: Population) -> String? {
        let campaigns = Set(plan.campaigns.map { ByteKey($0.id) })
        for stratum in freeze.strata {
            let count = population.lots(in: stratum.name).count
            if count != stratum.count { return "层“\(stratum.name)”有\(count)户，冻结时记为\(stratum.count)户" }
            guard let quota = stratum.quota else { return "层“\(stratum.name)”没有写明抽取比例或数量" }
            do {
                let take = try quota.count(of: count)
                if take != stratum.take { return "层“\(stratum.name)”应抽\(take)户，冻结时记为\(stratum.take)户" }
            } catch {
                return error.reason
            }
            let campaign = String(decoding: stratum.name.utf8.prefix { $0 != 0x3A }, as: UTF8.self)
            if !campaigns.contains(ByteKey(campaign)) { return "层“\(stratum.name)”不属于计划中的任务" }
        }
        let named = Set(freeze.strata.map { ByteKey($0.name) })
        if let other = population.strata.first(where: { !named.contains(ByteKey($0.name)) }) {
            return "名单中的层“\(other.name)”没有列入冻结条目"
        }
        return nil
    }

    /// The seed, when it can be relied on for what follows.
    private static func checkSeed(
        _ record: CeremonyRecord, _ steps: CeremonySteps, _ freeze: FreezeEntry, _ draw: DrawEntry,
        _ report: inout CeremonyReport
    ) -> DrawSeed? {
        guard let text = record.seedDocument else {
            report.check("种子文件可读", fault: "没有种子文件", detail: "")
            return nil
        }
        let published: SeedDocument
        do {
            published = try SeedDocument(text: text)
        } catch {
            report.check("种子文件可读", fault: error.reason, detail: "")
            return nil
        }
        report.check(
            "各方在名单冻结之后、公开之前封存随机数",
            fault: SeedFaults.commits(steps, treeSize: published.commitsTreeSize), detail: "\(steps.commits.count)方")
        report.check("公开的随机数与封存的一致", fault: SeedFaults.reveals(steps), detail: "\(steps.reveals.count)方公开")
        let missing = SeedFaults.missing(steps)
        report.check(
            "公开值来自事先约定的来源，且在随机数公开之后产生", fault: SeedFaults.publicValues(steps),
            detail: steps.publicValues.map { "\($0.entry.source)=\($0.entry.value.prefix(20))" }.joined(separator: "、"))
        if !missing.isEmpty { report.note("有参与方未公开随机数", missing.joined(separator: "、")) }
        let drand = "drand-quicknet:"
        for value in steps.publicValues.map(\.entry) where value.source.hasPrefix(drand) {
            let round = value.source.dropFirst(drand.count)
            report.note("drand第\(round)轮的签名", "此处只核对写法，真伪请运行：tools/check-drand.py \(round) \(value.value)")
        }
        var fault: String?
        do {
            let own = try SeedFaults.document(
                steps, freeze: freeze, treeSize: published.commitsTreeSize, root: published.commitsRoot)
            if own != published { fault = "种子文件与日志条目不符" }
        } catch {
            fault = error.reason
        }
        if fault == nil, !ByteOrder.equal(published.seed.hex, draw.seed) { fault = "抽取所用的种子不是种子文件的哈希" }
        report.check("种子由上述内容唯一确定", fault: fault, detail: "种子\(published.seed.hex)")
        return fault == nil ? published.seed : nil
    }

    private static func checkDraw(
        _ record: CeremonyRecord, _ freeze: FreezeEntry, _ draw: DrawEntry, _ population: Population, _ seed: DrawSeed,
        _ report: inout CeremonyReport
    ) {
        guard let strata = record.strata else {
            return report.check("抽中的检查对象与重新计算一致", fault: "没有抽取结果", detail: "")
        }
        var fault: String?
        do {
            let own = try CeremonyRecord.draw(freeze, from: population, seed: seed)
            if let pair = zip(own, strata).first(where: { $0 != $1 }) {
                fault = "层“\(pair.0.name)”的结果与重新计算不符"
            } else if own.count != strata.count {
                fault = "结果有\(strata.count)层，应有\(own.count)层"
            } else if !ByteOrder.equal(CeremonyRecord.selectionText(own), CeremonyRecord.selectionText(strata)) {
                fault = "结果与重新计算的写法不符"
            }
        } catch {
            fault = error.reason
        }
        let visits = record.visits
        report.check(
            "抽中的检查对象与重新计算一致", fault: fault, detail: "从\(population.count)户次中抽中\(visits.drawn)户次")
        let logged = ByteOrder.equal(Digests.sha256Hex(CeremonyRecord.selectionText(strata)), draw.selection)
        report.check("抽取结果与日志所记一致", fault: logged ? nil : "公布的结果与日志中的哈希不符", detail: "")
        if visits.drawn > visits.distinct {
            report.note("几项任务合并上门", "抽中\(visits.drawn)户次，只需上门\(visits.distinct)次，少\(visits.drawn - visits.distinct)次")
        }
    }
}
