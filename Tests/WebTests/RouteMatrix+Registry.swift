import Domain

/// A subject, an inspector and an import in each of the two counties.
enum RegistryFixtures: RouteFixtures {
    static func prepare(_ house: TestHouse) async throws -> [String: RouteFixture] {
        let now = house.clock.now
        let ids = try await house.house.storage.housekeep { stores in
            var ids: [(subject: Int64, inspector: Int64, record: Int64)] = []
            for (index, county) in [TestHouse.own, TestHouse.foreign].enumerated() {
                guard let region = RegionCode(county) else { throw Problem.notFound("地区") }
                let record = try stores.registry.beginImport(
                    NewImport(
                        kind: .subjects, fileName: "测试.csv", digest: String(repeating: "0", count: 64),
                        encoding: "UTF-8",
                        region: region, account: nil, at: now))
                try stores.registry.finishImport(
                    record, counts: ImportCounts(total: 2, inserted: 1, refused: 1),
                    refusals: [RowRefusal(row: 2, line: 3, field: "注册日期", value: "2023-02-29", reason: "这一天不存在")])
                // Far from the numbers of other stages' fixtures.
                let subject = Int64(900_001 + index)
                let row = SubjectRecord(
                    identifier: "9123010200000000\(index)T", name: "测试对象\(index)", status: .active,
                    facts: SubjectFacts(
                        type: "91", isMarket: true, region: region, regionHow: "code", registeredOn: nil, kind: "",
                        capital: "", scope: "餐饮服务", address: "测试路", tags: []), tagPlaces: [], hash: 1, row: 1, line: 2)
                try stores.registry.insert([(subject, row)], import: record, at: now)
                let inspector = try stores.registry.upsert(
                    NewInspector(
                        code: "registry-\(index)", name: "测试人员\(index)", authority: Int64(index + 1), station: nil,
                        certificate: nil, isAuxiliary: false, post: "行政", status: .active, capacity: 5, expertise: [],
                        recusals: []), at: now
                ).id
                ids.append((subject, inspector, record))
            }
            return ids
        }
        func pair(_ pick: ((subject: Int64, inspector: Int64, record: Int64)) -> Int64, form: [(String, String)] = [])
            -> RouteFixture
        {
            RouteFixture(own: ["id": String(pick(ids[0]))], foreign: ["id": String(pick(ids[1]))], form: form)
        }
        return [
            "GET /registry/subjects/:id": pair { $0.subject },
            "GET /registry/inspectors/:id": pair { $0.inspector },
            "POST /registry/inspectors/:id/recusals": pair(
                { $0.inspector }, form: [("kind", "region"), ("target", "230103"), ("reason", "近亲属")]),
            "POST /registry/inspectors/:id/recusals/end": pair(
                { $0.inspector }, form: [("kind", "region"), ("target", "230103"), ("from", "2026-06-01")]),
            "GET /registry/imports/:id": pair { $0.record },
            "GET /registry/imports/:id/errors.csv": pair { $0.record },
        ]
    }
}
