import Domain

/// What was read of the subjects in some spans of ids.
struct Piece: Sendable {
    let present: Bitmap
    let regions: [RegionCode: Bitmap]
    let types: [String: Bitmap]
    let statuses: [String: Bitmap]
    let markets: [Bool: Bitmap]
    let industries: [String: Bitmap]
    let scales: [String: Bitmap]
    let stations: [Int64: Bitmap]
    let tags: [Int64: Bitmap]
    let classes: [RiskClass: Bitmap]
    let text: TextSegment

    /// Ids of one piece: large enough to be worth a query, small enough to read several beside each other.
    static let size: Int64 = 262_144

    /// Reads all that the index needs of the spans, in the transaction it is given.
    static func read(_ spans: [ClosedRange<Int64>], riskSnapshot: Int64?, from store: any RegistryStore) throws -> Piece
    {
        let reader = PieceReader(tags: try store.tagNumbers().values.sorted())
        for span in spans { try reader.read(span, riskSnapshot: riskSnapshot, from: store) }
        return reader.piece()
    }

    /// The spans cut at multiples of ``size``, for tasks beside each other; nothing beyond `last`.
    static func cut(_ spans: [ClosedRange<Int64>], last: Int64) -> [[ClosedRange<Int64>]] {
        var parts: [Int64: [ClosedRange<Int64>]] = [:]
        for span in spans where span.lowerBound <= last {
            var begin = max(0, span.lowerBound)
            let end = min(span.upperBound, last)
            while begin <= end {
                let number = begin / size
                let stop = min(end, (number + 1) * size - 1)
                parts[number, default: []].append(begin...stop)
                begin = stop + 1
            }
        }
        return parts.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// Collects a ``Piece``.
private final class PieceReader {
    private let present = BitmapBuilder()
    private let regions = FacetBuilder<RegionCode>()
    private let types = FacetBuilder<String>()
    private let statuses = FacetBuilder<String>()
    private let markets = FacetBuilder<Bool>()
    private let industries = FacetBuilder<String>()
    private let scales = FacetBuilder<String>()
    private let stations = FacetBuilder<Int64>()
    private let tags = FacetBuilder<Int64>()
    private let classes = FacetBuilder<RiskClass>()
    private let text = TextSegmentBuilder()
    private let tagNumbers: [Int64]

    init(tags numbers: [Int64]) { tagNumbers = numbers }

    func read(_ span: ClosedRange<Int64>, riskSnapshot: Int64?, from store: any RegistryStore) throws {
        try store.forEachIndexed(span) { subject in
            let id = try PieceReader.number(subject.id)
            present.add(id)
            if let region = RegionCode(subject.region) { regions.add(id, to: region) }
            types.add(id, to: subject.type)
            statuses.add(id, to: subject.status)
            markets.add(id, to: subject.isMarket)
            if !subject.industry.isEmpty { industries.add(id, to: subject.industry) }
            if !subject.scale.isEmpty { scales.add(id, to: subject.scale) }
            if let station = subject.station { stations.add(id, to: station) }
            text.append(subject, id: id)
        }
        try store.forEachTag(tagNumbers, span) { tag, subject in tags.add(try PieceReader.number(subject), to: tag) }
        if let riskSnapshot {
            try store.forEachClass(snapshot: riskSnapshot, span) { subject, risk in
                classes.add(try PieceReader.number(subject), to: risk)
            }
        }
    }

    func piece() -> Piece {
        Piece(
            present: present.bitmap(), regions: regions.bitmaps(), types: types.bitmaps(),
            statuses: statuses.bitmaps(), markets: markets.bitmaps(), industries: industries.bitmaps(),
            scales: scales.bitmaps(), stations: stations.bitmaps(), tags: tags.bitmaps(), classes: classes.bitmaps(),
            text: text.segment())
    }

    private static func number(_ id: Int64) throws -> UInt32 {
        guard let number = UInt32(exactly: id) else {
            throw Problem(.defect, "index.range", "检查对象的编号超出索引能容纳的范围。")
        }
        return number
    }
}
