/// One line under a note: who signed, with which key, and the signature's bytes (C2SP signed-note).
package struct SignatureLine: Sendable, Hashable {
    package let name: String
    package let keyID: UInt32
    /// 64 bytes of Ed25519; a witness's has eight bytes of time before them; other kinds as they please.
    package let signature: [UInt8]

    /// - Parameter signature: not empty.
    package init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// The line with its newline.
    package var line: String {
        "— \(name) \(Base64.encode(BigEndian.bytes(UInt64(keyID)).suffix(4) + signature))\n"
    }

    init?(line: ArraySlice<UInt8>) {
        let dash = Array("— ".utf8)
        guard line.starts(with: dash) else { return nil }
        let fields = line.dropFirst(dash.count).split(separator: 0x20, omittingEmptySubsequences: false)
        guard fields.count == 2 else { return nil }
        let name = String(decoding: fields[0], as: UTF8.self)
        guard LogKey.isName(name), let bytes = Base64.decode(String(decoding: fields[1], as: UTF8.self)),
            bytes.count >= 5
        else { return nil }
        self.init(
            name: name, keyID: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
            signature: Array(bytes.dropFirst(4)))
    }

    /// What a witness signs (C2SP tlog-cosignature, "Ed25519 signed message").
    static func cosigned(text: String, time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }

    package static func == (left: SignatureLine, right: SignatureLine) -> Bool {
        left.keyID == right.keyID && left.signature == right.signature && left.name.sameBytes(as: right.name)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(signature)
    }
}

/// A signature that has been checked, and by whom.
package struct VerifiedSignature: Sendable, Hashable {
    package let key: LogKey
    /// When a witness signed, in seconds since 1970 by its own clock; nil for the log's signature.
    package let time: UInt64?
}

/// A text with signatures (C2SP signed-note). Holding one says nothing about the signatures: `verify` does.
package struct SignedNote: Sendable {
    /// A note longer than this is refused: a checkpoint has a few hundred bytes.
    package static let maximumBytes = 1_000_000
    /// More signatures than this are refused; the specification asks for at least 16.
    package static let maximumSignatures = 100

    /// The text that is signed, with its final newline.
    package let text: String
    package private(set) var signatures: [SignatureLine]

    /// A note without signatures yet.
    /// - Throws: `malformed` for a text that cannot stand in a note.
    package init(text: String) throws(LogError) {
        try Self.checkText(Array(text.utf8))
        self.text = text
        signatures = []
    }

    /// Reads a note; it must have one signature line at least.
    /// - Throws: `malformed`.
    package init(bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Self.maximumBytes else {
            throw LogError(.malformed, "签名文本过长:\(bytes.count) 字节")
        }
        // The last empty line parts the text from the signatures.
        guard let end = bytes.indices.last(where: { $0 > 0 && bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }) else {
            throw LogError(.malformed, "签名文本缺少签名部分")
        }
        let text = bytes[..<end]
        try Self.checkText(text)
        let lines = bytes[(end + 1)...].split(separator: 0x0A, omittingEmptySubsequences: false)
        guard bytes.last == 0x0A, lines.count >= 2 else {
            throw LogError(.malformed, "签名文本没有签名行,或末行不完整")
        }
        guard lines.count - 1 <= Self.maximumSignatures else {
            throw LogError(.malformed, "签名过多:\(lines.count - 1) 个")
        }
        var signatures: [SignatureLine] = []
        for line in lines.dropLast() {
            guard String(validating: line, as: UTF8.self) != nil, let signature = SignatureLine(line: line) else {
                throw LogError(.malformed, "第 \(signatures.count + 1) 行签名格式不对")
            }
            signatures.append(signature)
        }
        self.text = String(decoding: text, as: UTF8.self)
        self.signatures = signatures
    }

    /// The whole note: text, empty line, signature lines.
    package var encoded: String { text + "\n" + signatures.map(\.line).joined() }

    /// Adds a signature under the others; the same line twice is kept once.
    package mutating func add(_ line: SignatureLine) {
        if !signatures.contains(line) { signatures.append(line) }
    }

    /// Checks the signatures of the keys given and ignores all others, as the specification asks.
    /// - Returns: one for each key that signed, in the order of the note.
    /// - Throws: `badSignature` if a line claims a given key and does not verify, `notSigned` if no given key signed.
    package func verify(keys: [LogKey]) throws(LogError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for line in signatures {
            let claimed = keys.filter { $0.made(line) }
            // Two trusted keys under one name and id cannot be told apart: refuse rather than guess.
            guard let key = claimed.first, claimed.allSatisfy({ $0 == key }) else {
                guard claimed.isEmpty else { throw LogError(.badSignature, "有两把密钥同名同号:\(line.name)") }
                continue
            }
            let signature = VerifiedSignature(key: key, time: try key.check(line, text: text))
            if !verified.contains(where: { $0.key == key }) { verified.append(signature) }
        }
        guard !verified.isEmpty else {
            throw LogError(.notSigned, "没有可信密钥的签名:" + keys.map { "\($0.name)(\($0.keyIDHex))" }.joined(separator: "、"))
        }
        return verified
    }

    /// The text must be UTF-8, end in a newline and hold no other control character.
    static func checkText(_ bytes: some Collection<UInt8>) throws(LogError) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw LogError(.malformed, "签名文本不是有效的 UTF-8")
        }
        var last: UInt8 = 0
        for byte in bytes {
            guard byte >= 0x20 || byte == 0x0A else { throw LogError(.malformed, "签名文本含有控制字符") }
            last = byte
        }
        guard last == 0x0A else { throw LogError(.malformed, "签名文本应以换行结尾") }
    }
}
