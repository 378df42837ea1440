import Crypto

/// The secret that turns identifiers into lots: without it nobody can tell which subject a lot is, nor which subjects of
/// two ceremonies are the same. Inspectors have a key of their own.
package struct LotKey: Sendable {
    /// Bytes of a key.
    package static let length = KeyedHash.keyLength

    private let hash: KeyedHash

    package var bytes: [UInt8] { hash.key }
    /// What the freeze entry says of the key: lower-case hex SHA-256.
    package var commitment: String { hash.commitment }

    /// - Throws: `lotKeyLength` unless there are exactly 32 bytes.
    package init(bytes: [UInt8]) throws(DrawRefusal) {
        hash = try KeyedHash(key: bytes, named: "签号密钥")
    }

    private init(_ hash: KeyedHash) { self.hash = hash }

    /// A fresh key from the system's cryptographic random source.
    package static func random() -> LotKey { LotKey(.random()) }

    /// The lot of a subject or an inspector: upper-hex(HMAC-SHA256(key, utf8(identifier)))[0..<20].
    package func lot(of identifier: String) -> String { value(of: identifier).text }

    /// The lot of a subject in one campaign of a batch, where it must not be known again in another: the same hash over
    /// identifier TAB campaign (docs/draw-spec.md, 2). No identifier holds a TAB.
    package func value(of identifier: String, in campaign: String) -> Lot {
        value(of: LotKey.word(identifier, in: campaign))
    }

    /// Under which lot the subject stands somewhere in a stratum: the one it has in all its campaigns, else its own in the
    /// stratum's; nil where neither `stands` there.
    ///
    /// - Parameter common: the lot in all campaigns, where it is known already.
    package func standing(
        _ identifier: String, in stratum: String, common: Lot? = nil, where stands: (Lot) -> Bool
    ) -> (lot: Lot, isOwn: Bool)? {
        let common = common ?? value(of: identifier)
        if stands(common) { return (common, false) }
        let own = value(of: identifier, in: Population.campaign(of: stratum))
        return stands(own) ? (own, true) : nil
    }

    /// What such a lot is the hash of.
    package static func word(_ identifier: String, in campaign: String) -> String { identifier + "\t" + campaign }

    /// The same as `lot(of:)`, in its compact form.
    package func value(of identifier: String) -> Lot {
        var identifier = identifier
        return identifier.withUTF8 { value(ofUTF8: UnsafeRawBufferPointer($0)) }
    }

    /// The lot of an identifier given by its UTF-8 bytes.
    package func value(ofUTF8 identifier: UnsafeRawBufferPointer) -> Lot {
        hash.digest(identifier).withUnsafeBytes { Lot(leading: $0) }
    }

    /// The lots of many identifiers, in their order, on all cores.
    package func values(of identifiers: [String]) -> [Lot] {
        Parallel.map(count: identifiers.count, chunk: 16_384) { range in
            range.map { value(of: identifiers[$0]) }
        }.flatMap { $0 }
    }
}
