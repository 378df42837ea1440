/// What the pages of the list show.
extension CatalogueKeeping {
    package struct Overview: Sendable {
        package let version: CatalogueVersion?
        package let items: [Item]
        package let withChecklist: Set<String>
        package let names: Names
    }

    /// Words for the codes of tags, types, regions and departments.
    package struct Names: Sendable {
        package let tags: [String: String]
        package let types: [String: String]
        package let departments: [Department]
        package let regions: [RegionCode: String]

        package func tag(_ code: String) -> String { tags[code] ?? code }
        package func type(_ code: String) -> String { types[code] ?? code }
        package func department(_ code: String) -> String {
            departments.first { $0.code.utf8.elementsEqual(code.utf8) }?.name ?? code
        }
        package func sentence(_ selector: Selector) -> String {
            selector.sentence(tagName: { tag($0) }, typeName: { type($0) }, regionName: { regions[$0] ?? $0.text })
        }
    }

    package struct Dossier: Sendable {
        package let item: Item
        package let regionName: String
        /// Nil: the item is no longer in the list.
        package let version: CatalogueVersion?
        package let standing: Bool
        package let history: [ItemPeriod]
        package let checklist: Checklist?
        /// Subjects reached within the actor's region, by division.
        package let reached: [(name: String, code: RegionCode, number: Int)]
        package let names: Names
    }

    package struct VersionDossier: Sendable {
        package let version: CatalogueVersion
        package let diff: CatalogueDiff
        package let items: Int
        package let newest: Int
    }

    /// The list in force, as far as it may be used anywhere in the actor's region.
    package func overview(_ actor: Actor) async throws -> Overview {
        try actor.require(.catalogueRead)
        let house = house
        return try await house.storage.read { stores in
            let latest = try stores.catalogue.latestVersion()
            let items = try stores.catalogue.items(version: latest?.number ?? 0)
                .filter { $0.region.contains(actor.region) || actor.region.contains($0.region) }
            return Overview(
                version: latest, items: items, withChecklist: try stores.catalogue.itemsWithChecklist(),
                names: try CatalogueKeeping.names(stores, house))
        }
    }

    package func dossier(_ actor: Actor, item code: String) async throws -> Dossier {
        try actor.require(.catalogueRead)
        let house = house
        return try await house.reading { stores, sets in
            let history = try stores.catalogue.history(item: code)
            guard let newest = history.first,
                newest.item.region.contains(actor.region) || actor.region.contains(newest.item.region)
            else { throw Problem.notFound("抽查事项") }
            let item = newest.item
            let area = actor.region.contains(item.region) ? item.region : actor.region
            let reached = try SubjectFinding.breakdown(
                SubjectQuery(regions: [area], selectors: [item.selector]), stores, sets)
            return Dossier(
                item: item, regionName: try stores.registry.region(item.region)?.name ?? item.region.text,
                version: try stores.catalogue.latestVersion(), standing: newest.until == nil, history: history,
                checklist: try stores.catalogue.checklist(item: code),
                reached: try CatalogueKeeping.grouped(reached, area: area, stores),
                names: try CatalogueKeeping.names(stores, house))
        }
    }

    package func versions(_ actor: Actor) async throws -> [VersionDossier] {
        try actor.require(.catalogueRead)
        return try await house.storage.read { stores in
            let versions = try stores.catalogue.versions()
            let newest = versions.first?.number ?? 0
            return try versions.map { try CatalogueKeeping.dossier($0, newest: newest, nil, stores) }
        }
    }

    package func version(_ actor: Actor, _ number: Int) async throws -> VersionDossier {
        try actor.require(.catalogueRead)
        let house = house
        return try await house.storage.read { stores in
            guard let version = try stores.catalogue.version(number) else { throw Problem.notFound("清单版本") }
            return try CatalogueKeeping.dossier(
                version, newest: try stores.catalogue.latestVersion()?.number ?? number,
                try CatalogueKeeping.names(stores, house), stores)
        }
    }

    private static func dossier(_ version: CatalogueVersion, newest: Int, _ names: Names?, _ stores: any Stores) throws
        -> VersionDossier
    {
        let items = try stores.catalogue.items(version: version.number)
        return VersionDossier(
            version: version,
            diff: CatalogueDiff(
                from: try stores.catalogue.items(version: version.number - 1), to: items,
                tagName: { names?.tag($0) ?? $0 }, typeName: { names?.type($0) ?? $0 }),
            items: items.count, newest: newest)
    }

    /// Counts by the divisions one level below the area; what lies at the area itself stays there.
    private static func grouped(
        _ found: SubjectBreakdown, area: RegionCode, _ stores: any Stores
    ) throws -> [(name: String, code: RegionCode, number: Int)] {
        try found.regions(below: area).map { code, number in
            let name = try stores.registry.region(code)?.name ?? code.text
            return (code == area && area.level != .county ? "\(name)（未细分）" : name, code, number)
        }
    }

    static func names(_ stores: any Stores, _ house: House) throws -> Names {
        Names(
            tags: Dictionary(try stores.registry.tags().map { ($0.code, $0.name) }) { first, _ in first },
            types: Dictionary((house.reference?.types.all ?? []).map { ($0.code, $0.name) }) { first, _ in first },
            departments: try stores.registry.departments(),
            regions: Dictionary((house.reference?.regions ?? []).map { ($0.code, $0.name) }) { first, _ in first })
    }

    /// Words for forms.
    package func names(_ actor: Actor) async throws -> Names {
        try actor.require(.catalogueRead)
        let house = house
        return try await house.storage.read { try CatalogueKeeping.names($0, house) }
    }
}
