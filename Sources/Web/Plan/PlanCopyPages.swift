import Domain

/// 沿用上年计划: a plan's campaigns taken over into a later year.
enum PlanCopyPages {
    static func ask(_ call: Call) async throws -> Reply {
        .page(try await form(call, problem: nil))
    }

    static func copy(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        do {
            guard let year = try call.form.int("year", "年度", in: 2020...2100) else {
                throw Fields.refusal("year", "请选择年度")
            }
            let copied = try await Planning(call.house).copy(
                actor, plan: id, to: Int(year), submission: call.submissionKey)
            guard !copied.refused.isEmpty else {
                return .seeOther("/plan/\(copied.plan)", notice: "已带入\(copied.campaigns)项任务，请逐项核对。")
            }
            return .page(report(copied))
        } catch let problem as Problem where !problem.fields.isEmpty || problem.code == "plan.exists" {
            return .page(try await form(call, problem: problem))
        }
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Page {
        let plan = try await Planning(call.house).dossier(try call.signedIn(), plan: try call.id()).plan
        let years = Array(plan.year + 1...max(plan.year + 1, call.house.clock.today.year + 1))
        let chosen = Int(call.form.text("year")) ?? years.last
        let panels = PanelsModel(
            [
                Panel(
                    "沿用到新的年度",
                    note: "“\(plan.title)”的任务将带入新年度的\(plan.kind.title)，检查时间顺延。已退出清单的事项、不合现行规则的任务不会带入，会逐项列出；写过的例外理由不沿用。",
                    form: PanelForm(
                        "/plan/\(plan.id)/copy",
                        [
                            FieldModel(
                                .select(
                                    years.map { OptionModel(String($0), "\($0)年", selected: $0 == chosen) }),
                                "year", "年度", error: problem?.fields["year"])
                        ], button: "带入新年度"))
            ], remarks: problem.map { [RemarkModel($0.description, .danger)] } ?? [])
        return Page(
            "shell/panels", title: "沿用到新的年度", stage: .plan, model: panels,
            trail: [("计划", "/plan"), (plan.title, "/plan/\(plan.id)")], status: problem.map { $0.kind.status } ?? 200)
    }

    private static func report(_ copied: Planning.Copied) -> Page {
        let panels = PanelsModel(
            [
                Panel(
                    "需要处理的任务",
                    table: PanelTable(
                        "需要处理的任务", ["任务", "原因和办法"],
                        copied.refused.map { [.head($0.title), PanelCell($0.why)] }))
            ],
            remarks: [
                RemarkModel("已带入\(copied.campaigns)项任务；下面\(copied.refused.count)项需要处理，计划的留痕中也有记录。", .information)
            ])
        return Page(
            "shell/panels", title: "已带入新年度", stage: .plan, model: panels, trail: [("计划", "/plan")],
            primary: PageAction("打开新计划", href: "/plan/\(copied.plan)", icon: "edit"))
    }
}
