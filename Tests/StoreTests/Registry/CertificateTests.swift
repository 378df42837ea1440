import Database
import Domain
import Synchronization
import Testing
import World

/// The certificate platform as a list in memory: pages of two, which may fail once.
private final class Platform: CertificateSource {
    let name = "certificates"
    private let state: Mutex<(rows: [HolderRow], failing: Int?, asked: [String?])>

    init(_ rows: [HolderRow]) { state = Mutex((rows, nil, [])) }

    var asked: [String?] { state.withLock { $0.asked } }
    func add(_ rows: [HolderRow]) { state.withLock { $0.rows += rows } }
    func fail(at start: Int?) { state.withLock { $0.failing = start } }

    func page(since cursor: String?) async throws -> HolderPage {
        let start = cursor.flatMap(Int.init) ?? 0
        return try state.withLock { state in
            state.asked.append(cursor)
            if state.failing == start {
                throw Problem(.unavailable, "certificates.unavailable", "执法证平台暂时不可用。")
            }
            let rows = Array(state.rows.dropFirst(start).prefix(2))
            return HolderPage(rows: rows, next: String(start + rows.count), more: start + rows.count < state.rows.count)
        }
    }
}

@Suite("2.2.7 certificate holders: synchronisation, coverage, admission") struct CertificateTests {
    private static func row(
        _ id: String, certificate: String, name: String = "虚构持", unit: String = "230102-scjg",
        region: String = "230102",
        status: String = "active", changed: String = "1", until: String = "2030-12-31", identity: String = ""
    ) -> HolderRow {
        HolderFields(
            platformID: id, name: name, employeeNumber: "", certificateNumber: certificate, certificateKind: "",
            from: "2025-01-01", until: until, unitCode: unit, unitName: "单位\(unit)", station: "", region: region,
            status: status, changedAt: changed, identity: identity, phone: ""
        ).row
    }

