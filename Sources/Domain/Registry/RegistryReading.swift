/// What people may read of the two libraries, each within the region of the person who asks.
package struct RegistryReading: Sendable {
    private let house: House
    /// Within so many days of its end a certificate is shown as expiring. A setting of the screen, no rule.
    package static let soonDays = 90

    package init(_ house: House) { self.house = house }

    /// The numbers of the start page.
    package struct Overview: Sendable {
        package let subjects: Int
        package let activeSubjects: Int
        package let coverage: CertificateCoverage
        package let regionName: String
        package let latest: [ImportRecord]
    }

    package func overview(for actor: Actor) async throws -> Overview {
        try actor.require(.registryRead)
        let today = house.clock.today
        return try await house.reading { stores, sets in
            let registry = stores.registry
            let all = SubjectQuery(regions: [actor.region], status: nil)
            let counts =
                try sets.map { ($0.count(all), $0.count(SubjectQuery(regions: [actor.region]))) }
                ?? registry.countSubjects(region: actor.region)
            return Overview(
                subjects: counts.0, activeSubjects: counts.1,
                coverage: try registry.coverage(
                    region: actor.region, on: today, soonDays: RegistryReading.soonDays),
                regionName: actor.regionName,
                latest: try registry.imports(region: actor.region, slice: Slice(page: 1, size: 5)).rows)
        }
    }

    /// A page of subjects. The region of the filter is cut to the actor's own.
    package func subjects(_ filter: SubjectFilter, slice: Slice, for actor: Actor) async throws
        -> (listing: SubjectListing, choices: SelectorChoices)
    {
        try actor.require(.registryRead)
        var filter = filter
        if !actor.region.contains(filter.region) { filter.region = actor.region }
        let wanted = filter
        return try await house.reading { stores, sets in
            let sight = try TagSight(actor, stores.registry)
            return (
                sight.visible(try SubjectFinding.listing(sight.narrowed(wanted).query, slice, stores, sets)),
                try SelectorChoices(wanted, sight, stores, actor)
            )
        }
    }

    /// All subjects that the filter finds, one after the other, as far as the person may see them.
    package static func forEach(
        _ filter: SubjectFilter, for actor: Actor, _ stores: any Stores, _ body: (Subject) throws -> Void
    ) throws {
        var filter = filter
        if !actor.region.contains(filter.region) { filter.region = actor.region }
        let sight = try TagSight(actor, stores.registry)
        try stores.registry.forEachSubject(sight.narrowed(filter).query) { try body(sight.visible($0)) }
    }

    /// A page of inspectors of the actor's region and department.
    package func inspectors(_ filter: InspectorFilter, slice: Slice, for actor: Actor) async throws
        -> (listing: Listing<Inspector>, authorities: [Authority], tagNames: [String: String])
    {
        try actor.require(.registryRead)
        var filter = filter
        if !actor.region.contains(filter.region) { filter.region = actor.region }
        filter.department = actor.department
        let wanted = filter
        return try await house.storage.read { stores in
            (
                try stores.registry.inspectors(wanted, slice: slice),
                try stores.registry.authorities(within: actor.region).filter {
                    actor.covers($0.region, department: $0.department)
                },
                Dictionary(try stores.registry.tags().map { ($0.code, $0.name) }) { first, _ in first }
            )
        }
    }

    package struct InspectorDossier: Sendable {
        package let inspector: Inspector
        package let tagNames: [String: String]
        package let regionNames: [String: String]
        package let openVisits: Int
        /// 请假、外出, newest first.
        package let leaves: [Leave]
        package let timeline: [LedgerLine]
    }

    package func inspector(_ id: Int64, for actor: Actor) async throws -> InspectorDossier {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            guard let inspector = try stores.registry.inspector(id: id) else { throw Problem.notFound("执法检查人员") }
            try actor.require(
                .registryRead, over: inspector.region, department: inspector.department, what: "执法检查人员")
            var regionNames: [String: String] = [:]
            for recusal in inspector.recusals where recusal.kind == .region {
                if let code = RegionCode(recusal.target), let region = try stores.registry.region(code) {
                    regionNames[recusal.target] = region.name
                }
            }
            return InspectorDossier(
                inspector: inspector,
                tagNames: Dictionary(try stores.registry.tags().map { ($0.code, $0.name) }) { first, _ in first },
                regionNames: regionNames, openVisits: try stores.inspections.openVisits(inspector: id),
                leaves: try stores.registry.leaves(inspector: id),
                timeline: try stores.ledger.timeline(object: "inspector/\(id)"))
        }
    }

    package func imports(slice: Slice, for actor: Actor) async throws -> Listing<ImportRecord> {
        try actor.require(.registryRead)
        return try await house.storage.read { try $0.registry.imports(region: actor.region, slice: slice) }
    }

    package func importRecord(_ id: Int64, slice: Slice, for actor: Actor) async throws
        -> (record: ImportRecord, refusals: Listing<RowRefusal>, timeline: [LedgerLine])
    {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            let record = try RegistryReading.record(id, stores, actor)
            return (
                record, try stores.registry.refusals(import: id, slice: slice),
                try stores.ledger.timeline(object: "import/\(id)")
            )
        }
    }

    /// The error file of an import: CSV with line, field, value and reason of every refused field.
    package func errorFile(_ id: Int64, for actor: Actor) async throws -> [UInt8] {
        try actor.require(.registryRead)
        let desk = try house.desk()
        return try await house.storage.read { stores in
            _ = try RegistryReading.record(id, stores, actor)
            var rows: [[String]] = []
            try stores.registry.forEachRefusal(import: id) { rows.append($0.columns) }
            return desk.csv(header: RowRefusal.header, rows: rows)
        }
    }

    /// Refused rows of risk files hold nothing but identifiers; of inspectors, names. Both stay within the region.
    private static func record(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> ImportRecord {
        guard let record = try stores.registry.importRecord(id) else { throw Problem.notFound("导入记录") }
        try actor.require(.registryRead, over: record.region, what: "导入记录")
        return record
    }
}
