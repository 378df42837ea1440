import Crypto

/// SHA-256 in the spelling that the house's records use.
package enum Digest {
    /// 64 lower-case hex digits.
    package static func sha256Hex(_ text: String) -> String { sha256Hex(Array(text.utf8)) }

    /// 64 lower-case hex digits.
    package static func sha256Hex(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

    /// Lower-case hex of any bytes.
    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text += String(byte >> 4, radix: 16)
            text += String(byte & 15, radix: 16)
        }
        return text
    }
}
