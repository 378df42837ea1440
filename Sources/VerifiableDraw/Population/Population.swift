/// The frozen population: every eligible subject's lot in its stratum, in the one order that its root fixes.
///
/// A subject may stand in several strata (several campaigns of a batch), but a line occurs once.
/// Takes 16 bytes a line in memory.
package struct Population: Sendable, Equatable {
    /// Names in byte order, with the range of `lots` of each. Strata without lots are not in the file and not here.
    let names: [String]
    let ranges: [Range<Int>]
    /// All lots, by stratum, then by lot.
    let lots: [Lot]

    /// The names are distinct and in byte order, the lots of each are strictly ascending.
    init(sortedNames names: [String], ranges: [Range<Int>], lots: [Lot]) {
        self.names = names
        self.ranges = ranges
        self.lots = lots
    }

    /// From lines in any order.
    /// - Throws: `identifierCharset`, `lotFormat`, `lineRepeated`.
    package init(lines: some Sequence<PopulationLine>) throws(DrawRefusal) {
        var builder = PopulationBuilder()
        var indexes: [ByteKey: Int] = [:]
        for line in lines {
            let lot = try Lot(line.lot)
            let key = ByteKey(line.stratum)
            if let index = indexes[key] {
                try builder.append(stratum: index, lot: lot)
            } else {
                let index = try builder.addStratum(line.stratum)
                indexes[key] = index
                try builder.append(stratum: index, lot: lot)
            }
        }
        self = try builder.finish()
    }

    /// Number of lines.
    package var count: Int { lots.count }

    /// Number of distinct lots, however many strata each stands in. A few strata are merged as they stand, without a copy.
    package var distinct: Int {
        if ranges.count > Population.merged {
            var sorted = lots
            LotOrder.sort(&sorted)
            return sorted.indices.reduce(0) { $0 + ($1 == 0 || sorted[$1] != sorted[$1 - 1] ? 1 : 0) }
        }
        var heads = ranges.map(\.lowerBound)
        var number = 0
        while true {
            var least: Lot?
            for (head, range) in zip(heads, ranges) where head < range.upperBound {
                if least.map({ lots[head] < $0 }) ?? true { least = lots[head] }
            }
            guard let least else { return number }
            number += 1
            for index in heads.indices where heads[index] < ranges[index].upperBound && lots[heads[index]] == least {
                heads[index] += 1
            }
        }
    }

    /// Strata above which looking at every head costs more than a copy.
    private static let merged = 12

    /// Name and number of lots of each stratum, in byte order of the names; only strata that have lots.
    package var strata: [(name: String, count: Int)] {
        zip(names, ranges).map { (name: $0, count: $1.count) }
    }

    /// The campaign that a stratum belongs to: the part of its name before the colon.
    package static func campaign(of stratum: String) -> String {
        String(decoding: stratum.utf8.prefix { $0 != 0x3A }, as: UTF8.self)
    }

    /// The lots of a stratum in their order; empty for a name that is not there.
    package func lots(in stratum: String) -> ArraySlice<Lot> {
        lots[range(of: stratum)]
    }

    /// Whether the line is in the population.
    package func contains(stratum: String, lot: Lot) -> Bool {
        position(of: lot, in: stratum) != nil
    }

    /// The line's number from 0, in the order of the file: its leaf index. Nil when it is not there.
    package func position(of lot: Lot, in stratum: String) -> Int? {
        let range = range(of: stratum)
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if lots[middle] < lot { lower = middle + 1 } else { upper = middle }
        }
        return lower < range.upperBound && lots[lower] == lot ? lower : nil
    }

    func range(of stratum: String) -> Range<Int> {
        guard let index = names.firstIndex(where: { ByteOrder.equal($0, stratum) }) else { return 0..<0 }
        return ranges[index]
    }
}
