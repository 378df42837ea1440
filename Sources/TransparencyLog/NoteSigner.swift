import Crypto

/// A private key that signs notes. Its text form is the line `PRIVATE+KEY+name+8 hex digits+base64(type ‖ seed)` of
/// Go's note package. Printing or dumping the value shows the public key only.
package struct NoteSigner: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public half.
    package let key: LogKey
    private let privateKey: Curve25519.Signing.PrivateKey

    /// A fresh key from the system's random source.
    /// - Throws: `malformed` for a name a key cannot have.
    package init(name: String, kind: LogKey.Kind = .log) throws(LogError) {
        try self.init(name: name, kind: kind, privateKey: Curve25519.Signing.PrivateKey())
    }

    /// - Parameter seed: the 32-byte private key of RFC 8032 section 5.1.5.
    /// - Throws: `malformed`.
    package init(name: String, kind: LogKey.Kind, seed: [UInt8]) throws(LogError) {
        guard let privateKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw LogError(.malformed, "私钥应为 32 字节")
        }
        try self.init(name: name, kind: kind, privateKey: privateKey)
    }

    /// Reads the private key line; white space around it is ignored. Errors never quote it.
    /// - Throws: `malformed`.
    package init(secretLine: String) throws(LogError) {
        let parts = try LogKey.parts(of: secretLine.trimmed, count: 5, what: "私钥")
        guard parts[0].sameBytes(as: "PRIVATE"), parts[1].sameBytes(as: "KEY") else {
            throw LogError(.malformed, "私钥应以 PRIVATE+KEY+ 开头")
        }
        guard let encoded = Base64.decode(parts[4]), let type = encoded.first else {
            throw LogError(.malformed, "私钥不是有效的 base64 编码")
        }
        guard let kind = LogKey.Kind(rawValue: type) else {
            throw LogError(.malformed, "私钥类型 \(type) 不受支持:只支持 Ed25519 签名(1)和见证签名(4)")
        }
        try self.init(name: parts[2], kind: kind, seed: Array(encoded.dropFirst()))
        guard key.keyIDHex.sameBytes(as: parts[3]) else {
            throw LogError(.malformed, "私钥编号 \(parts[3]) 与私钥不符,文件可能损坏")
        }
    }

    private init(name: String, kind: LogKey.Kind, privateKey: Curve25519.Signing.PrivateKey) throws(LogError) {
        key = try LogKey(name: name, kind: kind, publicKey: Array(privateKey.publicKey.rawRepresentation))
        self.privateKey = privateKey
    }

    /// The secret itself, one line without a newline. For the key file, nothing else.
    package func secretLine() -> String {
        "PRIVATE+KEY+\(key.name)+\(key.keyIDHex)+"
            + Base64.encode([key.kind.rawValue] + Array(privateKey.rawRepresentation))
    }

    /// Signs a note's text.
    /// - Parameter time: seconds since 1970, said by a witness's signature; a log's has no time and ignores it.
    /// - Throws: `malformed` for a text that cannot stand in a note, `outOfRange` for a time above `Int64.max`.
    package func sign(_ text: String, time: UInt64) throws(LogError) -> SignatureLine {
        try SignedNote.checkText(Array(text.utf8))
        guard time <= UInt64(Int64.max) else { throw LogError(.outOfRange, "签名时间超出范围") }
        do {
            switch key.kind {
            case .log:
                let signature = try privateKey.signature(for: Array(text.utf8))
                return SignatureLine(name: key.name, keyID: key.keyID, signature: Array(signature))
            case .witness:
                let signature = try privateKey.signature(for: SignatureLine.cosigned(text: text, time: time))
                return SignatureLine(
                    name: key.name, keyID: key.keyID, signature: BigEndian.bytes(time) + Array(signature))
            }
        } catch {
            throw LogError(.badSignature, "密钥 \(key.name) 签名失败")
        }
    }

    package var description: String { "NoteSigner(\(key.vkey))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}
