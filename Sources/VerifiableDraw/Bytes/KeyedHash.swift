import Crypto

/// HMAC-SHA256 (RFC 2104) under one key of 32 bytes, for millions of short messages: the two blocks that depend on the
/// key alone are taken in once.
struct KeyedHash: Sendable {
    /// Bytes of a key.
    static let keyLength = 32

    private let inner: SHA256
    private let outer: SHA256

    /// - Parameter key: `keyLength` bytes; never more than a block, which RFC 2104 would hash first.
    init(key: [UInt8]) {
        inner = KeyedHash.state(key, pad: 0x36)
        outer = KeyedHash.state(key, pad: 0x5C)
    }

    private static func state(_ key: [UInt8], pad: UInt8) -> SHA256 {
        var block = [UInt8](repeating: pad, count: 64)
        for index in key.indices.prefix(64) { block[index] ^= key[index] }
        var state = SHA256()
        block.withUnsafeBytes { state.update(bufferPointer: $0) }
        return state
    }

    /// The message authentication code of a message.
    func digest(_ message: UnsafeRawBufferPointer) -> SHA256Digest {
        var hash = inner
        hash.update(bufferPointer: message)
        let digest = hash.finalize()
        var mac = outer
        digest.withUnsafeBytes { mac.update(bufferPointer: $0) }
        return mac.finalize()
    }
}
