import Domain

/// 手工和名单记录: what people decided about tags in the own region, above the rules.
enum TagDecisionPages {
    private static let here = "/registry/tags/decisions"

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn(), today = call.house.clock.today
        let state = try call.query.choice("state", "状态", of: TagDecisionFilter.State.self)
        let act = call.query.optional("act"), tag = call.query.optional("tag"), text = call.query.text("q")
        let reading = TagReading(call.house)
        func rows(_ slice: Slice) async throws -> TagReading.Decisions {
            try await reading.decisions(
                state: state, tag: tag, gives: act.map { $0 != "take" }, text: text, slice: slice, for: actor)
        }
        let found = try await rows(call.slice)
        let filter = FilterModel(
            action: here,
            [
                .text("q", "名称或代码", value: text),
                .select(
                    "tag", "标签",
                    SubjectPages.options(
                        found.tags.values.sorted { $0.number < $1.number }.map { ($0.code, $0.name) },
                        chosen: tag.map { [$0] } ?? [], all: "全部标签")),
                .select(
                    "act", "做法",
                    SubjectPages.options(
                        [("give", "加上"), ("take", "去掉")], chosen: act.map { [$0] } ?? [], all: "全部")),
                .select(
                    "state", "状态",
                    SubjectPages.options(
                        TagDecisionFilter.State.allCases.map { ($0.rawValue, $0.title) },
                        chosen: state.map { [$0.rawValue] } ?? [], all: "全部状态")),
            ], found: "\(Figures.grouped(found.rows.total)) 条",
            clearHref: call.address.contains("?") ? here : nil)
        let model = ListModel(
            "手工和名单记录", found.rows, address: call.address, filter: filter,
            about: "手工或按名单加上、去掉的标签优先于规则，再次导入和执行规则都不改变，直到结束或到期。（依据条款 2.2.4）",
            columns: [
                .head("检查对象", href: { "/registry/subjects/\($0.hold.subject)/tags" }) { $0.name },
                .code("编号") { IdentifierScheme.shown($0.identifier) },
                .text("地区") { found.regionNames[$0.region] ?? $0.region.text },
                .text("标签") { found.tags[$0.hold.tag]?.name ?? "—" },
                .text("做法") { $0.hold.gives ? "加上" : "去掉" },
                .figures("期限") { SubjectTagPages.period($0.hold.from, $0.hold.until) },
                .text("理由") { $0.hold.reason },
                .text("登记") { one in
                    "\(one.hold.accountName ?? "系统")（\(one.hold.source.title)，\(one.hold.at.day.description)）"
                }, .chip("状态") { SubjectTagPages.status($0.hold, today) },
            ],
            empty: EmptyModel("没有记录", why: "没有人工加上或去掉过标签，或没有符合条件的记录。"))
        let names = found.tags, regions = found.regionNames
        let table = ExportTable<TagDecision>(
            "标签手工和名单记录", personal: "tag-decisions",
            [
                .text("检查对象", 32) { $0.name }, .text("统一社会信用代码", 22) { $0.identifier },
                .text("地区") { regions[$0.region] ?? $0.region.text }, .text("标签") { names[$0.hold.tag]?.name },
                .text("做法", 8) { $0.hold.gives ? "加上" : "去掉" }, .day("自") { $0.hold.from },
                .day("至") { $0.hold.until }, .text("理由", 40) { $0.hold.reason },
                .text("来源", 10) { $0.hold.source.title }, .text("登记人") { $0.hold.accountName ?? "系统" },
                .text("登记时间", 20) { $0.hold.at.onScreen }, .text("结束时间", 20) { $0.hold.endedAt?.onScreen },
                .text("状态") { SubjectTagPages.status($0.hold, today).word },
            ])
        if let file = try await Exports(call).list(
            table, filters: filter.words, rows: { try await rows($0).rows })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "手工和名单记录", stage: .registry, model: model,
                trail: [("两库", "/registry")] + TagPages.trail,
                primary: actor.may(.registryEdit)
                    ? PageAction("批量增减标签", href: "/registry/tags/assign", icon: "plus") : nil,
                actions: (actor.may(.registryEdit)
                    ? [PageAction("导入打标名单", href: "/registry/imports/new?kind=tagging", icon: "upload")] : [])
                    + Exports.links(call)))
    }
}
