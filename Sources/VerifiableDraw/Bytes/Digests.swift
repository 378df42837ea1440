import Crypto

/// SHA-256 over raw buffers: the draw hashes millions of short strings, and the generic `DataProtocol` entry costs a
/// third of the rate.
package enum Digests {
    /// SHA-256 of the bytes, 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { Array(digest($0)) }
    }

    /// SHA-256 of a buffer, without a copy and without an array for the result.
    static func digest(_ bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        var state = SHA256()
        state.update(bufferPointer: bytes)
        return state.finalize()
    }

    /// SHA-256 of the UTF-8 bytes, lower-case hex.
    package static func sha256Hex(_ text: String) -> String {
        Hex.lower(sha256(Array(text.utf8)))
    }

    /// RFC 6962 hash of a leaf, `SHA-256(0x00 ‖ entry)`, lower-case hex.
    package static func leafHex(_ entry: [UInt8]) -> String {
        Hex.lower(sha256([0] + entry))
    }
}
