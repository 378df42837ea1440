import VerifiableDraw

/// What would mend a shortage: each remedy is solved before it is named.
extension Shortfall {
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
        for authority in senders {
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
        let authorities = try senders.map {
            try stores.registry.authority(id: $0)?.name ?? "机关"
        }
        let expert = try expertise(pools)
        return Remedy(
            words: "\(authorities.prefix(3).joined(separator: "、"))增加\(count)名持证人员"
                + (expert.map { "（具备“\($0)”专长）" } ?? "") + "，每人最多承担\(cap)户", problem: hired(count))
    }

    /// A written agreement with the neighbour, or subordinate, who has people enough.
    private func delegating() throws -> Remedy? {
        // Another department's shortage is not mended by a neighbour of the lead.
        guard short.allSatisfy({ posts[$0].joined.isEmpty }),
            let own = try stores.registry.authority(id: ceremony.authority), let province = own.region.provinceCode
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
                if fits(person, key, widely: widely) { pools[name, default: []].append(id) }
            }
        }
        return AssignmentProblem(
            seed: problem.seed, officers: officers, pools: pools, inspections: problem.inspections)
    }

    private func fits(_ person: Inspector, _ key: String, widely: Bool) -> Bool {
        let parts = key.split(separator: ":").map(String.init)
        for part in parts.dropFirst() {
            if part.hasPrefix("x") {
                let tags =
                    (try? stores.catalogue.item(String(part.dropFirst()), on: staffing.day))??.selector.tags ?? []
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
        return widely || parts.first == "a\(person.authority)" || parts.first?.hasPrefix("u") == true
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
