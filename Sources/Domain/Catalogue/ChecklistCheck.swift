/// Everything that keeps a checklist from being published, all at once, each with its place.
package struct ChecklistCheck: Sendable {
    package struct Fault: Sendable, Equatable {
        /// Nil: the checklist as a whole.
        package let section: Int?
        /// Nil: the section itself.
        package let question: Int?
        /// `code`, `text`, `kind`, `options`, `unit`, `guidance`, `basis`, `least`, `most`, `condition`,
        /// `suggestions`, `title`, `note`, `rows`.
        package let field: String
        package let message: String
    }

    package private(set) var faults: [Fault] = []
    private let sections: [Checklist.Section]
    private let outcomes: OutcomeTypes
    private var spots: [[UInt8]: (section: Int, question: Int)] = [:]

    package static let most = (sections: 60, questions: 300, clauses: 10, options: 60, suggestions: 20)

    package static func faults(title: String, _ sections: [Checklist.Section], outcomes: OutcomeTypes) -> [Fault] {
        var check = ChecklistCheck(sections, outcomes)
        check.whole(title)
        for (index, section) in sections.enumerated() { check.section(index, section) }
        check.cycles()
        return check.faults
    }

    private init(_ sections: [Checklist.Section], _ outcomes: OutcomeTypes) {
        self.sections = sections
        self.outcomes = outcomes
        for (section, one) in sections.enumerated() {
            for (question, two) in one.questions.enumerated() where spots[Array(two.code.utf8)] == nil {
                spots[Array(two.code.utf8)] = (section, question)
            }
        }
    }

    private mutating func add(_ section: Int?, _ question: Int?, _ field: String, _ message: String) {
        faults.append(Fault(section: section, question: question, field: field, message: message))
    }

    private mutating func whole(_ title: String) {
        if title.isEmpty { add(nil, nil, "title", "请填写检查表名称") }
        if title.count > 100 { add(nil, nil, "title", "检查表名称不超过100字") }
        if sections.allSatisfy(\.questions.isEmpty) { add(nil, nil, "questions", "检查表里还没有问题") }
        if sections.count > Self.most.sections { add(nil, nil, "questions", "章节不超过\(Self.most.sections)个") }
        if sections.reduce(0, { $0 + $1.questions.count }) > Self.most.questions {
            add(nil, nil, "questions", "问题不超过\(Self.most.questions)个，请分成几份检查表")
        }
    }

    private mutating func section(_ index: Int, _ section: Checklist.Section) {
        if !Self.isCode(section.code) { add(index, nil, "code", Self.codeRule) }
        if sections[..<index].contains(where: { $0.code.utf8.elementsEqual(section.code.utf8) }) {
            add(index, nil, "code", "章节编号 \(section.code) 用了两次")
        }
        if section.title.isEmpty, sections.count > 1 || section.rows != nil { add(index, nil, "title", "请填写章节名称") }
        if section.title.count > 60 { add(index, nil, "title", "章节名称不超过60字") }
        if (section.note ?? "").count > 500 { add(index, nil, "note", "章节说明不超过500字") }
        if section.questions.isEmpty, sections.contains(where: { !$0.questions.isEmpty }) {
            add(index, nil, "title", "这个章节里没有问题，请添加问题或者删去章节")
        }
        if let rows = section.rows {
            if !(1...Checklist.Rows.limit).contains(rows.most) || !(0...Checklist.Rows.limit).contains(rows.least)
                || rows.least > rows.most
            {
                add(index, nil, "rows", "最少行数为0至\(Checklist.Rows.limit)，最多行数为1至\(Checklist.Rows.limit)，最少不大于最多")
            }
        }
        if let condition = section.condition { self.condition(condition, index, nil) }
        for (place, question) in section.questions.enumerated() { self.question(question, index, place) }
    }

    private mutating func question(_ question: Checklist.Question, _ section: Int, _ place: Int) {
        func fault(_ field: String, _ message: String) -> Fault {
            Fault(section: section, question: place, field: field, message: message)
        }
        if !Self.isCode(question.code) { faults.append(fault("code", Self.codeRule)) }
        if let first = spots[Array(question.code.utf8)], first != (section, place) {
            faults.append(fault("code", "题目编号 \(question.code) 用了两次"))
        }
        if question.text.isEmpty { faults.append(fault("text", "请填写题目")) }
        for (field, label, value, limit) in [
            ("text", "题目", question.text, 300), ("guidance", "检查指引", question.guidance ?? "", 500),
            ("basis", "依据", question.basis ?? "", 500), ("unit", "单位", question.unit ?? "", 12),
        ] where value.count > limit { faults.append(fault(field, "\(label)不超过\(limit)字")) }
        options(question, fault)
        bounds(question, fault)
        if question.mayNotApply, !question.kind.canNotApply {
            faults.append(fault("kind", "“\(question.kind.title)”题没有“不适用”，不适用的情形请设出现条件"))
        }
        if let condition = question.condition { self.condition(condition, section, place) }
        suggestions(question, fault)
    }

    private mutating func options(_ question: Checklist.Question, _ fault: (String, String) -> Fault) {
        guard question.kind == .choice || question.kind == .several else {
            if !question.options.isEmpty { faults.append(fault("options", "“\(question.kind.title)”题没有选项")) }
            return
        }
        if question.options.count < (question.kind == .choice ? 2 : 1) {
            faults.append(fault("options", question.kind == .choice ? "单选题至少要有两个选项" : "多选题至少要有一个选项"))
        }
        if question.options.count > Self.most.options { faults.append(fault("options", "选项不超过\(Self.most.options)个")) }
        var codes: Set<[UInt8]> = []
        var titles: Set<[UInt8]> = []
        for option in question.options {
            if option.title.isEmpty || option.code.isEmpty {
                faults.append(fault("options", "有一个选项是空的"))
            } else if option.title.count > 60 || option.code.count > 60 {
                faults.append(fault("options", "选项“\(option.title.prefix(20))…”超过60字"))
            } else if option.code.utf8.elementsEqual("na".utf8) {
                faults.append(fault("options", "选项代码 na 留给“不适用”，请换一个；需要“不适用”请勾选“可选不适用”"))
            } else if option.code.contains(where: { "|｜；;'\"".contains($0) || $0.isNewline })
                || option.title.contains(where: { "|｜；;".contains($0) || $0.isNewline })
            {
                faults.append(fault("options", "选项“\(option.title)”里不能有竖线、分号、换行，代码里也不能有英文引号"))
            } else if question.kind == .several, option.code.contains(where: \.isWhitespace) {
                faults.append(fault("options", "多选题的选项代码“\(option.code)”里不能有空格"))
            }
            if !codes.insert(Array(option.code.utf8)).inserted || !titles.insert(Array(option.title.utf8)).inserted {
                faults.append(fault("options", "选项“\(option.title)”重复"))
            }
        }
    }

    private mutating func bounds(_ question: Checklist.Question, _ fault: (String, String) -> Fault) {
        let least = question.least.map { Checklist.Decimals.number($0) }
        let most = question.most.map { Checklist.Decimals.number($0) }
        switch question.kind {
        case .number:
            if case .some(nil) = least { faults.append(fault("least", "下限应为数字，如 0 或 2.5")) }
            if case .some(nil) = most { faults.append(fault("most", "上限应为数字，如 100 或 2.5")) }
            if case .some(.some(let low)) = least, case .some(.some(let high)) = most, low > high {
                faults.append(fault("most", "上限 \(question.most ?? "") 小于下限 \(question.least ?? "")"))
            }
        case .photo:
            if let text = question.least, !(1...20).contains(Int(text) ?? 0) {
                faults.append(fault("least", "照片张数为1至20"))
            }
            if question.most != nil { faults.append(fault("most", "拍照题只有最少张数，没有上限")) }
        default:
            if question.least != nil || question.most != nil {
                faults.append(fault("least", "“\(question.kind.title)”题没有上下限"))
            }
        }
        if question.isWhole, question.kind != .number { faults.append(fault("kind", "只有数字题可以限定整数")) }
        if question.unit != nil, question.kind != .number { faults.append(fault("unit", "只有数字题可以写单位")) }
    }

    // MARK: Conditions and suggestions

    private mutating func condition(_ condition: Checklist.Condition, _ section: Int, _ place: Int?) {
        if condition.clauses.isEmpty { add(section, place, "condition", "出现条件是空的，请补充或者改为总是出现") }
        if condition.clauses.count > Self.most.clauses {
            add(section, place, "condition", "出现条件不超过\(Self.most.clauses)条")
        }
        for clause in condition.clauses {
            guard !clause.question.isEmpty else {
                add(section, place, "condition", "出现条件里有一条没有选择题目")
                continue
            }
            guard let spot = spots[Array(clause.question.utf8)] else {
                add(section, place, "condition", "出现条件引用的题目 \(clause.question) 不在这份检查表里")
                continue
            }
            let asked = sections[spot.section].questions[spot.question]
            if let trouble = Self.trouble(clause.comparison, clause.value, asked) {
                add(section, place, "condition", "出现条件：\(trouble)")
            }
        }
    }

    private mutating func suggestions(_ question: Checklist.Question, _ fault: (String, String) -> Fault) {
        if question.suggestions.count > Self.most.suggestions {
            faults.append(fault("suggestions", "结果建议不超过\(Self.most.suggestions)条"))
        }
        for suggestion in question.suggestions {
            if suggestion.comparison == .unanswered {
                faults.append(fault("suggestions", "结果建议：没有填写不能说明检查结果"))
            } else if let trouble = Self.trouble(suggestion.comparison, suggestion.value, question) {
                faults.append(fault("suggestions", "结果建议：\(trouble)"))
            }
            if outcomes.suggested(suggestion.outcome) == nil {
                faults.append(fault("suggestions", "结果建议里的“\(suggestion.outcome)”不是九种结果类型之一"))
            }
        }
    }

    /// What is wrong with comparing an answer of that question with a value.
    private static func trouble(_ comparison: Checklist.Comparison, _ value: String, _ asked: Checklist.Question)
        -> String?
    {
        guard Checklist.Comparison.fitting(asked.kind).contains(comparison) else {
            return "“\(asked.text)”是\(asked.kind.title)题，不能用“\(comparison.title)”"
        }
        guard comparison.needsValue else { return value.isEmpty ? nil : "“\(comparison.title)”后面不写答案" }
        if value.isEmpty { return "请选择“\(asked.text)”的答案" }
        if asked.kind == .number {
            let saysNone = asked.mayNotApply && !comparison.isOrder && value.utf8.elementsEqual("na".utf8)
            return saysNone || Checklist.Decimals.number(value) != nil ? nil : "“\(value)”不是数字"
        }
        let isChoice = asked.choices.contains { $0.code.utf8.elementsEqual(value.utf8) }
        return isChoice ? nil : "“\(asked.text)”没有“\(value)”这个答案"
    }

    /// Questions whose condition leads back to themselves, by way of other questions or of their section's condition.
    private mutating func cycles() {
        struct Spot: Hashable {
            let section: Int
            let question: Int
        }
        var edges: [Spot: [Spot]] = [:]
        for (section, one) in sections.enumerated() {
            for (place, question) in one.questions.enumerated() {
                let clauses = (one.condition?.clauses ?? []) + (question.condition?.clauses ?? [])
                edges[Spot(section: section, question: place)] = clauses.compactMap { clause in
                    spots[Array(clause.question.utf8)].map { Spot(section: $0.section, question: $0.question) }
                }
            }
        }
        for (section, one) in sections.enumerated() {
            for place in one.questions.indices {
                let start = Spot(section: section, question: place)
                var reached: Set<Spot> = []
                var waiting = edges[start] ?? []
                while let next = waiting.popLast() {
                    if reached.insert(next).inserted { waiting += edges[next] ?? [] }
                }
                if reached.contains(start) {
                    add(section, place, "condition", "出现条件绕了一圈又回到这一题自己，这一题永远不会出现")
                }
            }
        }
    }

    // MARK: Codes

    /// A letter, then letters, digits, `-` or `_`: what XLSForm names, form fields and answers can all carry.
    package static func isCode(_ code: String) -> Bool {
        guard let first = code.utf8.first, (1...40).contains(code.utf8.count) else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
        return isLetter(first)
            && code.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
    }

    static let codeRule = "编号以英文字母开头，只用字母、数字、短横线和下划线，不超过40个字符"
}

extension OutcomeTypes {
    /// The title of what a suggestion names, `ordered-correction` or `conformity:nonconforming`; nil when there is none.
    package func suggested(_ suggestion: String) -> String? {
        let parts = suggestion.split(separator: ":", maxSplits: 1).map(String.init)
        guard let code = parts.first, let outcome = outcome(code) else { return nil }
        guard parts.count > 1 else { return outcome.title }
        return outcome.values.first { $0.code.utf8.elementsEqual(parts[1].utf8) }?.title
    }

    /// Everything a suggestion may name, in the order of 2.1.2: a type without values, or a value.
    package var suggestions: [(code: String, title: String)] {
        outcomes.sorted { $0.order < $1.order }.flatMap { outcome in
            outcome.values.isEmpty
                ? [(outcome.code, outcome.title)] : outcome.values.map { ("\(outcome.code):\($0.code)", $0.title) }
        }
    }
}
