import Crypto

/// SHA-256 over bytes that arrive in pieces.
package struct Fingerprint {
    private var hash = SHA256()

    package init() {}

    package mutating func add(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    /// Lower-case hex, 64 characters.
    package func hex() -> String {
        Digest.hex(hash.finalize())
    }
}
