import Domain
import Foundation
import VerifiableDraw

@testable import Database

/// Everything of one ceremony that anybody can get, once all its results are published; and what the attacker wants to
/// know, for checking the guesses.
struct PublicView: Sendable {
    let record: CeremonyRecord
    /// Lines of population.txt in their order.
    let population: [(stratum: String, lot: String)]
    /// `slips/<slip>.json`.
    let proofs: [(slip: String, text: String)]
    /// The whole log, entry by entry.
    let log: [String]
    /// In the order of the portal's list.
    let results: [PublicResult]

    /// Secret: the drawn lot of each published subject, the first where it has one in each campaign, by its identifier.
    let lots: [String: String]
    /// Secret: classes of each stratum. The attacker is granted them: ratios let one guess.
    let classes: [String: Set<RiskClass>]
    /// Public: in which campaigns of the ceremony (`c1`, `c2` …) each subject of the registry is eligible, by identifier.
    let reaches: [String: Set<String>]

    /// Draws, signs, approves and publishes all, as the house does it.
    static func make(_ bench: DrawBench, _ campaigns: [Int64]) async throws -> PublicView {
        let id = try await bench.drawn(campaigns)
        try await bench.database.write { connection in
            try connection.execute(
                """
                UPDATE inspection_inspection SET state = 'approved', outcome = 'no-problem', inspected_on = '2026-06-02',
                    version = 2
                """)
        }
        let inspections = try await bench.rows("SELECT id FROM inspection_inspection ORDER BY id").map {
            Int64(try $0.int("id"))
        }
        let publisher = try DrawBench.actor(6, [.publisher])
        for lower in stride(from: 0, to: inspections.count, by: Publishing.largestBatch) {
            let part = Array(inspections[lower..<min(lower + Publishing.largestBatch, inspections.count)])
            _ = try await Publishing(bench.house).publish(part, actor: publisher, submission: nil)
        }
        return try await read(bench, id)
    }

    private static func read(_ bench: DrawBench, _ id: Int64) async throws -> PublicView {
        let (record, _, text) = try await bench.published(id)
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map { line in
            let parts = line.split(separator: "\t").map(String.init)
            return (stratum: parts[0], lot: parts[1])
        }
        let files = try await bench.ceremonies.publicFiles(code: record.ceremony)
        var results: [PublicResult] = []
        var page = 1
        while true {
            let listing = try await Portal(bench.house).results(ResultSearch(), slice: Slice(page: page, size: 50))
            results += listing.rows
            if listing.rows.isEmpty { break }
            page += 1
        }
        let log = try await bench.house.storage.read { stores in
            try stores.ledger.entries(from: 0, count: Int(try stores.ledger.size()))
        }
        let secret = try await bench.rows(
            """
            SELECT DISTINCT l.lot AS lot, s.identifier AS identifier FROM draw_lot l
            JOIN registry_subject s ON s.id = l.subject_id WHERE l.ceremony_id = \(id)
            """)
        let strata = try await bench.house.storage.read { try $0.draws.strata(ceremony: id) }
        return PublicView(
            record: record, population: lines, proofs: files.slips.map { (slip: $0.slip, text: $0.proof) },
            log: log.map { String(decoding: $0, as: UTF8.self) }, results: results,
            lots: Dictionary(
                try secret.map { (try $0.text("identifier"), try $0.text("lot")) }, uniquingKeysWith: min),
            classes: Dictionary(uniqueKeysWithValues: strata.map { ($0.name, Set($0.classes)) }),
            reaches: try await reaches(bench, id))
    }

    private static func reaches(_ bench: DrawBench, _ id: Int64) async throws -> [String: Set<String>] {
        try await bench.house.storage.read { stores in
            var reaches: [String: Set<String>] = [:]
            let campaigns = try stores.draws.ceremony(id: id)?.campaigns ?? []
            for (place, campaign) in try campaigns.compactMap({ try stores.plans.campaign(id: $0) }).enumerated() {
                try stores.registry.forEachCandidate(
                    campaign.reach(campaign.items.compactMap { try stores.catalogue.item($0) }),
                    riskOn: bench.clock.now.day
                ) { reaches[$0.identifier, default: []].insert("c\(place + 1)") }
            }
            return reaches
        }
    }

