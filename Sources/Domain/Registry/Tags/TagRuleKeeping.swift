/// 标签规则 in versions: a draft is edited, tried over the whole registry, and put into force with what the trial showed.
package struct TagRuleKeeping: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// The draft, made from the version in force where there is none yet. Drafts are no state of the house: no log entry.
    package func begin(by actor: Actor) async throws -> Int {
        try TagKeeping.admit(nil, actor)
        let now = house.clock.now()
        return try await house.storage.housekeep { stores in
            if let draft = try stores.registry.draftOfRules() { return draft.number }
            guard let current = try stores.registry.rulesInForce() else { throw Problem.notFound("标签规则") }
            return try stores.registry.insertRules(
                current.rules, state: .draft, base: current.number, reason: "", by: actor.account, at: now)
        }
    }

    /// Replaces the rules of one tag in the draft.
    package func edit(_ number: Int, tag code: String, rules: [TagRules.Rule], by actor: Actor) async throws {
        try TagKeeping.admit(nil, actor)
        try RuleCheck.check(rules)
        try await house.storage.housekeep { stores in
            let draft = try TagRuleKeeping.draft(number, stores)
            let tag = try TagBook(stores.registry).active(code)
            guard tag.owner == nil else {
                throw Problem(
                    .refused, "tag.rules.owner", "部门自有标签不用规则认定。", clause: "2.2.6", remedy: "请由该部门手工或按名单增减。")
            }
            var kept = draft.rules
            let place = kept.rules.firstIndex { $0.tag.utf8.elementsEqual(code.utf8) } ?? kept.rules.endIndex
            let before = kept.rules[..<place]
            kept.rules = before + rules + kept.rules[place...].filter { !$0.tag.utf8.elementsEqual(code.utf8) }
            try stores.registry.updateRules(number, kept)
        }
    }

    /// Puts another set of rules into the draft: a file that was edited and checked outside.
    package func replace(_ number: Int, _ rules: TagRuleSet, by actor: Actor) async throws {
        try TagKeeping.admit(nil, actor)
        try RuleCheck.check(rules.rules)
        try await house.storage.housekeep { stores in
            _ = try TagRuleKeeping.draft(number, stores)
            let known = Set(
                try TagBook(stores.registry).tags.filter { $0.state == .active && $0.owner == nil }.map(\.code))
            if let strange = rules.rules.first(where: { !known.contains($0.tag) }) {
                throw Problem(
                    .invalid, "tag.rules.unknown", "规则中的标签“\(strange.tag)”不存在或已停用。", clause: "2.2.4",
                    remedy: "请先新增标签，或从规则中去掉。", fields: ["file": "有不存在的标签"])
            }
            try stores.registry.updateRules(number, rules)
        }
    }

    package func discard(_ number: Int, by actor: Actor) async throws {
        try TagKeeping.admit(nil, actor)
        try await house.storage.housekeep { stores in
            _ = try TagRuleKeeping.draft(number, stores)
            try stores.registry.dropRules(number)
        }
    }

    static func draft(_ number: Int, _ stores: any Stores) throws -> TagRuleVersion {
        guard let version = try stores.registry.ruleVersion(number) else { throw Problem.notFound("规则版本") }
        guard version.state == .draft else { throw Problem.moved("这份规则草稿") }
        guard try stores.registry.rulesInForce()?.number == version.base else {
            throw Problem(
                .conflict, "tag.rules.base", "草稿所依据的第\(version.base)版已经不是执行中的规则。", clause: "2.2.4",
                remedy: "请放弃这份草稿，从现行规则重新起草。")
        }
        return version
    }
}

/// Whether rules are written in the language of Reference/README.md.
enum RuleCheck {
    static func check(_ rules: [TagRules.Rule]) throws {
        for (index, rule) in rules.enumerated() {
            if let fault = fault(rule) {
                throw Problem(
                    .invalid, "tag.rules.form", "第\(index + 1)条规则：\(fault)", clause: "2.2.4",
                    remedy: "写法见“规则怎样写”。", fields: ["rule\(index)": fault])
            }
        }
    }

    private static func fault(_ rule: TagRules.Rule) -> String? {
        let keywords = rule.any + rule.with + rule.all + rule.nameAny
        if rule.any.isEmpty, rule.all.isEmpty, rule.nameAny.isEmpty {
            if rule.types.isEmpty { return "至少要有一个词或一个主体类型，否则所有对象都会带上。" }
            if !(rule.with.isEmpty && rule.none.isEmpty && rule.unless.isEmpty) { return "只按主体类型认定时，不能再写其他词。" }
        }
        if !rule.with.isEmpty, rule.any.isEmpty { return "“附近的词”要与“任一词”一起用。" }
        if let within = rule.within, !(0...500).contains(within) { return "间隔应为0至500个字。" }
        for phrase in keywords + rule.none + rule.unless {
            if phrase.isEmpty || phrase.count > 50 { return "每个词为1至50个字。" }
            if !phrase.utf8.elementsEqual(normal(phrase).utf8) { return "“\(phrase)”要写成规范形式“\(normal(phrase))”。" }
            if phrase.contains(where: { ",;。()".contains($0) }) { return "“\(phrase)”里不能有标点和括号。" }
        }
        for phrase in rule.none where !keywords.contains(where: { phrase.contains($0) }) {
            return "“不算的词”中的“\(phrase)”不含任何关键词，不起作用。"
        }
        return nil
    }

    /// The normal form that rules are written in.
    static func normal(_ phrase: String) -> String {
        var text = ScopeText()
        text.set(phrase.utf8)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

extension TagRules.Rule {
    /// From what a person typed: words in the normal form, without repeats.
    package init(
        tag: String, any: [String], with: [String], within: Int?, all: [String], none: [String], unless: [String],
        nameAny: [String], types: [String], normalising: Bool
    ) {
        func clean(_ list: [String]) -> [String] {
            var out: [String] = []
            for phrase in list.map({ normalising ? RuleCheck.normal($0) : $0 }) where !phrase.isEmpty {
                if !out.contains(where: { $0.utf8.elementsEqual(phrase.utf8) }) { out.append(phrase) }
            }
            return out
        }
        self.init(
            tag: tag, any: clean(any), with: clean(with), within: within, all: clean(all), none: clean(none),
            unless: clean(unless), nameAny: clean(nameAny), types: types)
    }
}
