import Domain

/// Answers.
extension SubjectState {
    func count(_ query: SubjectQuery) -> Int { found(query).count }

    func page(_ query: SubjectQuery, _ slice: Slice) -> (ids: [Int64], total: Int) {
        let found = found(query)
        return (found.ids(offset: slice.offset, limit: slice.size).map(Int64.init), found.count)
    }

    func breakdown(_ query: SubjectQuery) -> SubjectBreakdown {
        let found = found(query)
        var answer = SubjectBreakdown()
        answer.total = found.count
        guard answer.total > 0 else { return answer }
        let all = standing(query)
        let counted = places.counts(of: found, size: answer.total, within: all, status: query.status?.rawValue)
        for (code, number) in counted ?? counts(of: found)
        where query.regions.contains(where: { $0.contains(code) }) { answer.regions[code] = number }
        for (type, bitmap) in types.values {
            let number = bitmap.count(with: found)
            if number > 0 { answer.types[type] = number }
        }
        return answer
    }

    /// One cardinality for each division.
    private func counts(of found: Bitmap) -> [RegionCode: Int] {
        regions.values.mapValues { $0.count(with: found) }.filter { $0.value > 0 }
    }

    func classes(_ query: SubjectQuery) -> [RiskClass: Int] {
        let found = found(query)
        var counts: [RiskClass: Int] = [:]
        var rest = found.count
        for (risk, bitmap) in allClasses.values {
            let number = bitmap.count(with: found)
            if number > 0 { counts[risk] = number }
            rest -= number
        }
        if rest > 0 { counts[.unclassified] = rest }
        return counts
    }

    /// Whom a query finds. Sets first, for they cost little; then texts, among those who are left.
    func found(_ query: SubjectQuery) -> Bitmap {
        guard !query.regions.isEmpty, !query.selectors.isEmpty else { return .empty }
        var found = standing(query)
        if let types = query.types { found = found.and(self.types(types)) }
        if !query.selectors.contains(where: \.isEmpty) {
            let among = found
            found = Bitmap.union(query.selectors.map { reached(by: $0, among: among) })
        }
        if !query.within.isEmpty { found = reached(by: query.within, among: found) }
        for word in query.words {
            let word = SubjectQuery.Word(word)
            var ways: [Bitmap] = []
            for code in word.identifiers {
                ways.append(holding(code, in: .identifier, anchored: true, among: found))
            }
            if let name = word.name { ways.append(holding(name, in: .name, anchored: false, among: found)) }
            found = ways.isEmpty ? .empty : Bitmap.union(ways)
        }
        if !query.address.isEmpty { found = holding(query.address, in: .address, anchored: false, among: found) }
        return found
    }

    /// All of the regions and the status that a query asks about.
    private func standing(_ query: SubjectQuery) -> Bitmap {
        let area = within(query.regions)
        return query.status.map { area.and(statuses[$0.rawValue]) } ?? area
    }

    private func within(_ codes: [RegionCode]) -> Bitmap {
        Bitmap.union(codes.map { $0.level == .county ? regions[$0] : areas[$0] ?? .empty })
    }

    private func types(_ codes: [String]) -> Bitmap { any(codes.map { types[$0] }) }

    private func any(_ sets: [Bitmap]) -> Bitmap { sets.isEmpty ? .empty : Bitmap.union(sets) }

    private func reached(by selector: Selector, among: Bitmap) -> Bitmap {
        var found = among
        if !selector.regions.isEmpty { found = found.and(within(selector.regions)) }
        if let market = selector.market { found = found.and(markets[market]) }
        if !selector.types.isEmpty { found = found.and(types(selector.types)) }
        if !selector.industries.isEmpty {
            let below = industries.values.filter { one in
                selector.industries.contains { one.key.utf8.starts(with: $0.utf8) }
            }
            found = found.and(any(Array(below.values)))
        }
        if !selector.scales.isEmpty { found = found.and(any(selector.scales.map { scales[$0.rawValue] })) }
        if !selector.stations.isEmpty {
            found = found.and(any(selector.stations.compactMap { numbers.stations[$0].map { stations[$0] } }))
        }
        // A tag that does not exist reaches nobody, and keeps nobody out.
        for tag in selector.allTags { found = found.and(carrying(tag)) }
        if !selector.tags.isEmpty { found = found.and(Bitmap.union(selector.tags.map(carrying))) }
        for tag in selector.noTags { found = found.without(carrying(tag)) }
        return found
    }

    private func carrying(_ tag: String) -> Bitmap { numbers.tags[tag].map { tags[$0] } ?? .empty }

    private func holding(_ text: String, in column: TextSegment.Column, anchored: Bool, among: Bitmap) -> Bitmap {
        let needle = Array(text.utf8)
        let parts = texts.map { one in
            one.segment.subjects(holding: needle, in: column, anchored: anchored, among: among.and(one.live))
        }
        return parts.isEmpty ? .empty : Bitmap.union(parts)
    }
}
