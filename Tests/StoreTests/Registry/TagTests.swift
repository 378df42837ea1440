import Database
import Domain
import Store
import Testing

@Suite("Tags: taxonomy, decisions by hand, rules in versions") struct TagTests {
    typealias Bench = RegistryBench

    @Test(
        "2.2.4 what was given or taken by hand outlives an import and a run of the rules",
        arguments: DatabaseKind.allCases)
    func holds(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            #expect(try await TagBench.tags(bench, 1) == ["catering"])
            try await TagBench.decide(bench, "advertising")
            try await TagBench.decide(bench, "catering", gives: false)
            #expect(try await TagBench.tags(bench, 1) == ["advertising"])
            // The same file changes nothing; another scope brings the rules' tags and leaves the decisions.
            let again = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(1)), actor: nil)
            #expect(again.counts.unchanged == 1)
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(1, scope: "餐饮服务；预包装食品销售")), actor: nil)
            #expect(try await TagBench.tags(bench, 1) == ["advertising", "food-sale"])
            try await TagBench.expectConsistent(bench)
            let before = try await TagBench.tags(bench, 1)
            try await TagBench.runRules(bench, tag: "catering", any: ["餐饮服务", "无"])
            #expect(try await TagBench.tags(bench, 1) == before)
            #expect(try await TagBench.tags(bench, 4) == ["catering"])
            // Ended, the rules decide again.
            let holds = try await bench.house.storage.read { try $0.registry.tagHolds(subject: 1) }
            for hold in holds {
                _ = try await TagHolding(bench.house).end(hold.id, subject: 1, by: try Bench.actor(), submission: nil)
            }
            #expect(try await TagBench.tags(bench, 1) == ["catering", "food-sale"])
            try await TagBench.expectConsistent(bench)
            let changes = try await bench.house.storage.read { try $0.registry.tagChanges(subject: 1) }
            #expect(changes.contains { $0.cause.hasPrefix("hand:") && $0.gained })
        }
    }

    @Test(
        "2.2.4 rules: tried before they are applied, one entry of the log, imports follow",
        arguments: DatabaseKind.allCases)
    func rules(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let rules = TagRuleKeeping(bench.house), actor = try TagBench.province()
            let number = try await rules.begin(by: actor)
            #expect(try await rules.begin(by: actor) == number)
            #expect(await refusal { try await rules.trial(number, by: actor) }?.code == "tag.rules.same")
            let bare = TagRules.Rule(tag: "catering", any: [])
            #expect(
                await refusal { try await rules.edit(number, tag: "catering", rules: [bare], by: actor) }?.code
                    == "tag.rules.form")
            #expect(
                await refusal {
                    try await rules.edit(
                        number, tag: "catering", rules: [.init(tag: "catering", any: ["a"])], by: actor)
                }?.code == "tag.rules.form")
            try await rules.edit(
                number, tag: "catering", rules: [.init(tag: "catering", any: ["广告"])], by: actor)
            #expect(
                await refusal { _ = try await rules.apply(number, reason: "x", by: actor, submission: nil) }?.code
                    == "tag.rules.untried")
            let trial = try await rules.trial(number, by: actor)
            // 1 loses it, 2 keeps it.
            #expect(trial.subjects == 4)
            #expect(trial.lost == 1 && trial.gained == 0)
            #expect(trial.lines.first?.lostSamples == [1])
            #expect(try await TagBench.tags(bench, 1) == ["catering"])
            // Touched again, the trial no longer shows what would happen.
            try await rules.edit(
                number, tag: "catering", rules: [.init(tag: "catering", any: ["广告", "预包装食品"])], by: actor)
            #expect(
                await refusal { _ = try await rules.apply(number, reason: "x", by: actor, submission: nil) }?.code
                    == "tag.rules.untried")
            try await rules.trial(number, by: actor)
            let size = try await bench.number("SELECT size FROM log_head")
            _ = try await rules.apply(number, reason: "试点", by: actor, submission: "k1")
            #expect(try await bench.number("SELECT size FROM log_head") == size + 1)
            #expect(try await TagBench.tags(bench, 1) == [])
            #expect(try await TagBench.tags(bench, 2) == ["advertising", "catering"])
            #expect(try await TagBench.tags(bench, 3) == ["catering", "food-sale"])
            try await TagBench.expectConsistent(bench)
            // What is imported from now on is tagged by the new version.
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(5, scope: "广告")), actor: nil)
            #expect(try await TagBench.tags(bench, 5) == ["advertising", "catering"])
            let county = try Bench.actor()
            #expect(await refusal { _ = try await rules.begin(by: county) }?.code == "tag.province")
        }
    }

    @Test(
        "2.2.4 a merge takes carriers, decisions, rules and items along; an ended tag stays readable",
        arguments: DatabaseKind.allCases)
    func merge(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let keeping = TagKeeping(bench.house), actor = try TagBench.province()
            try await TagBench.decide(bench, "catering", subject: 4)
            try await TagBench.decide(bench, "catering", gives: false, subject: 2)
            _ = try await keeping.merge("catering", into: "food-sale", reason: "合并", by: actor, submission: "m1")
            #expect(try await TagBench.tags(bench, 1) == ["food-sale"])
            #expect(try await TagBench.tags(bench, 2) == ["advertising"])
            #expect(try await TagBench.tags(bench, 3) == ["food-sale"])
            #expect(try await TagBench.tags(bench, 4) == ["food-sale"])
            try await TagBench.expectConsistent(bench)
            let tag = try await TagReading(bench.house).tag("catering", for: actor)
            #expect(tag.tag.state == .merged)
            #expect(tag.mergedInto?.code == "food-sale")
            #expect(tag.carriers == 0)
            #expect(tag.timeline.contains { $0.act == "tag.merge" })
            #expect(
                await refusal { try await TagBench.decide(bench, "catering") }?.code == "tag.ended")
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(6)), actor: nil)
            #expect(try await TagBench.tags(bench, 5) == ["food-sale"])
            let again = await refusal {
                _ = try await keeping.add(
                    .init(code: "catering", name: "另一个", dimension: "business", meaning: "", owner: nil), by: actor,
                    submission: nil)
            }
            #expect(again?.code == "tag.code")
            // Rules of law name it (5.3.2, and the indicators of 3.3.1): it can only be merged.
            let named = await refusal {
                _ = try await keeping.retire("advertising", reason: "停用", by: actor, submission: nil)
            }
            #expect(named?.code == "tag.in-use" && ["3.3.1", "5.3.2"].contains(named?.clause))
            try await TagBench.decide(bench, "tourism", subject: 2)
            _ = try await keeping.retire("tourism", reason: "停用", by: actor, submission: nil)
            #expect(try await TagBench.tags(bench, 2) == ["advertising"])
            try await TagBench.expectConsistent(bench)
        }
    }

    @Test(
        "2.2.4 an item follows a merge in a new version of the list, and refuses a retirement",
        arguments: DatabaseKind.allCases)
    func items(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let actor = try TagBench.province()
            let item = Item(
                code: "T1", category: "测试", matter: "餐饮抽查", subjects: "餐饮", importance: .general, methods: ["现场检查"],
                level: "县级", basis: "测试", department: Department.marketRegulation, region: actor.region,
                selector: Selector(tags: ["catering"]), isSample: true, note: nil)
            _ = try await CatalogueKeeping(bench.house).add(
                item, notice: VersionNotice(effectiveFrom: bench.house.clock.today, reason: "测", basis: "测"), base: nil,
                by: actor, submission: nil)
            let keeping = TagKeeping(bench.house)
            let refused = await refusal {
                _ = try await keeping.retire("catering", reason: "停用", by: actor, submission: nil)
            }
            #expect(refused?.code == "tag.in-use")
            #expect(refused?.message.contains("T1") == true)
            _ = try await keeping.merge("catering", into: "food-sale", reason: "合并", by: actor, submission: nil)
            let found = try await bench.house.storage.read { try $0.catalogue.item("T1")?.selector.tags }
            #expect(found == ["food-sale"])
            let reached = try await bench.house.storage.read { stores in
                try stores.registry.breakdown(
                    SubjectQuery(regions: [actor.region], selectors: [Selector(tags: ["food-sale"])], status: .active)
                ).total
            }
            #expect(reached == 3)
        }
    }

    @Test("2.2.4 a decision begins and ends on its days", arguments: DatabaseKind.allCases)
    func days(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let today = bench.house.clock.today
            try await TagBench.decide(
                bench, "advertising", from: today.advanced(by: 1), until: today.advanced(by: 2))
            #expect(try await TagBench.tags(bench, 1) == ["catering"])
            #expect(try await TagHolding(bench.house).turn() == 0)
            for (days, tags) in [
                (1, ["advertising", "catering"]), (2, ["advertising", "catering"]), (3, ["catering"]),
            ] {
                let later = bench.at(days: days)
                try await TagHolding(later).turn()
                #expect(try await TagBench.tags(bench, 1) == tags, "day \(days)")
            }
            try await TagBench.expectConsistent(bench)
        }
    }

    @Test("2.2.4 many at once: a search or a list, unknown ones named, one entry", arguments: DatabaseKind.allCases)
    func many(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let holding = TagHolding(bench.house), actor = try Bench.actor()
            let draft = TagHolding.Draft(
                tag: "chain", gives: true, from: bench.house.clock.today, until: nil, reason: "名单")
            var filter = SubjectFilter(region: actor.region)
            filter.tags = ["catering"]
            let preview = try await holding.preview(draft, .search(filter), by: actor)
            #expect(preview.found == 2 && preview.changing == 2)
            _ = try await holding.assign(draft, .search(filter), by: actor, submission: nil)
            let list = TagHolding.Targets.identifiers([Bench.code(1), Bench.code(3), Bench.code(99)])
            let second = try await holding.preview(draft, list, by: actor)
            #expect(second.found == 2 && second.changing == 1 && second.unknown == [Bench.code(99)])
            let size = try await bench.number("SELECT size FROM log_head")
            _ = try await holding.assign(draft, list, by: actor, submission: nil)
            #expect(try await bench.number("SELECT size FROM log_head") == size + 1)
            #expect(try await TagBench.tags(bench, 3) == ["chain", "food-sale"])
            let nobody = await refusal { _ = try await holding.assign(draft, list, by: actor, submission: nil) }
            #expect(nobody?.code == "tag.nobody")
            try await TagBench.expectConsistent(bench)
        }
    }

    /// Whether the department's tag is offered to a selector and to a list's filter, finds its subject by either, keeps it out, and is
    /// read on it.
    private static func seesStage(_ bench: Bench, _ actor: Actor) async throws -> [Bool] {
        let tag = "whly-stage"
        var filter = SubjectFilter(region: actor.region)
        let all = try await RegistryReading(bench.house).subjects(filter, slice: Slice(), for: actor)
        func found(_ filter: SubjectFilter) async throws -> SubjectFinding.Selection {
            try await SubjectFinding(bench.house).selection(filter, slice: Slice(), for: actor)
        }
        filter.selector = Selector(tags: [tag])
        let chosen = try await found(filter)
        filter.selector = Selector(noTags: [tag])
        let others = try await found(filter)
        filter.selector = Selector()
        filter.tags = [tag]
        let filtered = try await found(filter)
        let dossier = try await SubjectDossiers(bench.house).dossier(1, for: actor)
        return [
            chosen.choices.tags.contains { $0.code == tag }, all.choices.tags.contains { $0.code == tag },
            chosen.breakdown.total == 1,
            filtered.breakdown.total == 1 && others.breakdown.total == all.listing.counted - 1,
            all.listing.rows.contains { $0.facts.tags.contains(tag) },
            dossier.tags.carried.contains { $0.tag.name == "演出场所" },
        ]
    }

    @Test(
        "2.2.6 a department keeps its directory and its tags; others read as declared", arguments: DatabaseKind.allCases
    )
    func directories(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            _ = try await bench.house.storage.housekeep {
                try $0.registry.seed(departments: [Department(code: "whly", name: "文化和旅游")])
            }
            let own = try TagBench.province([.planner], department: "whly")
            let other = try Bench.actor()
            let keeping = DirectoryKeeping(bench.house)
            let closed = await refusal {
                _ = try await keeping.list("whly", text: "", tag: nil, slice: Slice(), for: other)
            }
            #expect(closed?.code == "directory.closed")
            let stranger = await refusal {
                _ = try await keeping.add([Bench.code(1)], to: "whly", note: "", by: other, submission: nil)
            }
            #expect(stranger?.code == "directory.owner")
            let unknown = await refusal {
                _ = try await keeping.add(
                    [Bench.code(1), Bench.code(99)], to: "whly", note: "", by: own, submission: nil)
            }
            #expect(unknown?.code == "directory.unknown")
            _ = try await keeping.add([Bench.code(1)], to: "whly", note: "", by: own, submission: nil)
            _ = try await TagKeeping(bench.house).add(
                .init(code: "whly-stage", name: "演出场所", dimension: "format", meaning: "", owner: "whly"), by: own,
                submission: nil)
            func give(_ subject: Int64, _ actor: Actor) async throws {
                _ = try await TagHolding(bench.house).decide(
                    .init(tag: "whly-stage", gives: true, from: bench.house.clock.today, until: nil, reason: "有"),
                    subject: subject, by: actor, submission: nil)
            }
            try await give(1, own)
            #expect(await refusal { try await give(3, own) }?.code == "tag.directory")
            #expect(await refusal { try await give(1, other) }?.code == "tag.owner")
            #expect(try await TagBench.tags(bench, 1) == ["catering", "whly-stage"])
            // Not shared: nobody else sees the tag; shared: everybody of the region.
            let reading = TagReading(bench.house)
            #expect(try await reading.subject(1, for: other).carried.map(\.tag.code) == ["catering"])
            #expect(try await Self.seesStage(bench, own) == [true, true, true, true, true, true])
            #expect(try await Self.seesStage(bench, other) == [false, false, false, false, false, false])
            _ = try await keeping.declare("whly", isShared: true, note: "", by: own, submission: nil)
            #expect(try await Self.seesStage(bench, other) == [true, true, true, true, true, true])
            #expect(try await reading.subject(1, for: other).carried.count == 2)
            #expect(
                try await keeping.list("whly", text: "", tag: "whly-stage", slice: Slice(), for: other).rows.total == 1)
            // The rules leave it alone; leaving the directory takes it away.
            try await TagBench.runRules(bench, tag: "advertising", any: ["广告", "无"])
            #expect(try await TagBench.tags(bench, 1) == ["catering", "whly-stage"])
            _ = try await keeping.remove(1, from: "whly", reason: "停业", by: own, submission: nil)
            #expect(try await TagBench.tags(bench, 1) == ["catering"])
            try await TagBench.expectConsistent(bench)
        }
    }
}
