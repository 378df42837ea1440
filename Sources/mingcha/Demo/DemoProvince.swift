import Domain
import Foundation

/// The demo's ground: authorities, stations, inspectors and subjects of a fictional province with real regions.
struct DemoProvince: Sendable {
    let house: House
    let size: Int
    let inspectors: Int

    /// Authorities by region code.
    struct Authorities: Sendable {
        var byRegion: [RegionCode: Authority] = [:]
        var names: [RegionCode: String] = [:]

        func at(_ code: String) throws -> Authority {
            guard let region = RegionCode(code), let authority = byRegion[region] else {
                throw Problem(.defect, "demo.authority", "演示数据缺少 \(code) 的机关。")
            }
            return authority
        }
    }

    func makeAuthorities(_ fiction: Fiction) async throws -> Authorities {
        let house = house
        let stations = fiction.words.stations
        return try await house.storage.write { stores in
            let now = house.clock.now()
            guard let province = RegionCode("230000") else { throw Problem.notFound("省") }
            var made = Authorities()
            let regions = try stores.registry.regions(within: province).sorted { $0.code < $1.code }
            // Provinces before cities before counties, so that the parent is there.
            for level in RegionCode.Level.allCases {
                for region in regions where region.code.level == level {
                    made.names[region.code] = region.name
                    let code = "\(region.code.text)-\(Department.marketRegulation)"
                    let name = "\(region.name)市场监督管理局（演示）"
                    let parent = region.code.parent.flatMap { made.byRegion[$0]?.id }
                    let id = try stores.registry.insert(
                        NewAuthority(
                            code: code, name: name, region: region.code, department: Department.marketRegulation,
                            parent: parent))
                    made.byRegion[region.code] = Authority(
                        id: id, code: code, name: name, region: region.code, department: Department.marketRegulation,
                        parent: parent)
                    guard level == .county else { continue }
                    for (index, station) in stations.prefix(2).enumerated() {
                        _ = try stores.registry.insertStation(
                            code: "\(code)-S\(index + 1)", name: "\(region.name)\(station)", authority: id)
                    }
                }
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "demo.authorities", actor: nil, object: "demo", at: now,
                    sentence: "建立演示机关\(made.byRegion.count)个"), at: now)
            return made
        }
    }

    /// Inspectors spread over the counties by their share of subjects, at least six each; one in ten auxiliary, a few
    /// certificates run out, some recusals.
    func makeInspectors(_ fiction: inout Fiction, _ authorities: Authorities) async throws {
        let counties = authorities.byRegion.values.filter { $0.region.level == .county }.sorted { $0.code < $1.code }
        let shares = counties.map { DemoProvince.share($0.region) }
        let total = shares.reduce(0, +)
        var plans: [(authority: Authority, count: Int)] = []
        for (county, share) in zip(counties, shares) { plans.append((county, max(6, inspectors * share / total))) }
        var rows: [NewInspectorSketch] = []
        let tags = [
            "food-production", "food-sale", "catering", "drug-retail", "medical-device", "special-equipment-user",
            "advertising", "cosmetics",
        ]
        for plan in plans {
            for index in 0..<plan.count {
                let serial = rows.count + 1
                let auxiliary = index % 10 == 9
                rows.append(
                    NewInspectorSketch(
                        authority: plan.authority, name: fiction.person(), serial: serial,
                        station: index % 3 == 0 ? nil : index % 2 + 1, isAuxiliary: auxiliary,
                        expired: serial % 47 == 0,
                        expertise: [fiction.pick(tags), fiction.pick(tags)].compactMap { $0 },
                        recusal: serial % 23 == 0 ? fiction.pick(tags) : nil))
            }
        }
        let house = house
        let sketches = rows
        let prefix = fiction.words.certificate.prefix
        try await house.storage.write { stores in
            let now = house.clock.now()
            for sketch in sketches {
                var station: Int64?
                if let number = sketch.station {
                    station = try stores.registry.station(code: "\(sketch.authority.code)-S\(number)")?.id
                }
                _ = try stores.registry.upsert(try sketch.inspector(station: station, prefix: prefix), at: now)
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "demo.inspectors", actor: nil, object: "demo", at: now,
                    sentence: "建立演示执法人员\(sketches.count)名"), at: now)
        }
    }

    /// Subjects through the ordinary import.
    func makeSubjects(
        _ fiction: inout Fiction, _ authorities: Authorities, progress: @escaping @Sendable (Int, Int) -> Void
    )
        async throws
    {
        let counties = authorities.byRegion.values.filter { $0.region.level == .county }.map(\.region).sorted()
        var wheel: [RegionCode] = []
        for county in counties { wheel += [RegionCode](repeating: county, count: DemoProvince.share(county)) }
        var rows: [[String]] = []
        rows.reserveCapacity(size)
        for serial in 0..<size {
            guard let region = fiction.pick(wheel) else { break }
            let name = authorities.names[region] ?? ""
            let city = region.parent.flatMap { authorities.names[$0] } ?? ""
            let one = fiction.business(serial: serial, region: region, regionName: name, cityName: city)
            rows.append([
                one.name, one.identifier, one.registeredOn.description, "", "10万元（虚构）", one.scope, "黑龙江", city,
                one.address,
            ])
        }
        let table = DemoTable(
            name: "虚构检查对象.csv",
            header: ["企业名称", "统一社会信用代码", "注册日期", "企业类型", "注册资金", "经营范围", "所在省份", "地区", "注册地址"],
            rows: rows)
        let report = try await SubjectImport(house).apply(table, actor: nil) { progress($0.rows, size) }
        guard report.counts.refused == 0 else {
            throw Problem(.defect, "demo.refused", "演示数据有\(report.counts.refused)行被拒绝，请检查 fiction.yaml。")
        }
    }

    /// Classes for all subjects: A 60 %, B 30 %, C 8 %, D 2 %, by a hash of the identifier.
    func makeRisk(dated day: Day) async throws {
        let house = house
        try await house.storage.write { stores in
            let now = house.clock.now()
            let snapshot = try stores.registry.beginRiskSnapshot(dated: day, source: "演示数据（虚构）", at: now)
            var rows: [(subject: Int64, risk: RiskClass)] = []
            guard let province = RegionCode("230000") else { throw Problem.notFound("省") }
            try stores.registry.forEachCandidate(SubjectQuery(regions: [province]), riskOn: day) {
                candidate in
                let number = Digest.sha256Hex("risk:" + candidate.identifier).prefix(4)
                let percent = (Int(number, radix: 16) ?? 0) % 100
                rows.append((candidate.id, percent < 60 ? .a : percent < 90 ? .b : percent < 98 ? .c : .d))
            }
            try stores.registry.setRisk(rows, snapshot: snapshot)
            try stores.ledger.append(
                LedgerEntry(
                    act: "demo.risk", actor: nil, object: "demo", at: now, sentence: "导入演示信用风险分类\(rows.count)户"),
                at: now)
        }
    }

    /// Relative size of a county: the provincial capital's districts are crowded, the rest is even.
    private static func share(_ region: RegionCode) -> Int {
        if region.text == "230102" || region.text == "230103" { return 14 }
        return region.text.hasPrefix("2301") ? 5 : region.text.hasPrefix("2302") ? 3 : 2
    }
}

/// What is invented of an inspector before it meets the store.
struct NewInspectorSketch: Sendable {
    let authority: Authority
    let name: String
    let serial: Int
    let station: Int?
    let isAuxiliary: Bool
    let expired: Bool
    let expertise: [String]
    let recusal: String?

    var code: String { "YS" + String(repeating: "0", count: max(0, 5 - String(serial).count)) + String(serial) }

    func inspector(station: Int64?, prefix: String) throws -> NewInspector {
        guard let from = Day("2022-01-01"), let until = Day(expired ? "2026-10-31" : "2028-12-31") else {
            throw Problem(.defect, "demo.day", "演示日期有误。")
        }
        return NewInspector(
            code: code, name: name, authority: authority.id, station: station,
            certificate: isAuxiliary
                ? nil : Inspector.Certificate(number: prefix + code.suffix(5), kind: "行政执法证", from: from, until: until),
            isAuxiliary: isAuxiliary, post: isAuxiliary ? "辅助" : "行政", status: .active, capacity: 40,
            expertise: Set(expertise).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
            recusals: recusal.map {
                [Recusal(kind: .industry, target: $0, reason: "近亲属从业（演示）", from: from, until: nil)]
            } ?? [])
    }
}
