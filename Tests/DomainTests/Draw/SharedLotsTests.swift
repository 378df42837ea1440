import Testing

@testable import Domain

/// Whose lots are shared in a batch is settled from counts alone. Here the draw is then made by chance, lot by lot, and an
/// attacker who sees all lots looks at every subject: written without the product's rule of exposure.
@Suite struct SharedLotsTests {
    private struct Subject {
        let reach: Reach
        let risk: DrawClass
        /// By campaign: the name of its lot, and of its stratum.
        var lots: [Int: Int] = [:]
        var strata: [Int: String] = [:]
        var drawnBy: Set<Int> = []
    }

    private struct Town {
        var measures: [[DrawClass: Measure]]
        var counts: [Reach: [DrawClass: Int]]

        /// Two to four campaigns over crowds from a handful to thousands, in ratios that planners use.
        static func random(_ random: inout some RandomNumberGenerator) -> Town {
            let campaigns = Int.random(in: 2...4, using: &random)
            let usual: [[RiskClass: Int]] = [
                [.a: 200, .b: 500, .c: 1000, .d: 2500], [.a: 300, .b: 300, .c: 3000, .d: 3000],
                [.a: 100, .b: 300, .c: 2000, .d: 5000], [.a: 300, .b: 300, .c: 300, .d: 300, .unclassified: 300],
            ]
            let first = usual.randomElement(using: &random) ?? [:]
            let alike = Bool.random(using: &random)
            let ratios = (0..<campaigns).map { _ in alike ? first : usual.randomElement(using: &random) ?? first }
            // A third of the towns have a whitelist, of classes A and B as its conditions ask.
            let listed = Int.random(in: 0..<3, using: &random) == 0
            var counts: [Reach: [DrawClass: Int]] = [:]
            for reach in 1..<(1 << campaigns) where Int.random(in: 0..<4, using: &random) > 0 {
                let size = [8, 60, 900, 4000].randomElement(using: &random) ?? 8
                for (risk, share) in [(RiskClass.a, 60), (.b, 25), (.c, 10), (.d, 5)] {
                    let count = size * share / 100 + Int.random(in: 0...2, using: &random)
                    guard count > 0 else { continue }
                    let eased = listed && risk <= .b ? count / 5 : 0
                    counts[Reach(rawValue: UInt16(reach)), default: [:]][DrawClass(risk)] = count - eased
                    if eased > 0 {
                        counts[Reach(rawValue: UInt16(reach)), default: [:]][DrawClass(risk, isEased: true)] = eased
                    }
                }
            }
            var measures = ratios.map { $0.mapValues(Measure.ratio) }
            // One campaign in some towns draws its higher classes by number.
            if Int.random(in: 0..<3, using: &random) == 0 {
                measures[0][.c] = .number(Int.random(in: 1...40, using: &random))
                measures[0][.d] = measures[0][.c]
            }
            let both = measures.map { one in
                var all: [DrawClass: Measure] = [:]
                for (risk, measure) in one {
                    all[DrawClass(risk)] = measure
                    all[DrawClass(risk, isEased: true)] = measure.points.map { .ratio(max(1, ($0 + 1) / 2)) } ?? measure
                }
                return all
            }
            return Town(measures: both, counts: counts)
        }

        func subjects(_ shared: SharedLots) -> [Subject] {
            var subjects: [Subject] = []
            var lot = 0
            for (reach, classes) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                let isShared = shared.crowds.contains(reach)
                for (risk, count) in classes.sorted(by: { $0.key < $1.key }) {
                    for _ in 0..<count {
                        var subject = Subject(reach: reach, risk: risk)
                        lot += 1
                        for place in reach.campaigns {
                            if !isShared { lot += 1 }
                            subject.lots[place] = lot
                            let group = shared.groups(of: isShared ? reach : Reach(campaign: place))
                                .firstIndex { $0.contains(risk) }
                            subject.strata[place] = "\(isShared ? Int(reach.rawValue) : 0)/\(group ?? -1)"
                        }
                        subjects.append(subject)
                    }
                }
            }
            return subjects
        }

