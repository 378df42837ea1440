/// A checked and classified row on its way into the registry.
package struct SubjectRecord: Sendable {
    package let identifier: String
    package let name: String
    package let status: Subject.Status
    package internal(set) var facts: SubjectFacts
    /// Places of the tags in the reference book.
    package let tagPlaces: [Int]
    /// 64-bit FNV-1a over what the file says, region included: differs when anything but tags would change.
    package let hash: Int64
    package let row: Int
    package let line: Int

    /// A record from what is known otherwise than from a file (the demo province).
    package init(
        identifier: String, name: String, status: Subject.Status, facts: SubjectFacts, tagPlaces: [Int], hash: Int64,
        row: Int, line: Int
    ) {
        self.identifier = identifier
        self.name = name
        self.status = status
        self.facts = facts
        self.tagPlaces = tagPlaces
        self.hash = hash
        self.row = row
        self.line = line
    }
}

/// FNV-1a, 64 bit. Tells change from no change; it is no protection against forgery and needs to be none.
struct RowHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        // A separator that no UTF-8 text holds.
        state = (state ^ 0xFF) &* 0x100_0000_01B3
    }

    var value: Int64 { Int64(bitPattern: state) }
}
