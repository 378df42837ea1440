internal import CRoaring

/// A set of subject numbers as a compressed bitmap.
package struct SubjectBitmap: ~Copyable {
    private let bitmap: UnsafeMutablePointer<roaring_bitmap_t>?

    package init() { bitmap = roaring_bitmap_create() }

    deinit { if let bitmap { roaring_bitmap_free(bitmap) } }

    /// Number of subjects in it.
    package var count: Int { bitmap.flatMap { Int(exactly: roaring_bitmap_get_cardinality($0)) } ?? 0 }
}
