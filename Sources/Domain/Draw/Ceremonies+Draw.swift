import Foundation
import VerifiableDraw

extension Ceremonies {
    /// The draw itself: seed, tickets, subjects, inspectors, visits and the public record, in one transaction. Whoever
    /// presses second finds that it is done.
    @discardableResult
    package func draw(_ actor: Actor, ceremony id: Int64, submission: String? = nil) async throws -> SubmissionOutcome {
        let house = house
        defer { house.progress.end(id) }
        return try await house.submit(submission, by: actor, to: "/draw/\(id)", alone: true) { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            try Ceremonies.expect(.revealed, ceremony, to: "抽取")
            guard ceremony.nextSource == nil else {
                throw Problem(
                    .refused, "draw.no-public-value", "还没有录入公共随机值，不能抽取。", clause: "3.5.4", remedy: "请先掷骰子并录入点数。")
            }
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            house.progress.begin(id, code: ceremony.code, lines: ceremony.populationCount ?? 0)
            let document = try Ceremonies.seedDocument(ceremony, stores: stores)
            try Ceremonies.check(document, againstLogOf: ceremony, stores)
            let seed = document.seed

            let strata = try stores.draws.strata(ceremony: id)
            let frozenNames = try FrozenNames(ceremony: id, stores)
            let lines = strata.reduce(0) { $0 + $1.population }
            let lots = try frozenNames.draw(strata, seed: seed) {
                house.progress.reach(.tickets, done: $0, of: lines, in: id)
            }
            house.progress.reach(.visits, done: 0, of: lots.count, in: id)
            let (subjects, slips) = try frozenNames.slips(of: lots)
            try stores.draws.insert(lots: lots, ceremony: id)
            try stores.draws.insert(slips: slips, ceremony: id)

            let campaigns = try ceremony.campaigns.compactMap { try stores.plans.campaign(id: $0) }
            let plan = try VisitPlan(
                lots: lots, slips: slips, subjects: subjects, strata: strata, campaigns: campaigns,
                on: now.day, stores: stores)
            guard let frozen = try stores.draws.staffing(ceremony: id) else { throw Problem.notFound("冻结的人员名单") }
            let staffing = Staffing(
                seed: seed, frozen: frozen, drawingAuthority: ceremony.authority,
                certified: try house.law.book.value("matching.certified.min", on: now.day, in: ceremony.region),
                day: now.day, endedDelegations: try Ceremonies.ended(frozen, stores, on: now.day))
            let (problem, posts) = staffing.problem(plan.calls)
            house.progress.reach(.matching, done: 0, of: problem.inspections.count, in: id)
            let assigned: [AssignedInspection]
            switch try Assignment.solve(problem) {
            case .assigned(let result): assigned = result
            case .infeasible:
                throw try Shortfall(
                    staffing: staffing, calls: plan.calls, problem: problem, posts: posts, ceremony: ceremony,
                    stores: stores
                ).refusal()
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
                        subject: call.subject, slip: call.slip, region: call.region, authority: posts[index].authority,
                        inspectors: team, inspections: plan.inspections[index].map { $0.entrusted(posts[index]) }))
            }
            // Row ids are public in the log. Slips tell no class, but a slip's place would tell who works on it before its
            // name may be known. So the order is a secret one.
            house.progress.reach(.writing, done: 0, of: visits.count, in: id)
            visits = try Ceremonies.secretOrder(visits, stores.draws.secrets(ceremony: id))
            try stores.inspections.insert(visits: visits, ceremony: id, department: ceremony.department)
            try Ceremonies.handOver(plan.calls, posts, frozen, campaigns, ceremony, stores, house.law)
            for campaign in campaigns {
                try stores.plans.setState(.inspecting, from: .drawing, campaign: campaign.id)
            }

