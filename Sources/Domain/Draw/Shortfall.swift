import VerifiableDraw

/// Why the drawn subjects cannot be staffed, in words a person can act on: which visits lack whom, and what would mend it.
///
/// Every remedy that is named was tried: with it alone the matching is complete.
struct Shortfall {
    let staffing: Staffing
    let calls: [Staffing.Call]
    let problem: AssignmentProblem
    let posts: [Staffing.Post]
    let ceremony: Ceremony
    let stores: any Stores

    /// Indexes of the calls that compete for too few people, and the slots among them.
    let short: [Int]
    let deficiency: Deficiency
    private let indexBySlip: [String: Int]

    init(
        staffing: Staffing, calls: [Staffing.Call], problem: AssignmentProblem, posts: [Staffing.Post],
        ceremony: Ceremony, stores: any Stores
    ) throws {
        self.staffing = staffing
        self.calls = calls
        self.problem = problem
        self.posts = posts
        self.ceremony = ceremony
        self.stores = stores
        deficiency = try Assignment.deficiency(problem)
        indexBySlip = Dictionary(
            calls.enumerated().map { ($0.element.slip, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let ids = Set(deficiency.slots.map(\.inspection))
        short = calls.indices.filter { ids.contains(calls[$0].slip) }
    }

    func refusal() throws -> Problem {
        let remedies = try remedies()
        return Problem(
            .refused, "draw.staffing", try shortage() + "抽取没有生效。", clause: "3.1.1",
            remedy: "名单和人员已经冻结，请写明理由中止本次摇号，"
                + (remedies.isEmpty
                    ? "补充持证人员或者缩小任务范围后，重新公布方案。"
                    : "按下列任一办法处理后重新公布方案（每项都已试算，单独采用即可排满）："
                        + remedies.enumerated().map { "\($0.offset + 1)．\($0.element.words)" }.joined(separator: "；")
                        + "。"))
    }

    // MARK: Who lacks whom

    private func shortage() throws -> String {
        var lines: [String] = []
        for (authority, mine) in Dictionary(grouping: deficiency.slots, by: { sender(of: $0) }).sorted(by: {
            $0.key < $1.key
        }) {
            let indexes = Set(mine.compactMap { indexBySlip[$0.inspection] }).sorted()
            let name = try stores.registry.authority(id: authority)?.name ?? "机关"
            let counties = try Set(indexes.map { calls[$0].region }).sorted().prefix(4).map {
                try stores.registry.region($0)?.name ?? $0.text
            }
            let items = try Set(indexes.flatMap { calls[$0].items }).sorted().prefix(3).map {
                try stores.catalogue.item($0, on: staffing.day)?.matter ?? $0
            }
            let examples = indexes.prefix(3).map { "“\(calls[$0].name)”" }.joined()
            let pools = Set(mine.compactMap { pool($0) })
            let people = Set(pools.flatMap { problem.pools[$0] ?? [] })
            let present = staffing.frozen.officers.count { people.contains($0.lot) && $0.isPresent(on: staffing.day) }
            let expert = try expertise(pools)
            lines.append(
                "\(name)要检查的\(indexes.count)户（\(counties.joined(separator: "、"))，\(items.joined(separator: "、"))，如\(examples)）"
                    + "能从“\(posts.contains { $0.joined.contains { $0.authority == authority } } ? "本部门" : mode(indexes))”派的有\(present)人"
                    + (expert.map { "，其中岗位要求“\($0)”专长" } ?? ""))
        }
        return "人手不够，还差\(deficiency.missing)人次：" + lines.joined(separator: "；") + "。"
    }

    /// Who would have to send somebody: in a joint visit each department fills its own slots.
    func sender(of slot: Shortage.Slot) -> Int64 {
        guard let index = indexBySlip[slot.inspection] else { return ceremony.authority }
        return posts[index].authority(slot: slot.slot, certified: staffing.certified)
    }

    /// Those who are short of people.
    var senders: [Int64] { Set(deficiency.slots.map { sender(of: $0) }).sorted() }

    func pool(_ slot: Shortage.Slot) -> String? {
        guard let index = indexBySlip[slot.inspection], problem.inspections[index].slots.indices.contains(slot.slot)
        else { return nil }
        return problem.inspections[index].slots[slot.slot]
    }

    func mode(_ indexes: [Int]) -> String {
        Set(indexes.map { calls[$0].dispatch.title }).sorted().joined(separator: "、")
    }

    /// Names of the trades that the short expert pools ask for; nil when none does.
    func expertise(_ pools: Set<String>) throws -> String? {
        let items = staffing.frozen.names.filter { pools.contains($0.value) }.keys.compactMap { key in
            key.split(separator: ":").last.flatMap { $0.first == "x" ? String($0.dropFirst()) : nil }
        }
        guard !items.isEmpty else { return nil }
        let tags = try Set(items.flatMap { try stores.catalogue.item($0, on: staffing.day)?.selector.tags ?? [] })
        let names = try stores.registry.tags().filter { tags.contains($0.code) }.map(\.name)
        return names.isEmpty ? nil : names.prefix(4).joined(separator: "、")
    }
}
