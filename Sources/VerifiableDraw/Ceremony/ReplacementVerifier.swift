/// Checks the replacements of a drawn ceremony (docs/draw-spec.md, 12), in the order of the log.
extension CeremonyVerifier {
    static func checkReplacements(
        _ record: CeremonyRecord, _ steps: CeremonySteps, _ draw: DrawEntry, _ report: inout CeremonyReport
    ) {
        let published = record.replacements ?? []
        guard !steps.vacancies.isEmpty || !steps.replacements.isEmpty || !published.isEmpty else { return }
        guard let matching = record.matching else {
            return report.check("换人按规则随机递补", fault: "没有匹配结果，却有换人", detail: "")
        }
        var standing = Standing(matching)
        do {
            let filled = try replacements(published, steps, draw, &standing)
            let open = steps.vacancies.count - filled.count
            report.check(
                "换人按规则随机递补", fault: nil,
                detail: "\(filled.count)次换人，换下\(filled.reduce(0) { $0 + $1.left })人次"
                    + (open > 0 ? "，另有\(open)次申请没有换人" : ""))
            let missing = filled.reduce(0) { $0 + $1.absent }
            if missing > 0 {
                report.note("递补时有人不能再派", "冻结名单中共\(missing)人次因请假、离岗、证件、回避等没有参加递补，是否属实请由审计人员核对")
            }
        } catch {
            report.check("换人按规则随机递补", fault: error.reason, detail: "")
        }
    }

    /// Goes through the replacements; how many left, and how many of the frozen pools no longer served, in each.
    private static func replacements(
        _ published: [ReplacementRecord], _ steps: CeremonySteps, _ draw: DrawEntry, _ standing: inout Standing
    ) throws(DrawRefusal) -> [(left: Int, absent: Int)] {
        func refuted(_ index: Int, _ reason: String) -> DrawRefusal {
            DrawRefusal(.recordFormat, "日志第\(index)条：\(reason)")
        }
        var recordOf: [Int: ReplacementRecord] = [:]
        for one in published where recordOf.updateValue(one, forKey: one.vacancy) != nil {
            throw refuted(one.vacancy, "空缺公布了两次")
        }
        if let order = zip(published, published.dropFirst()).first(where: { $0.vacancy >= $1.vacancy }) {
            throw refuted(order.1.vacancy, "换人没有按日志顺序排列")
        }
        let known = Set(steps.vacancies.map(\.index))
        for vacancy in steps.vacancies where recordOf[vacancy.index] == nil {
            throw refuted(vacancy.index, "空缺没有公布")
        }
        if let stranger = published.first(where: { !known.contains($0.vacancy) }) {
            throw refuted(stranger.vacancy, "不是空缺条目")
        }
        for vacancy in steps.vacancies {
            if let fault = vacancy.entry.fault { throw refuted(vacancy.index, fault) }
        }
        let entries = Set(steps.replacements.map(\.index))
        for one in published {
            guard let entry = one.replacement else {
                if one.matching != nil { throw refuted(one.vacancy, "没有换人条目，却公布了换人结果") }
                continue
            }
            if !entries.contains(entry) { throw refuted(entry, "不是换人条目") }
        }
        var filled: [(left: Int, absent: Int)] = []
        var used: Set<Int> = []
        for step in steps.replacements {
            guard let vacancy = steps.vacancies.first(where: { ByteOrder.equal($0.leaf, step.entry.vacancy) }),
                vacancy.index < step.index
            else { throw refuted(step.index, "换人所指的空缺不存在") }
            guard used.insert(vacancy.index).inserted else { throw refuted(step.index, "同一空缺换了两次人") }
            guard let one = recordOf[vacancy.index], one.replacement == step.index, let matching = one.matching else {
                throw refuted(step.index, "没有公布这次换人的结果")
            }
            do {
                filled.append(try check(step.entry, vacancy.entry, matching, draw, &standing))
            } catch {
                throw refuted(step.index, error.reason)
            }
        }
        return filled
    }

    private static func check(
        _ entry: ReplacementEntry, _ vacancy: VacancyEntry, _ matching: MatchingRecord, _ draw: DrawEntry,
        _ standing: inout Standing
    ) throws(DrawRefusal) -> (left: Int, absent: Int) {
        func refuted(_ reason: String) -> DrawRefusal { DrawRefusal(.recordFormat, reason) }
        let sealed = try SubSeed.commitment(
            plan: vacancy.plan, inspection: vacancy.inspection, value: entry.server)
        guard ByteOrder.equal(sealed, vacancy.commitment) else { throw refuted("服务器公开的随机数与空缺条目封存的不符") }
        let seed = try SubSeed.hex(
            seed: draw.seed, vacancy: entry.vacancy, server: entry.server, approver: entry.approver)
        guard ByteOrder.equal(seed, entry.seed) else { throw refuted("换人所用的子种子不是由规定的内容算出的") }
        let logged = ReplacementEntry(
            plan: entry.plan, time: entry.time, vacancy: entry.vacancy, server: entry.server,
            approver: entry.approver, seed: entry.seed, matching: matching)
        guard logged == entry else { throw refuted("公布的换人结果与日志中的哈希不符") }

        // Who of the frozen no longer serves is the house's word; all else follows from what is public.
        let serving = Set(matching.officers.map { ByteKey($0.id) })
        let own = try standing.problem(vacancy.inspection, leaving: vacancy.officers, seed: seed) {
            serving.contains(ByteKey($0))
        }
        if let stranger = matching.officers.first(where: { standing.counted($0.id) == nil }) {
            throw refuted("“\(stranger.id)”不在冻结的人员名单内")
        }
        for officer in matching.officers {
            guard let counted = standing.counted(officer.id) else { continue }
            if counted.cap != officer.cap || (counted.base ?? 0) != (officer.base ?? 0) {
                throw refuted("“\(officer.id)”的已有任务数或剩余上限与摇号和此前换人的结果不符")
            }
        }
        for (name, members) in matching.pools {
            guard let frozen = standing.members(ofPool: name) else { throw refuted("人员池“\(name)”没有冻结过") }
            let allowed = Set(frozen.map(ByteKey.init))
            if let stranger = members.first(where: { !allowed.contains(ByteKey($0)) }) {
                throw refuted("“\(stranger)”不在冻结的人员池“\(name)”内")
            }
        }
        guard matching.inspections == own.inspections else { throw refuted("换人的岗位或回避人员与规定不符") }
        guard same(matching, own) else { throw refuted("换人的人员名单与人员池不一致") }
        guard case .assigned(let assigned) = try Assignment.solve(own) else { throw refuted("没有人可以接替") }
        guard assigned == matching.assignment, let incoming = assigned.first?.officers else {
            throw refuted("接替的人员与重新计算不符")
        }
        var absent = 0
        for name in matching.pools.keys {
            absent += (standing.members(ofPool: name)?.count ?? 0) - (matching.pools[name]?.count ?? 0)
        }
        try standing.replace(vacancy.inspection, leaving: vacancy.officers, by: incoming)
        let team = standing.team(vacancy.inspection) ?? []
        guard team.count >= 2, Set(team.map(ByteKey.init)).count == team.count else {
            throw refuted("换人之后的检查人员少于两名或者重复")
        }
        return (vacancy.officers.count, absent)
    }

    /// Whether officers and pools are those that the rule makes of the same people, whatever their order.
    private static func same(_ matching: MatchingRecord, _ own: AssignmentProblem) -> Bool {
        ByteOrder.equal(
            MatchingRecord.officersText(officers: matching.officers, pools: matching.pools),
            MatchingRecord.officersText(officers: own.officers, pools: own.pools))
    }
}
