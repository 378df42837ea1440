import Foundation

/// Checklists as JSON: what the store keeps and what Public/js/checklist.mjs reads. Only what is said is written.
///
/// Bodies of before sections were a bare list of questions, whose `options` were titles and whose `suggests` was a map
/// from answers to outcomes, with `>0` for any positive number; they are read as one section without a heading.
extension Checklist {
    package struct Body: Sendable, Codable, Equatable {
        package var sections: [Section]

        package init(sections: [Section]) { self.sections = sections }

        private enum CodingKeys: CodingKey { case sections }

        package init(from decoder: any Decoder) throws {
            if let values = try? decoder.container(keyedBy: CodingKeys.self) {
                sections = try values.decode([Section].self, forKey: .sections)
            } else {
                sections = [Section(questions: try decoder.singleValueContainer().decode([Question].self))]
            }
        }

        /// With sorted keys: the same body is always the same text.
        package var json: String {
            get throws {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                return String(decoding: try encoder.encode(self), as: UTF8.self)
            }
        }

        package init(json: String) throws { self = try JSONDecoder().decode(Body.self, from: Data(json.utf8)) }
    }
}

extension Checklist.Option: Codable {
    private enum CodingKeys: CodingKey { case code, title }

    package init(from decoder: any Decoder) throws {
        if let title = try? decoder.singleValueContainer().decode(String.self) {
            self.init(title, title)
        } else {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                try values.decode(String.self, forKey: .code), try values.decode(String.self, forKey: .title))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(code, forKey: .code)
        try values.encode(title, forKey: .title)
    }
}

extension Checklist.Section: Codable {
    private enum CodingKeys: CodingKey { case code, title, note, condition, rows, questions }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            code: try values.decode(String.self, forKey: .code),
            title: try values.decodeIfPresent(String.self, forKey: .title) ?? "",
            note: try values.decodeIfPresent(String.self, forKey: .note),
            condition: try values.decodeIfPresent(Checklist.Condition.self, forKey: .condition),
            rows: try values.decodeIfPresent(Checklist.Rows.self, forKey: .rows),
            questions: try values.decode([Checklist.Question].self, forKey: .questions))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(code, forKey: .code)
        try values.encode(title, forKey: .title)
        try values.encodeIfPresent(note, forKey: .note)
        try values.encodeIfPresent(condition, forKey: .condition)
        try values.encodeIfPresent(rows, forKey: .rows)
        try values.encode(questions, forKey: .questions)
    }
}

extension Checklist.Question: Codable {
    private enum CodingKeys: CodingKey {
        case code, text, kind, options, unit, guidance, basis, least, most, isWhole, mayNotApply, isOptional
        case condition, suggestions, suggests
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try values.decode(Checklist.Kind.self, forKey: .kind)
        var suggestions = try values.decodeIfPresent([Checklist.Suggestion].self, forKey: .suggestions)
        if suggestions == nil, let map = try values.decodeIfPresent([String: String].self, forKey: .suggests) {
            suggestions = Checklist.Suggestion.list(map)
        }
        self.init(
            code: try values.decode(String.self, forKey: .code), text: try values.decode(String.self, forKey: .text),
            kind: kind, options: try values.decodeIfPresent([Checklist.Option].self, forKey: .options) ?? [],
            unit: try values.decodeIfPresent(String.self, forKey: .unit),
            guidance: try values.decodeIfPresent(String.self, forKey: .guidance),
            basis: try values.decodeIfPresent(String.self, forKey: .basis),
            least: try values.decodeIfPresent(String.self, forKey: .least),
            most: try values.decodeIfPresent(String.self, forKey: .most),
            isWhole: try values.decodeIfPresent(Bool.self, forKey: .isWhole) ?? false,
            mayNotApply: try values.decodeIfPresent(Bool.self, forKey: .mayNotApply),
            isOptional: try values.decodeIfPresent(Bool.self, forKey: .isOptional) ?? false,
            condition: try values.decodeIfPresent(Checklist.Condition.self, forKey: .condition),
            suggestions: suggestions ?? [])
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(code, forKey: .code)
        try values.encode(text, forKey: .text)
        try values.encode(kind, forKey: .kind)
        if !options.isEmpty { try values.encode(options, forKey: .options) }
        try values.encodeIfPresent(unit, forKey: .unit)
        try values.encodeIfPresent(guidance, forKey: .guidance)
        try values.encodeIfPresent(basis, forKey: .basis)
        try values.encodeIfPresent(least, forKey: .least)
        try values.encodeIfPresent(most, forKey: .most)
        if isWhole { try values.encode(isWhole, forKey: .isWhole) }
        // Written always: its default depends on the kind.
        try values.encode(mayNotApply, forKey: .mayNotApply)
        if isOptional { try values.encode(isOptional, forKey: .isOptional) }
        try values.encodeIfPresent(condition, forKey: .condition)
        if !suggestions.isEmpty { try values.encode(suggestions, forKey: .suggestions) }
    }
}

extension Checklist.Suggestion {
    /// From the map of older bodies and of the sample lists: exact answers before `>0`.
    package static func list(_ map: [String: String]) -> [Checklist.Suggestion] {
        let exact = map.filter { !$0.key.utf8.elementsEqual(">0".utf8) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { Checklist.Suggestion(.equals, $0.key, $0.value) }
        return exact + (map[">0"].map { [Checklist.Suggestion(.above, "0", $0)] } ?? [])
    }
}
