import Database
import Domain
import Testing
import World

@Suite("Personal data of staff") struct PersonalDataTests {
    static let identity = "230102199001010014"

    @Test(
        "identity numbers are sealed, masked, shown for a reason that is recorded, and never in the log",
        arguments: DatabaseKind.allCases)
    func personal(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered()
            let house = world.house, data = PersonalData(house), planner = try world.own.person(.planner)
            let ids = world.own.officers.keys.sorted()
            let identity = try #require(Self.valid())
            _ = try await data.set([.identity: identity, .phone: "13800001234"], inspector: ids[0], by: planner)
            let twice = await refusal { _ = try await data.set([.identity: identity], inspector: ids[1], by: planner) }
            #expect(twice?.code == "personal.twice")
            #expect(
                await refusal { _ = try await data.set([.identity: "230102"], inspector: ids[1], by: planner) } != nil)
            let masked = try await data.masked(inspector: ids[0], for: planner)
            #expect(masked[.identity] == "230*************\(identity.suffix(2))" && masked[.phone] == "138****1234")
            // Who may not change the library learns only that there is one.
            let statistician = try world.own.person(.statistician)
            #expect(try await data.masked(inspector: ids[0], for: statistician)[.identity] == "已登记")
            #expect(
                await refusal {
                    _ = try await data.reveal(.identity, inspector: ids[0], reason: "核对证件", by: statistician)
                }?.kind == .forbidden)
            #expect(
                await refusal { _ = try await data.reveal(.identity, inspector: ids[0], reason: "", by: planner) }?.code
                    == "personal.reason")
            let foreign = try world.foreign.person(.planner)
            #expect(
                await refusal {
                    _ = try await data.reveal(.identity, inspector: ids[0], reason: "核对证件", by: foreign)
                }?.kind == .notFound)
            #expect(try await data.reveal(.identity, inspector: ids[0], reason: "核对证件", by: planner) == identity)
            #expect(try await data.find(identity: identity, for: planner) == ids[0])
            #expect(try await data.find(identity: identity, for: foreign) == nil)
            for reader in [try world.own.person(.auditor), try world.own.person(.administrator)] {
                let seen = try await data.accesses(slice: Slice(), for: reader).rows
                #expect(seen.map(\.reason) == ["核对证件"] && seen.map(\.inspector) == [ids[0]])
            }
            #expect(try await data.accesses(slice: Slice(), for: try world.foreign.person(.auditor)).rows.isEmpty)
            #expect(await refusal { _ = try await data.accesses(slice: Slice(), for: planner) }?.kind == .forbidden)
            try await house.storage.read { stores in
                let size = try stores.ledger.size()
                for entry in try stores.ledger.records(from: 0, count: Int(size)) {
                    let text = String(decoding: entry.bytes, as: UTF8.self)
                    #expect(!text.contains(identity) && !text.contains("13800001234") && !text.contains("核对证件"))
                }
                let lines = try stores.ledger.timeline(object: "inspector/\(ids[0])")
                #expect(lines.contains { $0.act == "registry.personal.read" })
                #expect(lines.allSatisfy { !$0.sentence.contains(identity) })
            }
            let raw = try await world.database.read {
                try $0.rows("SELECT sealed, blind, owner FROM registry_personal").map {
                    String(decoding: try $0.bytesOrNil("sealed") ?? [], as: UTF8.self) + (try $0.text("blind"))
                }
            }
            #expect(raw.count == 2 && raw.allSatisfy { !$0.contains(identity.prefix(10)) && !$0.contains("1380000") })
        }
    }

    @Test(
        "a rotation seals every number again under the new key; a moved row does not open",
        arguments: DatabaseKind.allCases)
    func rotation(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered()
            let planner = try world.own.person(.planner)
            let ids = world.own.officers.keys.sorted()
            let identity = try #require(Self.valid())
            _ = try await PersonalData(world.house).set([.identity: identity], inspector: ids[0], by: planner)
            let old = PersonalVault.Key(bytes: [UInt8](repeating: 7, count: 32))
            let new = PersonalVault.Key(bytes: [UInt8](repeating: 8, count: 32))
            let both = PersonalVault([new, old], reload: { [new, old] })
            let house = world.house.with(vault: both)
            // While both are there, a number sealed under the old one is found.
            #expect(try await PersonalData(house).find(identity: identity, for: planner) == ids[0])
            #expect(try await PersonalData(house).reseal() == 1)
            #expect(try await house.storage.read { try $0.staff.personalKeys() } == [new.id: 1])
            let alone = world.house.with(vault: PersonalVault([new], reload: { [new] }))
            #expect(
                try await PersonalData(alone).reveal(.identity, inspector: ids[0], reason: "核对证件", by: planner)
                    == identity)
            // A server that still holds the old key reads the file again.
            let late = world.house.with(vault: PersonalVault([old], reload: { [new, old] }))
            #expect(
                try await PersonalData(late).reveal(.identity, inspector: ids[0], reason: "核对证件", by: planner)
                    == identity)
            let sealed = try both.seal(identity, owner: "inspector/1", kind: .identity)
            #expect(throws: Problem.self) { try both.open(sealed, owner: "inspector/2", kind: .identity) }
            #expect(throws: Problem.self) { try both.open(sealed, owner: "inspector/1", kind: .phone) }
        }
    }

    /// A fictional number with a good check digit.
    static func valid(_ serial: Int = 1) -> String? {
        let head = "23010219900101" + String("00\(serial)".suffix(3))
        return "0123456789X".map { head + String($0) }.first { PersonalKind.identity.checked($0) != nil }
    }
}
