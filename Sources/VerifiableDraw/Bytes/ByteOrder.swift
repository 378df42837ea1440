/// Identifiers compared as UTF-8 bytes. Swift's own `==` and `<` on strings follow canonical equivalence, which would
/// make two different identifiers one, and would disagree with every other implementation of the protocol.
package enum ByteOrder {
    package static func precedes(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }

    package static func equal(_ a: String, _ b: String) -> Bool {
        // A file's million identifiers go through here when they are checked for doubles: compare memory, not elements.
        let same = a.utf8.withContiguousStorageIfAvailable { first in
            b.utf8.withContiguousStorageIfAvailable { second in
                first.count == second.count && (first.isEmpty || first.elementsEqual(second))
            }
        }
        return (same ?? nil) ?? a.utf8.elementsEqual(b.utf8)
    }
}

/// A string as a dictionary key or set member by its bytes.
package struct ByteKey: Hashable, Sendable, Comparable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: ByteKey, b: ByteKey) -> Bool { ByteOrder.equal(a.text, b.text) }
    package static func < (a: ByteKey, b: ByteKey) -> Bool { ByteOrder.precedes(a.text, b.text) }

    package func hash(into hasher: inout Hasher) {
        // Two strings of the same bytes may be stored differently, so both ways feed the hasher the same.
        let done: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if done == nil { Array(text.utf8).withUnsafeBytes { hasher.combine(bytes: $0) } }
        hasher.combine(UInt8(0xFF))
    }
}

/// The identifiers of the protocol's own files: `[0-9A-Za-z:-]`, 1 to 64 characters.
package enum Identifier {
    /// Longest identifier, in bytes.
    package static let longest = 64

    package static func isValid(_ text: String) -> Bool {
        let utf8 = text.utf8
        return !utf8.isEmpty && utf8.count <= longest && utf8.allSatisfy(isAllowed)
    }

    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x3A, 0x2D: true
        default: false
        }
    }
}
