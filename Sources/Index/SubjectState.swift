import Domain

/// All subjects as sets, as of one number of the change sequence. A change makes another state, which shares what did not change.
struct SubjectState: SubjectSets {
    let sequence: Int64
    let riskSnapshot: Int64?
    let tagNumbers: [String: Int64]
    private let present: Bitmap
    private let regions: Facet<RegionCode>
    /// Provinces and cities: unions of their divisions.
    private let areas: [RegionCode: Bitmap]
    private let types: Facet<String>
    private let statuses: Facet<String>
    private let markets: Facet<Bool>
    private let tags: Facet<Int64>
    private let allClasses: Facet<RiskClass>
    private let texts: [LiveSegment]

    /// Nobody.
    static let nothing = SubjectState(
        sequence: 0, riskSnapshot: nil, tagNumbers: [:], present: .empty, regions: Facet(), areas: [:],
        types: Facet(), statuses: Facet(), markets: Facet(), tags: Facet(), allClasses: Facet(), texts: [])

    private init(
        sequence: Int64, riskSnapshot: Int64?, tagNumbers: [String: Int64], present: Bitmap,
        regions: Facet<RegionCode>, areas: [RegionCode: Bitmap], types: Facet<String>, statuses: Facet<String>,
        markets: Facet<Bool>, tags: Facet<Int64>, allClasses: Facet<RiskClass>, texts: [LiveSegment]
    ) {
        self.sequence = sequence
        self.riskSnapshot = riskSnapshot
        self.tagNumbers = tagNumbers
        self.present = present
        self.regions = regions
        self.areas = areas
        self.types = types
        self.statuses = statuses
        self.markets = markets
        self.tags = tags
        self.allClasses = allClasses
        self.texts = texts
    }

    /// The state after these spans were read anew.
    ///
    /// - Parameter classes: all classes, where another snapshot counts from now on; nil where the pieces hold those that changed.
    func replacing(
        _ spans: [ClosedRange<Int64>], with pieces: [Piece], classes: [RiskClass: Bitmap]? = nil, sequence: Int64,
        riskSnapshot: Int64?, tagNumbers: [String: Int64]
    ) -> SubjectState {
        let changed = Bitmap(spans)
        let regions = regions.replacing(changed, with: pieces.map(\.regions))
        var texts = texts.compactMap { one -> LiveSegment? in
            guard one.live.intersects(changed) else { return one }
            let live = one.live.without(changed)
            return live.isEmpty ? nil : LiveSegment(segment: one.segment, live: live)
        }
        for piece in pieces where !piece.present.isEmpty {
            texts.append(LiveSegment(segment: piece.text, live: piece.present))
        }
        return SubjectState(
            sequence: sequence, riskSnapshot: riskSnapshot, tagNumbers: tagNumbers,
            present: Bitmap.union([present.without(changed)] + pieces.map(\.present)), regions: regions,
            areas: SubjectState.areas(regions), types: types.replacing(changed, with: pieces.map(\.types)),
            statuses: statuses.replacing(changed, with: pieces.map(\.statuses)),
            markets: markets.replacing(changed, with: pieces.map(\.markets)),
            tags: tags.replacing(changed, with: pieces.map(\.tags)),
            allClasses: classes.map { Facet<RiskClass>().replacing(.empty, with: [$0]) }
                ?? allClasses.replacing(changed, with: pieces.map(\.classes)),
            texts: SubjectState.settled(texts))
    }

    /// The same state under another number, when nobody was touched.
    func renumbered(_ sequence: Int64, tagNumbers: [String: Int64]) -> SubjectState {
        replacing([], with: [], sequence: sequence, riskSnapshot: riskSnapshot, tagNumbers: tagNumbers)
    }

    private static func areas(_ regions: Facet<RegionCode>) -> [RegionCode: Bitmap] {
        var parts: [RegionCode: [Bitmap]] = [:]
        for (code, bitmap) in regions.values {
            var area: RegionCode? = code.level == .county ? code.parent : code
            while let above = area {
                parts[above, default: []].append(bitmap)
                area = above.parent
            }
        }
        return parts.mapValues(Bitmap.union)
    }

