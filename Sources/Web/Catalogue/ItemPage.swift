import Domain

/// One item: facts, whom it reaches, checklist, history.
enum ItemPage {
    struct Model: Sendable {
        let sample: RemarkModel?
        let retired: RemarkModel?
        let facts: FactsModel
        let sentence: String
        let total: String
        let bars: BarsModel?
        let none: EmptyModel?
        let checklist: ChecklistOutline?
        let checklistHref: String
        let history: [Period]
    }

    struct Period: Sendable {
        let title: String
        let href: String
        let span: String
        let reason: String
        let basis: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await CatalogueKeeping(call.house).dossier(actor, item: try call.parameter("code"))
        let item = dossier.item
        let total = dossier.reached.reduce(0) { $0 + $1.number }
        let top = dossier.reached.map(\.number).max() ?? 0
        let model = Model(
            sample: item.isSample ? RemarkModel("示例事项。" + CataloguePages.sampleWords, .attention) : nil,
            retired: dossier.standing ? nil : RemarkModel("这个事项已从清单中取消，不能再安排新的任务；以往的任务和结果仍可查看。", .attention),
            facts: facts(dossier), sentence: dossier.names.sentence(item.selector), total: Figures.grouped(total),
            bars: total == 0
                ? nil
                : BarsModel(
                    "按区域", unit: "户",
                    dossier.reached.map {
                        .init(
                            $0.name, value: Figures.grouped($0.number),
                            share: top == 0 ? 0 : Double($0.number) / Double(top))
                    }),
            none: total == 0
                ? EmptyModel("本辖区没有涉及的对象", why: "名录库里还没有符合对象范围的存续主体，或名录库尚未导入。") : nil,
            checklist: dossier.checklist.map { ChecklistOutline($0, call.house.law.outcomes) },
            checklistHref: "/catalogue/items/\(item.code)/checklist",
            history: dossier.history.map { period in
                Period(
                    title: "第\(period.since.number)版", href: "/catalogue/versions/\(period.since.number)",
                    span:
                        "\(period.since.effectiveFrom.description) 至 \(period.until?.effectiveFrom.description ?? "今")",
                    reason: period.since.reason, basis: period.since.basis)
            })
        let edits = CataloguePages.mayEdit(actor) && dossier.standing
        return .page(
            Page(
                "catalogue/item", title: item.matter, stage: .catalogue, model: model, trail: [("一单", "/catalogue")],
                primary: edits ? PageAction("修订", href: "/catalogue/items/\(item.code)/edit", icon: "edit") : nil,
                actions: edits ? [PageAction("取消事项", href: "/catalogue/items/\(item.code)/retire", icon: "stop")] : []))
    }

    private static func facts(_ dossier: CatalogueKeeping.Dossier) -> FactsModel {
        let item = dossier.item
        let stated = { (text: String) in text.isEmpty ? "来源未载明" : text }
        var facts: [FactsModel.Fact] = [
            .init("事项编号", item.code, figures: true), .init("抽查类别", item.category), .init("检查对象", item.subjects),
            .init("事项类别", "", chip: CataloguePages.importance(item.importance)),
            .init("检查方式", stated(item.methods.joined(separator: "、"))), .init("检查主体", stated(item.level)),
            .init("检查依据", stated(item.basis)), .init("实施部门", dossier.names.department(item.department)),
            .init("适用区域", dossier.regionName),
        ]
        if let note = item.note { facts.append(.init("备注", note)) }
        return FactsModel(facts)
    }
}
