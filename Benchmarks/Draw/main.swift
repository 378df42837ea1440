import Foundation
import VerifiableDraw

// The draw's own work without files, database or network, as one line of JSON; Benchmarks/bench.py holds it against
// other software:
//   draw-benchmark tickets 3200000 32000     tickets of so many lots and of so many strings, the first 32,000 of them
//   draw-benchmark assign PROBLEM.json       rule SLO-1 for a problem as `mingcha-verify assign` takes it

/// Seconds that `work` takes, and what it gives.
func timed<T>(_ work: () throws -> T) rethrows -> (seconds: Double, result: T) {
    let start = ContinuousClock.now
    let result = try work()
    return ((ContinuousClock.now - start) / .seconds(1), result)
}

/// The median of five runs, so that one interruption does not count; the first warms caches and threads.
func median<T>(_ work: () throws -> T) rethrows -> (seconds: Double, result: T) {
    var last = try timed(work)
    var seconds: [Double] = []
    for _ in 0..<5 {
        last = try timed(work)
        seconds.append(last.seconds)
    }
    return (seconds.sorted()[2], last.result)
}

func measureTickets(count: Int, take: Int) throws {
    // Identifiers as lots look: 20 hexadecimal digits, spread by a multiplicative hash.
    let ids = (0..<count).map { index in
        let mixed = String((UInt64(index) &+ 1) &* 0x9E37_79B9_7F4A_7C15, radix: 16, uppercase: true)
        return String(repeating: "0", count: 20 - mixed.utf8.count) + mixed
    }
    var builder = PopulationBuilder()
    let stratum = try builder.addStratum("c1:s1")
    for id in ids {
        try builder.append(stratum: stratum, lot: try Lot(id))
    }
    let population = try builder.finish()
    let sampler = Sampler(seed: DrawSeed("314159").subjects)
    let lots = try median { try sampler.draw(from: population, stratum: "c1:s1", take: take) }
    let strings = try median { try sampler.draw(ids, take: take) }
    guard lots.result == strings.result, lots.result.count == take else {
        print("lots and strings were drawn differently")
        exit(1)
    }
    let full = median { ids.reduce(0) { $0 &+ sampler.ticket(for: $1).utf8.count } }
    print(
        """
        {"count":\(count),"take":\(take),"lots":\(lots.seconds),"strings":\(strings.seconds),\
        "full":\(full.seconds),"cores":\(ProcessInfo.processInfo.activeProcessorCount)}
        """)
}

func measureAssignment(_ path: String) throws {
    let problem = try JSONDecoder().decode(AssignmentProblem.self, from: Data(contentsOf: URL(filePath: path)))
    let solved = try timed { try Assignment.solve(problem) }
    switch solved.result {
    case .assigned(let assigned):
        var loads: [String: Int] = [:]
        for officer in assigned.flatMap(\.officers) { loads[officer, default: 0] += 1 }
        let cost = problem.officers.reduce(0) {
            let load = ($1.base ?? 0) + (loads[$1.id] ?? 0)
            return $0 + load * load
        }
        print("{\"seconds\":\(solved.seconds),\"cost\":\(cost)}")
    case .infeasible(let shortage):
        print("{\"seconds\":\(solved.seconds),\"short\":\(shortage.slots.count)}")
    }
}

let words = CommandLine.arguments
switch words.dropFirst().first {
case "tickets" where words.count == 4:
    guard let count = Int(words[2]), let take = Int(words[3]), count > 0, (0...count).contains(take) else { exit(2) }
    try measureTickets(count: count, take: take)
case "assign" where words.count == 3:
    try measureAssignment(words[2])
default:
    print("draw-benchmark tickets COUNT TAKE | draw-benchmark assign PROBLEM.json")
    exit(2)
}
