import VerifiableDraw

/// The campaigns of a batch, a bit each: in which of them a subject is eligible. Anybody may know that of a named subject,
/// since selectors and the registry's facts are public.
struct Reach: OptionSet, Hashable, Sendable {
    let rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(campaign place: Int) { rawValue = 1 << UInt16(place) }

    /// Places of its campaigns, from 0.
    var campaigns: [Int] { (0..<Reach.limit).filter { contains(Reach(campaign: $0)) } }

    var isOne: Bool { rawValue.nonzeroBitCount == 1 }

    /// Campaigns of one ceremony at most.
    static let limit = 16
}

/// Who may be drawn, as the registry gave it once: the campaigns' subjects, and each subject's identifier, class and
/// reach. Nobody has a lot yet. Some 30 bytes a subject and four a line.
struct Crowds {
    /// Subjects of each campaign, in the order they came.
    private(set) var subjects: [[Int32]]
    private var reaches: [UInt16] = []
    private var classes: [UInt8] = []
    /// Where a subject's identifier begins.
    private var starts: [Int] = []
    /// One after the other, each with a TAB behind it, which no identifier holds.
    private var identifiers: [UInt8] = []

    init(campaigns: Int) { subjects = Array(repeating: [], count: campaigns) }

    /// - Precondition: the subject's number is not negative.
    mutating func add(_ subject: Int32, _ candidate: Candidate, isEased: Bool = false, campaign place: Int) {
        let at = Int(subject)
        if at >= reaches.count {
            let more = max(at + 1 - reaches.count, reaches.count)
            reaches += [UInt16](repeating: 0, count: more)
            classes += [UInt8](repeating: 0, count: more)
            starts += [Int](repeating: 0, count: more)
        }
        if reaches[at] == 0 {
            starts[at] = identifiers.count
            identifiers += candidate.identifier.utf8
            identifiers.append(0x09)
            let one = DrawClass(candidate.risk, isEased: isEased)
            classes[at] = UInt8(truncatingIfNeeded: DrawClass.allCases.firstIndex(of: one) ?? 0)
        }
        reaches[at] |= Reach(campaign: place).rawValue
        subjects[place].append(subject)
    }

    /// - Precondition: the subject was added; so below.
    func reach(of subject: Int32) -> Reach { Reach(rawValue: reaches[Int(subject)]) }

    func drawClass(of subject: Int32) -> DrawClass { DrawClass.allCases[Int(classes[Int(subject)])] }

    func identifier(of subject: Int32) -> String {
        String(decoding: identifiers[starts[Int(subject)]...].prefix { $0 != 0x09 }, as: UTF8.self)
    }

    /// Subjects of each reach by class.
    func counts() -> [Reach: [DrawClass: Int]] {
        var table: [UInt32: Int] = [:]
        for at in reaches.indices where reaches[at] != 0 {
            table[UInt32(reaches[at]) << 8 | UInt32(classes[at]), default: 0] += 1
        }
        var counts: [Reach: [DrawClass: Int]] = [:]
        for (key, count) in table {
            counts[Reach(rawValue: UInt16(key >> 8)), default: [:]][DrawClass.allCases[Int(key & 0xFF)]] = count
        }
        return counts
    }
}

/// Which subjects of a batch keep one lot in all their campaigns, so that their samples overlap and one visit serves
/// several (2.3.8), and which get a lot of their own in each, because a lot known again would tell their class
/// (docs/decisions/0004). Settled before the seed can be known, from counts alone: within a crowd that keeps its lots,
/// who is drawn by which campaigns goes by rank, and how many each set of campaigns gets is fixed now.
struct SharedLots {
    /// Log entries hold 65,535 bytes, and every stratum takes some 80 of the freeze entry.
    static let strataLimit = 400

    /// Crowds that keep one lot.
    private(set) var crowds: Set<Reach> = []

    /// A class that the public could tell even so, and of whom; nil when none.
    private(set) var told: (reach: Reach, told: ClassExposure.Told)?

    /// What each campaign draws by class; classes that are not drawn are absent.
    private let measures: [[DrawClass: Measure]]
    private let counts: [Reach: [DrawClass: Int]]
    /// Those of the whitelist only where somebody is in it, and then all of them: whose class is which is not public.
    private let classes: [DrawClass]