    @Test(
        "2.2.7 a broken run goes on where it stood; faulty records are listed; certificates are taken over",
        arguments: DatabaseKind.allCases)
    func sync(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered()
            let house = world.house, sync = CertificateSync(house), province = try world.province.person(.planner)
            let known = try #require(
                try await house.storage.read { try $0.registry.inspectors(authority: world.own.authority).first })
            let number = try #require(known.certificate?.number)
            let platform = Platform([
                Self.row("p1", certificate: number, name: known.name, until: "2031-01-01"),
                Self.row("p2", certificate: "虚构新1"),
                Self.row("p3", certificate: "虚构新2", unit: "X-9"), Self.row("p4", certificate: "虚构新3", until: "昨天"),
                Self.row("p5", certificate: "虚构新4", unit: "230103-scjg", region: "230103"),
            ])
            platform.fail(at: 2)
            var run = try await sync.run(platform, by: province)
            #expect(run.state == .failed && run.pages == 1 && run.received == 2 && !run.problem.isEmpty)
            platform.fail(at: nil)
            run = try await sync.run(platform, by: province)
            #expect(run.state == .done && run.received == 3 && run.inserted == 2 && run.refused == 1)
            #expect(platform.asked == [nil, "2", "2", "4"])
            // The same again from the start changes nothing.
            run = try await sync.run(platform, by: nil, isFull: true)
            #expect(run.unchanged == 4 && run.inserted == 0 && run.updated == 0)
            let now = try #require(try await house.storage.read { try $0.registry.inspector(id: known.id) })
            #expect(now.certificate?.until == Day("2031-01-01"))
            let overview = try await sync.overview(open: nil, slice: Slice(), for: province)
            #expect(overview.differences.rows.map(\.kind) == [.certificate])
            #expect(overview.errors.map(\.record) == ["p4"])
            #expect(
                await refusedCode { _ = try await sync.run(platform, by: try world.own.person(.planner)) }
                    == "sync.province")
        }
    }

    @Test(
        "2.2.7 coverage names the missing, each within the own region; one click admits",
        arguments: DatabaseKind.allCases)
    func coverage(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered()
            let house = world.house, admitting = Admitting(house), planner = try world.own.person(.planner)
            let identity = try #require(PersonalDataTests.valid(5))
            let known = try #require(
                try await house.storage.read { try $0.registry.inspectors(authority: world.own.authority).first })
            _ = try await CertificateSync(house).run(
                Platform([
                    Self.row("p1", certificate: known.certificate?.number ?? "", name: known.name),
                    Self.row("p2", certificate: "虚构新1", name: "虚构乙", identity: identity),
                    Self.row("p3", certificate: "虚构新2", name: "虚构丙", unit: "X-9"),
                    Self.row("p4", certificate: "虚构旧", until: "2025-12-31"),
                    Self.row("p5", certificate: "虚构新4", unit: "230103-scjg", region: "230103"),
                ]), by: nil)
            var overview = try await admitting.overview(text: "", slice: Slice(), for: planner)
            #expect(overview.holders == 3 && overview.admitted == 1)
            #expect(Set(overview.missing.rows.map(\.record.name)) == ["虚构乙", "虚构丙"])
            let ids = overview.missing.rows.map(\.id)
            // An unknown unit is asked for, and remembered.
            #expect(
                await refusedCode { _ = try await admitting.admit(ids, authority: nil, by: planner) } == "admit.unit")
            _ = try await admitting.admit(ids, authority: world.own.authority, by: planner, submission: "a1")
            overview = try await admitting.overview(text: "", slice: Slice(), for: planner)
            #expect(overview.admitted == 3 && overview.missing.rows.isEmpty)
            #expect(try await house.storage.read { try $0.staff.authority(unit: "X-9") } == world.own.authority)
            // The number that came with the holder is the inspector's now, sealed.
            let found = try #require(try await PersonalData(house).find(identity: identity, for: planner))
            #expect(try await house.storage.read { try $0.registry.inspector(id: found) }?.name == "虚构乙")
            let foreign = try await house.storage.read {
                try $0.staff.missingHolders(
                    within: world.foreign.region, on: house.clock.today, text: "", slice: Slice()
                ).rows
            }
            #expect(
                await refusedCode { _ = try await admitting.admit(foreign.map(\.id), authority: nil, by: planner) }
                    == "not-found")
        }
    }

    @Test(
        "2.2.9 what the platform says of a person's place waits for a person, and then is a change",
        arguments: DatabaseKind.allCases)
    func differences(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered()
            let house = world.house, sync = CertificateSync(house), planner = try world.own.person(.planner)
            let people = try await house.storage.read { try $0.registry.inspectors(authority: world.own.authority) }
            func number(_ place: Int) -> String { people[place].certificate?.number ?? "" }
            _ = try await sync.run(
                Platform([
                    Self.row("p1", certificate: number(0), name: people[0].name, status: "left"),
                    Self.row("p2", certificate: number(1), name: people[1].name, unit: "230103-scjg"),
                    Self.row("p3", certificate: number(2), name: "虚构改名"),
                    Self.row("p4", certificate: number(3), name: people[3].name, status: "revoked"),
                ]), by: nil)
            let open = try await sync.overview(open: true, slice: Slice(), for: planner).differences.rows
            #expect(Set(open.map(\.kind)) == [.left, .unit, .name])
            let before = try await house.storage.read {
                try $0.registry.inspectors(authority: world.own.authority).count
            }
            #expect(before == people.count)
            for one in open { _ = try await sync.settle(one.id, accept: one.kind != .name, by: planner) }
            let now = try await house.storage.read { stores in
                try people.prefix(4).map { try #require(try stores.registry.inspector(id: $0.id)) }
            }
            #expect(
                now[0].status == .left && now[1].authority == world.foreign.authority && now[2].name == people[2].name)
            // Taken back: no longer certified, at once.
            #expect(!now[3].isCertified(on: house.clock.today))
            #expect(await refusedCode { _ = try await sync.settle(open[0].id, accept: true, by: planner) } != nil)
        }
    }

    @Test("2.2.7 the platform's table is read page by page, bad rows are named")
    func file() async throws {
        try await World.with(.sqlite) { world in
            let world = try await world.registered()
            var text = "平台编号,姓名,执法证编号,有效期起,有效期止,单位代码,区划代码,状态,更新时间\n"
            for serial in 1...1_201 {
                text += "f\(serial),虚构\(serial),虚构证F\(serial),2025-01-01,2030-01-01,230102-scjg,230102,在岗,1\n"
            }
            text += "f9999,虚构,虚构证,2025-01-01,2030-01-01,230102-scjg,230102,不明,1\n"
            let run = try await CertificateSync(world.house).run(
                CertificateFile(try world.table(text, "持证.csv")), by: try world.province.person(.planner))
            #expect(run.state == .done && run.pages == 3 && run.inserted == 1_201 && run.refused == 1)
        }
    }

    private func refusedCode(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let problem as Problem {
            return problem.code
        } catch {
            return "\(error)"
        }
    }
}
