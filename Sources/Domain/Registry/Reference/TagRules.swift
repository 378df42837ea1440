/// Reference/tag-rules.yaml as written; semantics in Reference/README.md ("The tag rule").
package struct TagRules: Sendable, Codable {
    package struct Dimension: Sendable, Codable, Equatable {
        package let code: String
        package let name: String
    }

    package struct Tag: Sendable, Codable, Equatable {
        package let code: String
        package let name: String
        package let dimension: String

        package init(code: String, name: String, dimension: String) {
            self.code = code
            self.name = name
            self.dimension = dimension
        }
    }

    /// Words that turn what follows or precedes them into its opposite, so that it is not read at all.
    package struct Negation: Sendable, Codable, Equatable {
        /// Counts only at the head of a bracket.
        package let opening: [String]
        package let forward: [String]
        package let backward: [String]
        package let exempt: [String]
        package let stops: [String]
    }

    package struct Rule: Sendable, Codable, Equatable {
        package internal(set) var tag: String
        package let any: [String]
        package let with: [String]
        /// Most characters between an `any` and its `with`; nil: no limit.
        package let within: Int?
        package let all: [String]
        package let none: [String]
        package let unless: [String]
        package let nameAny: [String]
        package let types: [String]

        enum CodingKeys: String, CodingKey {
            case tag, any, with, within, all, none, unless, types
            case nameAny = "name_any"
        }

        package init(
            tag: String, any: [String], with: [String] = [], within: Int? = nil, all: [String] = [],
            none: [String] = [], unless: [String] = [], nameAny: [String] = [], types: [String] = []
        ) {
            self.tag = tag
            self.any = any
            self.with = with
            self.within = within
            self.all = all
            self.none = none
            self.unless = unless
            self.nameAny = nameAny
            self.types = types
        }

        /// Every key stands in the text, `within` too: that is what tools/check-tags.py asks for.
        package func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(tag, forKey: .tag)
            try values.encode(any, forKey: .any)
            try values.encode(with, forKey: .with)
            try values.encode(within, forKey: .within)
            try values.encode(all, forKey: .all)
            try values.encode(none, forKey: .none)
            try values.encode(unless, forKey: .unless)
            try values.encode(nameAny, forKey: .nameAny)
            try values.encode(types, forKey: .types)
        }
    }

    package let dimensions: [Dimension]
    package let negation: Negation
    package let tags: [Tag]
    package let rules: [Rule]

    package init(dimensions: [Dimension], negation: Negation, tags: [Tag], rules: [Rule]) {
        self.dimensions = dimensions
        self.negation = negation
        self.tags = tags
        self.rules = rules
    }
}
