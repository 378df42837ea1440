import Database
import Domain
import Testing
import World

/// The whole cycle by the real use cases, in two counties, on both databases.
@Suite("The cycle from the item list to the portal") struct CycleTests {
    @Test("each step leaves what the next one needs, and nothing of the neighbour", arguments: DatabaseKind.allCases)
    func cycle(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.published()
            for (county, neighbour) in [(world.own, world.foreign), (world.foreign, world.own)] {
                #expect(county.subjects.count == 40)
                #expect(Set(county.visits).isDisjoint(with: neighbour.visits))
                #expect(county.results.count == county.visits.count - 3)
                let (campaign, ceremony, next) = try await world.house.storage.read { stores in
                    (
                        try stores.plans.campaign(id: county.campaign), try stores.draws.ceremony(id: county.ceremony),
                        try stores.draws.ceremony(id: county.nextCeremony)
                    )
                }
                #expect(campaign?.state == .inspecting)
                #expect(ceremony?.state == .drawn)
                #expect(next?.state == .planned)
                let states = try await world.house.storage.read { stores in
                    try [county.openInspection, county.entered, county.approved].map {
                        try stores.inspections.inspection(id: $0)?.state
                    }
                }
                #expect(states == [.assigned, .entered, .approved])
                let results = try await Portal(world.house).results(
                    ResultSearch(region: neighbour.region), slice: Slice(size: 200))
                #expect(Set(results.rows.map(\.id)).isDisjoint(with: county.results))
            }
        }
    }

    /// Same clock, same randomness: what the log says depends on nothing but what was done.
    @Test("the same cycle leaves the same log, byte for byte, on both databases")
    func sameLog() async throws {
        var logs: [[[UInt8]]] = []
        for kind in DatabaseKind.allCases {
            logs.append(
                try await World.with(kind) { world in
                    let world = try await world.published()
                    return try await world.house.storage.read { stores in
                        try stores.ledger.entries(from: 0, count: Int(try stores.ledger.size()))
                    }
                })
        }
        #expect(logs[0].count > 100)
        #expect(logs[0].count == logs[1].count)
        let different = zip(logs[0], logs[1]).filter { $0 != $1 }.map { String(decoding: $0.0, as: UTF8.self) }
        #expect(different == [])
    }
}
