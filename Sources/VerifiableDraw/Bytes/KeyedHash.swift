import Crypto

/// HMAC-SHA256 (RFC 2104) under one key of 32 bytes, for millions of short messages: the two blocks that depend on the
/// key alone are taken in once.
struct KeyedHash: Sendable {
    /// Bytes of a key.
    static let keyLength = 32

    let key: [UInt8]
    private let inner: SHA256
    private let outer: SHA256

    /// What the freeze entry says of the key: lower-case hex SHA-256.
    var commitment: String { Hex.lower(Digests.sha256(key)) }

    /// - Parameter name: the key's name in Chinese, for the refusal.
    /// - Throws: `lotKeyLength` unless there are exactly `keyLength` bytes; that is never more than a block, which RFC 2104
    ///   would hash first.
    init(key: [UInt8], named name: String) throws(DrawRefusal) {
        guard key.count == KeyedHash.keyLength else {
            throw DrawRefusal(.lotKeyLength, "\(name)应为\(KeyedHash.keyLength)字节，现为\(key.count)字节")
        }
        self.init(checked: key)
    }

    /// A fresh key from the system's cryptographic random source.
    static func random() -> KeyedHash {
        KeyedHash(checked: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    private init(checked key: [UInt8]) {
        self.key = key
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
