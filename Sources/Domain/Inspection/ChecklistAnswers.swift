/// What an answer must be, and what must be answered, before a result is signed.
extension Checklist.Question {
    /// What is wrong with the form of an answer, so that it cannot even be kept; nil for nothing.
    func trouble(_ answer: String) -> String? {
        if answer.utf8.elementsEqual("na".utf8), kind.canNotApply {
            return mayNotApply ? nil : "这一项不能选“不适用”。"
        }
        func isChoice(_ code: some StringProtocol) -> Bool {
            choices.contains { $0.code.utf8.elementsEqual(code.utf8) }
        }
        switch kind {
        case .yesNo: return isChoice(answer) ? nil : mayNotApply ? "请选择是、否或者不适用。" : "请选择是或者否。"
        case .choice: return isChoice(answer) ? nil : "请从列出的选项中选择。"
        case .several: return answer.split(separator: " ").allSatisfy(isChoice) ? nil : "请从列出的选项中选择。"
        case .number:
            if Checklist.Decimals.number(answer) == nil { return "请填写数字，如 12 或 3.5。" }
            return isWhole && !Checklist.Decimals.isWhole(answer) ? "请填写整数，如 12。" : nil
        case .text, .photo:
            return answer.count <= EntryRules.longest ? nil : "不能超过 \(EntryRules.longest) 个字。"
        }
    }

    /// What keeps an answer of the right form from being signed; nil for nothing. Drafts may hold it: whoever types 50
    /// has typed 5 before.
    func outOfBounds(_ answer: String) -> String? {
        switch kind {
        case .number:
            guard let number = Checklist.Decimals.number(answer) else { return nil }
            let unit = unit ?? ""
            if let least, let bound = Checklist.Decimals.number(least), number < bound { return "不能小于 \(least)\(unit)" }
            if let most, let bound = Checklist.Decimals.number(most), number > bound { return "不能大于 \(most)\(unit)" }
            return nil
        case .photo:
            guard let least, let wanted = Int(least) else { return nil }
            let named = answer.split(whereSeparator: \.isNewline)
                .count { $0.contains { !$0.isWhitespace } }
            return named < wanted ? "至少需要 \(wanted) 张，请每行写明一张的编号和存放处" : nil
        case .yesNo, .choice, .several, .text: return nil
        }
    }
}

extension ChecklistState {
    /// Messages by field for what keeps these answers from being signed, `answer.KEY`.
    ///
    /// "按检查表检查完毕，没有发现违反规定的情况" can only be said of a checklist that was gone through, so it needs
    /// everything that is asked. Any other outcome may come before the end, but what an answer asked for has to follow:
    /// who answers 否 where a photo is then required owes the photo.
    package func faults(cleanTitle: String?) -> [String: String] {
        var faults: [String: String] = [:]
        for place in places where place.isVisible {
            if place.isOpen {
                if let cleanTitle {
                    faults["answer.\(place.key)"] = "选择“\(cleanTitle)”需要先完成这一项检查"
                } else if place.question.condition != nil {
                    faults["answer.\(place.key)"] = "前面的答案要求填写这一项"
                }
            } else if !place.answer.isEmpty,
                let trouble = place.question.trouble(place.answer) ?? place.question.outOfBounds(place.answer)
            {
                faults["answer.\(place.key)"] = trouble
            }
        }
        return faults
    }

    /// The answers that are stated: those to questions that are asked.
    package var stated: [String: String] {
        Dictionary(
            places.filter { $0.isVisible && !$0.answer.isEmpty }.map { ($0.key, $0.answer) }
        ) { first, _ in first }
    }
}
