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
    struct Negation: Sendable, Codable {
        /// Counts only at the head of a bracket.
        let opening: [String]
        let forward: [String]
        let backward: [String]
        let exempt: [String]
        let stops: [String]
    }

    struct Rule: Sendable, Codable {
        let tag: String
        let any: [String]
        let with: [String]
        /// Most characters between an `any` and its `with`; nil: no limit.
        let within: Int?
        let all: [String]
        let none: [String]
        let unless: [String]
        let nameAny: [String]
        let types: [String]

        enum CodingKeys: String, CodingKey {
            case tag, any, with, within, all, none, unless, types
            case nameAny = "name_any"
        }
    }

    package let dimensions: [Dimension]
    let negation: Negation
    package let tags: [Tag]
    let rules: [Rule]
}
