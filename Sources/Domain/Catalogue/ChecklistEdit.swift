/// One step in the editor: what a button of the form says, `question.up:0.3`.
///
/// Positions are those of the form as it was sent; steps that point nowhere change nothing, so that a page that is a
/// moment old does no harm.
package struct ChecklistEdit: Sendable {
    /// `section.add`, `question.copy`, `clause.remove`, …
    package let verb: String
    package let places: [Int]

    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let verb = parts.first else { return nil }
        let places = (parts.count > 1 ? parts[1] : "").split(separator: ".").map { Int($0) }
        guard places.allSatisfy({ $0.map { (0..<10_000).contains($0) } ?? false }) else { return nil }
        self.verb = verb
        self.places = places.compactMap { $0 }
    }

    /// Applies the step. Returns the code of what should be in sight afterwards.
    @discardableResult
    package func apply(to sections: inout [Checklist.Section], item: String) -> String? {
        let section = places.first ?? -1
        switch verb {
        case "section.add":
            let at = sections.indices.contains(section) ? section + 1 : sections.count
            let code = ChecklistEdit.freeSection(sections)
            sections.insert(Checklist.Section(code: code, title: "", questions: []), at: at)
            return code
        case "section.add-rows":
            let code = ChecklistEdit.freeSection(sections)
            sections.append(Checklist.Section(code: code, title: "", rows: .init(), questions: []))
            return code
        default: break
        }
        guard sections.indices.contains(section) else { return nil }
        switch verb {
        case "section.remove": sections.remove(at: section)
        case "section.copy":
            let copy = ChecklistEdit.copy(sections[section], sections, item)
            sections.insert(copy, at: section + 1)
            return copy.code
        case "section.up" where section > 0: sections.swapAt(section, section - 1)
        case "section.down" where section + 1 < sections.count: sections.swapAt(section, section + 1)
        case "section.clause": ChecklistEdit.addClause(&sections[section].condition)
        case "section.clause-remove" where places.count == 2:
            ChecklistEdit.removeClause(&sections[section].condition, places[1])
        case "question.add":
            let code = ChecklistEdit.freeQuestion(sections, near: section, item)
            let at =
                places.count > 1
                ? min(places[1] + 1, sections[section].questions.count) : sections[section].questions.count
            sections[section].questions.insert(Checklist.Question(code: code, text: "", kind: .yesNo), at: at)
            return code
        default: return question(&sections, section, item)
        }
        return sections.indices.contains(section) ? sections[section].code : nil
    }

    private func question(_ sections: inout [Checklist.Section], _ section: Int, _ item: String) -> String? {
        guard places.count >= 2, sections[section].questions.indices.contains(places[1]) else { return nil }
        let place = places[1]
        let code = sections[section].questions[place].code
        switch verb {
        case "question.remove":
            sections[section].questions.remove(at: place)
            return sections[section].code
        case "question.copy":
            var copy = sections[section].questions[place]
            copy.code = ChecklistEdit.freeQuestion(sections, near: section, item)
            sections[section].questions.insert(copy, at: place + 1)
            return copy.code
        case "question.up":
            if place > 0 {
                sections[section].questions.swapAt(place, place - 1)
            } else if section > 0 {
                sections[section - 1].questions.append(sections[section].questions.remove(at: 0))
            }
        case "question.down":
            if place + 1 < sections[section].questions.count {
                sections[section].questions.swapAt(place, place + 1)
            } else if section + 1 < sections.count {
                sections[section + 1].questions.insert(sections[section].questions.remove(at: place), at: 0)
            }
        case "question.move" where places.count == 4 && sections.indices.contains(places[2]):
            // Dropped before the question that stood at the place, counted before anything moved.
            let question = sections[section].questions.remove(at: place)
            let shift = places[2] == section && places[3] > place ? 1 : 0
            let at = min(max(0, places[3] - shift), sections[places[2]].questions.count)
            sections[places[2]].questions.insert(question, at: at)
        case "question.clause": ChecklistEdit.addClause(&sections[section].questions[place].condition)
        case "question.clause-remove" where places.count == 3:
            ChecklistEdit.removeClause(&sections[section].questions[place].condition, places[2])
        case "question.suggestion": sections[section].questions[place].suggestions.append(.init(.equals, "", ""))
        case "question.suggestion-remove" where places.count == 3:
            if sections[section].questions[place].suggestions.indices.contains(places[2]) {
                sections[section].questions[place].suggestions.remove(at: places[2])
            }
        case "question.photo":
            // What a 否 has to show: a photo question right below, asked when this one is answered 否.
            let original = sections[section].questions[place]
            let photo = Checklist.Question(
                code: ChecklistEdit.freeQuestion(sections, near: section, item), text: "现场照片：\(original.text)",
                kind: .photo,
                least: "1",
                condition: .init([
                    original.kind == .yesNo ? .init(original.code, .equals, "no") : .init(original.code, .answered)
                ]))
            sections[section].questions.insert(photo, at: place + 1)
            return photo.code
        default: return nil
        }
        return code
    }

    // MARK: Parts

    private static func addClause(_ condition: inout Checklist.Condition?) {
        condition = Checklist.Condition(any: condition?.any ?? false, (condition?.clauses ?? []) + [.init("", .equals)])
    }

    private static func removeClause(_ condition: inout Checklist.Condition?, _ place: Int) {
        guard var clauses = condition?.clauses, clauses.indices.contains(place) else { return }
        clauses.remove(at: place)
        condition = clauses.isEmpty ? nil : Checklist.Condition(any: condition?.any ?? false, clauses)
    }

    /// A copy with new codes; conditions between its questions hold between the copies.
    private static func copy(_ original: Checklist.Section, _ all: [Checklist.Section], _ item: String)
        -> Checklist.Section
    {
        var copy = original
        copy.code = freeSection(all)
        copy.title = original.title.isEmpty ? "" : String("\(original.title)（副本）".prefix(60))
        copy.questions = []
        var sections = all
        sections.append(copy)
        let last = sections.count - 1
        var names: [(old: String, new: String)] = []
        for question in original.questions {
            var twin = question
            twin.code = freeQuestion(sections, near: last, item)
            names.append((question.code, twin.code))
            sections[last].questions.append(twin)
        }
        var only = [sections[last]]
        for name in names { rename(name.old, name.new, in: &only) }
        return only[0]
    }

    /// Makes every condition that asked `old` ask `new`.
    package static func rename(_ old: String, _ new: String, in sections: inout [Checklist.Section]) {
        func renamed(_ condition: Checklist.Condition?) -> Checklist.Condition? {
            condition.map { condition in
                Checklist.Condition(
                    any: condition.any,
                    condition.clauses.map {
                        $0.question.utf8.elementsEqual(old.utf8) ? .init(new, $0.comparison, $0.value) : $0
                    })
            }
        }
        for section in sections.indices {
            sections[section].condition = renamed(sections[section].condition)
            for place in sections[section].questions.indices {
                sections[section].questions[place].condition = renamed(sections[section].questions[place].condition)
            }
        }
    }

    static func freeSection(_ sections: [Checklist.Section]) -> String {
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" where !sections.contains(where: { $0.code == String(letter) }) {
            return String(letter)
        }
        return free("P", sections.map(\.code))
    }

    /// The next number after those of the question above: `CS28-07` → `CS28-08`.
    static func freeQuestion(_ sections: [Checklist.Section], near section: Int, _ item: String) -> String {
        let codes = sections.flatMap(\.questions).map(\.code)
        let last = sections[section].questions.last?.code ?? codes.last
        let stem = last.map { String($0.reversed().drop { $0.isNumber }.reversed()) } ?? ""
        guard stem.isEmpty else { return free(stem, codes) }
        return free(ChecklistCheck.isCode(item) ? "\(item)-" : "Q\(item)-", codes)
    }

    /// One more than the highest number, so that a code that was taken out is not given away again at once.
    private static func free(_ stem: String, _ codes: [String]) -> String {
        let numbers = codes.compactMap { $0.hasPrefix(stem) ? Int($0.dropFirst(stem.count)) : nil }
        let next = (numbers.max() ?? 0) + 1
        return stem + (next < 10 ? "0\(next)" : String(next))
    }
}
