import Database
import Foundation
import Store
import Testing
import VerifiableDraw
import World

@testable import Domain

/// Remedies of a shortfall on random instances: each named one makes the matching complete by itself, and the least numbers
/// are the least.
@Suite struct RemedyTests {
    /// splitmix64, so that every run sees the same instances.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static func solves(_ problem: AssignmentProblem) throws -> Bool {
        if case .assigned = try Assignment.solve(problem) { return true }
        return false
    }

    private static func instance(_ dice: inout Dice, items: [Item], today: Day) throws -> (Staffing, [Staffing.Call]) {
        let region = try #require(RegionCode("230102"))
        let mode = [Campaign.Dispatch.bureau, .stations, .station].randomElement(using: &dice) ?? .bureau
        var officers: [FrozenOfficer] = []
        for number in 1...Int.random(in: 2...6, using: &dice) {
            let away = Int.random(in: 0..<4, using: &dice) == 0
            officers.append(
                FrozenOfficer(
                    inspector: Int64(number), lot: String(repeating: "A", count: 19) + String(number), authority: 1,
                    region: region,
                    station: Int.random(in: 0...2, using: &dice) == 0 ? nil : Int64.random(in: 1...2, using: &dice),
                    certifiedFrom: today.advanced(by: -900),
                    certifiedUntil: today.advanced(by: Int.random(in: 0..<6, using: &dice) == 0 ? -1 : 900),
                    expertise: Bool.random(using: &dice) ? ["food"] : [], recusals: [],
                    cap: Int.random(in: 1...3, using: &dice), base: 0,
                    leaves: away ? [FrozenLeave(from: today, until: today.advanced(by: 5))] : nil))
        }
        let stations: [Int64] = mode == .stations && Bool.random(using: &dice) ? [1, 2] : []
        let calls = (0..<Int.random(in: 1...6, using: &dice)).map { index in
            Staffing.Call(
                subject: Int64(index + 1), slip: String(repeating: "F", count: 19) + String(index),
                identifier: "S\(index)", name: "样例主体\(index)", region: region, tags: [], dispatch: mode,
                items: ["S-001"],
                campaigns: [1], stations: stations)
        }
        let staffing = Staffing(
            seed: DrawSeed(String(repeating: "5", count: 64)),
            frozen: FrozenStaffing(officers: officers, items: items, stations: [stations]), drawingAuthority: 1,
            certified: 2, day: today)
        return (staffing, calls)
    }

    @Test("3.1.1 a named remedy suffices, by the solver, on random instances") func suffices() async throws {
        try await DrawBench.with(.sqlite) { bench async throws in
            let today = bench.house.clock.today
            let counts = try await bench.house.storage.read { stores in
                var counts = (short: 0, remedies: 0, without: 0)
                guard let ceremony = Self.ceremony, let item = try stores.catalogue.item("S-001") else { return counts }
                var dice = Dice(state: 4)
                for number in 0..<400 {
                    let (staffing, calls) = try Self.instance(&dice, items: [item], today: today)
                    let (problem, posts) = staffing.problem(calls)
                    guard try !Self.solves(problem) else { continue }
                    counts.short += 1
                    let shortfall = try Shortfall(
                        staffing: staffing, calls: calls, problem: problem, posts: posts, ceremony: ceremony,
                        stores: stores)
                    let remedies = try shortfall.remedies()
                    if remedies.isEmpty { counts.without += 1 }
                    for remedy in remedies {
                        counts.remedies += 1
                        #expect(try Self.solves(remedy.problem), "instance \(number): \(remedy.words)")
                        if let least = try Self.weaker(remedy, problem) {
                            #expect(try !Self.solves(least), "instance \(number): less than \(remedy.words)")
                        }
                    }
                    let refusal = try shortfall.refusal()
                    #expect(refusal.message.contains("还差") && !refusal.message.contains("还差0"))
                    #expect(remedies.allSatisfy { refusal.remedy?.contains($0.words) == true })
                }
                return counts
            }
            #expect(counts.short > 80 && counts.remedies > counts.short, "\(counts)")
            #expect(counts.without == 0, "\(counts)")
        }
    }

    /// A remedy with its number one less: one person fewer, a cap lower by one.
    private static func weaker(_ remedy: Shortfall.Remedy, _ problem: AssignmentProblem) throws -> AssignmentProblem? {
        if remedy.words.contains("持证人员"), let last = remedy.problem.officers.last?.id, last.hasPrefix("new-") {
            return AssignmentProblem(
                seed: remedy.problem.seed, officers: Array(remedy.problem.officers.dropLast()),
                pools: remedy.problem.pools.mapValues { $0.filter { $0 != last } },
                inspections: remedy.problem.inspections)
        }
        guard let match = remedy.words.firstMatch(of: /提高到(\d+)/), let cap = Int(match.1) else { return nil }
        let old = Dictionary(uniqueKeysWithValues: problem.officers.map { ($0.id, $0.cap ?? 0) })
        return AssignmentProblem(
            seed: remedy.problem.seed,
            officers: remedy.problem.officers.map {
                AssignmentProblem.Officer(
                    id: $0.id, cap: $0.cap == cap && (old[$0.id] ?? cap) < cap ? cap - 1 : $0.cap, base: $0.base)
            }, pools: remedy.problem.pools, inspections: remedy.problem.inspections)
    }

    private static var ceremony: Ceremony? {
        guard let region = RegionCode("230100") else { return nil }
        let now = Moment(milliseconds: 1_780_000_000_000)
        return Ceremony(
            id: 1, code: "YH", title: "甲", authority: 1, authorityName: "局", region: region, department: "scjg",
            state: .revealed, campaigns: [1], parties: [], sources: [Ceremony.Source(name: "dice:a", value: nil)],
            revealDeadline: now,
            populationRoot: nil, populationCount: nil, seed: nil, abortReason: nil, createdAt: now, drawnAt: nil,
            version: 1)
    }
}
