import ArgumentParser
import Domain
import Foundation

/// `mingcha demo`: a fictional province that has walked the cycle, with something left at every stage.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "建立虚构的演示省份并走完一轮监管（区划真实，其余全部虚构）")

    @Option(help: "检查对象数量。")
    var subjects = 50_000

    @Option(help: "执法人员数量。")
    var inspectors = 1_500

    @Option(help: "随机种子：同一种子得到同样的虚构名录。")
    var seed: UInt64 = 2026

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            guard (200...3_500_000).contains(subjects), (20...50_000).contains(inspectors) else {
                throw Problem(.invalid, "demo.size", "检查对象应在200至3500000之间，执法人员应在20至50000之间。")
            }
            let settings = try await options.settings()
            let today = Clock.system.today
            let start = today.advanced(by: -200)
            guard let newYear = Day(year: start.year, month: 1, day: 5) else { throw Problem.notFound("日期") }
            let clock = DemoClock(Moment(milliseconds: Int64(newYear.number) * 86_400_000))
            let composition = try await Composition.open(settings, clock: clock.clock)
            let house = composition.house
            guard try await house.storage.read({ try $0.ledger.size() }) <= 1 else {
                throw Problem(
                    .conflict, "demo.not-empty", "数据库里已有数据，演示只能建在空库里。",
                    remedy: "请换一个数据目录（--data），或删除原来的演示数据目录。")
            }
            var demo = try Demo(composition: composition, clock: clock, start: start, today: today, command: self)
            try await demo.run()
            await composition.close()
        }
    }
}

/// The steps of the demo with their progress.
private struct Demo {
    let composition: Composition
    let clock: DemoClock
    let start: Day
    let today: Day
    let command: DemoCommand
    private var fiction: Fiction

    init(composition: Composition, clock: DemoClock, start: Day, today: Day, command: DemoCommand) throws {
        self.composition = composition
        self.clock = clock
        self.start = start
        self.today = today
        self.command = command
        fiction = try Fiction(directory: composition.settings.text("reference"), seed: command.seed)
    }

    mutating func run() async throws {
        let house = composition.house
        let province = DemoProvince(house: house, size: command.subjects, inspectors: command.inspectors)
        say("==> 一、机关、执法人员、账号")
        try await ReferenceSeeding(house).run()
        let authorities = try await province.makeAuthorities(fiction)
        try await province.makeInspectors(&fiction, authorities)
        var accounts = try await DemoAccounts.make(house, authorities)
        let departments = try await DemoCycle.departments(house, &accounts)
        for (username, role) in [
            ("plan.dl-xf", Role.planner), ("review.dl-xf", .reviewer), ("plan.dl-jy", .planner),
            ("ys-xf-1", .inspector),
        ] {
            accounts.show(username, place: "道里区", role: role)
        }
        say("==> 二、检查对象（虚构）")
        let bar = ProgressBar("　　导入检查对象")
        try await province.makeSubjects(&fiction, authorities) { bar.show($0, of: $1) }
        bar.finish()
        try await province.makeRisk(dated: clock.today)
        say("==> 三、抽查事项清单（示例）")
        let lists = DemoCatalogue(house: house, reference: composition.settings.text("reference"))
        try await lists.load()
        let cycle = DemoCycle(
            house: house, clock: clock, accounts: accounts, authorities: authorities, year: start.year,
            isSmall: command.subjects < 20_000)
        try await walk(cycle)
        say("==> 　　联查：三个部门一次抽取、一次上门")
        try await cycle.joint(departments, on: start.advanced(by: 199))
        try await cycle.handDown(on: start.advanced(by: 199))
        try await DemoCatalogue.checklists(house, by: try accounts.actor("admin.hlj"))
        say("==> 六、人员变动、执法证平台、专业机构、联席会议、跨区域联合")
        try await DemoStaff(house: house, accounts: accounts, authorities: authorities, today: clock.today).make()
        say("==> 七、检查对象的变更、许可证、冲突（虚构）")
        try await DemoSubjects(
            house: house, actor: try accounts.actor("plan.dl"), administrator: try accounts.actor("admin.hlj")
        ).make()
        say("==> 八、标签、部门名录库、专项库、线索和预警")
        try await DemoTags(house: house, accounts: accounts).make()
        if let daoli = RegionCode("230102") {
            try await DemoLeads(house: house, accounts: accounts, region: daoli).make()
        }
        accounts.show(DemoTags.liaison, place: "黑龙江省", role: .planner)
        // A version that takes effect later comes last: until then no tag may be merged.
        try await lists.live(accounts)
        if let daoli = RegionCode("230102") {
            try await accounts.show(inspectorOf: daoli, place: "道里区", house: house)
        }
        try await handIn(try accounts.actor("plan.dl"))
        try DemoNotes(accounts: accounts, data: composition.settings.text("data")).write()
        say("演示数据已建好，全部虚构。")
    }

