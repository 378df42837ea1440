import Domain

/// 检查对象 that are more than a row: licences, premises, changes of every kind, conflicts, schools and sites without credit
/// code, a full list. Everything is invented.
struct DemoSubjects: Sendable {
    let house: House
    let actor: Actor
    let administrator: Actor

    func make() async throws {
        let subjects = try await house.storage.read { stores in
            var filter = SubjectFilter(region: actor.region)
            filter.status = .active
            return try stores.registry.search(filter.query, slice: Slice(page: 1, size: 12)).rows
        }
        guard subjects.count == 12 else { throw Problem(.defect, "demo.subjects", "演示数据中的检查对象太少。") }
        try await parts(subjects)
        try await byHand(subjects)
        try await others()
        try await deltas(subjects)
        try await delivery(subjects)
        // All of the county but three, and one that is not there.
        let identifiers = try await house.storage.read { stores in
            var found = [["91230102DEM0ZZZZZ"]]
            try stores.subjects.forEachKept(
                by: Department.marketRegulation, within: actor.region, schemes: [.uscc]
            ) {
                found.append([$1])
            }
            return found
        }
        let list = DemoTable(
            name: "虚构完整名单.csv", header: ["统一社会信用代码"], rows: Array(identifiers.prefix(1) + identifiers.dropFirst(4)))
        _ = try await Stocktakes(house).compare(list, by: actor, submission: nil)
    }

    private func parts(_ subjects: [Subject]) async throws {
        let keeping = try SubjectKeeping(house)
        let today = house.clock.today
        let kinds = ["食品经营许可证", "药品经营许可证", "公共场所卫生许可证"]
        for (index, subject) in subjects.prefix(8).enumerated() {
            // Some long valid, some due soon, some run out.
            let left = [400, 20, -15, 900, 60, -90, 5, 200][index]
            _ = try await keeping.add(
                Licence(
                    id: 0, subject: subject.id, kind: kinds[index % 3], number: "YS\(230_102_000 + index)",
                    issuer: "虚构发证机关", scope: "", from: today.advanced(by: left - 1800),
                    until: today.advanced(by: left), endedOn: nil), reason: "演示登记", by: actor, submission: nil)
        }
        _ = try await keeping.add(
            Premises(
                id: 0, subject: subjects[0].id, name: "第二门店", usage: "经营", address: "虚构市演示区样板路18号",
                region: subjects[0].facts.region, from: today.advanced(by: -300), until: nil), reason: "现场核实",
            by: actor, submission: nil)
        _ = try await keeping.add(
            Premises(
                id: 0, subject: subjects[0].id, name: "", usage: "仓储", address: "虚构市演示区样板路20号",
                region: subjects[0].facts.region, from: nil, until: today.advanced(by: -30)), reason: "现场核实",
            by: actor, submission: nil)
        _ = try await keeping.add(
            OtherIdentifier(
                id: 0, subject: subjects[0].id, scheme: .registration, number: "演示备字〔2026〕第001号", issuer: "虚构登记机关",
                from: today.advanced(by: -200), until: nil), reason: "现场核实", by: actor, submission: nil)
    }

    private func byHand(_ subjects: [Subject]) async throws {
        let keeping = try SubjectKeeping(house)
        var change = SubjectStatement(operation: .change, identifier: "")
        change.industry = "621"
        change.scale = "micro"
        change.address = subjects[0].facts.address + "（一层）"
        change.reason = "现场核实经营地址（演示）"
        _ = try await keeping.change(subjects[0].id, change, base: nil, by: actor, submission: nil)
        var move = SubjectStatement(operation: .move, identifier: "")
        move.region = actor.region.text == "230102" ? "230103" : "230102"
        move.effectiveOn = house.clock.today.advanced(by: 20)
        move.reason = "迁址（演示）"
        _ = try await keeping.change(subjects[1].id, move, base: nil, by: actor, submission: nil)
    }

    /// A school, a hospital and a site: known by numbers of other kinds.
    private func others() async throws {
        let keeping = try SubjectKeeping(house)
        for (scheme, number, type, name, industry) in [
            (IdentifierScheme.school, "3923010201", "12", "虚构第一实验小学", "8321"),
            (.medical, "YS23010200001", "12", "虚构第二综合医院", "8411"),
            (.own, "GD-2026-01", "unknown", "虚构样板路工地", "479"),
        ] {
            var statement = SubjectStatement(operation: .add, scheme: scheme, identifier: number)
            statement.name = name
            statement.type = type
            statement.region = actor.region.text
            statement.address = "虚构市演示区样板路\(name.count)号"
            statement.industry = industry
            statement.reason = "行业主管部门提供（演示）"
            _ = try await keeping.add(statement, by: actor, submission: nil)
        }
    }

    private func deltas(_ subjects: [Subject]) async throws {
        let day = house.clock.today.advanced(by: -3).description
        let table = DemoTable(
            name: "虚构变更文件.csv",
            header: ["操作", "名称", "统一社会信用代码", "经营范围", "注册地址", "数据日期", "变更原因"],
            rows: [
                ["变更", subjects[2].name + "（更名）", subjects[2].identifier, "", "", day, "更名"],
                ["注销", subjects[9].name, subjects[9].identifier, "", "", day, "歇业"],
                ["变更", subjects[0].name, subjects[0].identifier, "", "虚构市演示区样板路99号", day, "住所变更"],
            ])
        _ = try await SubjectImport(house).apply(table, actor: actor)
    }

    /// A delivery over the interface with something of every kind.
    private func delivery(_ subjects: [Subject]) async throws {
        let tokens = DepartmentTokens(house)
        let secret = try await tokens.issue(
            .init(
                name: "虚构登记系统", department: Department.marketRegulation, region: actor.region,
                expiresOn: house.clock.today.advanced(by: 300)), by: administrator, submission: nil)
        let today = house.clock.today
        let body = """
            {"changes":[
            {"operation":"change","identifier":"\(subjects[3].identifier)","scale":"small","asOf":"\(today)"},
            {"operation":"change","identifier":"\(subjects[2].identifier)","name":"虚构旧名","asOf":"\(today.advanced(by: -90))"},
            {"operation":"change","identifier":"\(subjects[4].identifier)","region":"239999"},
            {"operation":"cancel","scheme":"own","identifier":"GD-2020-77","name":"虚构竣工工地"}]}
            """
        _ = try await Deliveries(house).take(
            Array(body.utf8), key: "demo-delivery-1", token: try await tokens.admit(secret))
    }
}
