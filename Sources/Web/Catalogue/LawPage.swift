import Domain

/// 规则: every rule of Policy/ with its clause, value, place and time.
enum LawPage {
    struct Model: Sendable {
        let tabs: TabsModel
        let hash: String
        let groups: [Group]
    }

    struct Group: Sendable {
        let title: String
        let rows: [Row]
    }

    struct Row: Sendable {
        let id: String
        let title: String
        let value: String
        let clause: String
        let source: String
        let mode: String
        let region: String
        let span: String
        let wording: String?
        let note: String?
        let state: ChipModel
    }

    static func show(_ call: Call) async throws -> Reply {
        _ = try call.signedIn()
        let today = call.house.clock.today
        let rules = call.house.law.book.all
        let places = Set(rules.map(\.region))
        let names = try await call.house.storage.read { stores in
            var names: [RegionCode: String] = [:]
            for code in places {
                names[code] = code.text == "000000" ? "全国" : try stores.registry.region(code)?.name ?? code.text
            }
            return names
        }
        // Rules name tags, divisions and outcomes by their codes; people read their names.
        let outcomes = call.house.law.outcomes
        var words = Dictionary(
            (call.house.reference?.tags ?? []).map { ($0.code, $0.name) }
                + outcomes.outcomes.map { ($0.code, $0.title) }
                + outcomes.particulars.map { ($0.code, $0.title) }
        ) { first, _ in first }
        words.merge((call.house.reference?.regions ?? []).map { ($0.code.text, $0.name) }) { first, _ in first }
        let titles = [
            ("ratio", "抽查比例"), ("coverage", "年度覆盖"), ("plan", "计划报备"), ("repeat", "重复抽查与联查"),
            ("matching", "检查人员匹配"), ("publish", "结果公示"), ("repair", "信用修复"),
        ]
        var groups = titles.map { prefix, title in
            Group(
                title: title, rows: rules.filter { $0.id.hasPrefix(prefix + ".") }.map { row($0, names, words, today) })
        }
        let known = titles.map { $0.0 + "." }
        groups.append(
            Group(
                title: "其他",
                rows: rules.filter { rule in !known.contains { rule.id.hasPrefix($0) } }
                    .map { row($0, names, words, today) }))
        let model = Model(
            tabs: CataloguePages.tabs("law"), hash: call.house.law.book.hash,
            groups: groups.filter { !$0.rows.isEmpty })
        if let file = try await Exports(call).cells(
            "规则", ["规则", "值", "条款", "出处", "效力", "地区", "有效期", "原文", "说明", "状态"],
            whole: groups.flatMap(\.rows),
            { one in
                [
                    .text(one.title), .text(one.value), .text(one.clause), .text(one.source), .text(one.mode),
                    .text(one.region), .text(one.span), .text(one.wording), .text(one.note), .text(one.state.word),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "catalogue/law", title: "规则", stage: .catalogue, model: model, trail: [("一单", "/catalogue")],
                actions: Exports.links(call)))
    }

    private static func row(_ rule: LawRule, _ names: [RegionCode: String], _ words: [String: String], _ today: Day)
        -> Row
    {
        let state: ChipModel
        if rule.from > today {
            state = ChipModel("未生效", .neutral)
        } else if let to = rule.to, to < today {
            state = ChipModel("已失效", .neutral)
        } else {
            state = ChipModel("有效", .success)
        }
        return Row(
            id: rule.id, title: rule.title, value: value(rule, words), clause: rule.clause,
            source: rule.origin == .platform ? "平台设定" : rule.source,
            mode: rule.mode == .must ? "必须遵守" : "原则上，可写明理由后例外", region: names[rule.region] ?? rule.region.text,
            span: "\(rule.from) 起" + (rule.to.map { "至 \($0)" } ?? ""),
            wording: rule.wording.isEmpty ? nil : rule.wording, note: rule.note, state: state)
    }

    /// The value with its unit, in words.
    static func value(_ rule: LawRule, _ words: [String: String] = [:]) -> String {
        if let list = rule.list { return list.map { words[$0] ?? $0 }.joined(separator: "、") }
        // A mode of dispatch or a role in the team: its title says it.
        if rule.unit == "mode" || rule.unit == "role" { return "可以采用" }
        if let text = rule.text {
            let parts = text.split(separator: "-").compactMap { Int($0) }
            return rule.unit == "month_day" && parts.count == 2 ? "\(parts[0])月\(parts[1])日" : text
        }
        guard let value = rule.value else { return "不设限" }
        switch rule.unit {
        case "basis_points": return RatioBounds.percent(value)
        case "working_days": return "\(value)个工作日"
        case "calendar_days": return "\(value)天"
        case "months": return "\(value)个月"
        case "times_per_year": return "每年\(value)次"
        case "persons": return "\(value)人"
        case "flag": return value == 1 ? "是" : "否"
        default: return "\(value)"
        }
    }
}
