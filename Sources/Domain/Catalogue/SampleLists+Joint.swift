import Yams

/// The sample joint and key-supervision lists; fictional, marked sample everywhere.
extension SampleLists {
    private struct JointFile: Codable {
        struct Part: Codable {
            let department: String
            let matter: String
        }
        struct Entry: Codable {
            let code: String
            let trade: String
            let matter: String
            let lead: String
            let subjects: String
            let level: String
            let items: [String]
            let parts: [Part]
        }
        let items: [Entry]
    }

    private struct KeyFile: Codable {
        struct Entry: Codable {
            let code: String
            let field: String
            let matter: String
            let authority: String
            let subjects: String
            let measures: String
            let cycle: Int
            let items: [String]
            let tagsAny: [String]
            let types: [String]

            enum CodingKeys: String, CodingKey {
                case code, field, matter, authority, subjects, measures, cycle, items, types
                case tagsAny = "tags_any"
            }
        }
        let items: [Entry]
    }

    private static let note = "虚构的示例"

    package static func joint(_ yaml: String, province: RegionCode) throws -> [ListEntry] {
        try decode(yaml, as: JointFile.self, "joint-sample.yaml").items.map { entry in
            .joint(
                JointItem(
                    code: entry.code, trade: entry.trade, matter: entry.matter, lead: entry.lead,
                    parts: entry.parts.map { JointItem.Part(department: $0.department, matter: $0.matter) },
                    subjects: entry.subjects, level: entry.level, basis: "", items: entry.items, region: province,
                    isSample: true, note: note))
        }
    }

    package static func key(_ yaml: String, province: RegionCode) throws -> [ListEntry] {
        try decode(yaml, as: KeyFile.self, "key-sample.yaml").items.map { entry in
            .key(
                KeyItem(
                    code: entry.code, field: entry.field, matter: entry.matter, authority: entry.authority,
                    department: Department.marketRegulation, subjects: entry.subjects, measures: entry.measures,
                    basis: "", cycleYears: entry.cycle, items: entry.items,
                    selector: Selector(tags: entry.tagsAny, types: entry.types), region: province, isSample: true,
                    note: note))
        }
    }
}
