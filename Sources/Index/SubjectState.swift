import Domain

/// All subjects as sets, as of one number of the change sequence. A change makes another state, which shares what did not change.
struct SubjectState: SubjectSets {
    let sequence: Int64
    let riskSnapshot: Int64?
    let numbers: CodeNumbers
    let present: Bitmap
    let regions: Facet<RegionCode>
    /// Provinces and cities: unions of their divisions.
    let areas: [RegionCode: Bitmap]
    /// The division of each subject, for breakdowns.
    let places: Places
    let types: Facet<String>
    let statuses: Facet<String>
    let markets: Facet<Bool>
    let industries: Facet<String>
    let scales: Facet<String>
    let stations: Facet<Int64>
    let tags: Facet<Int64>
    let allClasses: Facet<RiskClass>
    let texts: [LiveSegment]

    /// Nobody.
    static let nothing = SubjectState(
        sequence: 0, riskSnapshot: nil, numbers: CodeNumbers(tags: [:], stations: [:]), present: .empty,
        regions: Facet(), areas: [:], places: Places(), types: Facet(), statuses: Facet(), markets: Facet(),
        industries: Facet(), scales: Facet(), stations: Facet(), tags: Facet(), allClasses: Facet(), texts: [])

    /// The state after these spans were read anew.
    ///
    /// - Parameter classes: all classes, where another snapshot counts from now on; nil where the pieces hold those that changed.
    func replacing(
        _ spans: [ClosedRange<Int64>], with pieces: [Piece], classes: [RiskClass: Bitmap]? = nil, sequence: Int64,
        riskSnapshot: Int64?, numbers: CodeNumbers
    ) -> SubjectState {
        let changed = Bitmap(spans)
        let regions = regions.replacing(changed, with: pieces.map(\.regions))
        let statuses = statuses.replacing(changed, with: pieces.map(\.statuses))
        var texts = texts.compactMap { one -> LiveSegment? in
            guard one.live.intersects(changed) else { return one }
            let live = one.live.without(changed)
            return live.isEmpty ? nil : LiveSegment(segment: one.segment, live: live)
        }
        for piece in pieces where !piece.present.isEmpty {
            texts.append(LiveSegment(segment: piece.text, live: piece.present))
        }
        return SubjectState(
            sequence: sequence, riskSnapshot: riskSnapshot, numbers: numbers,
            present: Bitmap.union([present.without(changed)] + pieces.map(\.present)), regions: regions,
            areas: SubjectState.areas(regions), places: places.replacing(changed, of: self.statuses, with: pieces),
            types: types.replacing(changed, with: pieces.map(\.types)), statuses: statuses,
            markets: markets.replacing(changed, with: pieces.map(\.markets)),
            industries: industries.replacing(changed, with: pieces.map(\.industries)),
            scales: scales.replacing(changed, with: pieces.map(\.scales)),
            stations: stations.replacing(changed, with: pieces.map(\.stations)),
            tags: tags.replacing(changed, with: pieces.map(\.tags)),
            allClasses: classes.map { Facet<RiskClass>().replacing(.empty, with: [$0]) }
                ?? allClasses.replacing(changed, with: pieces.map(\.classes)),
            texts: SubjectState.settled(texts))
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
            present.bytes + regions.bytes + types.bytes + statuses.bytes + markets.bytes + industries.bytes
                + scales.bytes + stations.bytes + tags.bytes + allClasses.bytes + places.bytes
                + areas.values.reduce(0) { $0 + $1.bytes }, texts.reduce(0) { $0 + $1.segment.bytes + $1.live.bytes }
        )
    }
    var count: Int { present.count }
}

/// What the codes of selectors stand for in the tables.
struct CodeNumbers: Sendable {
    let tags: [String: Int64]
    let stations: [String: Int64]
}