            let drawn = Ceremonies.recordStrata(strata, lots)
            let called = Ceremonies.called(slips, lots)
            let matching = MatchingRecord(
                officers: problem.officers, pools: problem.pools, inspections: problem.inspections,
                assignment: assigned)
            let entry = try CeremonyEntries.draw(
                plan: Ceremonies.planLeaf(id, stores), at: now, seed: seed, strata: drawn, slips: called,
                matching: matching)
            let position = try stores.ledger.append(
                LedgerEntry(
                    act: "draw.draw", actor: actor.account, object: "ceremony/\(id)",
                    sentence: "抽取\(plan.calls.count)户、\(plan.inspectionCount)项检查，匹配执法人员", bytes: entry), at: now)
            let record = try CeremonyRecords.assemble(
                ceremony,
                outcome: CeremonyRecords.Outcome(
                    document: document, strata: drawn, slips: called, matching: matching,
                    entry: position.index),
                stores: stores, checkpoints: house.checkpoints)
            try stores.draws.setDrawn(
                DrawnFacts(
                    seedDocument: document.text, seed: seed.hex, entry: position.index, record: record, at: now),
                ceremony: ceremony)
            try Ceremonies.project(
                id, stores, house.checkpoints, drawn: lots.count, visits: plan.calls.count, record: record)
            try stores.publication.publish(slips: slips.map { ($0.slip, $0.proof) }, ceremony: ceremony.code)
        }
    }

    /// What is published is what the log says: rows of parties, values or deadlines that were changed by hand would make a
    /// record that no verifier accepts, so nothing is drawn from them.
    private static func check(
        _ document: SeedDocument, againstLogOf ceremony: Ceremony, _ stores: any Stores
    ) throws {
        let secrets = try stores.draws.secrets(ceremony: ceremony.id)
        var record = CeremonyRecord(ceremony: ceremony.code)
        let steps = [secrets.planEntry, secrets.freezeEntry].compactMap { $0 } + secrets.commitEntries.values
        for index in (steps + secrets.revealEntries.values + secrets.publicEntries.values).sorted() {
            record.entries.append(
                CeremonyRecord.LoggedEntry(index: Int(index), bytes: try stores.ledger.entry(index)))
        }
        func changed(_ what: String) -> Problem {
            Problem(
                .refused, "draw.rows-changed", "保存的摇号步骤与写入日志的不一致，可能被人改动，不能抽取：\(what)。", clause: "3.5.4",
                remedy: "请保存数据库现场并报告监督人员；查明后写明理由中止本次摇号，重新公布方案。")
        }
        do {
            let logged = try record.makeSeedDocument(
                commitsTreeSize: document.commitsTreeSize, commitsRoot: document.commitsRoot)
            guard logged == document else { throw changed("种子文件不同") }
        } catch let refusal as DrawRefusal {
            throw changed(refusal.reason)
        }
    }

    /// Agreements that were ended since the freeze, or whose period does not hold today.
    private static func ended(_ frozen: FrozenStaffing, _ stores: any Stores, on day: Day) throws -> Set<Int64> {
        Set(
            try (frozen.delegations ?? []).map(\.id).filter {
                try stores.draws.delegation(id: $0)?.isInForce(on: day) != true
            })
    }

    /// Notes what was handed over by agreement, and that feedback is owed for it (3.1.3): so many working days after the
    /// last day of its campaigns.
    private static func handOver(
        _ calls: [Staffing.Call], _ posts: [Staffing.Post], _ frozen: FrozenStaffing, _ campaigns: [Campaign],
        _ ceremony: Ceremony, _ stores: any Stores, _ law: Law
    ) throws {
        let calendar = law.calendar.overlaid(with: try stores.publication.calendarEdits())
        for delegation in frozen.delegations ?? [] {
            let handed = calls.indices.filter { posts[$0].delegation == delegation.id }
            let mine = Set(handed.flatMap { calls[$0].campaigns })
            guard let last = campaigns.filter({ mine.contains($0.id) }).map(\.endsOn).max() else { continue }
            try stores.draws.insertDelegated(
                handed.map { calls[$0].subject }, ceremony: ceremony.id, delegation: delegation.id,
                feedbackDue: calendar.day(delegation.feedbackDays, workingDaysAfter: last))
        }
    }

    private static func secretOrder(_ visits: [NewVisit], _ secrets: CeremonySecrets) throws -> [NewVisit] {
        guard let bytes = secrets.lotKey else { throw Problem(.defect, "draw.lot-key", "缺少签号密钥。", clause: "3.5.4") }
        let key = try LotKey(bytes: bytes)
        return visits.map { (visit: $0, place: key.value(of: "visit:" + $0.slip)) }.sorted { $0.place < $1.place }
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

    /// The drawn slips with the campaigns that drew each, as they are published: results will name these campaigns.
    private static func called(_ slips: [DrawnSlip], _ lots: [DrawnLot]) -> [CeremonyRecord.CalledSlip] {
        let campaigns = Dictionary(grouping: lots, by: \.subject).mapValues { mine in
            mine.map { Population.campaign(of: $0.stratum) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        return slips.map { CeremonyRecord.CalledSlip(id: $0.slip, campaigns: campaigns[$0.subject] ?? []) }
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
}
