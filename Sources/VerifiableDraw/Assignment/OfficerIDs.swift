/// The officers' identifiers as UTF-8 in one piece of memory: a large matching hashes each of them for each inspection,
/// and taking a string apart ten million times costs as much as the hash.
struct OfficerIDs: Sendable {
    private let bytes: [UInt8]
    /// Where each identifier begins in `bytes`, and after the last one its end.
    private let starts: [Int]

    init(_ ids: [String]) {
        var bytes: [UInt8] = []
        var starts = [0]
        for id in ids {
            bytes.append(contentsOf: id.utf8)
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }

    func number(_ officer: Int, _ sampler: Sampler) -> TicketNumber {
        bytes.withUnsafeBytes {
            sampler.number(ofUTF8: UnsafeRawBufferPointer(rebasing: $0[starts[officer]..<starts[officer + 1]]))
        }
    }

    /// Whether one of two officers of equal ticket comes first.
    func precedes(_ a: Int, _ b: Int) -> Bool {
        bytes[starts[a]..<starts[a + 1]].lexicographicallyPrecedes(bytes[starts[b]..<starts[b + 1]])
    }
}
