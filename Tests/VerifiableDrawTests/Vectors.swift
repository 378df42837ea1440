import Foundation

/// Golden vectors written by tools/make-draw-vectors.py from PyPI consistent-sampler and Python's hashlib.
enum Vectors {
    struct Missing: Error { let name: String }

    static func load<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
        guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors") else {
            throw Missing(name: name)
        }
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}

/// SplitMix64: the same numbers on every machine, so that a failure can be seen again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A lot's text.
    mutating func lot() -> String {
        String((0..<20).map { _ in "0123456789ABCDEF".randomElement(using: &self) ?? "0" })
    }
}
