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
    private let short: [Int]
    private let deficiency: Deficiency
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
        for (authority, indexes) in Dictionary(grouping: short, by: { posts[$0].authority }).sorted(by: {
            $0.key < $1.key
        }) {
            let name = try stores.registry.authority(id: authority)?.name ?? "机关"
            let counties = try Set(indexes.map { calls[$0].region }).sorted().prefix(4).map {
                try stores.registry.region($0)?.name ?? $0.text
            }
            let items = try Set(indexes.flatMap { calls[$0].items }).sorted().prefix(3).map {
                try stores.catalogue.item($0)?.matter ?? $0
            }
            let examples = indexes.prefix(3).map { "“\(calls[$0].name)”" }.joined()
            let pools = Set(slots(of: indexes).compactMap { pool($0) })
            let people = Set(pools.flatMap { problem.pools[$0] ?? [] })
            let present = staffing.frozen.officers.count { people.contains($0.lot) && $0.isPresent(on: staffing.day) }
            let expert = try expertise(pools)
            lines.append(
                "\(name)要检查的\(indexes.count)户（\(counties.joined(separator: "、"))，\(items.joined(separator: "、"))，如\(examples)）"
                    + "能从“\(mode(indexes))”派的有\(present)人" + (expert.map { "，其中岗位要求“\($0)”专长" } ?? ""))
        }
        return "人手不够，还差\(deficiency.missing)人次：" + lines.joined(separator: "；") + "。"
    }

    private func slots(of indexes: [Int]) -> [Shortage.Slot] {
        let ids = Set(indexes.map { calls[$0].slip })
        return deficiency.slots.filter { ids.contains($0.inspection) }
    }

    private func pool(_ slot: Shortage.Slot) -> String? {
        guard let index = indexBySlip[slot.inspection], problem.inspections[index].slots.indices.contains(slot.slot)
        else { return nil }
        return problem.inspections[index].slots[slot.slot]
    }

    private func mode(_ indexes: [Int]) -> String {
        Set(indexes.map { calls[$0].dispatch.title }).sorted().joined(separator: "、")
    }

    /// Names of the trades that the short expert pools ask for; nil when none does.
    private func expertise(_ pools: Set<String>) throws -> String? {
        let items = staffing.frozen.names.filter { pools.contains($0.value) }.keys.compactMap { key in
            key.split(separator: ":").last.flatMap { $0.first == "x" ? String($0.dropFirst()) : nil }
        }
        guard !items.isEmpty else { return nil }
        let tags = try Set(items.flatMap { try stores.catalogue.item($0)?.selector.tags ?? [] })
        let names = try stores.registry.tags().filter { tags.contains($0.code) }.map(\.name)
        return names.isEmpty ? nil : names.prefix(4).joined(separator: "、")
    }

    // MARK: What would mend it

    /// One remedy that suffices, with the problem as it would then be.
    struct Remedy {
        let words: String
        let problem: AssignmentProblem
    }

    /// Those that suffice, the least effort first.
    func remedies() throws -> [Remedy] {
        try [returning(), renewing(), raising(), widening(), hiring(), delegating()].compactMap { $0 }
    }

    private func mends(_ changed: AssignmentProblem) throws -> Bool {
        try Assignment.deficiency(changed).missing == 0
    }

    /// The pools of the short slots.
    private var shortPools: Set<String> { Set(deficiency.slots.compactMap { pool($0) }) }

    /// Those on leave on the day whom the short slots could use count again.
    private func returning() throws -> Remedy? {
        var frozen = staffing.frozen
        let away = frozen.officers.filter { $0.isCertified(on: staffing.day) && !$0.isPresent(on: staffing.day) }
        let involved = Set(shortPools.flatMap { problem.pools[$0] ?? [] })
        let mine = away.filter { involved.contains($0.lot) }
        guard !mine.isEmpty else { return nil }
        frozen.ignoreLeaves(of: Set(mine.map(\.inspector)))
        let changed = self.staffing.with(frozen).problem(calls).problem
        guard try mends(changed) else { return nil }
        let until = mine.compactMap { $0.leaves?.map(\.until).max() }.max()
        let names = try mine.prefix(3).compactMap { try stores.registry.inspector(id: $0.inspector)?.name }
        return Remedy(
            words: "待\(names.joined(separator: "、"))\(mine.count > 3 ? "等\(mine.count)人" : "")销假"
                + (until.map { "（最晚到\($0.inWords)）" } ?? ""), problem: changed)
    }

    /// People whose certificates ran out get new ones.
    private func renewing() throws -> Remedy? {
        var added: [(inspector: Inspector, expired: Day)] = []
        for authority in Set(short.map { posts[$0].authority }).sorted() {
            for one in try stores.registry.inspectors(authority: authority) where !one.isAuxiliary {
                guard let until = one.certificate?.until, until < staffing.day else { continue }
                added.append((one, until))
            }
        }
        guard !added.isEmpty else { return nil }
        let changed = adding(added.map(\.inspector))
        guard try mends(changed) else { return nil }
        let names = added.prefix(3).map { "\($0.inspector.name)（\($0.expired)到期）" }.joined(separator: "、")
        return Remedy(words: "更新\(names)\(added.count > 3 ? "等\(added.count)人" : "")的执法证", problem: changed)
    }

    /// The least cap for everybody in the short pools that suffices.
    private func raising() throws -> Remedy? {
        let involved = Set(shortPools.flatMap { problem.pools[$0] ?? [] })
        let caps = problem.officers.filter { involved.contains($0.id) }.compactMap(\.cap)
        guard let lowest = caps.min() else { return nil }
        func raised(_ cap: Int) -> AssignmentProblem {
            AssignmentProblem(
                seed: problem.seed,
                officers: problem.officers.map {
                    involved.contains($0.id)
                        ? AssignmentProblem.Officer(id: $0.id, cap: max($0.cap ?? cap, cap), base: $0.base) : $0
                }, pools: problem.pools, inspections: problem.inspections)
        }
        guard let cap = try least(lowest + 1...max(lowest + 1, calls.count), { try mends(raised($0)) }) else {
            return nil
        }
        return Remedy(words: "把这些人员每次最多承担的户数从\(lowest)提高到\(cap)", problem: raised(cap))
    }

    /// The short visits are staffed from all of their authority.
    private func widening() throws -> Remedy? {
        let narrow = short.filter { calls[$0].dispatch == .station || calls[$0].dispatch == .stations }
        guard !narrow.isEmpty else { return nil }
        let wide = Set(narrow)
        let changed = staffing.problem(
            calls.enumerated().map { wide.contains($0.offset) ? $0.element.widened : $0.element }
        ).problem
        guard try mends(changed) else { return nil }
        return Remedy(words: "把选派方式由“\(mode(narrow))”改为“\(Campaign.Dispatch.bureau.title)”", problem: changed)
    }

    /// The least number of new people who suffice, with the usual cap.
    private func hiring() throws -> Remedy? {
        let pools = shortPools
        let caps = problem.officers.compactMap(\.cap).sorted()
        let cap = caps.isEmpty ? calls.count : caps[caps.count / 2]
        guard cap > 0 else { return nil }
        func hired(_ count: Int) -> AssignmentProblem {
            let people = (1...count).map { AssignmentProblem.Officer(id: "new-\($0)", cap: cap) }
            return AssignmentProblem(
                seed: problem.seed, officers: problem.officers + people,
                pools: problem.pools.reduce(into: [:]) {
                    $0[$1.key] = pools.contains($1.key) ? $1.value + people.map(\.id) : $1.value
                }, inspections: problem.inspections)
        }
        let most = max(deficiency.missing, staffing.certified)
        guard let count = try least(1...most, { try mends(hired($0)) }) else { return nil }
        let authorities = try Set(short.map { posts[$0].authority }).sorted().map {
            try stores.registry.authority(id: $0)?.name ?? "机关"
        }
        let expert = try expertise(pools)
        return Remedy(
            words: "\(authorities.prefix(3).joined(separator: "、"))增加\(count)名持证人员"
                + (expert.map { "（具备“\($0)”专长）" } ?? "") + "，每人最多承担\(cap)户", problem: hired(count))
    }

    /// A written agreement with the neighbour, or subordinate, who has people enough.
    private func delegating() throws -> Remedy? {
        guard let own = try stores.registry.authority(id: ceremony.authority), let province = own.region.provinceCode
        else { return nil }
        let kind: Delegation.Kind = short.contains { calls[$0].dispatch == .delegatedDown } ? .down : .near
        let others = try stores.registry.authorities(within: province).filter { other in
            guard other.id != own.id, other.department.utf8.elementsEqual(own.department.utf8) else { return false }
            return kind == .down
                ? own.region.contains(other.region) && other.region != own.region
                : other.region.level == own.region.level && other.region != own.region
        }.sorted {
            ($0.region.parent == own.region.parent ? 0 : 1, $0.code) < (
                $1.region.parent == own.region.parent ? 0 : 1, $1.code
            )
        }
        for other in others.prefix(12) {
            let people = try stores.registry.inspectors(authority: other.id).filter { $0.isCertified(on: staffing.day) }
            guard people.count >= staffing.certified else { continue }
            let changed = adding(people, widely: true)
            guard try mends(changed) else { continue }
            return Remedy(words: "与\(other.name)签订书面委托（\(kind.title)），由其派人检查", problem: changed)
        }
        return nil
    }

    /// The problem with more people in the pools of the short slots: each in those that fit station and expertise, or,
    /// `widely`, in all that fit the expertise.
    private func adding(_ people: [Inspector], widely: Bool = false) -> AssignmentProblem {
        var pools = problem.pools
        var officers = problem.officers
        let keyOf = Dictionary(
            staffing.frozen.names.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        for person in people {
            let id = "new-\(person.id)"
            officers.append(AssignmentProblem.Officer(id: id, cap: person.capacity))
            for name in shortPools {
                guard let key = keyOf[name] else {
                    pools[name, default: []].append(id)
                    continue
                }
                if Self.fits(person, key, widely: widely, stores) { pools[name, default: []].append(id) }
            }
        }
        return AssignmentProblem(
            seed: problem.seed, officers: officers, pools: pools, inspections: problem.inspections)
    }

    private static func fits(_ person: Inspector, _ key: String, widely: Bool, _ stores: any Stores) -> Bool {
        let parts = key.split(separator: ":").map(String.init)
        for part in parts.dropFirst() {
            if part.hasPrefix("x") {
                let tags = (try? stores.catalogue.item(String(part.dropFirst())))??.selector.tags ?? []
                if Set(person.expertise).isDisjoint(with: tags) { return false }
            } else if !widely {
                guard let station = person.station else { return false }
                if part.hasPrefix("st"), part != "stations",
                    !part.dropFirst(2).split(separator: "+").contains(where: { $0 == String(station) })
                {
                    return false
                }
            }
        }
        return widely || parts.first == "a\(person.authority)"
    }

    /// The least number of a range for which something holds that holds for all greater ones; nil when it never does.
    private func least(_ range: ClosedRange<Int>, _ holds: (Int) throws -> Bool) rethrows -> Int? {
        guard try holds(range.upperBound) else { return nil }
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if try holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension Staffing {
    /// The same with another frozen list.
    func with(_ frozen: FrozenStaffing) -> Staffing {
        Staffing(
            seed: seed, frozen: frozen, drawingAuthority: drawingAuthority, certified: certified, day: day,
            endedDelegations: endedDelegations)
    }
}

extension Staffing.Call {
    /// The same visit staffed from all of its authority.
    var widened: Staffing.Call {
        Staffing.Call(
            subject: subject, slip: slip, identifier: identifier, name: name, region: region, tags: tags,
            dispatch: .bureau, items: items, campaigns: campaigns, stations: [])
    }
}

extension FrozenStaffing {
    /// As if these were not away.
    mutating func ignoreLeaves(of inspectors: Set<Int64>) {
        for index in officers.indices where inspectors.contains(officers[index].inspector) {
            officers[index].leaves = nil
        }
    }
}

extension RegionCode {
    /// The province that this division lies in.
    var provinceCode: RegionCode? { RegionCode(String(text.prefix(2)) + "0000") }
}
