import Crypto

/// A public key that signs notes (C2SP signed-note), with the name it signs under. Its text form is the vkey line
/// `name+8 hex digits+base64(type ‖ key)` of Go's note package.
package struct LogKey: Sendable, Hashable, CustomStringConvertible {
    /// What a signature by this key says. The raw value is the type byte of C2SP signed-note.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// A plain Ed25519 signature over the note text: the log itself.
        case log = 0x01
        /// A cosignature with a time (C2SP tlog-cosignature v1): a witness.
        case witness = 0x04
    }

    /// For a log, its origin: a URL without scheme, such as `mingcha.example/log`.
    package let name: String
    package let kind: Kind
    /// 32 bytes (RFC 8032).
    package let publicKey: [UInt8]
    /// The first four bytes of SHA-256(name ‖ LF ‖ type ‖ key), big-endian.
    package let keyID: UInt32

    /// - Throws: `malformed` if the name is empty or has spaces, control characters or `+`, or the key is not 32 bytes.
    package init(name: String, kind: Kind, publicKey: [UInt8]) throws(LogError) {
        guard Self.isName(name) else {
            throw LogError(.malformed, "密钥名称“\(name)”不合规:不能为空,不能含空格、控制字符或加号")
        }
        guard publicKey.count == 32 else { throw LogError(.malformed, "公钥应为 32 字节,实为 \(publicKey.count) 字节") }
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
        keyID = Self.keyID(name: name, encoded: [kind.rawValue] + publicKey)
    }

    /// Reads a vkey line; white space around it is ignored.
    /// - Throws: `malformed`, also if the key id does not belong to the key: a line with a typing error is not a key.
    package init(vkey: String) throws(LogError) {
        let parts = try Self.parts(of: vkey.trimmed, count: 3, what: "公钥")
        guard let encoded = Base64.decode(parts[2]), let type = encoded.first else {
            throw LogError(.malformed, "公钥不是有效的 base64 编码")
        }
        guard let kind = Kind(rawValue: type) else {
            throw LogError(.malformed, "公钥类型 \(type) 不受支持:只支持 Ed25519 签名(1)和见证签名(4)")
        }
        try self.init(name: parts[0], kind: kind, publicKey: Array(encoded.dropFirst()))
        guard Hex.encode(BigEndian.bytes(UInt64(keyID)).suffix(4)).sameBytes(as: parts[1]) else {
            throw LogError(.malformed, "公钥编号 \(parts[1]) 与公钥不符,可能抄写有误")
        }
    }

    /// The vkey line, without a newline.
    package var vkey: String {
        "\(name)+\(keyIDHex)+\(Base64.encode([kind.rawValue] + publicKey))"
    }

    package var description: String { vkey }

    var keyIDHex: String { Hex.encode(BigEndian.bytes(UInt64(keyID)).suffix(4)) }

    /// Whether a signature line claims to be by this key.
    func made(_ line: SignatureLine) -> Bool { line.keyID == keyID && line.name.sameBytes(as: name) }

    /// The time of a cosignature in seconds since 1970, nil for a plain signature.
    /// - Throws: `badSignature`.
    func check(_ line: SignatureLine, text: String) throws(LogError) -> UInt64? {
        let refusal = LogError(.badSignature, "密钥 \(name)(\(keyIDHex))的签名无效")
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { throw refusal }
        switch kind {
        case .log:
            guard line.signature.count == 64, key.isValidSignature(line.signature, for: Array(text.utf8)) else {
                throw refusal
            }
            return nil
        case .witness:
            guard line.signature.count == 72, let time = BigEndian.read(line.signature.prefix(8)),
                time <= UInt64(Int64.max),
                key.isValidSignature(
                    Array(line.signature.dropFirst(8)), for: SignatureLine.cosigned(text: text, time: time))
            else { throw refusal }
            return time
        }
    }

    package static func == (left: LogKey, right: LogKey) -> Bool {
        left.keyID == right.keyID && left.kind == right.kind && left.publicKey == right.publicKey
            && left.name.sameBytes(as: right.name)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(publicKey)
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 || $0 == "+" }
    }

    static func keyID(name: String, encoded: [UInt8]) -> UInt32 {
        let digest = Hash.sha256(Array(name.utf8) + [0x0A] + encoded)
        return digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Splits at plus signs; base64 may hold plus signs itself, so the last part keeps the rest.
    static func parts(of text: String, count: Int, what: String) throws(LogError) -> [String] {
        let parts = text.split(separator: "+", maxSplits: count - 1, omittingEmptySubsequences: false)
        guard parts.count == count else {
            throw LogError(.malformed, "\(what)格式不对:应为“名称+编号+编码”")
        }
        return parts.map(String.init)
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
