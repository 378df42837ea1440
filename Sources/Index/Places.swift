import Domain

/// The division of each subject as a column: a set is counted by division in one pass over its numbers, where one cardinality
/// for each of 130 divisions would look at every subject of the province (decision 0014).
///
/// Blocks of 65,536 subjects; states share the blocks that no change touches.
struct Places: Sendable {
    /// Place 0 stands for no division; what was given out is never taken back.
    private(set) var codes: [RegionCode?] = [nil]
    private var numbers: [RegionCode: UInt16] = [:]
    private var blocks: [[UInt16]] = []
    /// How many subjects of each status lie in each division, by place in ``codes``.
    private var tallies: [String: [Int]] = [:]
    /// Whether there were more divisions than numbers for them, which no country has; then nobody is counted here.
    private var isFull = false

    var bytes: Int { blocks.reduce(0) { $0 + $1.count * 2 } }

    /// The column after these subjects were read anew.
    func replacing(_ changed: Bitmap, of statuses: Facet<String>, with pieces: [Piece]) -> Places {
        var next = self
        for (status, subjects) in statuses.values {
            let gone = subjects.and(changed)
            if !gone.isEmpty { next.tally(gone, status, -1) }
        }
        for piece in pieces where !piece.present.isEmpty {
            next.put(piece.present, 0)
            for (code, subjects) in piece.regions { next.put(subjects, next.number(code)) }
            for (status, subjects) in piece.statuses { next.tally(subjects, status, 1) }
        }
        return next
    }

    private mutating func number(_ code: RegionCode) -> UInt16 {
        if let known = numbers[code] { return known }
        guard codes.count <= Int(UInt16.max) else {
            isFull = true
            return 0
        }
        let number = UInt16(codes.count)
        codes.append(code)
        numbers[code] = number
        return number
    }

    private mutating func put(_ subjects: Bitmap, _ number: UInt16) {
        let ids = subjects.ids
        guard let last = ids.last else { return }
        while blocks.count <= Int(last >> 16) { blocks.append([]) }
        Places.forEachBlock(ids) { block, part in
            if blocks[block].isEmpty { blocks[block] = [UInt16](repeating: 0, count: 65_536) }
            blocks[block].withUnsafeMutableBufferPointer { places in
                for id in part { places[Int(id & 0xFFFF)] = number }
            }
        }
    }

    private mutating func tally(_ subjects: Bitmap, _ status: String, _ sign: Int) {
        let counts = count(subjects)
        var sums = tallies[status] ?? []
        while sums.count < counts.count { sums.append(0) }
        for (place, number) in counts.enumerated() { sums[place] += sign * number }
        tallies[status] = sums
    }

    /// How many of a set lie in each division. `all` is a set of known numbers by status that holds the other one: where more than half of
    /// it is in the set, the rest is counted and taken away.
    func counts(of set: Bitmap, size: Int, within all: Bitmap, status: String?) -> [RegionCode: Int]? {
        guard !isFull else { return nil }
        var counts: [Int]
        if size > all.count / 2 {
            counts = [Int](repeating: 0, count: codes.count)
            for (one, sums) in tallies where status == nil || one == status {
                for (place, number) in sums.enumerated() { counts[place] += number }
            }
            for (place, number) in count(all.without(set)).enumerated() { counts[place] -= number }
        } else {
            counts = count(set)
        }
        var found: [RegionCode: Int] = [:]
        for (place, number) in counts.enumerated() where number > 0 {
            if let code = codes[place] { found[code] = number }
        }
        return found
    }

    /// By place in ``codes``. Four sums beside each other: neighbours mostly lie in the same division, and one sum would wait for itself.
    private func count(_ set: Bitmap) -> [Int] {
        let width = codes.count
        var sums = [UInt32](repeating: 0, count: width * 4)
        let ids = set.ids
        sums.withUnsafeMutableBufferPointer { sums in
            Places.forEachBlock(ids) { block, part in
                guard block < blocks.count else { return }
                blocks[block].withUnsafeBufferPointer { places in
                    guard let places = places.baseAddress, let sums = sums.baseAddress, let ids = part.baseAddress
                    else { return }
                    var place = 0
                    let whole = part.count & ~3
                    while place < whole {
                        sums[Int(places[Int(ids[place] & 0xFFFF)])] &+= 1
                        sums[width &+ Int(places[Int(ids[place &+ 1] & 0xFFFF)])] &+= 1
                        sums[2 &* width &+ Int(places[Int(ids[place &+ 2] & 0xFFFF)])] &+= 1
                        sums[3 &* width &+ Int(places[Int(ids[place &+ 3] & 0xFFFF)])] &+= 1
                        place &+= 4
                    }
                    while place < part.count {
                        sums[Int(places[Int(ids[place] & 0xFFFF)])] &+= 1
                        place &+= 1
                    }
                }
            }
        }
        return (0..<width).map {
            Int(sums[$0]) + Int(sums[width + $0]) + Int(sums[2 * width + $0]) + Int(sums[3 * width + $0])
        }
    }

    /// Ascending numbers in parts of the same block.
    private static func forEachBlock(_ ids: [UInt32], _ body: (Int, UnsafeBufferPointer<UInt32>) -> Void) {
        ids.withUnsafeBufferPointer { ids in
            var begin = 0
            while begin < ids.count {
                let block = ids[begin] >> 16
                // At most 65,536 numbers share a block: the end is looked for among them.
                var low = begin
                var high = min(ids.count, begin + 65_536)
                while low < high {
                    let middle = (low + high) / 2
                    if ids[middle] >> 16 <= block { low = middle + 1 } else { high = middle }
                }
                body(Int(block), UnsafeBufferPointer(rebasing: ids[begin..<low]))
                begin = low
            }
        }
    }
}
