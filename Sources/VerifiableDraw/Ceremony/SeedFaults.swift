/// What may be wrong between the plan and the seed, step by step; nil where nothing is.
enum SeedFaults {
    /// Every party sealed one value, after the freeze and in time, and the checkpoint named by the seed document lies
    /// between the last commit and the first reveal: nobody could open another's value before sealing the own.
    static func commits(_ steps: CeremonySteps, treeSize: Int) -> String? {
        guard let freeze = steps.freeze else { return "没有冻结条目" }
        var seen: Set<ByteKey> = []
        let parties = Set(steps.plan.entry.parties.map { ByteKey($0.id) })
        for commit in steps.commits {
            let party = commit.entry.party
            if !parties.contains(ByteKey(party)) { return "“\(party)”不是计划中的参与方" }
            if !seen.insert(ByteKey(party)).inserted { return "参与方“\(party)”封存了两次" }
            if commit.index < freeze.index { return "参与方“\(party)”在名单冻结之前封存" }
            if !CeremonyTime.ordered(commit.entry.time, steps.plan.entry.commitBy) { return "参与方“\(party)”逾期封存" }
            if commit.index >= treeSize { return "种子文件所记的日志树不包含参与方“\(party)”的封存" }
        }
        if let absent = parties.subtracting(seen).min() { return "参与方“\(absent.text)”没有封存随机数" }
        if let early = (steps.reveals.map(\.index) + steps.publicValues.map(\.index)).min(), early < treeSize {
            return "日志第\(early)条在全部封存之前就已公开"
        }
        return nil
    }

    /// What was revealed is what was sealed, once, in time.
    static func reveals(_ steps: CeremonySteps) -> String? {
        var seen: Set<ByteKey> = []
        for reveal in steps.reveals {
            let party = reveal.entry.party
            guard let commit = steps.commits.first(where: { ByteOrder.equal($0.entry.party, party) }) else {
                return "“\(party)”没有封存过随机数"
            }
            if !seen.insert(ByteKey(party)).inserted { return "参与方“\(party)”公开了两次" }
            if !CeremonyTime.ordered(reveal.entry.time, steps.plan.entry.revealBy) { return "参与方“\(party)”逾期公开" }
            do {
                let opened = try Commitment.hex(plan: steps.planLeaf, party: party, value: reveal.entry.value)
                if !ByteOrder.equal(opened, commit.entry.commitment) { return "参与方“\(party)”公开的随机数与封存的不符" }
            } catch {
                return error.reason
            }
        }
        return nil
    }

    /// Exactly the planned sources, in the plan's order in the document, each after all reveals; one of them after the
    /// deadline when a party withheld its value.
    static func publicValues(_ steps: CeremonySteps) -> String? {
        var seen: Set<ByteKey> = []
        let planned = Set(steps.plan.entry.sources.map(ByteKey.init))
        for value in steps.publicValues {
            let source = value.entry.source
            if !planned.contains(ByteKey(source)) { return "公开来源“\(source)”不在计划中" }
            if !seen.insert(ByteKey(source)).inserted { return "公开来源“\(source)”有两个值" }
            if let late = steps.reveals.first(where: { $0.index > value.index }) {
                return "参与方“\(late.entry.party)”在公开值“\(source)”已知之后才公开随机数"
            }
        }
        if let absent = planned.subtracting(seen).min() { return "公开来源“\(absent.text)”没有值" }
        guard let missing = missing(steps).first else { return nil }
        let after = steps.publicValues.contains { CeremonyTime.ordered(steps.plan.entry.revealBy, $0.entry.time) }
        return after ? nil : "参与方“\(missing)”未公开随机数，而截止时间之后没有公开值"
    }

    /// Parties that sealed a value and did not open it.
    static func missing(_ steps: CeremonySteps) -> [String] {
        steps.plan.entry.parties.map(\.id).filter { party in
            !steps.reveals.contains { ByteOrder.equal($0.entry.party, party) }
        }
    }

    /// The document that the entries make.
    static func document(
        _ steps: CeremonySteps, freeze: FreezeEntry, treeSize: Int, root: String
    ) throws(DrawRefusal) -> SeedDocument {
        var shares: [(party: String, share: SeedDocument.Share)] = []
        for party in steps.plan.entry.parties {
            let reveal = steps.reveals.first { ByteOrder.equal($0.entry.party, party.id) }
            shares.append((party.id, reveal.map { .revealed($0.entry.value) } ?? .missing))
        }
        var values: [PublicValue] = []
        for source in steps.plan.entry.sources {
            guard let value = steps.publicValues.first(where: { ByteOrder.equal($0.entry.source, source) }) else {
                throw DrawRefusal(.recordFormat, "公开来源“\(source)”没有值")
            }
            values.append(try PublicValue(source: source, value: value.entry.value))
        }
        return try SeedDocument(
            planLeaf: steps.planLeaf, populationRoot: freeze.root, populationCount: freeze.count,
            commitsTreeSize: treeSize, commitsRoot: root, shares: shares, publicValues: values)
    }
}
