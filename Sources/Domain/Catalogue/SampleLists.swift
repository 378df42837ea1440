import Yams

/// Reference/items-sample.yaml and checklists-sample.yaml: a list to try the system with, marked as sample everywhere.
package enum SampleLists {
    private struct ItemFile: Codable {
        struct Choice: Codable {
            let types: [String]
            let tagsAny: [String]
            let tagsAll: [String]
            let tagsNone: [String]

            enum CodingKeys: String, CodingKey {
                case types
                case tagsAny = "tags_any"
                case tagsAll = "tags_all"
                case tagsNone = "tags_none"
            }
        }
        struct Entry: Codable {
            let code: String
            let category: String
            let matter: String
            let subjects: String?
            let kind: Item.Importance?
            let methods: [String]?
            let level: String?
            let basis: String?
            let sample: Bool
            let selector: Choice
            let note: String?
        }
        let items: [Entry]
    }

    private struct ChecklistFile: Codable {
        struct Option: Codable {
            let code: String
            let title: String
        }
        struct Suggestion: Codable {
            let answer: String
            let outcome: String
        }
        struct Question: Codable {
            let code: String
            let text: String
            let kind: Checklist.Kind
            let unit: String?
            let guidance: String?
            let basis: String?
            let choices: [Option]
            let suggests: [Suggestion]
            let required: Bool
            /// Code of its section; the first one where it is not named.
            let section: String?
            /// When it is asked, as ``ChecklistExpression`` reads it.
            let when: String?
            let least: String?
            let most: String?
            let whole: Bool?
        }
        struct Section: Codable {
            let code: String
            let title: String
            let note: String?
            let when: String?
            let rows: Checklist.Rows?
        }
        struct Entry: Codable {
            let item: String
            let title: String
            let sections: [Section]?
            let questions: [Question]
        }
        let checklists: [Entry]
    }

    /// The items. What the published source did not show stays empty; where it did not say 一般 or 重点, the item is
    /// taken as 一般, whose bounds are the narrower, and the note says so.
    package static func items(_ yaml: String, province: RegionCode) throws -> [Item] {
        try decode(yaml, as: ItemFile.self, "items-sample.yaml").items.map { entry in
            let methods = try (entry.methods ?? []).map { word in
                guard let title = methodTitles[word] else {
                    throw Problem(.invalid, "sample.method", "示例清单 \(entry.code) 的检查方式“\(word)”无法识别。")
                }
                return title
            }
            let assumed = entry.kind == nil ? "来源未载明一般或重点，按一般检查事项处理" : nil
            let note = [entry.note, assumed].compactMap { $0 }.joined(separator: "；")
            return Item(
                code: entry.code, category: entry.category, matter: entry.matter, subjects: entry.subjects ?? "来源未载明",
                importance: entry.kind ?? .general, methods: methods, level: entry.level ?? "",
                basis: entry.basis ?? "",
                department: Department.marketRegulation, region: province,
                selector: Selector(
                    tags: entry.selector.tagsAny, types: entry.selector.types, allTags: entry.selector.tagsAll,
                    noTags: entry.selector.tagsNone),
                isSample: entry.sample, note: note.isEmpty ? nil : note)
        }
    }

    /// The checklists. Choices are answered by their title.
    package static func checklists(_ yaml: String) throws -> [ChecklistDraft] {
        try decode(yaml, as: ChecklistFile.self, "checklists-sample.yaml").checklists.map { entry in
            // Conditions name questions, so all of them are there before the first condition is read.
            let questions = entry.questions.map(question)
            func condition(_ text: String?) throws -> Checklist.Condition? {
                try text.map { try ChecklistExpression.condition($0, questions) }
            }
            let sections = try (entry.sections ?? []).map {
                Checklist.Section(
                    code: $0.code, title: $0.title, note: $0.note, condition: try condition($0.when), rows: $0.rows,
                    questions: [])
            }
            var all = sections.isEmpty ? [Checklist.Section(questions: [])] : sections
            for (raw, plain) in zip(entry.questions, questions) {
                var question = plain
                question.condition = try condition(raw.when)
                let place = all.firstIndex { $0.code.utf8.elementsEqual((raw.section ?? all[0].code).utf8) } ?? 0
                all[place].questions.append(question)
            }
            return ChecklistDraft(item: entry.item, title: entry.title, sections: all)
        }
    }

    private static func question(_ raw: ChecklistFile.Question) -> Checklist.Question {
        var suggests: [String: String] = [:]
        for one in raw.suggests {
            let title = raw.choices.first { $0.code.utf8.elementsEqual(one.answer.utf8) }?.title
            suggests[title ?? one.answer] = one.outcome
        }
        return Checklist.Question(
            code: raw.code, text: raw.text, kind: raw.kind, options: raw.choices.map { .init($0.title, $0.title) },
            unit: raw.unit, guidance: raw.guidance, basis: raw.basis, least: raw.least, most: raw.most,
            isWhole: raw.whole ?? false, isOptional: !raw.required, suggestions: Checklist.Suggestion.list(suggests))
    }

    private static let methodTitles = [
        "on-site": "现场检查", "written": "书面检查", "online": "网络检查", "commissioned": "委托专业机构检查",
    ]

    private static func decode<Value: Decodable>(_ yaml: String, as type: Value.Type, _ name: String) throws -> Value {
        do {
            return try YAMLDecoder().decode(type, from: yaml)
        } catch {
            throw Problem(.invalid, "sample.unreadable", "\(name) 无法读取：\(error)。")
        }
    }
}
