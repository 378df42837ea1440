import Domain

/// The rules of one tag in a draft.
enum TagRuleForms {
    struct EditModel: Sendable {
        let action: String
        let tag: String
        let error: RemarkModel?
        let rules: [RuleForm]
        let cancelHref: String
        let count: String
    }

    struct RuleForm: Sendable {
        let title: String
        let fields: [FieldModel]
    }

    static func edit(_ call: Call) async throws -> Reply {
        try await edit(call, code: call.query.text("tag"), problem: nil)
    }

    private static func edit(_ call: Call, code: String, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), version = try TagRulePages.number(call)
        let found = try await TagReading(call.house).version(version, for: actor)
        guard found.version.state == .draft, found.mayKeep,
            let tag = found.tags.first(where: { $0.code.utf8.elementsEqual(code.utf8) })
        else {
            throw Problem(
                .refused, "tag.rules.closed", "这一版规则不是草稿，或没有这个标签。", clause: "2.2.4",
                remedy: "请回到标签规则页，从草稿中选择标签。")
        }
        let rules = problem == nil ? found.version.rules.rules(of: code) : (try? typed(call, code)) ?? []
        let empty = TagRules.Rule(tag: code, any: [])
        let model = EditModel(
            action: "/registry/tags/rules/\(version)/edit", tag: code,
            error: problem.map { RemarkModel($0.description, .danger) },
            rules: (rules + [empty]).enumerated().map { index, rule in
                RuleForm(
                    title: index < rules.count ? "第\(index + 1)条" : "新增一条", fields: fields(rule, index))
            }, cancelHref: "/registry/tags/rules/\(version)", count: String(rules.count + 1))
        return .page(
            Page(
                "registry/tag-rule-edit", title: "“\(tag.name)”的规则", stage: .registry, model: model,
                trail: [("两库", "/registry")] + TagRulePages.trail + [
                    ("第\(version)版", "/registry/tags/rules/\(version)")
                ],
                status: problem == nil ? 200 : 422))
    }

    private static func fields(_ rule: TagRules.Rule, _ index: Int) -> [FieldModel] {
        func area(_ name: String, _ label: String, _ words: [String], _ help: String) -> FieldModel {
            FieldModel(
                .area, "\(name)\(index)", label, value: words.joined(separator: "、"), help: help, required: false,
                maxlength: 4_000)
        }
        return [
            area("any", "任一词", rule.any, "经营范围出现其中一个即可，用顿号隔开。"),
            area("with", "附近的词", rule.with, "任一词的同一句里还要有其中一个；不填则不要求。"),
            FieldModel(
                .number, "within\(index)", "间隔", value: rule.within.map(String.init) ?? "",
                help: "两个词之间最多几个字；不填则同一句即可。",
                required: false, maxlength: 3),
            area("all", "同时出现的词", rule.all, "经营范围要全部出现。"), area("none", "不算的词", rule.none, "包含关键词但不该算的说法。"),
            area("unless", "排除的词", rule.unless, "出现其中一个就不认定。"),
            area("name", "名称中的词", rule.nameAny, "名称出现其中一个即认定。"),
            area("types", "主体类型代码", rule.types, "统一社会信用代码前两位，如 91、93；不填则不限。"),
        ]
    }

    private static func typed(_ call: Call, _ code: String) throws -> [TagRules.Rule] {
        let form = call.form
        func words(_ name: String) -> [String] {
            form.text(name).split(whereSeparator: { "、,，;；\n\r\t ".contains($0) }).map(String.init)
        }
        let count = Int(try form.int("count", "条数", in: 0...200) ?? 0)
        return try (0..<count).compactMap { index in
            let rule = TagRules.Rule(
                tag: code, any: words("any\(index)"), with: words("with\(index)"),
                within: try form.int("within\(index)", "间隔", in: 0...500).map { Int($0) }, all: words("all\(index)"),
                none: words("none\(index)"), unless: words("unless\(index)"), nameAny: words("name\(index)"),
                types: words("types\(index)"), normalising: true)
            // A rule whose words were all taken out is gone.
            let isEmpty = (rule.any + rule.with + rule.all + rule.nameAny + rule.types).isEmpty
            return isEmpty ? nil : rule
        }
    }

    static func save(_ call: Call) async throws -> Reply {
        let code = call.form.text("tag"), version = try TagRulePages.number(call)
        return try await RegistryForm.answered {
            try await TagRuleKeeping(call.house).edit(
                version, tag: code, rules: try typed(call, code), by: try call.signedIn())
            return .seeOther("/registry/tags/rules/\(version)", notice: "草稿已保存，请试运行。")
        } again: {
            try await edit(call, code: code, problem: $0)
        }
    }
}
