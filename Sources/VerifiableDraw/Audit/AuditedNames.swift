/// The registry as frozen, read line by line and turned into lots and slips again.
struct AuditedNames {
    /// Identifiers turned into slips at a time, on all cores.
    private static let batch = 65_536

    private let keys: OpenedKeys
    private let population: Population
    /// `stratum TAB lot` that the record says were drawn.
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
    /// Slips of those behind the drawn lots, with the campaigns that drew them.
    private var slips: [ByteKey: [String]] = [:]
    private var drawnFound: Set<ByteKey> = []
    /// The first subject that has the same lot in one campaign and a lot of its own in another.
    private var mixed: String?
    /// `identifier TAB campaign` of who was left out.
    private let excluded: Set<[UInt8]>
    /// The first subject that was left out of a campaign and stands in its population nevertheless.
    private(set) var both: String?

    init(keys: OpenedKeys, record: CeremonyRecord, population: Population, excluded: Set<[UInt8]>) {
        self.keys = keys
        self.excluded = excluded
        self.population = population
        drawn = Set(
            (record.strata ?? []).flatMap { stratum in stratum.drawn.map { ByteKey("\(stratum.name)\t\($0.id)") } })
    }

    /// - Throws: `auditFormat`, `identifierCharset`.
    mutating func read(_ table: [UInt8]) throws(DrawRefusal) {
        var previous: ArraySlice<UInt8> = []
        var subject = Audited(identifier: "", shared: keys.lot.value(of: ""))
        try AuditTable.forEachLine(table, file: "subjects.tsv", columns: 2) { columns throws(DrawRefusal) in
            let (identifier, stratum) = (columns[0], AuditTable.text(columns[1]))
            // Sorted, so the strata of one subject come one after another.
            if lines == 0 || !identifier.elementsEqual(previous) {
                let text = AuditTable.text(identifier)
                guard Identifier.isValid(text) else {
                    throw DrawRefusal(.identifierCharset, "subjects.tsv中的编号“\(text)”含有不允许的字符")
                }
                subject = Audited(identifier: text, shared: keys.lot.value(of: text))
                seal(text)
                previous = identifier
            }
            lines += 1
            let campaign = Population.campaign(of: stratum)
            if both == nil, !excluded.isEmpty, excluded.contains(Array(identifier) + [0x09] + Array(campaign.utf8)) {
                both = subject.identifier
            }
            let lot = lot(of: &subject, in: stratum)
            if drawn.contains(ByteKey("\(stratum)\t\(lot.text)")) {
                drawnFound.insert(ByteKey("\(stratum)\t\(lot.text)"))
                slips[ByteKey(keys.slip.slip(of: subject.identifier).slip), default: []].append(campaign)
            }
            try builder.append(stratum: try index(of: stratum), lot: lot)
        }
        flush()
    }

    /// A subject while its lines come.
    private struct Audited {
        let identifier: String
        /// The lot it has in all its campaigns, unless it has one of its own in each.
        let shared: Lot
        var hasOwn: Bool?
    }

    /// The lot that stands in the population for the subject: the shared one, or its own in this campaign.
    private mutating func lot(of subject: inout Audited, in stratum: String) -> Lot {
        let standing = keys.lot.standing(subject.identifier, in: stratum, common: subject.shared) {
            population.contains(stratum: stratum, lot: $0)
        }
        guard let (lot, isOwn) = standing else {
            foreignCount += 1
            if foreign.count < 3 { foreign.append("“\(subject.identifier)”（层\(stratum)）") }
            return subject.shared
        }
        if let before = subject.hasOwn, before != isOwn, mixed == nil { mixed = subject.identifier }
        subject.hasOwn = isOwn
        return lot
    }

    private mutating func index(of stratum: String) throws(DrawRefusal) -> Int {
        let key = ByteKey(stratum)
        if let index = strata[key] { return index }
        let index = try builder.addStratum(stratum)
        strata[key] = index
        return index
    }

    private mutating func seal(_ identifier: String) {
        subjects += 1
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
        if let mixed { return "“\(mixed)”在一项任务中用共同的签号，在另一项中用单独的签号" }
        let own: Population
        do { own = try builder.finish() } catch { return error.reason }
        if own.count != population.count {
            return "名录有\(own.count)行，公布的名单有\(population.count)行：名单中有\(population.count - own.count)行不知道是谁"
        }
        let same = own == population && own.count == freeze.count && ByteOrder.equal(own.root, freeze.root)
        return same ? nil : "由名录算出的名单与公布的、冻结的不符"
    }

    /// The published slips are those of the subjects behind the drawn lots, all of them and no others, each called by the
    /// campaigns that drew it.
    func checkSlips(_ record: CeremonyRecord, _ report: inout CeremonyReport) {
        let published = Dictionary(
            (record.slips ?? []).map { (ByteKey($0.id), $0.campaigns) }, uniquingKeysWith: { first, _ in first })
        let own = Set(slips.keys)
        var fault: String?
        if let unknown = drawn.subtracting(drawnFound).min() {
            let lot = unknown.text.split(separator: "\t").last ?? ""
            fault = "抽中的签号“\(lot)”背后没有名录中的对象"
        } else if let foreign = Set(published.keys).subtracting(own).min() {
            fault = "公布的签条“\(foreign.text)”不属于任何抽中的对象"
        } else if let missing = own.subtracting(published.keys).min() {
            fault = "抽中对象的签条“\(missing.text)”没有公布"
        } else if let wrong = slips.filter({ !same(published[$0.key] ?? [], $0.value) }).keys.min() {
            fault = "签条“\(wrong.text)”写的任务不是抽中它的那些"
        }
        report.check("公布的签条正是抽中的那些对象", fault: fault, detail: "\(slips.count)户")
    }

    private func same(_ published: [String], _ own: [String]) -> Bool {
        published.elementsEqual(own.sorted(by: ByteOrder.precedes), by: ByteOrder.equal)
    }
}