    /// Drawn lots with the strata they were drawn from.
    var drawnIn: [String: Set<String>] {
        var drawn: [String: Set<String>] = [:]
        for stratum in record.strata ?? [] {
            for one in stratum.drawn { drawn[one.id, default: []].insert(stratum.name) }
        }
        return drawn
    }

    // MARK: Orders

    /// Every order in which public files let one line up the drawn lots.
    var lotOrders: [(name: String, lots: [String])] {
        let drawn = Set(drawnIn.keys)
        let all = (record.strata ?? []).flatMap(\.drawn)
        func once(_ lots: [String]) -> [String] {
            var seen: Set<String> = []
            return lots.filter { seen.insert($0).inserted }
        }
        return [
            ("lots by bytes", drawn.sorted()),
            ("population.txt", once(population.map(\.lot).filter(drawn.contains))),
            ("strata as published", once(all.map(\.id))),
            ("all tickets", once(all.sorted { $0.ticket < $1.ticket }.map(\.id))),
            (
                "leaf hashes of lines",
                once(
                    population.filter { drawn.contains($0.lot) }
                        .sorted {
                            Digests.leafHex(Array("\($0.stratum)\t\($0.lot)".utf8))
                                < Digests.leafHex(Array("\($1.stratum)\t\($1.lot)".utf8))
                        }
                        .map(\.lot))
            ),
        ]
    }

    /// Every order in which public files let one line up the published subjects, by identifier.
    var nameOrders: [(name: String, identifiers: [String])] {
        func once(_ names: [String]) -> [String] {
            var seen: Set<String> = []
            return names.filter { seen.insert($0).inserted }
        }
        func by<Key: Comparable>(_ key: (PublicResult) -> Key) -> [String] {
            once(results.sorted { key($0) < key($1) }.map(\.subjectIdentifier))
        }
        let bySlip = Dictionary(
            results.map { ($0.slip, $0.subjectIdentifier) }, uniquingKeysWith: { first, _ in first })
        func bySlips(_ slips: [String]) -> [String] { once(slips.compactMap { bySlip[$0] }) }
        let leaves = proofs.compactMap { proof in
            (try? JSONDecoder().decode(AuditPath.self, from: Data(proof.text.utf8))).map { (proof.slip, $0.index) }
        }
        let seed = record.seedDocument.flatMap { try? SeedDocument(text: $0).seed.hex } ?? ""
        let sampler = Sampler(seed: seed + ":inspections")
        return [
            ("portal's list", once(results.map(\.subjectIdentifier))), ("result number", by(\.id)),
            ("inspection number", by(\.inspection)), ("log entry", by(\.logEntry)),
            ("identifier", by(\.subjectIdentifier)), ("name", by(\.subjectName)), ("published record", by(\.record)),
            ("slips", bySlips((record.slips ?? []).map(\.id))),
            ("slip leaves", bySlips(leaves.sorted { $0.1 < $1.1 }.map(\.0))),
            ("nonce", by(\.slipNonce)),
            ("inspections as published", bySlips(record.matching?.inspections.map(\.id) ?? [])),
            ("assignment as published", bySlips(record.matching?.assignment.map(\.id) ?? [])),
            (
                "tickets of inspections",
                bySlips((record.slips ?? []).map(\.id).sorted { sampler.ticket(for: $0) < sampler.ticket(for: $1) })
            ),
            ("visits named in the log", visits),
        ]
    }

    /// Subjects in the order in which the log names their inspections: numbers are public there.
    private var visits: [String] {
        let byInspection = Dictionary(
            results.map { ($0.inspection, $0.subjectIdentifier) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        return log.flatMap { entry in
            entry.matches(of: /inspection\/(\d+)/).compactMap { Int64($0.1).flatMap { byInspection[$0] } }
        }.filter { seen.insert($0).inserted }
    }
}

/// Numbers that repeat (SplitMix64).
struct SplitMix: Sendable {
    var state: UInt64

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
        }
    }
}
