import Crypto

/// A subject's slip (签条): the pseudonym that stands for it in all that may be joined with its name. It tells no stratum;
/// the leaf made of identifier, slip and nonce binds it to the subject before the seed can be known.
package struct Slip: Sendable, Equatable {
    /// Characters of a nonce, upper-case hex: the rest of the seal after the slip.
    package static let nonceLength = 44

    package let identifier: String
    /// 20 characters `[0-9A-F]`, written as a lot is.
    package let slip: String
    /// 44 characters `[0-9A-F]`. Without it nobody can try identifiers against the leaf.
    package let nonce: String

    /// - Throws: `slipFormat` for other lengths or characters, `identifierCharset` for what is no identifier.
    package init(identifier: String, slip: String, nonce: String) throws(DrawRefusal) {
        guard Identifier.isValid(identifier) else {
            throw DrawRefusal(.identifierCharset, "主体编号“\(identifier)”只能由1至64个字母、数字、冒号、连字符组成")
        }
        guard (try? Lot(slip)) != nil else { throw DrawRefusal(.slipFormat, "签条“\(slip)”不是20位大写十六进制数") }
        guard nonce.utf8.count == Slip.nonceLength, nonce.utf8.allSatisfy({ Hex.upperValue($0) != nil }) else {
            throw DrawRefusal(.slipFormat, "随机码不是\(Slip.nonceLength)位大写十六进制数")
        }
        self.init(identifier: identifier, checkedSlip: slip, nonce: nonce)
    }

    fileprivate init(identifier: String, checkedSlip: String, nonce: String) {
        self.identifier = identifier
        slip = checkedSlip
        self.nonce = nonce
    }

    /// What the leaf is made of, each line ending in LF.
    package var text: String { "\(Slip.header)\(identifier)\n\(slip)\n\(nonce)\n" }

    /// RFC 6962 leaf hash of the text, 32 bytes.
    package var leaf: [UInt8] { Digests.sha256([0] + Array(text.utf8)) }

    fileprivate static let header = "vdraw-slip/v1\n"
}

/// A leaf of the slip tree with the number of its subject.
package struct SlipLeaf: Sendable {
    let hash: TreeHash
    /// The first eight bytes of the slip: enough to see that slips are distinct.
    let slip: UInt64
    package let subject: Int32
}

/// The secret that turns identifiers into slips. It is another than the lots' key, so that a slip tells nothing of a lot.
package struct SlipKey: Sendable {
    /// Bytes of a key.
    package static let length = KeyedHash.keyLength

    private let hash: KeyedHash

    package var bytes: [UInt8] { hash.key }
    /// What the freeze entry says of the key: lower-case hex SHA-256.
    package var commitment: String { hash.commitment }

    /// - Throws: `lotKeyLength` unless there are exactly 32 bytes.
    package init(bytes: [UInt8]) throws(DrawRefusal) {
        hash = try KeyedHash(key: bytes, named: "签条密钥")
    }

    private init(_ hash: KeyedHash) { self.hash = hash }

    /// A fresh key from the system's cryptographic random source.
    package static func random() -> SlipKey { SlipKey(.random()) }

    /// A subject's slip and nonce: the upper-case hex of HMAC-SHA256(key, utf8(identifier)), cut after 20 characters.
    package func slip(of identifier: String) -> Slip {
        let seal = Hex.upper(Array(identifier.utf8).withUnsafeBytes { Array(hash.digest($0)) })
        return Slip(
            identifier: identifier, checkedSlip: String(seal.prefix(Lot.length)),
            nonce: String(seal.dropFirst(Lot.length)))
    }

    /// The leaves of many subjects, in their order, on all cores.
    /// - Parameter subjects: identifiers with the numbers they are kept under.
    package func leaves(of subjects: [(identifier: String, subject: Int32)]) -> [SlipLeaf] {
        Parallel.map(count: subjects.count, chunk: 8192) { range in
            // 0x00, header, identifier, LF, slip, LF, nonce, LF: the leaf's input, in one buffer for all.
            var input = [0] + Array(Slip.header.utf8)
            let prefix = input.count
            return range.map { index in
                var identifier = subjects[index].identifier
                input.removeLast(input.count - prefix)
                let seal = identifier.withUTF8 { utf8 in
                    input.append(contentsOf: utf8)
                    return TreeHash(hash.digest(UnsafeRawBufferPointer(utf8)))
                }
                input.append(0x0A)
                seal.appendUpperHex(to: &input, cut: Lot.length)
                let leaf = input.withUnsafeBytes { TreeHash(Digests.digest($0)) }
                return SlipLeaf(hash: leaf, slip: seal.prefix, subject: subjects[index].subject)
            }
        }.flatMap { $0 }
    }
}