    /// Small segments are merged as they come, so that there are never many: each is more than twice as large as the next one.
    /// A segment of which little is left is written anew with the next.
    private static func settled(_ texts: [LiveSegment]) -> [LiveSegment] {
        var settled: [LiveSegment] = []
        for one in texts {
            var one = one
            while let last = settled.last,
                last.segment.ids.count < 2 * one.segment.ids.count || last.live.count < 2 * one.live.count,
                last.live.count + one.live.count <= Int(Piece.size)
            {
                settled.removeLast()
                let merged = TextSegment.merged(last, one)
                one = LiveSegment(segment: merged, live: last.live.or(one.live))
            }
            settled.append(one)
        }
        return settled
    }

    /// Memory of the parts, about.
    var bytes: (sets: Int, texts: Int) {
        (
            present.bytes + regions.bytes + types.bytes + statuses.bytes + markets.bytes + tags.bytes + allClasses.bytes
                + areas.values.reduce(0) { $0 + $1.bytes }, texts.reduce(0) { $0 + $1.segment.bytes + $1.live.bytes }
        )
    }
    var count: Int { present.count }
}

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
        for (code, bitmap) in regions.values where query.regions.contains(where: { $0.contains(code) }) {
            let number = bitmap.count(with: found)
            if number > 0 { answer.regions[code] = number }
        }
        for (type, bitmap) in types.values {
            let number = bitmap.count(with: found)
            if number > 0 { answer.types[type] = number }
        }
        return answer
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
        var found = within(query.regions)
        if let status = query.status { found = found.and(statuses[status.rawValue]) }
        if let types = query.types { found = found.and(self.types(types)) }
        if !query.selectors.contains(where: \.isEmpty) {
            let among = found
            found = Bitmap.union(query.selectors.map { reached(by: $0, among: among) })
        }
        for word in query.words {
            let word = SubjectQuery.Word(word)
            var ways: [Bitmap] = []
            if let code = word.identifier {
                ways.append(holding(code, in: .identifier, anchored: true, among: found))
            }
            if let name = word.name { ways.append(holding(name, in: .name, anchored: false, among: found)) }
            found = ways.isEmpty ? .empty : Bitmap.union(ways)
        }
        if !query.address.isEmpty { found = holding(query.address, in: .address, anchored: false, among: found) }
        return found
    }

    private func within(_ codes: [RegionCode]) -> Bitmap {
        Bitmap.union(codes.map { $0.level == .county ? regions[$0] : areas[$0] ?? .empty })
    }

    private func types(_ codes: [String]) -> Bitmap {
        codes.isEmpty ? .empty : Bitmap.union(codes.map { types[$0] })
    }

    private func reached(by selector: Selector, among: Bitmap) -> Bitmap {
        var found = among
        if !selector.regions.isEmpty { found = found.and(within(selector.regions)) }
        if let market = selector.market { found = found.and(markets[market]) }
        if !selector.types.isEmpty { found = found.and(types(selector.types)) }
        // A tag that does not exist reaches nobody, and keeps nobody out.
        for tag in selector.allTags { found = found.and(carrying(tag)) }
        if !selector.tags.isEmpty { found = found.and(Bitmap.union(selector.tags.map(carrying))) }
        for tag in selector.noTags { found = found.without(carrying(tag)) }
        return found
    }

    private func carrying(_ tag: String) -> Bitmap { tagNumbers[tag].map { tags[$0] } ?? .empty }

    private func holding(_ text: String, in column: TextSegment.Column, anchored: Bool, among: Bitmap) -> Bitmap {
        let needle = Array(text.utf8)
        let parts = texts.map { one in
            one.segment.subjects(holding: needle, in: column, anchored: anchored, among: among.and(one.live))
        }
        return parts.isEmpty ? .empty : Bitmap.union(parts)
    }
}
