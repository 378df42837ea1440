import Domain

/// Which subjects several queries find in common.
extension SubjectState {
    func overlaps(_ queries: [SubjectQuery], types: [String]) -> [SubjectOverlap] {
        // Campaigns with the same items and regions ask the same: one set stands for all of them.
        var distinct: [SubjectQuery] = []
        let places = queries.map { query in
            if let known = distinct.firstIndex(of: query) { return known }
            distinct.append(query)
            return distinct.count - 1
        }
        let sets = distinct.map(found)
        guard !sets.isEmpty else { return [] }
        let all = Bitmap.union(sets)
        var parts = Partition(all)
        for set in sets { parts.split(by: set) }
        let risks = RiskClass.allCases.filter { $0 != .unclassified }
        for risk in risks { parts.split(by: allClasses[risk].and(all)) }
        parts.split(by: self.types(types).and(all))
        return parts.counted.compactMap { marks, number in
            let members = places.indices.filter { marks.contains(places[$0]) }
            guard number > 0, !members.isEmpty else { return nil }
            let risk = risks.indices.first { marks.contains(sets.count + $0) }.map { risks[$0] } ?? .unclassified
            return SubjectOverlap(
                risk: risk, isEnterprise: marks.contains(sets.count + risks.count), members: members, number: number)
        }
    }

    private func types(_ codes: [String]) -> Bitmap {
        codes.isEmpty ? .empty : Bitmap.union(codes.map { types[$0] })
    }
}

/// A set in parts, finer with every set that it is split by: each subject carries the number of its part, so that a split costs as
/// much as the smaller side of it has members, however many parts there are. Intersecting the bitmaps of parts would cost parts
/// times sets.
private struct Partition {
    private let all: Bitmap
    private let size: Int
    /// By the subject's number.
    private var labels: [UInt32]
    /// What each part's members lie in, by label: a bit for each split. ``SubjectOverlap/limit`` queries with classes and types are
    /// less than 256.
    private var marks: [Marks] = [Marks()]
    private var numbers: [Int]
    private var splits = 0

    init(_ all: Bitmap) {
        self.all = all
        size = all.count
        labels = [UInt32](repeating: 0, count: all.ids(offset: size - 1, limit: 1).first.map { Int($0) + 1 } ?? 0)
        numbers = [size]
    }

    /// Parts with how many they hold.
    var counted: [(Marks, Int)] { Array(zip(marks, numbers)) }

    /// - Parameter set: a part of the whole.
    mutating func split(by set: Bitmap) {
        let mark = splits
        splits += 1
        let count = set.count
        guard count > 0 else { return }
        let isInside = count <= size - count
        let known = marks.count
        let others = marks
        if !isInside { for label in 0..<known { marks[label].insert(mark) } }
        let moving = isInside ? set : all.without(set)
        // Where the members of a part go to; 0 as long as none was met, for the first part is nobody's goal.
        var goals = [UInt32](repeating: 0, count: known)
        var next = UInt32(known)
        var moved: [Int] = []
        var sources: [Int] = []
        let ids = moving.ids
        labels.withUnsafeMutableBufferPointer { labels in
            for id in ids {
                let old = Int(labels[Int(id)])
                var goal = goals[old]
                if goal == 0 {
                    goal = next
                    goals[old] = goal
                    next &+= 1
                    moved.append(0)
                    sources.append(old)
                }
                moved[Int(goal) &- known] &+= 1
                labels[Int(id)] = goal
            }
        }
        for (place, source) in sources.enumerated() {
            var own = others[source]
            if isInside { own.insert(mark) }
            marks.append(own)
            numbers.append(moved[place])
            numbers[source] -= moved[place]
        }
    }
}

private struct Marks {
    private var bits = SIMD4<UInt64>()

    func contains(_ mark: Int) -> Bool { bits[(mark >> 6) & 3] & (1 << UInt64(mark & 63)) != 0 }
    mutating func insert(_ mark: Int) { bits[(mark >> 6) & 3] |= 1 << UInt64(mark & 63) }
}
