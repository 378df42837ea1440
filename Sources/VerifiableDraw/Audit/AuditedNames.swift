/// The registry as frozen, read line by line and turned into lots and slips again.
struct AuditedNames {
    /// Identifiers turned into slips at a time, on all cores.
    private static let batch = 65_536

    private let keys: OpenedKeys
    private let population: Population
    /// Lots that the record says were drawn.
    private let drawn: Set<ByteKey>
    private var builder = PopulationBuilder()
    private var strata: [ByteKey: Int] = [:]
    private var leaves = SlipTreeBuilder()
    private var waiting: [(identifier: String, subject: Int32)] = []
    private var lines = 0
    private var subjects = 0
    /// The first lines of the table that are not in the published population, in words.
    private var foreign: [String] = []
    private var foreignCount = 0
    /// Slips of those behind the drawn lots.
    private var slips: Set<ByteKey> = []
    private var drawnFound: Set<ByteKey> = []
    /// `identifier TAB campaign` of who was left out.
    private let excluded: Set<[UInt8]>
    /// The first subject that was left out of a campaign and stands in its population nevertheless.
    private(set) var both: String?

    init(keys: OpenedKeys, record: CeremonyRecord, population: Population, excluded: Set<[UInt8]>) {
        self.keys = keys
        self.excluded = excluded
        self.population = population
        drawn = Set((record.strata ?? []).flatMap { $0.drawn.map { ByteKey($0.id) } })
    }

    /// - Throws: `auditFormat`, `identifierCharset`.
    mutating func read(_ table: [UInt8]) throws(DrawRefusal) {
        var previous: ArraySlice<UInt8> = []
        var lot = keys.lot.value(of: "")
        try AuditTable.forEachLine(table, file: "subjects.tsv", columns: 2) { columns throws(DrawRefusal) in
            let (identifier, stratum) = (columns[0], AuditTable.text(columns[1]))
            // Sorted, so the strata of one subject come one after another.
            if lines == 0 || !identifier.elementsEqual(previous) {
                let text = AuditTable.text(identifier)
                guard Identifier.isValid(text) else {
                    throw DrawRefusal(.identifierCharset, "subjects.tsv中的编号“\(text)”含有不允许的字符")
                }
                lot = keys.lot.value(of: text)
                seal(text, lot: lot)
                previous = identifier
            }
            lines += 1
            if both == nil, !excluded.isEmpty {
                let campaign = Array(stratum.utf8.prefix { $0 != 0x3A })
                if excluded.contains(Array(identifier) + [0x09] + campaign) { both = AuditTable.text(identifier) }
            }
            if !population.contains(stratum: stratum, lot: lot) {
                foreignCount += 1
                if foreign.count < 3 { foreign.append("“\(AuditTable.text(identifier))”（层\(stratum)）") }
            }
            try builder.append(stratum: try index(of: stratum), lot: lot)
        }
        flush()
    }

    private mutating func index(of stratum: String) throws(DrawRefusal) -> Int {
        let key = ByteKey(stratum)
        if let index = strata[key] { return index }
        let index = try builder.addStratum(stratum)
        strata[key] = index
        return index
    }

    private mutating func seal(_ identifier: String, lot: Lot) {
        subjects += 1
        let name = ByteKey(lot.text)
        if drawn.contains(name) {
            drawnFound.insert(name)
            slips.insert(ByteKey(keys.slip.slip(of: identifier).slip))
        }
        waiting.append((identifier, Int32(truncatingIfNeeded: subjects)))
        if waiting.count == AuditedNames.batch { flush() }
    }

    private mutating func flush() {
        leaves.append(keys.slip.leaves(of: waiting))
        waiting.removeAll(keepingCapacity: true)
    }

    /// The lots make the population, the slips the frozen tree.
    func check(_ freeze: FreezeEntry, _ report: inout CeremonyReport) {
        report.check("名录与公布的名单逐行相符", fault: populationFault(freeze), detail: "\(lines)行，\(subjects)户")
        var fault: String?
        do {
            let tree = try leaves.finish()
            if tree.count != freeze.subjects {
                fault = "名录有\(tree.count)户，冻结时为\(freeze.subjects)户"
            } else if !ByteOrder.equal(tree.root, freeze.slips) {
                fault = "由名录算出的签条树与冻结时的不符"
            }
        } catch {
            fault = error.reason
        }
        report.check("签条与冻结时一致", fault: fault, detail: "根哈希\(freeze.slips.prefix(16))…")
    }

    private func populationFault(_ freeze: FreezeEntry) -> String? {
        if foreignCount > 0 {
            return "\(foreign.joined(separator: "、"))等\(foreignCount)行不在公布的名单中，对象、层或者签号被换过"
        }
        let own: Population
        do { own = try builder.finish() } catch { return error.reason }
        if own.count != population.count {
            return "名录有\(own.count)行，公布的名单有\(population.count)行：名单中有\(population.count - own.count)行不知道是谁"
        }
        let same = own == population && own.count == freeze.count && ByteOrder.equal(own.root, freeze.root)
        return same ? nil : "由名录算出的名单与公布的、冻结的不符"
    }

    /// The published slips are those of the subjects behind the drawn lots, all of them and no others.
    func checkSlips(_ record: CeremonyRecord, _ report: inout CeremonyReport) {
        let published = Set((record.slips ?? []).map(ByteKey.init))
        var fault: String?
        if let unknown = drawn.subtracting(drawnFound).min() {
            fault = "抽中的签号“\(unknown.text)”背后没有名录中的对象"
        } else if let foreign = published.subtracting(slips).min() {
            fault = "公布的签条“\(foreign.text)”不属于任何抽中的对象"
        } else if let missing = slips.subtracting(published).min() {
            fault = "抽中对象的签条“\(missing.text)”没有公布"
        }
        report.check("公布的签条正是抽中的那些对象", fault: fault, detail: "\(slips.count)户")
    }
}