        /// Draws each stratum of each campaign: the least tickets, a lot having one ticket wherever it stands.
        func draw(_ subjects: inout [Subject], _ random: inout some RandomNumberGenerator) {
            var tickets: [Int: UInt64] = [:]
            for lot in Set(subjects.flatMap(\.lots.values)).sorted() { tickets[lot] = random.next() }
            for place in measures.indices {
                let strata = Dictionary(grouping: subjects.indices) { subjects[$0].strata[place] ?? "" }
                for (name, members) in strata.sorted(by: { $0.key < $1.key }) where !name.isEmpty {
                    let measure = measures[place][subjects[members[0]].risk]
                    let take =
                        measure?.number.map { min($0, members.count) }
                        ?? measure?.points.map { max(1, (members.count * $0 + 9999) / 10_000) } ?? 0
                    let order = members.sorted {
                        tickets[subjects[$0].lots[place] ?? 0] ?? 0 < tickets[subjects[$1].lots[place] ?? 0] ?? 0
                    }
                    for index in order.prefix(take) { subjects[index].drawnBy.insert(place) }
                }
            }
        }
    }

    /// A stratum in the public's eyes: the classes that its ratio allows.
    private static func allowed(_ stratum: String, reach: Reach, _ shared: SharedLots, place: Int) -> Set<DrawClass> {
        let parts = stratum.split(separator: "/").compactMap { Int($0) }
        let groups = shared.groups(of: parts[0] == 0 ? Reach(campaign: place) : reach)
        return Set(groups[parts[1]])
    }

    @Test("threat: class inferred from public files — in no draw of any batch is one class left for anybody")
    func nobodyIsTold() {
        var random = Seeded(state: 20_261_123)
        var kept = 0, refused = 0, batches = 0, both = 0
        for _ in 0..<60 {
            let town = Town.random(&random)
            let shared = SharedLots(measures: town.measures, counts: town.counts)
            guard shared.told == nil else {
                refused += 1
                continue
            }
            batches += 1
            kept += shared.crowds.count
            var subjects = town.subjects(shared)
            town.draw(&subjects, &random)
            both += subjects.count { $0.drawnBy.count > 1 }
            // What each kind of lot can be, by what everybody sees of it.
            var crowdLots: [String: Set<DrawClass>] = [:]
            var ownLots: [String: Set<DrawClass>] = [:]
            for subject in subjects {
                if shared.crowds.contains(subject.reach) {
                    let fits = subject.reach.campaigns.reduce(Set(DrawClass.allCases)) {
                        $0.intersection(
                            Self.allowed(subject.strata[$1] ?? "", reach: subject.reach, shared, place: $1))
                    }
                    crowdLots["\(subject.reach.rawValue)/\(subject.drawnBy.sorted())", default: []].formUnion(fits)
                } else {
                    for place in subject.reach.campaigns {
                        ownLots["\(place)/\(subject.drawnBy.contains(place))", default: []].formUnion(
                            Self.allowed(subject.strata[place] ?? "", reach: subject.reach, shared, place: place))
                    }
                }
            }
            for subject in subjects {
                let possible =
                    shared.crowds.contains(subject.reach)
                    ? crowdLots["\(subject.reach.rawValue)/\(subject.drawnBy.sorted())"] ?? []
                    : subject.reach.campaigns.reduce(Set(DrawClass.allCases)) {
                        $0.intersection(ownLots["\($1)/\(subject.drawnBy.contains($1))"] ?? [])
                    }
                // The attacker knows who stands in the whitelist.
                #expect(possible.contains(subject.risk))
                #expect(possible.count { $0.isEased == subject.risk.isEased } > 1)
            }
        }
        // The towns are of all kinds: the rule neither refuses nor splits everything.
        #expect(
            batches > 20 && kept > 20 && both > 100, "\(batches) batches, \(kept) crowds, \(refused) refused, \(both)")
    }

    private static func ratios(_ points: [RiskClass: Int]) -> [DrawClass: Measure] {
        Dictionary(uniqueKeysWithValues: points.map { (DrawClass($0), .ratio($1)) })
    }

    private static func classes(_ counts: [RiskClass: Int]) -> [DrawClass: Int] {
        Dictionary(uniqueKeysWithValues: counts.map { (DrawClass($0), $1) })
    }

    @Test("2.3.8 large crowds at one ratio keep their lots, so that one visit serves several campaigns")
    func largeCrowds() {
        let measures = Array(repeating: Self.ratios([.a: 200, .b: 500, .c: 1000, .d: 2500]), count: 3)
        let shared = SharedLots(
            measures: measures,
            counts: [
                [.init(campaign: 0), .init(campaign: 1)]: Self.classes([.a: 30_000, .b: 8000, .c: 900, .d: 120]),
                [.init(campaign: 0)]: Self.classes([.a: 50, .b: 9, .c: 6, .d: 1]),
                [.init(campaign: 2)]: Self.classes([.a: 5000, .b: 900, .c: 60, .d: 10]),
                // Three subjects of one class: a lot known again would tell it.
                [.init(campaign: 0), .init(campaign: 2)]: Self.classes([.a: 3]),
            ])
        #expect(shared.told == nil)
        #expect(shared.crowds == [[.init(campaign: 0), .init(campaign: 1)]])
    }

    @Test("2.3.2 one ratio twice and another beside it: whoever is drawn by the higher one alone would be told")
    func nestedRatios() {
        // A is drawn at 3 % and 1 %, everybody else at the same ratio in both: the first campaign alone draws only A.
        let shared = SharedLots(
            measures: [300, 100].map { Self.ratios([.a: $0, .b: 500, .c: 1000, .d: 2500]) },
            counts: [
                [.init(campaign: 0), .init(campaign: 1)]: Self.classes([.a: 30_000, .b: 8000, .c: 900, .d: 120])
            ])
        #expect(shared.crowds.isEmpty && shared.told == nil)
    }
}

/// Numbers that repeat (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
