import CRoaring

/// A set of subject numbers as a compressed bitmap. It never changes once it is made, so that threads may share it: CRoaring's
/// reading functions write nothing.
///
/// The only place, with ``BitmapBuilder``, that touches CRoaring's memory: each object owns one bitmap and frees it.
final class Bitmap: @unchecked Sendable {
    fileprivate let raw: UnsafeMutablePointer<roaring_bitmap_t>

    /// Takes what CRoaring made. It gives nothing only where memory has run out, which ends the process anywhere in Swift.
    fileprivate init(taking raw: UnsafeMutablePointer<roaring_bitmap_t>?) {
        guard let raw else { preconditionFailure("out of memory") }
        self.raw = raw
    }

    deinit { roaring_bitmap_free(raw) }

    static let empty = Bitmap(taking: roaring_bitmap_create())

    /// The numbers of a span, cut to what a bitmap can hold.
    convenience init(_ spans: [ClosedRange<Int64>]) {
        let builder = BitmapBuilder()
        for span in spans where span.upperBound >= 0 && span.lowerBound <= Int64(UInt32.max) {
            builder.add(UInt32(clamping: span.lowerBound)...UInt32(clamping: span.upperBound))
        }
        self.init(taking: builder.take())
    }

    convenience init(_ ids: [UInt32]) {
        self.init(taking: roaring_bitmap_of_ptr(ids.count, ids))
    }

    fileprivate convenience init(_ builder: BitmapBuilder) { self.init(taking: builder.take()) }

    var count: Int { Int(clamping: roaring_bitmap_get_cardinality(raw)) }
    var isEmpty: Bool { roaring_bitmap_is_empty(raw) }
    /// Memory, about.
    var bytes: Int { roaring_bitmap_size_in_bytes(raw) }

    func intersects(_ other: Bitmap) -> Bool { roaring_bitmap_intersect(raw, other.raw) }

    func count(with other: Bitmap) -> Int { Int(clamping: roaring_bitmap_and_cardinality(raw, other.raw)) }

    func and(_ other: Bitmap) -> Bitmap { Bitmap(taking: roaring_bitmap_and(raw, other.raw)) }

    func without(_ other: Bitmap) -> Bitmap { Bitmap(taking: roaring_bitmap_andnot(raw, other.raw)) }

    func or(_ other: Bitmap) -> Bitmap { Bitmap(taking: roaring_bitmap_or(raw, other.raw)) }

    static func union(_ all: [Bitmap]) -> Bitmap {
        guard all.count != 1 else { return all[0] }
        var pointers: [UnsafePointer<roaring_bitmap_t>?] = all.map { UnsafePointer($0.raw) }
        return withExtendedLifetime(all) { Bitmap(taking: roaring_bitmap_or_many(pointers.count, &pointers)) }
    }

    /// All numbers, ascending.
    var ids: [UInt32] {
        let count = count
        return [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let start = buffer.baseAddress { roaring_bitmap_to_uint32_array(raw, start) }
            initialized = count
        }
    }

    /// Part of ``ids``.
    func ids(offset: Int, limit: Int) -> [UInt32] {
        let number = min(limit, count - offset)
        guard offset >= 0, number > 0 else { return [] }
        return [UInt32](unsafeUninitializedCapacity: number) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            initialized = roaring_bitmap_range_uint32_array(raw, offset, number, start) ? number : 0
        }
    }
}

/// Collects the numbers of a bitmap, in any order; ascending ones fastest. Used by one task at a time, until it is taken.
final class BitmapBuilder {
    private var raw: UnsafeMutablePointer<roaring_bitmap_t>?
    private var waiting: [UInt32] = []
    private static let batch = 4_096

    init() { raw = roaring_bitmap_create() }

    deinit { if let raw { roaring_bitmap_free(raw) } }

    func add(_ id: UInt32) {
        waiting.append(id)
        if waiting.count == BitmapBuilder.batch { flush() }
    }

    func add(_ span: ClosedRange<UInt32>) {
        if let raw { roaring_bitmap_add_range_closed(raw, span.lowerBound, span.upperBound) }
    }

    private func flush() {
        if let raw { roaring_bitmap_add_many(raw, waiting.count, waiting) }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Hands the bitmap over; the builder is of no use afterwards.
    fileprivate func take() -> UnsafeMutablePointer<roaring_bitmap_t>? {
        flush()
        if let raw {
            roaring_bitmap_run_optimize(raw)
            roaring_bitmap_shrink_to_fit(raw)
        }
        defer { raw = nil }
        return raw
    }

    func bitmap() -> Bitmap { Bitmap(self) }
}
