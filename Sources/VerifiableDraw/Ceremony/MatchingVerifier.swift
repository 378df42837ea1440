extension CeremonyVerifier {
    static func checkMatching(
        _ record: CeremonyRecord, _ freeze: FreezeEntry, _ draw: DrawEntry, _ seed: DrawSeed,
        _ report: inout CeremonyReport
    ) {
        guard let matching = record.matching else {
            let expected = freeze.officers != nil || draw.inspections != nil || draw.assignment != nil
            if expected {
                report.check("检查人员的匹配与重新计算一致", fault: "没有公布匹配结果", detail: "")
            } else {
                report.note("检查人员", "本次摇号不匹配检查人员")
            }
            return
        }
        let officers = MatchingRecord.officersText(officers: matching.officers, pools: matching.pools)
        let frozen = freeze.officers.map { ByteOrder.equal($0, Digests.sha256Hex(officers)) } ?? false
        report.check(
            "检查人员名单在种子产生之前已经固定", fault: namesFault(matching) ?? (frozen ? nil : "人员名单与冻结时的哈希不符"),
            detail: "\(matching.officers.count)人，\(matching.pools.count)个人员池")
        report.check(
            "每个抽中的检查对象都安排了检查", fault: coverageFault(matching, slips: (record.slips ?? []).map(\.id)),
            detail: "\(matching.inspections.count)次检查")
        report.check(
            "检查人员的匹配与重新计算一致", fault: assignmentFault(matching, seed), detail: "规则SLO-1")
        let logged =
            draw.inspections.map {
                ByteOrder.equal($0, Digests.sha256Hex(MatchingRecord.inspectionsText(matching.inspections)))
            } == true
            && draw.assignment.map {
                ByteOrder.equal($0, Digests.sha256Hex(MatchingRecord.assignmentText(matching.assignment)))
            } == true
        report.check("匹配结果与日志所记一致", fault: logged ? nil : "公布的匹配与日志中的哈希不符", detail: "")
    }

    /// The hashed texts separate words by spaces, so every name in them must be free of spaces.
    private static func namesFault(_ matching: MatchingRecord) -> String? {
        for officer in matching.officers where (try? Lot(officer.id)) == nil {
            return "检查人员“\(officer.id)”不是签号"
        }
        let names =
            Array(matching.pools.keys) + matching.pools.values.flatMap { $0 } + matching.inspections.map(\.id)
            + matching.inspections.flatMap { $0.slots + ($0.recused ?? []) }
        return names.first { !Identifier.isValid($0) }.map { "“\($0)”的格式不对" }
    }

    private static func coverageFault(_ matching: MatchingRecord, slips: [String]) -> String? {
        let drawn = Set(slips.map(ByteKey.init))
        var covered: Set<ByteKey> = []
        for inspection in matching.inspections {
            let slip = ByteKey(String(decoding: inspection.id.utf8.prefix { $0 != 0x3A }, as: UTF8.self))
            if !drawn.contains(slip) { return "检查“\(inspection.id)”的对象没有被抽中" }
            if inspection.slots.count < 2 { return "检查“\(inspection.id)”少于两名检查人员" }
            covered.insert(slip)
        }
        return drawn.subtracting(covered).min().map { "抽中的“\($0.text)”没有安排检查" }
    }

    private static func assignmentFault(_ matching: MatchingRecord, _ seed: DrawSeed) -> String? {
        do {
            switch try Assignment.solve(matching.problem(seed: seed)) {
            case .assigned(let own):
                let published = Dictionary(
                    matching.assignment.map { (ByteKey($0.id), $0.officers) }, uniquingKeysWith: { first, _ in first })
                if published.count != matching.assignment.count || published.count != own.count {
                    return "匹配结果有\(matching.assignment.count)次检查，应有\(own.count)次"
                }
                let wrong = own.first { inspection in
                    let other = published[ByteKey(inspection.id)] ?? []
                    return !inspection.officers.elementsEqual(other, by: ByteOrder.equal)
                }
                return wrong.map { "检查“\($0.id)”的人员与重新计算不符" }
            case .infeasible(let shortage):
                return "人员不足：\(shortage.slots.count)个岗位只有\(shortage.capacity)人次可派，不可能有完整的匹配"
            }
        } catch {
            return error.reason
        }
    }
}
