import Domain
import World

/// Changes, numbers, holders, institutions, members and alliances of both counties.
enum StaffFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        func inspector(_ county: World.County) -> Int64 { county.officers.keys.max() ?? 0 }
        func person(_ form: [(String, String)] = []) -> RouteFixture { pair(world, form: form) { inspector($0) } }
        let own = try await Objects(world, world.own, serial: 1),
            foreign = try await Objects(world, world.foreign, serial: 2)
        func object(_ pick: (Objects) -> Int64, form: [(String, String)] = []) -> RouteFixture {
            RouteFixture(own: ["id": String(pick(own))], foreign: ["id": String(pick(foreign))], form: form)
        }
        let alliance = object { $0.alliance }
        return [
            "GET /registry/inspectors/:id/edit": person(),
            "POST /registry/inspectors/:id": person([("name", "虚构改名"), ("post", "行政编制"), ("capacity", "20")]),
            "POST /registry/inspectors/:id/moves": person([("move_kind", "retirement"), ("move_on", "2026-12-31")]),
            "POST /registry/inspectors/:id/moves/cancel": person([("move", "1")]),
            "POST /registry/inspectors/:id/qualifications": person([
                ("qual_kind", "特种设备安全检查员"), ("qual_number", "虚构1"), ("qual_from", "2026-01-01"),
            ]), "POST /registry/inspectors/:id/qualifications/end": person([("qualification", "1")]),
            "POST /registry/inspectors/:id/personal": person([("personal_phone", "13800000000")]),
            "POST /registry/inspectors/:id/personal/reveal": person([
                ("reveal_kind", "phone"), ("reveal_reason", "核对联系方式"),
            ]), "POST /registry/sync/:id/settle": object { $0.difference },
            "GET /registry/institutions/:id": RouteFixture(own: ["id": String(own.institution)]),
            "GET /registry/institutions/:id/edit": object { $0.institution },
            "POST /registry/institutions/:id": object { $0.institution },
            "POST /registry/institutions/:id/qualifications": object(
                { $0.institution },
                form: [
                    ("qual_kind", "检验检测机构资质认定"), ("qual_number", "虚构9"), ("qual_from", "2026-01-01"),
                    ("qual_until", "2027-01-01"),
                ]),
            "POST /registry/institutions/:id/commissions": RouteFixture(own: ["id": String(own.institution)]),
            "GET /registry/commissions/:id": object { $0.commission },
            "POST /registry/commissions/:id": object { $0.commission }, "GET /registry/alliances/:id": alliance,
            "POST /registry/alliances/:id/confirm": alliance, "POST /registry/alliances/:id/campaigns": alliance,
            "GET /registry/alliances/:id/campaigns/:campaign": RouteFixture(
                own: ["id": String(own.alliance), "campaign": String(world.own.campaign)],
                foreign: ["id": String(foreign.alliance), "campaign": String(world.foreign.campaign)]),
            // Refused for want of a field, so that the alliance is still there for the other routes.
            "POST /registry/alliances/:id/end": RouteFixture(
                own: ["id": String(own.spare)], foreign: ["id": String(foreign.spare)]),
        ]
    }

    /// What one county has.
    private struct Objects {
        let difference: Int64
        let institution: Int64
        let commission: Int64
        let alliance: Int64
        let spare: Int64

        init(_ world: World, _ county: World.County, serial: Int) async throws {
            let house = world.house, planner = try county.person(.planner)
            let now = house.clock.now(), today = house.clock.today
            for officer in county.officers.keys {
                _ = try await PersonalData(house).set(
                    [.phone: "1380000\(1000 + officer)"], inspector: officer, by: planner)
            }
            let third = try await house.storage.read {
                try $0.registry.regions(within: county.region.parent ?? county.region).map(\.code)
                    .filter { $0.level == .county && ![World.ownCode, World.foreignCode].contains($0.text) }
            }
            let code = World.identifier(900 + serial, region: county.region.text)
            let saved = try await Institutions(house).save(
                .init(code: code, name: "虚构检测\(serial)", region: county.region, fields: "检测"), id: nil, by: planner)
            let institution = Int64(saved.location.split(separator: "/").last ?? "") ?? 0
            _ = try await Institutions(house).addQualification(
                InstitutionQualification(
                    kind: "检验检测机构资质认定", number: "虚构\(serial)", issuer: "", from: today, until: today.advanced(by: 400)),
                institution: institution, by: planner)
            let made = try await house.storage.housekeep { stores in
                let run = try stores.staff.insert(
                    SyncRun(id: 0, source: "file", state: .done, startedAt: now, endedAt: now), account: nil)
                try stores.staff.insert(
                    SyncDifference(
                        id: 0, run: run, holder: nil, inspector: county.officers.keys.max(), region: county.region,
                        kind: .name, name: "甲", before: "甲", after: "乙", state: .open))
                let difference = try stores.staff.differences(within: county.region, open: true, slice: Slice()).rows[0]
                    .id
                let commission = try stores.staff.insert(
                    Commission(
                        id: 0, institution: institution, authority: county.authority, authorityName: "",
                        region: county.region, department: "scjg", campaign: nil, campaignTitle: nil, visit: nil,
                        matter: "抽样检验", document: "虚构1号", starts: today, ends: today, evaluation: nil), at: now)
                func ally(_ name: String) throws -> Int64 {
                    try stores.staff.insert(
                        Alliance(
                            id: 0, name: name, document: "虚构", documentHash: "", starts: today,
                            ends: today.advanced(by: 300), endedAt: nil,
                            members: [county.region, third[serial]].map {
                                .init(region: $0, name: "", confirmedAt: now)
                            }, campaigns: []), by: planner.account, at: now)
                }
                let alliance = try ally("虚构联合"), spare = try ally("虚构联合二")
                try stores.staff.insertCampaign(county.campaign, alliance: alliance, by: planner.account, at: now)
                return (difference, commission, alliance, spare)
            }
            self.institution = institution
            (difference, commission, alliance, spare) = made
        }
    }
}
