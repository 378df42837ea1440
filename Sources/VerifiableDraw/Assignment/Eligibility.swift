/// A problem checked and turned into numbers: officers, inspections in the order in which they choose, slots, and who may
/// fill which slot.
struct Eligibility: Sendable {
    let officerIDs: [String]
    /// Most slots of each officer, at most the number of inspections.
    let caps: [Int]
    let bases: [Int]
    /// The problem's inspections in the order of ticket(seed ":inspections", id).
    let order: [Int]
    /// Slots of the inspection at each place of `order`, as a range of slot numbers; slots are numbered in that order.
    let slotRanges: [Range<Int>]
    /// Place in `order` of each slot's inspection.
    let inspectionOf: [Int]
    /// Officers who may fill each slot: an index into `rows`. Slots of one pool without recusals have one row.
    let rowOf: [Int]
    let rows: [Bitset]

    /// - Throws: `problemFormat` with what is wrong.
    init(_ problem: AssignmentProblem) throws(DrawRefusal) {
        func refused(_ reason: String) -> DrawRefusal { DrawRefusal(.problemFormat, reason) }
        var indexes: [ByteKey: Int] = [:]
        for (index, officer) in problem.officers.enumerated() {
            guard indexes.updateValue(index, forKey: ByteKey(officer.id)) == nil else {
                throw refused("检查人员“\(officer.id)”重复")
            }
            guard officer.cap ?? 0 >= 0 else { throw refused("检查人员“\(officer.id)”的承担上限不能为负数") }
            guard (0...1_000_000_000).contains(officer.base ?? 0) else {
                throw refused("检查人员“\(officer.id)”的已有任务数应在0至10亿之间")
            }
        }
        let inspections = problem.inspections
        officerIDs = problem.officers.map(\.id)
        caps = problem.officers.map { min($0.cap ?? .max, inspections.count) }
        bases = problem.officers.map { $0.base ?? 0 }

        var pools: [ByteKey: Bitset] = [:]
        for (name, members) in problem.pools {
            var row = Bitset(count: officerIDs.count)
            for member in members {
                guard let index = indexes[ByteKey(member)] else {
                    throw refused("人员池“\(name)”中的“\(member)”不在检查人员名单内")
                }
                row.insert(index)
            }
            pools[ByteKey(name)] = row
        }
        order = try Sampler(seed: DrawSeed(problem.seed).inspections).order(inspections.map(\.id))

        var ranges: [Range<Int>] = []
        var inspectionOf: [Int] = []
        var rowOf: [Int] = []
        var rows: [Bitset] = []
        var plainRows: [ByteKey: Int] = [:]
        for (place, index) in order.enumerated() {
            let inspection = inspections[index]
            let recused = (inspection.recused ?? []).compactMap { indexes[ByteKey($0)] }
            var ownRows: [ByteKey: Int] = [:]
            let start = rowOf.count
            for pool in inspection.slots {
                let name = ByteKey(pool)
                guard var row = pools[name] else { throw refused("检查“\(inspection.id)”所用的人员池“\(pool)”不存在") }
                if let known = recused.isEmpty ? plainRows[name] : ownRows[name] {
                    rowOf.append(known)
                } else {
                    for officer in recused { row.remove(officer) }
                    if recused.isEmpty { plainRows[name] = rows.count } else { ownRows[name] = rows.count }
                    rowOf.append(rows.count)
                    rows.append(row)
                }
                inspectionOf.append(place)
            }
            ranges.append(start..<rowOf.count)
        }
        slotRanges = ranges
        self.inspectionOf = inspectionOf
        self.rowOf = rowOf
        self.rows = rows
    }

    func allows(_ officer: Int, _ slot: Int) -> Bool { rows[rowOf[slot]].contains(officer) }
}
