import Foundation
import Yams

/// The rules of one version: what Reference/tag-rules.yaml holds besides its lists of tags and dimensions.
package struct TagRuleSet: Sendable, Codable, Equatable {
    package var negation: TagRules.Negation
    package var rules: [TagRules.Rule]

    package init(negation: TagRules.Negation, rules: [TagRules.Rule]) {
        self.negation = negation
        self.rules = rules
    }

    /// JSON with sorted keys: equal rules, equal text.
    package func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    package init(text: String) throws {
        do {
            self = try JSONDecoder().decode(TagRuleSet.self, from: Data(text.utf8))
        } catch {
            throw Problem(.defect, "tag.rules.unreadable", "标签规则无法读取：\(error)。")
        }
    }

    package func rules(of code: String) -> [TagRules.Rule] { rules.filter { $0.tag.utf8.elementsEqual(code.utf8) } }

    /// Codes of tags whose rules differ; all of both when the words of negation differ.
    package func differing(from other: TagRuleSet) -> Set<String> {
        let all = Set(rules.map(\.tag)).union(other.rules.map(\.tag))
        guard negation == other.negation else { return all }
        return all.filter { rules(of: $0) != other.rules(of: $0) }
    }
}

/// The taxonomy and the rules as they stand in the database, ready to tag.
struct TagBook: Sendable {
    let tags: [RegistryTag]
    let byCode: [String: RegistryTag]
    let byNumber: [Int64: RegistryTag]
    let version: Int
    let rules: TagRuleSet
    /// For the tags that the province keeps; departments' own have no rules.
    let tagger: Tagger
    /// Number of each of the tagger's tags, by its place there.
    let numbers: [Int64]

    /// - Parameters:
    ///   - rules: those of a draft instead of those in force.
    ///   - only: codes of the tags to look at; nil for all.
    init(_ registry: any RegistryStore, rules draft: TagRuleSet? = nil, only: Set<String>? = nil) throws {
        tags = try registry.tagRecords()
        byCode = Dictionary(tags.map { ($0.code, $0) }) { first, _ in first }
        byNumber = Dictionary(tags.map { ($0.number, $0) }) { first, _ in first }
        guard let current = try registry.rulesInForce() else {
            throw Problem(
                .unavailable, "registry.tags", "标签和标签规则还没有写入数据库。", remedy: "请先运行 mingcha migrate。")
        }
        version = current.number
        rules = draft ?? current.rules
        let ruled = tags.filter { $0.state == .active && $0.owner == nil && (only?.contains($0.code) ?? true) }
        let codes = Set(ruled.map(\.code))
        numbers = ruled.map(\.number)
        tagger = try Tagger(
            TagRules(
                dimensions: [], negation: rules.negation,
                tags: ruled.map { TagRules.Tag(code: $0.code, name: $0.name, dimension: $0.dimension) },
                rules: rules.rules.filter { codes.contains($0.tag) }))
    }

    func active(_ code: String) throws -> RegistryTag {
        guard let tag = byCode[code] else { throw Problem.notFound("标签") }
        switch tag.state {
        case .active: return tag
        case .merged:
            let name = tag.mergedInto.flatMap { byNumber[$0] }?.name ?? "其他标签"
            throw Problem(
                .refused, "tag.ended", "标签“\(tag.name)”已并入“\(name)”，不能再使用。", clause: "2.2.4", remedy: "请改用“\(name)”。")
        case .retired:
            throw Problem(
                .refused, "tag.ended", "标签“\(tag.name)”已停用。", clause: "2.2.4", remedy: "请选用使用中的标签，或由省级新增标签。")
        }
    }
}

extension ReferenceBook {
    /// The same book with the taxonomy and the rules that stand in the database.
    func with(_ tags: TagBook) -> ReferenceBook {
        var kept = self
        kept.tagger = tags.tagger
        return kept
    }
}

extension TagRules {
    /// JSON with sorted keys.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// What a person may hand back: the same file, edited. Throws a ``Problem`` when it is none.
    package static func reading(_ bytes: [UInt8]) throws -> TagRuleSet {
        do {
            let file = try YAMLDecoder().decode(TagRules.self, from: String(decoding: bytes, as: UTF8.self))
            return TagRuleSet(negation: file.negation, rules: file.rules)
        } catch {
            throw Problem(
                .invalid, "tag.rules.file", "规则文件无法读取。", clause: "2.2.4",
                remedy: "请用本页下载的文件修改后再上传，保持原有各项。", fields: ["file": "不是规则文件"])
        }
    }
}
