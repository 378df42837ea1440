import Yams

/// One row of Reference/subject-types.yaml: what the first two characters of an identifier say.
package struct SubjectType: Sendable, Codable, Equatable {
    package let code: String
    package let name: String
    /// 登记管理部门.
    package let authority: String
    /// 经营主体, or 非市场主体 with a heading of its own (2.4.5).
    package let market: Bool
    /// Counts as 企业 in the floor of 2.3.4.
    package let enterprise: Bool
}

/// The types of subjects, by code.
package struct SubjectTypes: Sendable {
    package let all: [SubjectType]
    private let byCode: [Int: Int]

    init(_ types: [SubjectType]) {
        all = types
        var byCode: [Int: Int] = [:]
        for (index, type) in types.enumerated() {
            if let key = SubjectTypes.key(Array(type.code.utf8)[...]) { byCode[key] = index }
        }
        self.byCode = byCode
    }

    /// Kept and shown as 其他, never dropped.
    package static let unknown = SubjectType(
        code: "unknown", name: "其他", authority: "其他", market: false, enterprise: false)

    /// The type that the first two characters name.
    package func type(of identifier: [UInt8]) -> SubjectType {
        guard let key = SubjectTypes.key(identifier.prefix(2)), let index = byCode[key] else {
            return SubjectTypes.unknown
        }
        return all[index]
    }

    package func type(code: String) -> SubjectType {
        all.first { $0.code.utf8.elementsEqual(code.utf8) } ?? SubjectTypes.unknown
    }

    private static func key(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count == 2, let first = bytes.first, let last = bytes.last else { return nil }
        return Int(first) << 8 | Int(last)
    }
}

/// The folder Reference/ as loaded: regions, subject types, tag rules.
package struct ReferenceBook: Sendable {
    package let regions: [RegionRow]
    package let resolver: RegionResolver
    package let types: SubjectTypes
    package let dimensions: [TagRules.Dimension]
    /// Departments of the joint meeting; departments.yaml, or 市场监督管理 alone where there is no such file.
    package let departments: [Department]
    /// GB/T 4754-2017; empty where there is no industries.yaml.
    package let industries: Industries
    /// Copied for each thread: it holds buffers.
    package let tagger: Tagger
    /// SHA-256 over the files in order of name, hex; logged with every import.
    package let hash: String

    package var tags: [TagRules.Tag] { tagger.tags }

    /// Decodes the files `regions.yaml`, `region-aliases.yaml`, `subject-types.yaml` and `tag-rules.yaml`; others are
    /// passed over. Throws a ``Problem`` when one is missing or cannot be read.
    package init(files: [(name: String, text: String)]) throws {
        func text(_ name: String) throws -> String {
            guard let file = files.first(where: { $0.name == name }) else {
                throw Problem(.invalid, "reference.missing", "参考数据目录缺少 \(name)。", remedy: "请检查 Reference 目录是否完整。")
            }
            return file.text
        }
        func decode<Value: Decodable>(_ name: String, as kind: Value.Type) throws -> Value {
            do {
                return try YAMLDecoder().decode(kind, from: try text(name))
            } catch let problem as Problem {
                throw problem
            } catch {
                throw Problem(.invalid, "reference.unreadable", "参考数据 \(name) 无法读取：\(error)。")
            }
        }
        regions = try decode("regions.yaml", as: RegionFile.self).regions
        resolver = try RegionResolver(rows: regions, aliases: try decode("region-aliases.yaml", as: RegionAliases.self))
        types = SubjectTypes(try decode("subject-types.yaml", as: TypeFile.self).types)
        let rules = try decode("tag-rules.yaml", as: TagRules.self)
        dimensions = rules.dimensions
        departments =
            files.contains { $0.name == "departments.yaml" }
            ? try decode("departments.yaml", as: DepartmentFile.self).departments.map {
                Department(code: $0.code, name: $0.name)
            }
            : [Department(code: Department.marketRegulation, name: "市场监督管理")]
        industries =
            files.contains { $0.name == "industries.yaml" }
            ? Industries(try decode("industries.yaml", as: Industries.File.self)) : Industries()
        tagger = try Tagger(rules)
        var print = Fingerprint()
        for file in files.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        where file.name.hasSuffix(".yaml") {
            print.add(Array(file.name.utf8) + [0])
            print.add(Array(file.text.utf8) + [0])
        }
        hash = print.hex()
    }

    private struct RegionFile: Codable { let regions: [RegionRow] }
    private struct DepartmentFile: Codable {
        struct Entry: Codable {
            let code: String
            let name: String
        }
        let departments: [Entry]
    }
    private struct TypeFile: Codable { let types: [SubjectType] }
}
