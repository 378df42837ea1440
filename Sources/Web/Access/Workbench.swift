import Domain

/// 工作台: what waits for this person, by role, and the one thing to do next.
enum Workbench {
    struct Model: Sendable {
        let day: String
        let sections: [Section]
        let activity: TimelineModel?
        let calm: EmptyModel?
    }

    struct Section: Sendable {
        let title: String
        let about: String
        let next: LinkModel
        let primary: Bool
        let tiles: [TileModel]
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let waiting = (try? await call.counts(call.house, actor)) ?? [:]
        let today = call.house.clock.today
        let own = try await call.house.storage.read { try $0.ledger.timeline(object: "account/\(actor.account)") }
        let roles = Role.allCases.filter(actor.roles.contains)
        let lines = try await lines(call, actor)
        let sections = roles.enumerated().map { index, role in
            section(role, waiting, lines[role] ?? [], actor, primary: index == 0)
        }
        let model = Model(
            day: "\(today.inWords)，\(weekday(today))", sections: sections,
            activity: own.isEmpty ? nil : TimelineModel(Array(own.suffix(8).reversed())),
            calm: roles.isEmpty ? EmptyModel("还没有角色", why: "您的账号还没有分配角色，请联系本单位平台管理员。") : nil)
        return .page(Page("access/workbench", title: "工作台", stage: .workbench, model: model))
    }

    /// A role's home as docs/design says it; the rows behind each number are one click away.
    private static func section(
        _ role: Role, _ waiting: [Stage: Int], _ lines: [TileModel], _ actor: Actor, primary: Bool
    ) -> Section {
        let (about, next, stages) = words(role)
        let tiles = stages.filter { $0.stage.isOpen(to: actor) }.map { entry in
            let count = waiting[entry.stage] ?? 0
            // The rows behind the number: what waits stands first on each stage's page; reviews have one of their own.
            let href = role == .reviewer && entry.stage == .inspection ? "/inspection/review" : entry.stage.href
            return TileModel(
                entry.title, Figures.grouped(count), unit: entry.unit, href: href,
                note: count == 0 ? "没有等待办理的" : nil, meaning: count > 0 ? .attention : .neutral)
        }
        return Section(title: role.title, about: about, next: next, primary: primary, tiles: tiles + lines)
    }

    /// What came loose by changes of people and subjects and needs somebody: shown only when there is any.
    private static func lines(_ call: Call, _ actor: Actor) async throws -> [Role: [TileModel]] {
        var lines: [Role: [TileModel]] = [:]
        if actor.may(.drawRun) {
            let count = try await Moving(call.house).waiting(actor)
            if count > 0 {
                lines[.drawer] = [
                    TileModel(
                        "人员变动后待换人", Figures.grouped(count), unit: "户", href: "/registry/moves", note: "待人工处理",
                        meaning: .attention)
                ]
            }
        }
        if actor.may(.inspect) || actor.may(.review) {
            let count = try await Inspecting(call.house).changed(actor)
            if count > 0 {
                let tile = TileModel(
                    "对象注销、吊销、迁出", Figures.grouped(count), unit: "户", href: "/inspection/visits?progress=changed",
                    note: "检查没有办结", meaning: .attention)
                lines[.inspector] = [tile]
                lines[.reviewer] = [tile]
            }
        }
        return lines
    }

    private typealias Entry = (stage: Stage, title: String, unit: String)

    private static func words(_ role: Role) -> (String, LinkModel, [Entry]) {
        switch role {
        case .inspector:
            (
                "今天要上门的检查对象，按顺序办理。", LinkModel("开始下一户", href: "/inspection/next"),
                [(.inspection, "待检查", "户")]
            )
        case .planner:
            (
                "年度计划按期上报，抽查比例不低于规定。", LinkModel("查看计划", href: "/plan"),
                [(.plan, "待处理计划", "项")]
            )
        case .drawer:
            (
                "名录冻结以后才公布种子，任何人都可以核验。", LinkModel("查看摇号", href: "/draw"),
                [(.draw, "摇号、换人、委托待办", "件"), (.plan, "待抽取的任务", "项")]
            )
        case .witness:
            ("在公布期限内提交并揭示您的承诺值。", LinkModel("参与摇号", href: "/draw"), [(.draw, "待我参与", "场")])
        case .reviewer:
            ("按剩余工作日先后审核检查结果。", LinkModel("审核下一件", href: "/inspection/review"), [(.inspection, "待审核", "件")])
        case .publisher:
            (
                "检查完成后，在规定的工作日内公示。", LinkModel("查看待公示", href: "/publication"),
                [(.publication, "待公示", "件"), (.followup, "待跟进", "件")]
            )
        case .statistician:
            (
                "各地各部门的进度、覆盖和差距。", LinkModel("查看评价", href: "/assessment"),
                [(.followup, "待跟进", "件")]
            )
        case .administrator:
            (
                "账号、名录库和清单的日常维护。", LinkModel("管理账号", href: "/system/accounts"),
                []
            )
        case .auditor:
            ("查看谁在什么时候办了什么，核对留痕日志。", LinkModel("查看留痕日志", href: "/system/log"), [])
        }
    }

    private static func weekday(_ day: Day) -> String {
        let names = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"]
        return names.indices.contains(day.weekday) ? names[day.weekday] : ""
    }
}
