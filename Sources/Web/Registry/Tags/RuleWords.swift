import Domain

/// A rule of Reference/README.md in words.
enum RuleWords {
    static func sentence(_ rule: TagRules.Rule, _ types: SubjectTypes?) -> String {
        func words(_ list: [String]) -> String { list.map { "“\($0)”" }.joined(separator: "、") }
        var parts: [String] = []
        if !rule.types.isEmpty {
            parts.append("主体类型为" + rule.types.map { types?.type(code: $0).name ?? $0 }.joined(separator: "、"))
        }
        if !rule.all.isEmpty { parts.append("经营范围同时出现\(words(rule.all))") }
        if !rule.any.isEmpty {
            let near =
                rule.with.isEmpty
                ? "" : "，同一句\(rule.within.map { "\($0)个字以内" } ?? "")又有\(words(rule.with))之一"
            parts.append("经营范围出现\(words(rule.any))\(rule.any.count > 1 ? "之一" : "")\(near)")
        }
        if !rule.nameAny.isEmpty {
            parts.append("\(rule.any.isEmpty && rule.all.isEmpty ? "" : "或者")名称出现\(words(rule.nameAny))")
        }
        if !rule.none.isEmpty { parts.append("不算\(words(rule.none))") }
        if !rule.unless.isEmpty { parts.append("出现\(words(rule.unless))的除外") }
        return parts.joined(separator: "；") + "。"
    }
}
