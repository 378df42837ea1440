/// Ids of subjects as spans: a bulk import of neighbouring ids stays one span, whatever its size.
///
/// A span may hold ids that nobody asked for. Who follows the change sequence reads every subject of a span again, and reading
/// too many does no harm; reading too few would.
package struct SubjectSpans: Sendable, Equatable {
    /// Ascending, apart from each other.
    package private(set) var spans: [ClosedRange<Int64>] = []
    /// More spans than this are joined over the narrowest gaps between them. So many single subjects a change may name exactly.
    package static let limit = 8_192

    package init() {}

    package init(_ ids: [Int64]) { insert(ids) }

    package var isEmpty: Bool { spans.isEmpty }

    package mutating func insert(_ ids: [Int64]) {
        var added: [ClosedRange<Int64>] = []
        for id in ids.filter({ !contains($0) }).sorted() {
            if let last = added.last, id <= last.upperBound &+ 1 {
                added[added.count - 1] = last.lowerBound...max(last.upperBound, id)
            } else {
                added.append(id...id)
            }
        }
        insert(spans: added)
    }

    package mutating func insert(spans added: [ClosedRange<Int64>]) {
        guard !added.isEmpty else { return }
        var joined: [ClosedRange<Int64>] = []
        for span in (spans + added).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, span.lowerBound <= last.upperBound || span.lowerBound == last.upperBound &+ 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                joined.append(span)
            }
        }
        spans = SubjectSpans.narrowed(joined)
    }

    package func contains(_ id: Int64) -> Bool {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].upperBound < id { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].contains(id)
    }

    private static func narrowed(_ spans: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
        guard spans.count > limit else { return spans }
        // The widest gaps stay; the rest is joined. Half the limit, so that this is not done again with the next id.
        let kept = Set(
            spans.indices.dropFirst().sorted {
                spans[$0].lowerBound - spans[$0 - 1].upperBound > spans[$1].lowerBound - spans[$1 - 1].upperBound
            }.prefix(limit / 2 - 1))
        var joined: [ClosedRange<Int64>] = []
        for index in spans.indices {
            if let last = joined.last, !kept.contains(index) {
                joined[joined.count - 1] = last.lowerBound...spans[index].upperBound
            } else {
                joined.append(spans[index])
            }
        }
        return joined
    }
}
