/// The check of a 统一社会信用代码 (GB 32100-2015): 18 characters of an alphabet of 31, the last one a check character.
///
/// The standard's alphabet has no lower case. A code in lower case is refused, not lifted: two spellings of one subject
/// would otherwise enter lists and links elsewhere, and in real files a lower-case letter marks a code typed by hand.
package enum IdentifierCheck {
    /// Why a code is refused, in words for the person who has to mend the row.
    package enum Fault: Error, Sendable, Equatable {
        case empty
        case length(Int)
        /// A letter a–z.
        case lowerCase(position: Int)
        /// A character outside digits and capitals without I, O, S, V, Z.
        case character(position: Int)
        /// The last character should be another one.
        case checkCharacter(expected: Character)

        package var sentence: String {
            switch self {
            case .empty: "没有填写统一社会信用代码"
            case .length(let count): "统一社会信用代码应为18位，实际为\(count)位"
            case .lowerCase(let position): "统一社会信用代码第\(position)位是小写字母，国家标准只用大写，请核对证照后改正"
            case .character(let position): "统一社会信用代码第\(position)位不是允许的字符（数字和不含 I、O、S、V、Z 的大写字母）"
            case .checkCharacter(let expected): "统一社会信用代码的校验位不正确，按国家标准应为“\(expected)”"
            }
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// Place in the alphabet for each byte; 255 where there is none.
    private static let places: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (place, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(place) }
        return table
    }()

    /// 3 to the power of the position, mod 31 (GB 32100-2015, table 4).
    private static let weights: [Int] = {
        var power = 1
        return (0..<17).map { _ in
            defer { power = power * 3 % 31 }
            return power
        }
    }()

    /// The bytes of a valid code; throws ``Fault``.
    package static func checked(_ bytes: some Collection<UInt8>) throws(Fault) -> [UInt8] {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count == 18 else { throw .length(characters(bytes)) }
        var code: [UInt8] = []
        code.reserveCapacity(18)
        var sum = 0
        for byte in bytes {
            let place = places[Int(byte)]
            guard place != 255 else {
                throw (0x61...0x7A).contains(byte)
                    ? .lowerCase(position: code.count + 1) : .character(position: code.count + 1)
            }
            if code.count < 17 { sum += Int(place) * weights[code.count] }
            code.append(byte)
        }
        // 31 − (Σ mod 31), where a remainder of 0 gives 31, which is written as 0.
        let expected = alphabet[(31 - sum % 31) % 31]
        guard code[17] == expected else { throw .checkCharacter(expected: Character(UnicodeScalar(expected))) }
        return code
    }

    /// Whether a text is a valid code.
    package static func isValid(_ text: String) -> Bool { (try? checked(Array(text.utf8))) != nil }

    /// The check character that completes 17 characters; nil when one is outside the alphabet. For made-up data.
    package static func checkCharacter(for body: [UInt8]) -> UInt8? {
        guard body.count == 17 else { return nil }
        var sum = 0
        for (index, byte) in body.enumerated() {
            guard places[Int(byte)] != 255 else { return nil }
            sum += Int(places[Int(byte)]) * weights[index]
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    private static func characters(_ bytes: some Collection<UInt8>) -> Int {
        bytes.count { $0 & 0xC0 != 0x80 }
    }
}