    init(measures: [[DrawClass: Measure]], counts: [Reach: [DrawClass: Int]]) {
        self.measures = measures
        let hasEased = counts.values.contains { $0.contains { $0.key.isEased && $0.value > 0 } }
        classes = DrawClass.allCases.filter { hasEased || !$0.isEased }
        self.counts = counts
        var strata = 0
        var chosen: [Reach] = []
        for reach in counts.keys.filter({ !$0.isOne }).sorted(by: larger) where keeps(reach) {
            strata += groups(of: reach).count * reach.campaigns.count
            if strata > SharedLots.strataLimit { break }
            chosen.append(reach)
        }
        // Who is left without a crowd stands together with the subjects of one campaign; where these alone would tell a class,
        // the smallest crowd of these campaigns joins them.
        crowds = Set(chosen)
        told = exposure()
        while let exposed = told?.reach, let at = chosen.lastIndex(where: { !$0.isDisjoint(with: exposed) }) {
            crowds.remove(chosen.remove(at: at))
            told = exposure()
        }
    }

    /// What tells classes apart: another ratio, or a number, which is each class's own.
    private struct Cut: Hashable {
        let measure: Measure?
        let risk: RiskClass?

        init(_ measure: Measure?, of risk: RiskClass) {
            self.measure = measure
            self.risk = measure?.isNumber == true ? risk : nil
        }
    }

    /// The most subjects first; ties by number, so that the same registry always gives the same strata.
    private func larger(_ left: Reach, _ right: Reach) -> Bool {
        let (first, second) = (subjects(left), subjects(right))
        return first != second ? first > second : left.rawValue < right.rawValue
    }

    private func subjects(_ reach: Reach) -> Int { (counts[reach] ?? [:]).values.reduce(0, +) }

    /// Classes that no campaign of the reach tells apart: one ratio in each of them. A number is drawn of one class, so it stands
    /// alone.
    func groups(of reach: Reach) -> [[DrawClass]] {
        let places = reach.campaigns
        return Dictionary(grouping: classes) { one in places.map { Cut(measures[$0][one], of: one.risk) } }
            .values.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func cells(of reach: Reach) -> [ClassExposure.Cell] {
        groups(of: reach).compactMap { classes in
            let population = classes.reduce(0) { $0 + (counts[reach]?[$1] ?? 0) }
            guard population > 0, let first = classes.first else { return nil }
            var takes: [Int: Int] = [:]
            for place in reach.campaigns { takes[place] = take(first, of: population, campaign: place) }
            return ClassExposure.Cell(classes: Set(classes), population: population, takes: takes)
        }
    }

    private func take(_ one: DrawClass, of population: Int, campaign place: Int) -> Int {
        (try? measures[place][one]?.count(of: population)) ?? 0
    }

    /// Whether a crowd may keep its lots: no class shows, and drawing it apart rounds up by no more than a tenth. A number cannot be
    /// drawn apart, for it counts over all who are eligible.
    private func keeps(_ reach: Reach) -> Bool {
        guard !reach.campaigns.contains(where: { measures[$0].values.contains(where: \.isNumber) }) else {
            return false
        }
        let cells = cells(of: reach)
        guard !ClassExposure.isTold(crowd: cells) else { return false }
        var taken = 0
        var exact = 0
        for cell in cells {
            guard let one = cell.classes.first else { continue }
            for (place, take) in cell.takes {
                taken += take * 10_000
                if case .basisPoints(let points)? = measures[place][one] { exact += cell.population * points }
            }
        }
        return (taken - exact) * 10 <= taken
    }

    /// What those without a common lot would tell; nil when nothing.
    private func exposure() -> (reach: Reach, told: ClassExposure.Told)? {
        var alone: [ClassExposure.Alone] = []
        for place in measures.indices {
            var cells: [ClassExposure.Cell] = []
            for classes in groups(of: Reach(campaign: place)) {
                let population = counts.filter { $0.key.contains(Reach(campaign: place)) && !crowds.contains($0.key) }
                    .reduce(0) { sum, crowd in classes.reduce(sum) { $0 + (crowd.value[$1] ?? 0) } }
                guard population > 0, let first = classes.first else { continue }
                cells.append(
                    ClassExposure.Cell(
                        classes: Set(classes), population: population,
                        takes: [place: take(first, of: population, campaign: place)]))
            }
            alone.append(ClassExposure.Alone(cells))
        }
        for reach in counts.keys.filter({ !crowds.contains($0) }).sorted(by: larger) {
            if let told = ClassExposure.told(of: reach, alone: alone, among: classes) {
                return (reach, told)
            }
        }
        return nil
    }
}
