@testable import VerifiableDraw

extension CeremonyDamageTests {
    /// Replaces the entry at a place by what `change` makes of it, as someone would who edits the file.
    private static func edit(
        _ record: inout CeremonyRecord, _ place: Int, _ change: (CeremonyEntry) throws -> CeremonyEntry
    ) throws {
        let old = record.entries[place]
        let entry = try change(CeremonyEntry(bytes: old.bytes ?? []))
        record.entries[place] = .init(index: old.index, bytes: try entry.bytes())
    }

    private static func strata(
        _ record: inout CeremonyRecord, _ place: Int, _ change: ([Drawn]) -> [Drawn]
    ) {
        guard var strata = record.strata else { return }
        strata[place] = .init(name: strata[place].name, drawn: change(strata[place].drawn))
        record.strata = strata
    }

    private static func matching(
        _ record: inout CeremonyRecord, officers: [AssignmentProblem.Officer]? = nil,
        inspections: [AssignmentProblem.Inspection]? = nil, assignment: [AssignedInspection]? = nil
    ) {
        guard let old = record.matching else { return }
        record.matching = MatchingRecord(
            officers: officers ?? old.officers, pools: old.pools, inspections: inspections ?? old.inspections,
            assignment: assignment ?? old.assignment)
    }

    static let damages: [Damage] = [
        Damage("population: a lot added", "名单共") { _, population in
            let added = PopulationLine(stratum: "c1:s1", lot: "00000000000000000000")
            population = try Population(text: "").adding(population, [added])
        },
        Damage("population: a lot left out", "名单共") { _, population in
            population = try Population(text: "").adding(population, [], dropping: 7)
        },
        Damage("population: a lot moved to another stratum", "根哈希不符") { _, population in
            let lots = population.lots(in: "c1:s1")
            let first = lots[lots.startIndex].text
            population = try Population(text: "").adding(population, [.init(stratum: "c1:s2", lot: first)], dropping: 0)
        },
        Damage("draw: one lot exchanged", "与重新计算不符") { record, population in
            let spare = population.lots(in: "c1:s1").last?.text ?? ""
            strata(&record, 0) { [Drawn(id: spare, ticket: $0[0].ticket)] + $0.dropFirst() }
        },
        Damage("draw: order changed", "与重新计算不符") { record, _ in strata(&record, 1) { $0.reversed() } },
        Damage("draw: one lot fewer", "与重新计算不符") { record, _ in strata(&record, 3) { $0.dropLast() } },
        Damage("draw: one digit of a ticket", "与重新计算不符") { record, _ in
            strata(&record, 0) { drawn in
                let old = drawn[0].ticket
                return [Drawn(id: drawn[0].id, ticket: old.dropLast() + (old.hasSuffix("1") ? "2" : "1"))]
                    + drawn.dropFirst()
            }
        },
        Damage("draw: a stratum left out", "层") { record, _ in record.strata?.removeLast() },
        Damage("draw: no results", "没有抽取结果") { record, _ in record.strata = nil },
        Damage("seed document: another public value", "种子文件与日志条目不符") { record, _ in
            record.seedDocument = record.seedDocument?.replacing("4091736", with: "4091737")
        },
        Damage("seed document: another tree root", "不是种子文件的哈希") { record, _ in
            record.seedDocument = record.seedDocument?.replacing("105 7", with: "105 8")
        },
        Damage("seed document: tree too small for the commits", "不包含参与方") { record, _ in
            record.seedDocument = record.seedDocument?.replacing("commits 105", with: "commits 104")
        },
        Damage("seed document: tree that holds a reveal", "在全部封存之前就已公开") { record, _ in
            record.seedDocument = record.seedDocument?.replacing("commits 105", with: "commits 106")
        },
        Damage("seed document: unreadable", "种子文件的格式不对") { record, _ in record.seedDocument?.append("\n") },
        Damage("seed document: absent", "没有种子文件") { record, _ in record.seedDocument = nil },
        Damage("plan: edited afterwards", "属于另一次摇号的计划") { record, _ in
            try edit(&record, 0) { entry in
                guard case .plan(let plan) = entry else { return entry }
                return .plan(
                    PlanEntry(
                        ceremony: plan.ceremony, time: plan.time, campaigns: plan.campaigns, parties: plan.parties,
                        sources: plan.sources, commitBy: plan.commitBy, revealBy: "2026-03-01T01:45:00Z"))
            }
        },
        Damage("plan: of another ceremony", "属于另一次摇号") { record, _ in
            var other = CeremonyRecord(ceremony: "2026-C8")
            (other.entries, other.seedDocument, other.strata) = (record.entries, record.seedDocument, record.strata)
            record = other
        },
        Damage("commit: exchanged after the reveal", "与封存的不符") { record, _ in
            try edit(&record, 2) { entry in
                guard case .commit(let commit) = entry else { return entry }
                let other = try Commitment.hex(
                    plan: commit.plan, party: commit.party, value: String(repeating: "d", count: 64))
                return .commit(.init(plan: commit.plan, time: commit.time, party: commit.party, commitment: other))
            }
        },
        Damage("commit: one party's missing", "没有封存随机数") { record, _ in record.entries.remove(at: 4) },
        Damage("commit: twice", "封存了两次") { record, _ in
            let second = record.entries[2]
            record.entries.insert(.init(index: 104, bytes: second.bytes ?? []), at: 4)
            record.entries.remove(at: 5)
        },
        Damage("commit: late", "逾期封存") { record, _ in
            try edit(&record, 4) { entry in
                guard case .commit(let old) = entry else { return entry }
                return .commit(
                    .init(
                        plan: old.plan, time: "2026-03-01T01:00:01Z", party: old.party, commitment: old.commitment))
            }
        },
        Damage("reveal: another value", "与封存的不符") { record, _ in
            try edit(&record, 5) { entry in
                guard case .reveal(let old) = entry else { return entry }
                return .reveal(
                    .init(plan: old.plan, time: old.time, party: old.party, value: String(repeating: "d", count: 64)))
            }
        },
        Damage("reveal: left out to have it missing", "种子文件与日志条目不符") { record, _ in
            record.entries.remove(at: 7)
        },
        Damage("reveal: by a stranger", "没有封存过随机数") { record, _ in
            try edit(&record, 5) { entry in
                guard case .reveal(let old) = entry else { return entry }
                return .reveal(.init(plan: old.plan, time: old.time, party: "stranger", value: old.value))
            }
        },
        Damage("public value: from a source not planned", "不在计划中") { record, _ in
            try edit(&record, 8) { entry in
                guard case .publicValue(let old) = entry else { return entry }
                let value = try PublicValue(source: "dice:other", value: old.value)
                return .publicValue(.init(plan: old.plan, time: old.time, value: value))
            }
        },
        Damage("public value: absent", "没有值") { record, _ in record.entries.remove(at: 8) },
        Damage("entries: order of the log changed", "没有按日志顺序排列") { record, _ in record.entries.swapAt(2, 3) },
        Damage("entries: freeze after the commits", "在名单冻结之前封存") { record, _ in
            let freeze = record.entries.remove(at: 1)
            var moved = record.entries
            let plan = moved[0]
            moved = [plan] + moved.dropFirst().prefix(3).map { .init(index: $0.index - 1, bytes: $0.bytes ?? []) }
            let bytes = try CeremonyEntry(bytes: freeze.bytes ?? [])
            guard case .freeze(let old) = bytes else { return }
            let later = FreezeEntry(
                plan: old.plan, time: "2026-03-01T00:30:00Z", root: old.root, count: old.count, strata: old.strata,
                policy: old.policy, exclusions: old.exclusions, subjects: old.subjects, slips: old.slips,
                lotKey: old.lotKey, slipKey: old.slipKey, inspectorKey: old.inspectorKey, officers: old.officers)
            moved.append(.init(index: 104, bytes: try CeremonyEntry.freeze(later).bytes()))
            record.entries = moved + record.entries.dropFirst(4)
        },
        Damage("entries: time runs backwards", "时间早于上一条") { record, _ in
            try edit(&record, 5) { entry in
                guard case .reveal(let old) = entry else { return entry }
                return .reveal(.init(plan: old.plan, time: "2026-03-01T00:15:00Z", party: old.party, value: old.value))
            }
        },
        Damage("entries: not Base64", "不是Base64编码") { record, _ in
            let json = String(decoding: try record.json(), as: UTF8.self)
            let first = record.entries[3].entry
            record = try CeremonyRecord(json: Array(json.replacing(first, with: "*" + first.dropFirst()).utf8))
        },
        Damage("draw entry: another seed", "不是种子文件的哈希") { record, _ in
            try edit(&record, record.entries.count - 1) { entry in
                guard case .draw(let old) = entry else { return entry }
                return .draw(
                    .init(
                        plan: old.plan, time: old.time, seed: String(repeating: "0", count: 64),
                        selection: old.selection, slips: old.slips, inspections: old.inspections,
                        assignment: old.assignment))
            }
        },
        Damage("draw entry: another selection", "与日志中的哈希不符") { record, _ in
            try edit(&record, record.entries.count - 1) { entry in
                guard case .draw(let old) = entry else { return entry }
                return .draw(
                    .init(
                        plan: old.plan, time: old.time, seed: old.seed, selection: String(repeating: "0", count: 64),
                        slips: old.slips, inspections: old.inspections, assignment: old.assignment))
            }
        },
        Damage("draw entry: other slips", "公布的签条与日志中的哈希不符") { record, _ in
            try edit(&record, record.entries.count - 1) { entry in
                guard case .draw(let old) = entry else { return entry }
                return .draw(
                    .init(
                        plan: old.plan, time: old.time, seed: old.seed, selection: old.selection,
                        slips: String(repeating: "0", count: 64), inspections: old.inspections,
                        assignment: old.assignment))
            }
        },
        Damage("slips: absent", "没有公布签条") { record, _ in record.slips = nil },
        Damage("slips: one fewer than drawn", "公布的签条中有") { record, _ in record.slips?.removeLast() },
        Damage("slips: one of somebody who was not drawn", "公布的签条与日志中的哈希不符") { record, _ in
            let others = (0..<60).map { CeremonyFixture().slipKey.slip(of: "S\($0)").slip }
            let spare = others.first { id in record.slips?.contains { $0.id == id } == false } ?? ""
            guard let first = record.slips?.first else { return }
            record.slips =
                (record.slips.map { Array($0.dropFirst()) + [.init(id: spare, campaigns: first.campaigns)] } ?? [])
                .sorted { $0.id < $1.id }
        },
        Damage("slips: in another order", "没有按字节顺序排列") { record, _ in record.slips?.swapAt(0, 1) },
        Damage("slips: one twice", "没有按字节顺序排列，或者重复") { record, _ in
            if let first = record.slips?.first { record.slips?[1] = first }
        },
        Damage("slips: not a slip", "的格式不对") { record, _ in record.slips?[0] = .init(id: "c1:s1", campaigns: ["c1"]) },
        Damage("slips: called by no campaign", "没有写明由哪些任务抽中") { record, _ in
            if let first = record.slips?.first { record.slips?[0] = .init(id: first.id, campaigns: []) }
        },
        Damage("slips: called by a campaign that did not draw it", "任务c2抽中5个签号，公布的签条中有6个属于它") { record, _ in
            guard let at = record.slips?.firstIndex(where: { $0.campaigns == ["c1"] }), let old = record.slips?[at]
            else { return }
            record.slips?[at] = .init(id: old.id, campaigns: ["c1", "c2"])
        },
        Damage("slips: two that one lot drew made two visits of", "同时被任务c1 c2抽中的签号有") { record, _ in
            // One subject drawn by both becomes two that were drawn by one each: the counts by campaign stay.
            guard let at = record.slips?.firstIndex(where: { $0.campaigns.count == 2 }), let old = record.slips?[at]
            else { return }
            let spare = (0..<60).map { CeremonyFixture().slipKey.slip(of: "S\($0)").slip }
                .first { id in record.slips?.contains { $0.id == id } == false }
            record.slips?[at] = .init(id: old.id, campaigns: ["c1"])
            record.slips?.append(.init(id: spare ?? "", campaigns: ["c2"]))
            record.slips?.sort { $0.id < $1.id }
        },
        Damage("matching: an officer added after the freeze", "与冻结时的哈希不符") { record, _ in
            let added = AssignmentProblem.Officer(id: "00000000000000000000", cap: 9)
            matching(&record, officers: (record.matching?.officers ?? []) + [added])
        },
        Damage("matching: a base load changed after the freeze", "与冻结时的哈希不符") { record, _ in
            matching(&record, officers: record.matching?.officers.map { .init(id: $0.id, cap: $0.cap, base: 1) })
        },
        Damage("matching: an inspection exchanged its officers", "与重新计算不符") { record, _ in
            matching(
                &record,
                assignment: record.matching?.assignment.map { .init(id: $0.id, officers: $0.officers.reversed()) })
        },
        Damage("matching: a recusal added to steer it", "与日志中的哈希不符") { record, _ in
            guard let old = record.matching else { return }
            let steered = old.inspections.map { inspection in
                AssignmentProblem.Inspection(id: inspection.id, slots: inspection.slots, recused: [old.officers[1].id])
            }
            let problem = MatchingRecord(
                officers: old.officers, pools: old.pools, inspections: steered, assignment: [])
            let seed = try SeedDocument(text: record.seedDocument ?? "").seed
            guard case .assigned(let assignment) = try Assignment.solve(problem.problem(seed: seed)) else { return }
            matching(&record, inspections: steered, assignment: assignment)
        },
        Damage("matching: a drawn subject without inspection", "没有安排检查") { record, _ in
            matching(&record, inspections: record.matching.map { Array($0.inspections.dropLast()) })
        },
        Damage("matching: someone inspected who was not drawn", "没有被抽中") { record, _ in
            let extra = AssignmentProblem.Inspection(id: "00000000000000000000", slots: ["p1", "p2"])
            matching(&record, inspections: (record.matching?.inspections ?? []) + [extra])
        },
        Damage("matching: one inspector only", "少于两名") { record, _ in
            matching(
                &record, inspections: record.matching?.inspections.map { .init(id: $0.id, slots: ["p1"]) })
        },
        Damage("matching: absent", "没有公布匹配结果") { record, _ in record.matching = nil },
    ]
}

extension Population {
    /// This population's lines with others, one of them dropped by its number.
    fileprivate func adding(
        _ other: Population, _ lines: [PopulationLine], dropping: Int? = nil
    ) throws -> Population {
        var all: [PopulationLine] = []
        for stratum in other.strata {
            all += other.lots(in: stratum.name).map { PopulationLine(stratum: stratum.name, lot: $0.text) }
        }
        if let dropping { all.remove(at: dropping) }
        return try Population(lines: all + lines)
    }
}
