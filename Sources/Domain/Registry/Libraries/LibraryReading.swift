/// What people may read of the libraries, each within the own region.
package struct LibraryReading: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// Those of the own region, of what is above it and of what is below it.
    static func sees(_ library: Library, _ actor: Actor) -> Bool {
        library.region.contains(actor.region) || actor.region.contains(library.region)
    }

    package struct Overview: Sendable {
        package let library: Library
        package let regionName: String
        package let applied: Int
        package let standing: Int
        package let exited: Int
        package let mayKeep: Bool
    }

    package func libraries(for actor: Actor) async throws -> [Overview] {
        try actor.require(.registryRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            let counts = try stores.registry.countEntries(region: actor.region, on: today)
            return try stores.registry.libraries().filter { LibraryReading.sees($0, actor) }.map { library in
                func number(_ state: LibraryEntry.State) -> Int {
                    counts.filter { $0.library == library.id && $0.state == state }.reduce(0) { $0 + $1.number }
                }
                return Overview(
                    library: library, regionName: try stores.registry.region(library.region)?.name ?? "",
                    applied: number(.applied), standing: number(.standing), exited: number(.exited),
                    mayKeep: LibraryKeeping.mayKeep(actor, library.region))
            }
        }
    }

    package struct List: Sendable {
        package let library: Library
        package let regionName: String
        package let rows: Listing<LibraryRow>
        package let counts: [LibraryEntry.State: Int]
        package let regionNames: [RegionCode: String]
        package let mayKeep: Bool
        /// The rules that hold there, for reading.
        package let rules: [LawRule]
        /// Names of the tags that rules name by code.
        package let tagNames: [String: String]
    }

    package func list(_ id: Int64, state: LibraryEntry.State?, slice: Slice, for actor: Actor) async throws -> List {
        try actor.require(.registryRead)
        let law = house.law.book
        let today = house.clock.today
        return try await house.storage.read { stores in
            let registry = stores.registry
            guard let library = try registry.library(id), LibraryReading.sees(library, actor) else {
                throw Problem.notFound("库")
            }
            var counts: [LibraryEntry.State: Int] = [:]
            for one in try registry.countEntries(region: actor.region, on: today) where one.library == id {
                counts[one.state] = one.number
            }
            return List(
                library: library, regionName: try registry.region(library.region)?.name ?? "",
                rows: try registry.entries(library: id, state: state, region: actor.region, on: today, slice: slice),
                counts: counts,
                regionNames: Dictionary(try registry.regions(within: actor.region).map { ($0.code, $0.name) }) {
                    first, _ in first
                }, mayKeep: LibraryKeeping.mayKeep(actor, library.region),
                rules: law.all.filter {
                    $0.id.hasPrefix("library.\(library.kind.rawValue).") && $0.holds(on: today, in: library.region)
                }, tagNames: Dictionary(try registry.tagRecords().map { ($0.code, $0.name) }) { first, _ in first })
        }
    }

    package struct Dossier: Sendable {
        package let library: Library
        package let entry: LibraryEntry
        package let subject: Subject
        package let events: [LibraryEvent]
        /// As they stand today.
        package let conditions: LibraryConditions
        package let effect: LibraryEffect?
        package let mayKeep: Bool
    }

    package func entry(_ id: Int64, for actor: Actor) async throws -> Dossier {
        try actor.require(.registryRead)
        let house = house
        let today = house.clock.today
        return try await house.storage.read { stores in
            let registry = stores.registry
            guard let entry = try registry.libraryEntry(id), let library = try registry.library(entry.library),
                let subject = try registry.subject(id: entry.subject), actor.covers(subject.facts.region)
            else { throw Problem.notFound("入库记录") }
            return Dossier(
                library: library, entry: entry, subject: subject, events: try registry.libraryEvents(entry: id),
                conditions: try LibraryConditions(
                    library, subject, category: library.kind == .sandbox ? entry.category : nil, stores: stores,
                    house: house),
                effect: entry.holds(on: today)
                    ? try LibraryEffect(
                        library.kind, entry, law: house.law.book, on: today, in: library.region) : nil,
                mayKeep: LibraryKeeping.mayKeep(actor, library.region))
        }
    }

    /// The libraries a subject is or was in, with the effect of those it stands in.
    package static func of(_ subject: Int64, _ stores: any Stores, _ house: House) throws
        -> [(library: Library, entry: LibraryEntry, effect: LibraryEffect?)]
    {
        let today = house.clock.today
        return try stores.registry.libraryEntries(subject: subject).compactMap { entry in
            guard let library = try stores.registry.library(entry.library) else { return nil }
            return (
                library, entry,
                entry.holds(on: today)
                    ? try LibraryEffect(library.kind, entry, law: house.law.book, on: today, in: library.region)
                    : nil
            )
        }
    }
}
