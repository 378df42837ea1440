/// All that is known of a subject, for its page. Credit classes are in it: only for signed-in people (invariant 4).
package struct SubjectDossiers: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package struct Dossier: Sendable {
        package let profile: SubjectProfile
        package let type: SubjectType
        package let keeperName: String
        package let stationName: String?
        package let industryName: String?
        package let parts: SubjectParts
        /// By snapshot, newest first.
        package let risks: [(risk: RiskClass, dated: Day)]
        /// Professional classes in force (3.3.1), with what each indicator gave and what follows.
        package let grades: [(system: GradingSystem, run: Grading.Run, row: Grading.Row)]
        package let visits: [SubjectVisit]
        package let results: [(id: Int64, title: String, outcome: String, on: Day)]
        /// Ceremonies of the current year that drew this subject.
        package let drawnThisYear: Int
        package let visitedThisYear: Int
        /// Most draws a year, where the subject's class has such a limit (2.3.10).
        package let yearlyLimit: Int?
        package let openConflicts: Int
        package let changes: [SubjectChange]
        package let timeline: [LedgerLine]
        package let words: SubjectWords
        /// In the same view of the registry.
        package let tags: TagReading.SubjectTags
    }

    /// So many changes are shown.
    package static let changeLimit = 200

    package func dossier(_ id: Int64, for actor: Actor) async throws -> Dossier {
        try actor.require(.registryRead)
        let today = house.clock.today
        let book = try house.book()
        let law = house.law.book
        let house = house
        return try await house.storage.read { stores in
            guard let profile = try stores.subjects.profile(id: id) else { throw Problem.notFound("检查对象") }
            try actor.require(.registryRead, over: profile.facts.region, what: "检查对象")
            let sight = try TagSight(actor, stores.registry)
            let visits = try stores.registry.visits(subject: id, on: today)
            let now = try stores.registry.risk(subject: id, on: today)
            let region = profile.facts.region
            let barred = try law.rule("repeat.low-risk.classes", on: today, in: region).list ?? []
            let isLimited = barred.contains { $0 == (now?.risk ?? .unclassified).rawValue }
            return Dossier(
                profile: profile, type: book.types.type(code: profile.facts.type),
                keeperName: try stores.registry.department(profile.keeper)?.name ?? profile.keeper,
                stationName: try profile.station.flatMap { try stores.subjects.station(id: $0)?.name },
                industryName: book.industries.name(of: profile.industry),
                parts: try stores.subjects.parts(subject: id),
                risks: try stores.subjects.riskHistory(subject: id, limit: 12),
                grades: try stores.assessment.grades(subject: id, on: today).map { one in
                    (try GradingSystem(one.run.field, law, on: one.run.dated, in: one.run.region), one.run, one.row)
                }, visits: visits,
                results: try stores.subjects.publishedResults(identifier: profile.identifier),
                drawnThisYear: visits.count { $0.drawnAt?.day.year == today.year },
                visitedThisYear: visits.count { $0.visitedAt?.day.year == today.year },
                yearlyLimit: isLimited
                    ? try law.value("repeat.low-risk.per-year", on: today, in: region) : nil,
                openConflicts: try stores.subjects.openConflicts(subject: id),
                changes: try stores.subjects.changes(subject: id, limit: SubjectDossiers.changeLimit),
                timeline: try stores.ledger.timeline(object: "subject/\(id)"),
                words: try SubjectWords(stores, book, sight),
                tags: try TagReading.of(id, name: profile.name, profile.facts, for: actor, stores, house))
        }
    }

    /// What a form of a subject needs.
    package struct Choices: Sendable {
        package let profile: SubjectProfile?
        package let parts: SubjectParts?
        package let regions: [Region]
        package let stations: [(code: String, name: String, id: Int64)]
        package let types: [SubjectType]
        package let industries: [Industries.Division]
    }

    /// - Parameter everywhere: all divisions of the province, for a move out of the own region.
    package func choices(_ id: Int64?, everywhere: Bool = false, for actor: Actor) async throws -> Choices {
        try actor.require(.registryEdit)
        let book = try house.book()
        return try await house.storage.read { stores in
            let profile = try id.map { try SubjectKeeping.profile($0, stores, actor) }
            return Choices(
                profile: profile, parts: try id.map { try stores.subjects.parts(subject: $0) },
                regions: try stores.registry.regions(
                    within: everywhere ? book.resolver.provinceCode : actor.region),
                stations: try stores.subjects.stationChoices(within: profile?.facts.region ?? actor.region),
                types: book.types.all, industries: book.industries.divisions)
        }
    }

    /// Licences that run out soon or have run out, in the actor's region.
    package func licences(_ due: LicenceFilter.Due, region: RegionCode?, slice: Slice, for actor: Actor) async throws
        -> (listing: Listing<LicenceRow>, regions: [Region])
    {
        try actor.require(.registryRead)
        let within = region.flatMap { actor.region.contains($0) ? $0 : nil } ?? actor.region
        let filter = LicenceFilter(region: within, due: due, today: house.clock.today)
        return try await house.storage.read { stores in
            (
                try stores.subjects.licences(filter, slice: slice),
                try stores.registry.regions(within: actor.region)
            )
        }
    }
}
