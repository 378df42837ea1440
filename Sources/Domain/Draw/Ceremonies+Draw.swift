import Foundation
import VerifiableDraw

extension Ceremonies {
    /// The draw itself: seed, tickets, subjects, inspectors, visits and the public record, in one transaction. Whoever
    /// presses second finds that it is done.
    @discardableResult
    package func draw(_ actor: Actor, ceremony id: Int64, submission: String? = nil) async throws -> SubmissionOutcome {
        let house = house
        defer { house.progress.end(id) }
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            try Ceremonies.expect(.revealed, ceremony, to: "抽取")
            guard ceremony.nextSource == nil else {
                throw Problem(
                    .refused, "draw.no-public-value", "还没有录入公共随机值，不能抽取。", clause: "3.5.4", remedy: "请先掷骰子并录入点数。")
            }
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            house.progress.begin(id, code: ceremony.code, lines: ceremony.populationCount ?? 0)
            let document = try Ceremonies.seedDocument(ceremony, stores: stores)
            let seed = document.seed

            let strata = try stores.draws.strata(ceremony: id)
            let (population, ids) = try Ceremonies.frozenPopulation(id, stores)
            house.progress.reach(.tickets, done: 0, of: population.count, in: id)
            let lots = try Ceremonies.drawLots(strata, population, ids, seed: seed) {
                house.progress.reach(.tickets, done: $0, of: population.count, in: id)
            }
            house.progress.reach(.visits, done: 0, of: lots.count, in: id)
            try stores.draws.insert(lots: lots, ceremony: id)

            let campaigns = try ceremony.campaigns.compactMap { try stores.plans.campaign(id: $0) }
            let plan = try VisitPlan(lots: lots, strata: strata, campaigns: campaigns, stores: stores)
            guard let frozen = try stores.draws.staffing(ceremony: id) else { throw Problem.notFound("冻结的人员名单") }
            let staffing = Staffing(
                seed: seed, frozen: frozen, drawingAuthority: ceremony.authority,
                certified: try house.law.book.value("matching.certified.min", on: now.day, in: ceremony.region),
                day: now.day)
            let (problem, authorities) = staffing.problem(plan.calls)
            house.progress.reach(.matching, done: 0, of: problem.inspections.count, in: id)
            let assigned: [AssignedInspection]
            switch try Assignment.solve(problem) {
            case .assigned(let result): assigned = result
            case .infeasible(let shortage): throw Staffing.refusal(shortage)
            }
            let inspectorByLot = Dictionary(
                frozen.officers.map { ($0.lot, $0.inspector) }, uniquingKeysWith: { first, _ in first })
            var visits: [NewVisit] = []
            for (index, call) in plan.calls.enumerated() {
                let team = assigned[index].officers.compactMap { inspectorByLot[$0] }
                guard team.count == assigned[index].officers.count else {
                    throw Problem(.defect, "draw.officer-lot", "匹配结果中的执法人员签号无法对应。", clause: "3.5.4")
                }
                visits.append(
                    NewVisit(
                        subject: call.subject, lot: call.lot, region: call.region, authority: authorities[index],
                        inspectors: team, inspections: plan.inspections[index]))
            }
            // Row ids are public in the log; in lot order they would tell which lot a visit, and later a published name,
            // belongs to, and with the lot's stratum its class. So the order is a secret one.
            house.progress.reach(.writing, done: 0, of: visits.count, in: id)
            visits = try Ceremonies.secretOrder(visits, stores.draws.secrets(ceremony: id))
            try stores.inspections.insert(visits: visits, ceremony: id, department: ceremony.department)
            for campaign in campaigns {
                try stores.plans.setState(.inspecting, from: .drawing, campaign: campaign.id)
            }

            let drawn = Ceremonies.recordStrata(strata, lots)
            let matching = MatchingRecord(
                officers: problem.officers, pools: problem.pools, inspections: problem.inspections,
                assignment: assigned)
            let entry = try CeremonyEntries.draw(
                plan: Ceremonies.planLeaf(id, stores), at: now, seed: seed, strata: drawn, matching: matching)
            let position = try stores.ledger.append(
                LedgerEntry(
                    act: "draw.draw", actor: actor.account, object: "ceremony/\(id)",
                    sentence: "抽取\(plan.calls.count)户、\(plan.inspectionCount)项检查，匹配执法人员", bytes: entry), at: now)
            let record = try CeremonyRecords.assemble(
                ceremony,
                outcome: CeremonyRecords.Outcome(
                    document: document, strata: drawn, matching: matching, entry: position.index),
                stores: stores, checkpoints: house.checkpoints)
            try stores.draws.setDrawn(
                DrawnFacts(
                    seedDocument: document.text, seed: seed.hex, entry: position.index, record: record, at: now),
                ceremony: ceremony)
            try Ceremonies.project(
                id, stores, house.checkpoints, drawn: lots.count, visits: plan.calls.count, record: record)
        }
    }

    private static func secretOrder(_ visits: [NewVisit], _ secrets: CeremonySecrets) throws -> [NewVisit] {
        guard let bytes = secrets.lotKey else { throw Problem(.defect, "draw.lot-key", "缺少签号密钥。", clause: "3.5.4") }
        let key = try LotKey(bytes: bytes)
        return visits.map { (visit: $0, place: key.value(of: "visit:" + $0.lot)) }.sorted { $0.place < $1.place }
            .map(\.visit)
    }

    /// Every stratum of the freeze in byte order of the names, also those of which none was drawn.
    private static func recordStrata(_ strata: [Stratum], _ lots: [DrawnLot]) -> [CeremonyRecord.Stratum] {
        let drawn = Dictionary(grouping: lots, by: \.stratum)
        return strata.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { stratum in
            CeremonyRecord.Stratum(
                name: stratum.name,
                drawn: (drawn[stratum.name] ?? []).sorted { $0.rank < $1.rank }
                    .map { Drawn(id: $0.lot, ticket: $0.ticket) })
        }
    }

    static func seedDocument(_ ceremony: Ceremony, stores: any Stores) throws -> SeedDocument {
        let secrets = try stores.draws.secrets(ceremony: ceremony.id)
        guard let root = ceremony.populationRoot, let count = ceremony.populationCount,
            let treeSize = secrets.commitTreeSize, let treeRoot = secrets.commitTreeRoot
        else { throw Problem(.defect, "draw.incomplete", "摇号的前序步骤不完整。", clause: "3.5.4") }
        return try SeedDocument(
            planLeaf: planLeaf(ceremony.id, stores), populationRoot: root, populationCount: count,
            commitsTreeSize: Int(treeSize), commitsRoot: treeRoot,
            shares: ceremony.parties.map { ($0.id, $0.revealed.map { .revealed($0) } ?? .missing) },
            publicValues: ceremony.sources.map { try PublicValue(source: $0.name, value: $0.value ?? "") })
    }

    /// The population as frozen, read back, with the subjects of its lines.
    static func frozenPopulation(_ id: Int64, _ stores: any Stores) throws -> (Population, [Int32]) {
        var text: [UInt8] = []
        var ids: [Int32] = []
        try stores.draws.forEachPiece(ceremony: id) { piece in
            text += piece.lines
            piece.subjectIDs.withUnsafeBytes { buffer in
                for offset in stride(from: 0, to: buffer.count - 3, by: 4) {
                    ids.append(Int32(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
                }
            }
        }
        let population = try text.withUnsafeBytes { try Population(utf8: $0) }
        guard ids.count == population.count else {
            throw Problem(.defect, "draw.mapping", "冻结名单与对象编号的行数不一致。", clause: "3.5.4")
        }
        return (population, ids)
    }

    private static func drawLots(
        _ strata: [Stratum], _ population: Population, _ ids: [Int32], seed: DrawSeed, ticketed: (Int) -> Void
    ) throws -> [DrawnLot] {
        let sampler = Sampler(seed: seed.subjects)
        var lots: [DrawnLot] = []
        var done = 0
        for stratum in strata {
            let drawn = try sampler.draw(from: population, stratum: stratum.name, take: stratum.take)
            for (index, one) in drawn.enumerated() {
                guard let position = population.position(of: try Lot(one.id), in: stratum.name) else {
                    throw Problem(.defect, "draw.position", "抽出的签号不在冻结名单内。", clause: "3.5.4")
                }
                lots.append(
                    DrawnLot(
                        stratum: stratum.name, lot: one.id, rank: index + 1, ticket: one.ticket,
                        subject: Int64(ids[position])))
            }
            done += stratum.population
            ticketed(done)
        }
        return lots
    }
}

/// The visits that a draw asks for: one for each drawn subject, whatever the number of campaigns that drew it (2.3.8).
struct VisitPlan {
    /// In the order of lots.
    let calls: [Staffing.Call]
    /// Campaigns and items of each call.
    let inspections: [[NewVisit.Purpose]]

    var inspectionCount: Int { inspections.reduce(0) { $0 + $1.count } }

    init(lots: [DrawnLot], strata: [Stratum], campaigns: [Campaign], stores: any Stores) throws {
        let campaignOfStratum = Dictionary(uniqueKeysWithValues: strata.map { ($0.name, $0.campaign) })
        let campaignByID = Dictionary(uniqueKeysWithValues: campaigns.map { ($0.id, $0) })
        var items: [String: Item] = [:]
        var checklists: [String: Int64] = [:]
        for code in Set(campaigns.flatMap(\.items)) {
            items[code] = try stores.catalogue.item(code)
            checklists[code] = try stores.catalogue.checklist(item: code)?.id
        }
        var drawnFor: [Int64: (lot: String, campaigns: Set<Int64>)] = [:]
        for lot in lots {
            guard let campaign = campaignOfStratum[lot.stratum] else { continue }
            drawnFor[lot.subject, default: (lot.lot, [])].campaigns.insert(campaign)
        }
        var calls: [Staffing.Call] = []
        var inspections: [[NewVisit.Purpose]] = []
        let subjects = Dictionary(
            try stores.registry.subjects(ids: Array(drawnFor.keys)).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        for (subjectID, drawn) in drawnFor.sorted(by: { $0.value.lot < $1.value.lot }) {
            guard let subject = subjects[subjectID] else { throw Problem.notFound("检查对象") }
            let mine = drawn.campaigns.sorted().compactMap { campaignByID[$0] }
            var reaches: [NewVisit.Purpose] = []
            for campaign in mine {
                // A subject may have changed since the freeze; it was drawn, so it is checked for all of the campaign.
                let reached = campaign.items.filter { items[$0]?.selector.reaches(subject.facts) ?? false }
                for code in reached.isEmpty ? campaign.items : reached {
                    reaches.append(NewVisit.Purpose(campaign: campaign.id, item: code, checklist: checklists[code]))
                }
            }
            calls.append(
                Staffing.Call(
                    subject: subjectID, lot: drawn.lot, identifier: subject.identifier, region: subject.facts.region,
                    tags: Set(subject.facts.tags), dispatch: mine.first?.dispatch ?? .bureau,
                    items: Set(reaches.map(\.item)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }))
            inspections.append(reaches)
        }
        self.calls = calls
        self.inspections = inspections
    }
}

extension Selector {
    /// Whether a subject is reached, by the same rule as the store's query.
    package func reaches(_ facts: SubjectFacts) -> Bool {
        let carried = Set(facts.tags)
        return (tags.isEmpty || !carried.isDisjoint(with: tags)) && carried.isSuperset(of: allTags)
            && carried.isDisjoint(with: noTags) && (types.isEmpty || types.contains(facts.type))
    }
}
