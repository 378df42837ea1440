import Foundation

/// A log entry of a ceremony. Its bytes are JSON in one spelling: UTF-8, no white space, members sorted by name, no
/// member absent or added, `/` unescaped; the member `type` is `vdraw-<kind>/v1`.
///
/// What counts is always the bytes as logged: hashes are over them, never over a re-encoding.
package enum CeremonyEntry: Sendable, Equatable {
    case plan(PlanEntry)
    case freeze(FreezeEntry)
    case commit(CommitEntry)
    case reveal(RevealEntry)
    case publicValue(PublicValueEntry)
    case draw(DrawEntry)
    case abort(AbortEntry)
    case vacancy(VacancyEntry)
    case replacement(ReplacementEntry)

    /// The bytes to be logged.
    /// - Throws: `entryFormat` when the entry does not fit a log entry (65,535 bytes).
    package func bytes() throws(DrawRefusal) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data: Data
        do {
            data =
                switch self {
                case .plan(let entry): try encoder.encode(Typed(type: "plan", entry: entry))
                case .freeze(let entry): try encoder.encode(Typed(type: "freeze", entry: entry))
                case .commit(let entry): try encoder.encode(Typed(type: "commit", entry: entry))
                case .reveal(let entry): try encoder.encode(Typed(type: "reveal", entry: entry))
                case .publicValue(let entry): try encoder.encode(Typed(type: "public", entry: entry))
                case .draw(let entry): try encoder.encode(Typed(type: "draw", entry: entry))
                case .abort(let entry): try encoder.encode(Typed(type: "abort", entry: entry))
                case .vacancy(let entry): try encoder.encode(Typed(type: "vacancy", entry: entry))
                case .replacement(let entry): try encoder.encode(Typed(type: "replacement", entry: entry))
                }
        } catch {
            throw DrawRefusal(.entryFormat, "日志条目无法写成JSON")
        }
        guard data.count <= 65_535 else {
            throw DrawRefusal(.entryFormat, "日志条目有\(data.count)字节，超过65535字节的上限")
        }
        return [UInt8](data)
    }

    /// Reads logged bytes.
    /// - Throws: `entryFormat` for anything that `bytes` would not write.
    package init(bytes: [UInt8]) throws(DrawRefusal) {
        let refused = DrawRefusal(.entryFormat, "日志条目的格式不对")
        do {
            let data = Data(bytes)
            let decoder = JSONDecoder()
            let type = try decoder.decode(EntryType.self, from: data).type
            switch type {
            case "vdraw-plan/v1": self = .plan(try decoder.decode(PlanEntry.self, from: data))
            case "vdraw-freeze/v1": self = .freeze(try decoder.decode(FreezeEntry.self, from: data))
            case "vdraw-commit/v1": self = .commit(try decoder.decode(CommitEntry.self, from: data))
            case "vdraw-reveal/v1": self = .reveal(try decoder.decode(RevealEntry.self, from: data))
            case "vdraw-public/v1": self = .publicValue(try decoder.decode(PublicValueEntry.self, from: data))
            case "vdraw-draw/v1": self = .draw(try decoder.decode(DrawEntry.self, from: data))
            case "vdraw-abort/v1": self = .abort(try decoder.decode(AbortEntry.self, from: data))
            case "vdraw-vacancy/v1": self = .vacancy(try decoder.decode(VacancyEntry.self, from: data))
            case "vdraw-replacement/v1": self = .replacement(try decoder.decode(ReplacementEntry.self, from: data))
            default: throw refused
            }
        } catch {
            throw refused
        }
        // Refuses members unknown or double, which two readers could understand in two ways.
        guard try self.bytes() == bytes else {
            throw DrawRefusal(.entryFormat, "日志条目不是规定的唯一写法")
        }
    }

    /// RFC 6962 leaf hash of the entry's bytes, lower-case hex.
    package func leaf() throws(DrawRefusal) -> String { Digests.leafHex(try bytes()) }

    /// The plan's leaf hash that the entry names; nil for the plan itself.
    package var planLeaf: String? {
        switch self {
        case .plan: nil
        case .freeze(let entry): entry.plan
        case .commit(let entry): entry.plan
        case .reveal(let entry): entry.plan
        case .publicValue(let entry): entry.plan
        case .draw(let entry): entry.plan
        case .abort(let entry): entry.plan
        case .vacancy(let entry): entry.plan
        case .replacement(let entry): entry.plan
        }
    }

    /// When the entry says it was made.
    package var time: String {
        switch self {
        case .plan(let entry): entry.time
        case .freeze(let entry): entry.time
        case .commit(let entry): entry.time
        case .reveal(let entry): entry.time
        case .publicValue(let entry): entry.time
        case .draw(let entry): entry.time
        case .abort(let entry): entry.time
        case .vacancy(let entry): entry.time
        case .replacement(let entry): entry.time
        }
    }

    private struct EntryType: Decodable {
        let type: String
    }

    /// An entry's members with `type` among them.
    private struct Typed<Entry: Encodable>: Encodable {
        let type: String
        let entry: Entry

        enum CodingKeys: CodingKey { case type }

        func encode(to encoder: any Encoder) throws {
            try entry.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("vdraw-\(type)/v1", forKey: .type)
        }
    }
}
