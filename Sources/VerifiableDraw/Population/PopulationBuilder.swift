/// Takes lots as they come from the registry, in any order, and makes the population of them.
///
/// ```
/// var builder = PopulationBuilder()
/// let stratum = try builder.addStratum("c1:s3")
/// try builder.append(stratum: stratum, lot: key.value(of: subject))
/// let population = try builder.finish()
/// ```
package struct PopulationBuilder: Sendable {
    private var names: [String] = []
    private var lots: [[Lot]] = []

    package init() {}

    /// Declares a stratum and returns the index to append with.
    /// - Throws: `identifierCharset`, `stratumRepeated`.
    package mutating func addStratum(_ name: String) throws(DrawRefusal) -> Int {
        guard Identifier.isValid(name) else {
            throw DrawRefusal(.identifierCharset, "层名“\(name)”只能由1至64个字母、数字、冒号、连字符组成")
        }
        guard !names.contains(where: { ByteOrder.equal($0, name) }) else {
            throw DrawRefusal(.stratumRepeated, "层名“\(name)”重复")
        }
        names.append(name)
        lots.append([])
        return names.count - 1
    }

    /// - Throws: `stratumUnknown` for an index that `addStratum` did not return.
    package mutating func append(stratum: Int, lot: Lot) throws(DrawRefusal) {
        guard lots.indices.contains(stratum) else { throw DrawRefusal(.stratumUnknown, "没有序号为\(stratum)的层") }
        lots[stratum].append(lot)
    }

    /// Sorts and checks.
    /// - Throws: `lineRepeated` when a lot stands twice in one stratum.
    package consuming func finish() throws(DrawRefusal) -> Population {
        var total = 0
        for part in lots { total += part.count }
        var all: [Lot] = []
        all.reserveCapacity(total)
        var sortedNames: [String] = []
        var ranges: [Range<Int>] = []
        for index in names.indices.sorted(by: { ByteOrder.precedes(names[$0], names[$1]) }) {
            var part: [Lot] = []
            swap(&part, &lots[index])
            if part.isEmpty { continue }
            LotOrder.sort(&part)
            for next in 1..<max(part.count, 1) where part[next] == part[next - 1] {
                throw DrawRefusal(.lineRepeated, "层“\(names[index])”中签号\(part[next].text)出现两次")
            }
            sortedNames.append(names[index])
            ranges.append(all.count..<all.count + part.count)
            all.append(contentsOf: part)
        }
        return Population(sortedNames: sortedNames, ranges: ranges, lots: all)
    }
}