    /// A file that a liaison handed in and has not confirmed yet, some of its rows wrong.
    private func handIn(_ actor: Actor) async throws {
        func code(_ serial: Int) -> String {
            let body = Array("92230102DEM99000\(serial)".utf8)
            return String(decoding: body + [IdentifierCheck.checkCharacter(for: body) ?? 0x30], as: UTF8.self)
        }
        let address = "黑龙江省哈尔滨市道里区演示路9号"
        var text = "道里区增补名录（演示）\n企业名称,统一社会信用代码,注册日期,经营范围,注册地址\n"
        for serial in 1...6 {
            text += "道里区演示增补\(serial)号店,\(code(serial)),2026-03-0\(serial),食品销售,\(address)\n"
        }
        text += "道里区演示增补7号店,\(code(7)),2023-02-29,食品销售,\(address)\n"
        text += "道里区演示增补8号店,9.2230102DEM9E+17,2026-03-08,食品销售,\(address)\n"
        let flow = ImportFlow(composition.house)
        let id = try await flow.begin(
            .bytes(Array(text.utf8)), name: "道里区增补名录（演示）.csv", kind: .subjects, dated: nil, by: actor)
        _ = try await flow.settle(id, for: actor, seconds: 60)
    }

    private func walk(_ cycle: DemoCycle) async throws {
        say("==> 四、年度计划")
        let january = min(day(1, 20), start.advanced(by: -3))
        let march = min(day(3, 10), start.advanced(by: -2))
        let city = try await cycle.plan(
            "plan.hrb", kind: .joint,
            [
                .init(title: "登记事项部门联合检查（演示）", items: ["S05"], regions: ["230102", "230103"], months: 5...9),
                .init(title: "年报公示信息联合检查（演示）", items: ["S09"], regions: ["230102", "230103"], months: 5...9),
            ], report: january, publish: true)
        let daoli = try await cycle.plan(
            "plan.dl", kind: .internal,
            [
                .init(title: "食品销售单位证后监管（演示）", items: ["S26"], regions: ["230102"], months: 5...6),
                .init(title: "营业执照规范使用检查（演示）", items: ["S01"], regions: ["230102"], months: 9...12),
                .init(title: "餐饮服务单位证后监管（演示）", items: ["S25"], regions: ["230102"], months: 10...12),
                .init(
                    title: "广告业务管理制度检查（演示）", items: ["S30"], regions: ["230102"], months: 11...12,
                    isSmall: true),
            ], report: march, publish: true)
        let nangang = try await cycle.plan(
            "plan.ng", kind: .internal,
            [
                .init(title: "食品销售单位证后监管（演示）", items: ["S26"], regions: ["230103"], months: 8...10),
                .init(title: "名称规范使用检查（演示）", items: ["S02"], regions: ["230103"], months: 11...12),
                .init(
                    title: "广告业务管理制度检查（演示，委托就近区域）", items: ["S30"], regions: ["230103"], months: 11...12,
                    dispatch: .delegatedNear, isSmall: true),
            ], report: march, publish: true)
        let longsha = try await cycle.plan(
            "plan.ls", kind: .internal,
            [.init(title: "营业执照规范使用检查（演示）", items: ["S01"], regions: ["230202"], months: 10...12)],
            report: march, publish: false)
        _ = try await cycle.plan(
            "plan.dw", kind: .internal,
            [
                .init(title: "营业执照规范使用检查（演示，编制中）", items: ["S01"], regions: ["230104"], months: 9...11),
                // Of the same subjects in the same months: one ceremony would spare their second visit.
                .init(title: "名称规范使用检查（演示，编制中）", items: ["S02"], regions: ["230104"], months: 10...11),
            ],
            report: nil, publish: false)

        try await cycle.receive("plan.hrb", daoli, on: march.advanced(by: 1))
        try await cycle.urge("plan.hrb", authority: "230104", kind: .internal, on: march.advanced(by: 1))

        say("==> 五、摇号、检查、审核、公示：道里区（已全部公示）")
        try await cycle.ceremony("dl", [daoli[0]], on: start, until: .drawn)
        try await cycle.inspect(daoli[0], from: start.advanced(by: 2), days: 20, share: 100)
        try await cycle.review("dl", campaign: daoli[0], on: start.advanced(by: 24))
        try await cycle.publish("dl", campaign: daoli[0], on: start.advanced(by: 26))
        say("==> 　　哈尔滨市：两项任务一次摇号，合并上门")
        try await cycle.ceremony("hrb", city, on: start.advanced(by: 40), until: .drawn)
        try await cycle.replace(in: city[0], on: start.advanced(by: 41), approver: "draw.hrb")
        for campaign in city { try await cycle.inspect(campaign, from: start.advanced(by: 42), days: 30, share: 100) }
        for campaign in city { try await cycle.review("hrb", campaign: campaign, on: start.advanced(by: 75)) }
        try await cycle.publish("hrb", campaign: city[0], on: start.advanced(by: 80))
        say("==> 　　南岗区：检查完成，超过期限仍未公示")
        try await cycle.ceremony("ng", [nangang[0]], on: start.advanced(by: 110), until: .drawn)
        try await cycle.inspect(nangang[0], from: start.advanced(by: 112), days: 15, share: 100)
        try await cycle.review("ng", campaign: nangang[0], on: start.advanced(by: 130), leaving: 2)
        say("==> 　　龙沙区：检查完成，等待公示")
        try await cycle.ceremony("ls", [longsha[0]], on: start.advanced(by: 178), until: .drawn)
        try await cycle.inspect(longsha[0], from: start.advanced(by: 180), days: 12, share: 100)
        try await cycle.review("ls", campaign: longsha[0], on: start.advanced(by: 195), leaving: 1)
        say("==> 　　道里区：检查进行中，有退回修改")
        try await cycle.ceremony("dl", [daoli[1]], on: start.advanced(by: 185), until: .drawn)
        try await cycle.inspect(daoli[1], from: start.advanced(by: 187), days: 10, share: 60)
        try await cycle.review("dl", campaign: daoli[1], on: start.advanced(by: 198), returning: 5, leaving: 3)
        say("==> 　　中止、冻结、待冻结各一次")
        let aborted = try await cycle.ceremony("ng", [nangang[1]], on: start.advanced(by: 197), until: .frozen)
        try await cycle.abort("ng", ceremony: aborted, reason: "监督人临时不能到场（演示）")
        try await cycle.ceremony("ng", [nangang[1]], on: start.advanced(by: 199), until: .planned)
        try await cycle.ceremony("dl", [daoli[2]], on: start.advanced(by: 199), until: .frozen)
        say("==> 　　请假、换人申请、书面委托")
        try await cycle.replace(in: daoli[1], on: start.advanced(by: 199), approver: nil)
        try await cycle.delegate(from: "ng", to: "dl", number: "哈南市监委〔演示〕1号", confirmed: true)
        try await cycle.delegate(from: "ls", to: "ng", number: "齐龙市监委〔演示〕2号", confirmed: false)
        try await cycle.ceremony("ng", [nangang[2]], on: start.advanced(by: 199), until: .drawn)
        try await cycle.leave(in: "230102", planner: "plan.dl")
        try await cycle.adjust(
            "plan.dl", beside: daoli[0],
            .init(title: "名称规范使用检查（演示，动态调整）", items: ["S02"], regions: ["230102"], months: 11...12),
            above: "plan.hrb", on: start.advanced(by: 199))
    }

    private func day(_ month: Int, _ day: Int) -> Day { Day(year: start.year, month: month, day: day) ?? start }

}
