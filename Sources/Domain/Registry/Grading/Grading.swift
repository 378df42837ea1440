/// 专业分类 (3.3.1): computed as a dated preview, compared with what stands, then applied as tags with an end. Internal
/// (invariant 4): nothing public is made of it.
package struct Grading: Sendable {
    private let house: House
    /// Subjects written or tagged in one go.
    private static let portion = 5_000

    package init(_ house: House) { self.house = house }

    package struct Run: Sendable {
        package enum State: String, Sendable { case preview, applied, replaced }
        package let id: Int64
        package let field: String
        package let region: RegionCode
        package let regionName: String
        package let dated: Day
        package let state: State
        package let validUntil: Day?
        package let counts: [Int: Int]
        package let accountName: String?

        package init(
            id: Int64, field: String, region: RegionCode, regionName: String, dated: Day, state: State,
            validUntil: Day?, counts: [Int: Int], accountName: String?
        ) {
            self.id = id
            self.field = field
            self.region = region
            self.regionName = regionName
            self.dated = dated
            self.state = state
            self.validUntil = validUntil
            self.counts = counts
            self.accountName = accountName
        }
    }

    package struct Row: Sendable {
        package let subject: Int64
        package let name: String
        package let identifier: String
        package let grade: Int
        package let points: Int
        package let parts: [GradingSystem.Part]
        /// Class of the run that stands before it; nil for none.
        package let before: Int?

        package init(
            subject: Int64, name: String, identifier: String, grade: Int, points: Int, parts: [GradingSystem.Part],
            before: Int?
        ) {
            self.subject = subject
            self.name = name
            self.identifier = identifier
            self.grade = grade
            self.points = points
            self.parts = parts
            self.before = before
        }
    }

    /// Who may compute and apply: the market regulation department over its own region.
    private static func admit(_ actor: Actor) throws {
        try actor.require(.planEdit)
        guard actor.may(.registryEdit), actor.keepsCommonTags else {
            throw Problem(
                .forbidden, "grading.keeper", "专业分类由市场监督管理部门计算和应用。", clause: "3.3.1", remedy: "请联系本地区的市场监督管理部门。")
        }
    }

    /// Computes every subject of the field in the person's region, and keeps it as a preview.
    package func compute(_ field: String, by actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try Self.admit(actor)
        let house = house, now = house.clock.now(), day = now.day, region = actor.region
        let system = try GradingSystem(field, house.law.book, on: day, in: region)
        return try await house.submit(
            submission, by: actor, locating: { "/assessment/grading/\(try $0.assessment.next(of: "grading"))" },
            alone: true
        ) { stores, location in
            guard let id = location.split(separator: "/").last.flatMap({ Int64($0) }) else { return }
            let registry = stores.registry
            let snapshot = try registry.riskSnapshot(until: day)
            let since = day.advanced(byMonths: -system.resultMonths)
            let results = try stores.assessment.resultsOf(
                region: region, since: since,
                outcomes: house.law.outcomes.outcomes.filter { $0.problem == true }.map(\.code),
                values: house.law.outcomes.outcomes.flatMap(\.values).filter(\.problem).map(\.code))
            try stores.assessment.beginRun(
                id, field: field, region: region, dated: day, lawHash: house.law.book.hash, by: actor.account, at: now)
            var waiting: [Subject] = []
            var counts: [Int: Int] = [:]
            func flush() throws {
                let risks =
                    try snapshot.map { try registry.riskClasses(snapshot: $0, subjects: waiting.map(\.id)) } ?? [:]
                let rows = waiting.map { subject -> (subject: Int64, grade: GradingSystem.Grade) in
                    let grade = system.grade(
                        GradingSystem.Facts(
                            risk: risks[subject.id] ?? .unclassified, tags: subject.facts.tags,
                            region: subject.facts.region,
                            results: results[subject.id].map { $0 ? "problem" : "clean" } ?? "none"))
                    counts[grade.grade, default: 0] += 1
                    return (subject.id, grade)
                }
                try stores.assessment.add(rows, run: id)
                waiting.removeAll(keepingCapacity: true)
            }
            try registry.forEachSubject(SubjectQuery(regions: [region])) { subject in
                if system.covers(subject.facts.tags) { waiting.append(subject) }
            }
            // In portions, so that the rows of a big library never stand in memory as text.
            let all = waiting
            for start in stride(from: 0, to: all.count, by: Self.portion) {
                waiting = Array(all[start..<min(start + Self.portion, all.count)])
                try flush()
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "grading.compute", actor: actor.account, object: "grading/\(id)", at: now,
                    sentence: "计算\(system.title)领域专业分类：\(all.count) 户。",
                    data: ["field": .text(field), "region": .text(region.text), "subjects": .number(Int64(all.count))]),
                at: now)
        }
    }

    /// Puts a preview into force: each subject carries the tag of its class until the validity ends.
    package func apply(_ id: Int64, by actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try Self.admit(actor)
        let house = house, now = house.clock.now(), day = now.day
        return try await house.submit(submission, by: actor, to: "/assessment/grading/\(id)", alone: true) { stores in
            guard let run = try stores.assessment.run(id) else { throw Problem.notFound("专业分类") }
            try actor.require(.planEdit, over: run.region, what: "专业分类")
            guard run.state == .preview else { throw Problem.moved("专业分类") }
            guard run.dated == day else {
                throw Problem(
                    .refused, "grading.stale", "这次计算是\(run.dated.inWords)的，名录和等级可能已有变化。", clause: "3.3.1",
                    remedy: "请重新计算后再应用。")
            }
            let system = try GradingSystem(run.field, house.law.book, on: day, in: run.region)
            let until = day.lastDay(ofMonths: system.validity)
            var tags: [Int: RegistryTag] = [:]
            for threshold in system.thresholds {
                tags[threshold.grade] = try RuleTags.tag(
                    GradingSystem.tag(run.field, threshold.grade), name: "\(system.title)专业分类\(threshold.grade)类",
                    meaning: "按\(system.title)领域指标体系计算，内部使用，不公开（3.3.1）。", stores.registry, on: day)
            }
            let numbers = Set(tags.values.map(\.number))
            for (grade, tag) in tags.sorted(by: { $0.key < $1.key }) {
                let ids = try stores.assessment.subjects(run: id, grade: grade)
                for start in stride(from: 0, to: ids.count, by: Self.portion) {
                    let part = Array(ids[start..<min(start + Self.portion, ids.count)])
                    let old = try stores.registry.openHolds(subjects: part).values.flatMap { $0 }.filter {
                        numbers.contains($0.tag) && $0.source == .rule
                    }
                    try stores.registry.endHolds(old.map(\.id), at: now)
                    try stores.registry.insert(
                        part.map {
                            NewTagHold(
                                subject: $0, tag: tag.number, gives: true, source: .rule, from: day, until: until,
                                reason: "专业分类 \(run.dated.description)", account: nil)
                        }, at: now, today: day)
                    for other in tags.values
                    where other.number == tag.number || old.contains(where: { $0.tag == other.number }) {
                        try TagHolding.settle(other, part, cause: "grading:\(id)", at: now, stores.registry)
                    }
                }
            }
            try stores.assessment.applied(id, until: until, field: run.field, region: run.region)
            try stores.ledger.append(
                LedgerEntry(
                    act: "grading.apply", actor: actor.account, object: "grading/\(id)", at: now,
                    sentence: "应用\(system.title)领域专业分类，至 \(until.description) 有效。",
                    data: ["field": .text(run.field), "until": .text(until.description)]), at: now)
        }
    }

    // MARK: Reading

    package struct Desk: Sendable {
        package let systems: [GradingSystem]
        package let runs: Listing<Run>
        package let mayCompute: Bool
    }

    package func desk(_ actor: Actor, slice: Slice) async throws -> Desk {
        try actor.require(.assessmentRead)
        let book = house.law.book, day = house.clock.today, region = actor.region
        let systems = try GradingSystem.fields(book, on: day, in: region).map {
            try GradingSystem($0.code, book, on: day, in: region)
        }
        return Desk(
            systems: systems,
            runs: try await house.storage.read { try $0.assessment.runs(region: region, slice: slice) },
            mayCompute: (try? Self.admit(actor)) != nil)
    }

    package struct Dossier: Sendable {
        package let run: Run
        package let system: GradingSystem
        package let rows: Listing<Row>
        /// From class (nil: none) to class, how many.
        package let changes: [(before: Int?, after: Int, number: Int)]
        package let mayApply: Bool
        package let timeline: [LedgerLine]
    }

    package func dossier(_ id: Int64, grade: Int?, slice: Slice, for actor: Actor) async throws -> Dossier {
        try actor.require(.assessmentRead)
        let house = house
        return try await house.storage.read { stores in
            guard let run = try stores.assessment.run(id) else { throw Problem.notFound("专业分类") }
            try actor.require(.assessmentRead, over: run.region, what: "专业分类")
            return Dossier(
                run: run, system: try GradingSystem(run.field, house.law.book, on: run.dated, in: run.region),
                rows: try stores.assessment.rows(run: id, grade: grade, slice: slice),
                changes: try stores.assessment.changes(run: id),
                mayApply: run.state == .preview && run.dated == house.clock.today && (try? Self.admit(actor)) != nil,
                timeline: try stores.ledger.timeline(object: "grading/\(id)"))
        }
    }
}

package protocol GradingStore {
    /// What applied runs that are still valid gave a subject, by field; nothing where it is in none.
    func grades(subject: Int64, on day: Day) throws -> [(run: Grading.Run, row: Grading.Row)]
    func beginRun(
        _ id: Int64, field: String, region: RegionCode, dated: Day, lawHash: String, by account: Int64, at: Moment)
        throws
    func add(_ rows: [(subject: Int64, grade: GradingSystem.Grade)], run: Int64) throws
    func run(_ id: Int64) throws -> Grading.Run?
    func runs(region: RegionCode, slice: Slice) throws -> Listing<Grading.Run>
    func rows(run: Int64, grade: Int?, slice: Slice) throws -> Listing<Grading.Row>
    /// Compared with the run that stands for the field and region, or the one before an applied one.
    func changes(run: Int64) throws -> [(before: Int?, after: Int, number: Int)]
    func subjects(run: Int64, grade: Int) throws -> [Int64]
    /// Marks it applied and the one before it replaced.
    func applied(_ id: Int64, until: Day, field: String, region: RegionCode) throws
    /// Subjects inspected since a day, and whether a problem was found.
    func resultsOf(region: RegionCode, since: Day, outcomes: [String], values: [String]) throws -> [Int64: Bool]
}
