/// One property by which subjects are told apart: its values, each with the subjects that have it.
struct Facet<Key: Hashable & Sendable>: Sendable {
    private(set) var values: [Key: Bitmap] = [:]

    subscript(_ key: Key) -> Bitmap { values[key] ?? .empty }

    var bytes: Int { values.values.reduce(0) { $0 + $1.bytes } }

    /// The same facet where what is known of the changed subjects is forgotten and what was read anew takes its place. Bitmaps
    /// that no change touches are shared.
    func replacing(_ changed: Bitmap, with pieces: [[Key: Bitmap]]) -> Facet {
        var next = self
        for (key, bitmap) in values where bitmap.intersects(changed) {
            let left = bitmap.without(changed)
            next.values[key] = left.isEmpty ? nil : left
        }
        var added: [Key: [Bitmap]] = [:]
        for piece in pieces {
            for (key, bitmap) in piece { added[key, default: []].append(bitmap) }
        }
        for (key, bitmaps) in added {
            next.values[key] = Bitmap.union(bitmaps + (next.values[key].map { [$0] } ?? []))
        }
        return next
    }
}

/// Collects one facet of a piece.
final class FacetBuilder<Key: Hashable & Sendable> {
    private var builders: [Key: BitmapBuilder] = [:]

    func add(_ id: UInt32, to key: Key) {
        if let builder = builders[key] { return builder.add(id) }
        let builder = BitmapBuilder()
        builders[key] = builder
        builder.add(id)
    }

    func bitmaps() -> [Key: Bitmap] { builders.mapValues { $0.bitmap() } }
}
