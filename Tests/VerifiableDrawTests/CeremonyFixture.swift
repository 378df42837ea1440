@testable import VerifiableDraw

/// A small ceremony of two campaigns and three parties, built step by step as the server builds one. `change` alters a
/// step before what follows is made from it, so that damage is consistent and only the rule itself can find it.
struct CeremonyFixture {
    var missing: Set<String> = []
    var sources = ["dice:hall", "drand-quicknet:123456"]
    var publicTime = "2026-03-01T02:00:00Z"
    var change: (inout CeremonyEntry) -> Void = { _ in }

    let key = LotKey.fixed(1)
    let inspectorKey = LotKey.fixed(2)
    let slipKey = SlipKey.fixed(3)
    let values = ["drawer": "a", "supervisor": "b", "business": "c"].mapValues { String(repeating: $0, count: 64) }
    static let treeRoot = String(repeating: "7", count: 64)

    func population() throws -> Population {
        var lines: [PopulationLine] = []
        for number in 0..<60 {
            lines.append(PopulationLine(stratum: number < 40 ? "c1:s1" : "c1:s2", lot: lot(number, in: "c1")))
            if number % 2 == 0 { lines.append(PopulationLine(stratum: "c2:s1", lot: lot(number, in: "c2"))) }
        }
        return try Population(lines: lines)
    }

    /// Every tenth subject has a lot of its own in each campaign, the others one for both.
    func lot(_ number: Int, in campaign: String) -> String {
        number % 10 == 0 ? key.value(of: "S\(number)", in: campaign).text : key.lot(of: "S\(number)")
    }

    func slipTree() throws -> SlipTree {
        var builder = SlipTreeBuilder()
        builder.append(slipKey.leaves(of: (0..<60).map { (identifier: "S\($0)", subject: Int32($0)) }))
        return try builder.finish()
    }

    /// Adds an entry after `change` had its say and returns it.
    @discardableResult
    private func log(_ entry: CeremonyEntry, _ record: inout CeremonyRecord) throws -> CeremonyEntry {
        var entry = entry
        change(&entry)
        let index = (record.entries.last?.index ?? 99) + 1
        record.entries.append(.init(index: index, bytes: try entry.bytes()))
        return entry
    }

    func record() throws -> CeremonyRecord {
        let population = try population()
        var record = CeremonyRecord(ceremony: "2026-C7")
        let parties = ["drawer", "supervisor", "business"]
        let plan = try log(
            .plan(
                PlanEntry(
                    ceremony: "2026-C7", time: "2026-03-01T00:00:00Z",
                    campaigns: [.init(id: "c1", title: "餐饮服务"), .init(id: "c2", title: "特种设备/电梯")],
                    parties: parties.map { .init(id: $0, role: "参与方") }, sources: sources,
                    commitBy: "2026-03-01T01:00:00Z", revealBy: "2026-03-01T01:30:00Z")), &record
        ).leaf()
        let officers = (0..<6).map { AssignmentProblem.Officer(id: inspectorKey.lot(of: "I\($0)"), cap: 9) }
        let pools = ["p1": officers.map(\.id), "p2": officers.prefix(4).map(\.id)]
        let strata = try [
            FreezeEntry.Stratum(name: "c1:s1", count: 40, quota: .basisPoints(1000)),
            .init(name: "c1:s2", count: 20, quota: .basisPoints(3300)),
            .init(name: "c1:s3", count: 0, quota: .fixed(3)),
            .init(name: "c2:s1", count: 30, quota: .fixed(5)),
        ]
        let slipTree = try slipTree()
        let freeze = try log(
            .freeze(
                FreezeEntry(
                    plan: plan, time: "2026-03-01T00:10:00Z", root: population.root, count: population.count,
                    strata: strata, policy: [.init(name: "general-c-low", value: "2000")],
                    exclusions: [.init(reason: "白名单", count: 3)], subjects: slipTree.count, slips: slipTree.root,
                    lotKey: key.commitment, slipKey: slipKey.commitment, inspectorKey: inspectorKey.commitment,
                    officers: Digests.sha256Hex(MatchingRecord.officersText(officers: officers, pools: pools)))),
            &record)
        for party in parties {
            let commitment = try Commitment.hex(plan: plan, party: party, value: values[party] ?? "")
            try log(
                .commit(.init(plan: plan, time: "2026-03-01T00:20:00Z", party: party, commitment: commitment)), &record)
        }
        for party in parties where !missing.contains(party) {
            try log(
                .reveal(.init(plan: plan, time: "2026-03-01T01:10:00Z", party: party, value: values[party] ?? "")),
                &record)
        }
        for source in sources {
            let value = source.hasPrefix("dice") ? "4091736" : String(repeating: "ab", count: 48)
            try log(
                .publicValue(
                    .init(plan: plan, time: publicTime, value: PublicValue(source: source, value: value))), &record)
        }
        let document = try record.makeSeedDocument(commitsTreeSize: 105, commitsRoot: Self.treeRoot)
        record.seedDocument = document.text
        guard case .freeze(let frozen) = freeze else { return record }
        let drawn = try CeremonyRecord.draw(frozen, from: population, seed: document.seed)
        record.strata = drawn
        let lots = Set(drawn.flatMap { stratum in stratum.drawn.map { "\(stratum.name.prefix(2))\($0.id)" } })
        let slips = (0..<60).compactMap { number -> CeremonyRecord.CalledSlip? in
            let campaigns = ["c1", "c2"].filter { lots.contains($0 + lot(number, in: $0)) }
            return campaigns.isEmpty ? nil : .init(id: slipKey.slip(of: "S\(number)").slip, campaigns: campaigns)
        }.sorted { ByteOrder.precedes($0.id, $1.id) }
        record.slips = slips
        let inspections = slips.enumerated().map { number, slip in
            AssignmentProblem.Inspection(
                id: slip.id, slots: ["p1", "p2"], recused: number % 3 == 0 ? [officers[0].id] : nil)
        }
        let problem = AssignmentProblem(
            seed: document.seed.hex, officers: officers, pools: pools, inspections: inspections)
        guard case .assigned(let assignment) = try Assignment.solve(problem) else { return record }
        record.matching = MatchingRecord(
            officers: officers, pools: pools, inspections: inspections, assignment: assignment)
        try log(
            .draw(
                DrawEntry(
                    plan: plan, time: "2026-03-01T02:10:00Z", seed: document.seed.hex,
                    selection: Digests.sha256Hex(CeremonyRecord.selectionText(drawn)),
                    slips: Digests.sha256Hex(CeremonyRecord.slipsText(slips)),
                    inspections: Digests.sha256Hex(MatchingRecord.inspectionsText(inspections)),
                    assignment: Digests.sha256Hex(MatchingRecord.assignmentText(assignment)))), &record)
        return record
    }
}

extension LotKey {
    /// A key of one byte's repetition, for tests only.
    static func fixed(_ byte: UInt8) -> LotKey {
        (try? LotKey(bytes: [UInt8](repeating: byte, count: 32))) ?? .random()
    }
}

extension SlipKey {
    /// A key of one byte's repetition, for tests only.
    static func fixed(_ byte: UInt8) -> SlipKey {
        (try? SlipKey(bytes: [UInt8](repeating: byte, count: 32))) ?? .random()
    }
}
