import Foundation

/// `ceremony.json`: all of a ceremony that is published beside `population.txt`. It grows step by step; what is not yet
/// known is absent.
package struct CeremonyRecord: Sendable, Codable, Equatable {
    /// The one format this version writes and reads.
    package static let format = "mingcha-ceremony/v1"

    /// A log entry as logged.
    package struct LoggedEntry: Sendable, Codable, Equatable {
        /// Place in the log, from 0.
        package let index: Int
        /// The entry's bytes, Base64 with padding.
        package let entry: String
        /// The C2SP tlog-proof of the entry, as text. Those of the commits are for the tree that the seed document names.
        package var receipt: String?

        package init(index: Int, bytes: [UInt8], receipt: String? = nil) {
            self.index = index
            entry = Data(bytes).base64EncodedString()
            self.receipt = receipt
        }

        /// The entry's bytes; nil when `entry` is not Base64.
        package var bytes: [UInt8]? { Data(base64Encoded: entry).map { [UInt8]($0) } }
    }

    /// What was drawn of a stratum, in ticket order.
    package struct Stratum: Sendable, Codable, Equatable {
        package let name: String
        package let drawn: [Drawn]

        package init(name: String, drawn: [Drawn]) {
            self.name = name
            self.drawn = drawn
        }
    }

    /// A drawn slip with the campaigns that drew its subject.
    package struct CalledSlip: Sendable, Codable, Equatable {
        package let id: String
        /// Ids as in the plan entry, in byte order.
        package let campaigns: [String]

        package init(id: String, campaigns: [String]) {
            self.id = id
            self.campaigns = campaigns
        }
    }

    package let format: String
    /// The ceremony's number, as in the plan.
    package let ceremony: String
    /// In the order of the log.
    package var entries: [LoggedEntry]
    /// The seed document's text.
    package var seedDocument: String?
    /// The slips of the drawn subjects in byte order. Which lot is whose is known to auditors only.
    package var slips: [CalledSlip]?
    /// In byte order of the names, every stratum of the freeze entry.
    package var strata: [Stratum]?
    package var matching: MatchingRecord?
    /// In the order of the log; nil where nobody left.
    package var replacements: [ReplacementRecord]?

    package enum CodingKeys: String, CodingKey {
        case format, ceremony, entries, slips, strata, matching, replacements
        case seedDocument = "seed_document"
    }

    package init(ceremony: String) {
        format = CeremonyRecord.format
        self.ceremony = ceremony
        entries = []
    }

    /// Reads `ceremony.json`.
    /// - Throws: `recordFormat`.
    package init(json: [UInt8]) throws(DrawRefusal) {
        do {
            self = try JSONDecoder().decode(CeremonyRecord.self, from: Data(json))
        } catch {
            throw DrawRefusal(.recordFormat, "ceremony.json的格式不对")
        }
        if let name = RepeatedMember.first(in: json) {
            throw DrawRefusal(.recordFormat, "ceremony.json中的“\(name)”在同一处出现两次，或者用了转义写法")
        }
        guard ByteOrder.equal(format, CeremonyRecord.format) else {
            throw DrawRefusal(.recordFormat, "ceremony.json的版本“\(format)”不认识")
        }
    }

    /// `ceremony.json`, members sorted by name.
    /// - Throws: `recordFormat`.
    package func json() throws(DrawRefusal) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(self))
        } catch {
            throw DrawRefusal(.recordFormat, "无法写出ceremony.json")
        }
    }

    /// The text whose hash the draw entry holds: `stratum TAB lot TAB ticket LF`, strata in byte order of their names,
    /// lots in ticket order.
    package static func selectionText(_ strata: [Stratum]) -> String {
        var out = ""
        for stratum in strata.sorted(by: { ByteOrder.precedes($0.name, $1.name) }) {
            for drawn in stratum.drawn { out += "\(stratum.name)\t\(drawn.id)\t\(drawn.ticket)\n" }
        }
        return out
    }

    /// The text whose hash the draw entry holds: the line `vdraw-slips/v1`, then `slip campaign campaign… LF` for each
    /// drawn slip, in byte order of the slips.
    package static func slipsText(_ slips: [CalledSlip]) -> String {
        "vdraw-slips/v1\n"
            + slips.sorted { ByteOrder.precedes($0.id, $1.id) }
            .map { ([$0.id] + $0.campaigns).joined(separator: " ") + "\n" }.joined()
    }

    /// Draws every stratum of the freeze entry.
    /// - Throws: what `Quota.count` and `Sampler.draw` throw.
    package static func draw(
        _ freeze: FreezeEntry, from population: Population, seed: DrawSeed
    ) throws(DrawRefusal) -> [Stratum] {
        let sampler = Sampler(seed: seed.subjects)
        var strata: [Stratum] = []
        for stratum in freeze.strata {
            strata.append(
                Stratum(
                    name: stratum.name,
                    drawn: try sampler.draw(from: population, stratum: stratum.name, take: stratum.take)))
        }
        return strata
    }

    /// Lots drawn, and the visits that serve them: a subject that several campaigns drew is visited once.
    package var visits: (drawn: Int, distinct: Int) {
        ((strata ?? []).reduce(0) { $0 + $1.drawn.count }, slips?.count ?? 0)
    }
}
