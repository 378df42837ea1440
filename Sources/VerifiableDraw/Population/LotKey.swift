import Crypto

/// The secret that turns identifiers into lots: without it nobody can tell which subject a lot is, nor which subjects of
/// two ceremonies are the same. Inspectors have a key of their own.
package struct LotKey: Sendable {
    /// Bytes of a key.
    package static let length = 32

    package let bytes: [UInt8]
    /// `SHA256` states that have taken in the key's inner and outer HMAC pad (RFC 2104): the two blocks that all lots
    /// of a ceremony have in common.
    private let inner: SHA256
    private let outer: SHA256

    /// - Throws: `lotKeyLength` unless there are exactly 32 bytes.
    package init(bytes: [UInt8]) throws(DrawRefusal) {
        guard bytes.count == LotKey.length else {
            throw DrawRefusal(.lotKeyLength, "签号密钥应为\(LotKey.length)字节，现为\(bytes.count)字节")
        }
        self.init(checked: bytes)
    }

    private init(checked bytes: [UInt8]) {
        self.bytes = bytes
        inner = LotKey.state(bytes, pad: 0x36)
        outer = LotKey.state(bytes, pad: 0x5C)
    }

    private static func state(_ key: [UInt8], pad: UInt8) -> SHA256 {
        var block = [UInt8](repeating: pad, count: 64)
        for index in key.indices { block[index] ^= key[index] }
        var state = SHA256()
        block.withUnsafeBytes { state.update(bufferPointer: $0) }
        return state
    }

    /// A fresh key from the system's cryptographic random source.
    package static func random() -> LotKey {
        LotKey(checked: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// What the freeze entry says of the key: lower-case hex SHA-256.
    package var commitment: String { Hex.lower(Digests.sha256(bytes)) }

    /// The lot of a subject or an inspector: upper-hex(HMAC-SHA256(key, utf8(identifier)))[0..<20].
    package func lot(of identifier: String) -> String { value(of: identifier).text }

    /// The same as `lot(of:)`, in its compact form.
    package func value(of identifier: String) -> Lot {
        var identifier = identifier
        return identifier.withUTF8 { value(ofUTF8: UnsafeRawBufferPointer($0)) }
    }

    /// The lot of an identifier given by its UTF-8 bytes.
    package func value(ofUTF8 identifier: UnsafeRawBufferPointer) -> Lot {
        var hash = inner
        hash.update(bufferPointer: identifier)
        let digest = hash.finalize()
        var mac = outer
        digest.withUnsafeBytes { mac.update(bufferPointer: $0) }
        return mac.finalize().withUnsafeBytes { bytes in
            Lot(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
        }
    }

    /// The lots of many identifiers, in their order, on all cores.
    package func values(of identifiers: [String]) -> [Lot] {
        Parallel.map(count: identifiers.count, chunk: 16_384) { range in
            range.map { value(of: identifiers[$0]) }
        }.flatMap { $0 }
    }
}
