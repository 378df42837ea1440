/// What kind of number a subject is known by. Market subjects have a 统一社会信用代码; schools, hospitals, sites may have
/// another number, or only the one that their department gave them.
package enum IdentifierScheme: String, Sendable, Codable, CaseIterable {
    case uscc, org, registration, school, medical, own

    package var title: String {
        switch self {
        case .uscc: "统一社会信用代码"
        case .org: "组织机构代码"
        case .registration: "登记证号"
        case .school: "学校标识码"
        case .medical: "医疗机构登记号"
        case .own: "部门自编号"
        }
    }

    /// From its word or its code in a table.
    init?(word: String) {
        guard let found = IdentifierScheme.allCases.first(where: { $0.title == word || $0.rawValue == word }) else {
            return nil
        }
        self = found
    }

    /// Names of the column that says it.
    static let columnNames = ["编号类型", "证件类型", "标识类型"]
    static let unknownWord = "不是可以识别的编号类型（\(allCases.map(\.title).joined(separator: "、"))）"

    /// Ahead of the number in the registry's identifier, so that numbers of two kinds never meet.
    private var prefix: String {
        switch self {
        case .uscc: ""
        case .org: "ORG:"
        case .registration: "REG:"
        case .school: "EDU:"
        case .medical: "MED:"
        case .own: "OWN:"
        }
    }

    /// The number as it is kept and printed; throws a ``Problem`` of the field `identifier` when it cannot be one.
    package func checked(_ text: String) throws -> String {
        let number = text.trimmed
        func refuse(_ reason: String) -> Problem {
            Problem(
                .invalid, "subject.identifier", reason + "。", clause: "2.2.6",
                remedy: "请核对证照后改正。", fields: ["identifier": reason + "。"])
        }
        guard !number.isEmpty else { throw refuse("没有填写\(title)") }
        switch self {
        case .uscc:
            do throws(IdentifierCheck.Fault) {
                return String(decoding: try IdentifierCheck.checked(Array(number.utf8)), as: UTF8.self)
            } catch {
                throw refuse(error.sentence)
            }
        case .org:
            let plain = Array(number.uppercased().utf8).filter { $0 != 0x2D }
            guard IdentifierScheme.isOrganisationCode(plain) else {
                throw refuse("组织机构代码应为8位本体代码加1位校验码，且校验码正确（GB 11714）")
            }
            return String(decoding: plain.prefix(8), as: UTF8.self) + "-"
                + String(decoding: plain.suffix(1), as: UTF8.self)
        case .school:
            guard number.utf8.count == 10, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw refuse("学校标识码应为10位数字")
            }
            return number
        case .registration, .medical, .own:
            guard number.utf8.count <= 240, number.count <= 60 else { throw refuse("\(title)不能超过60个字") }
            guard !number.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
                throw refuse("\(title)含有控制字符")
            }
            return number
        }
    }

    /// What stands in the registry for a checked number: the credit code itself; otherwise kind and number in the
    /// characters that a draw allows, or a digest where the number has others (登记证号 often holds Chinese characters).
    ///
    /// - Parameter department: whose own numbers they are.
    package func key(_ number: String, department: String) -> String {
        guard self != .uscc else { return number }
        let head = self == .own ? prefix + department + ":" : prefix
        let allowed = number.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
        }
        // 64 bytes is the longest identifier of the draw protocol.
        return allowed && head.utf8.count + number.utf8.count <= 64
            ? head + number : head + "H" + Digest.sha256Hex(rawValue + "\u{0}" + number).prefix(24)
    }

    /// A number of the registry as people read it: the credit code itself; of another kind its name and the bare number.
    /// A number that only its digest is kept of stands on the subject's page.
    package static func shown(_ identifier: String) -> String {
        guard
            let scheme = allCases.first(where: { $0 != .uscc && identifier.utf8.starts(with: $0.prefix.utf8) })
        else { return identifier }
        var number = identifier.dropFirst(scheme.prefix.count)
        if scheme == .own, let colon = number.firstIndex(of: ":") { number = number[number.index(after: colon)...] }
        let isDigest =
            number.utf8.count == 25 && number.utf8.first == 0x48
            && number.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return "\(scheme.title) " + (isDigest ? "（编号见主体页）" : String(number))
    }

    /// GB 11714-1997: eight digits or capitals with weights 3, 7, 9, 10, 5, 8, 4, 2, and 11 − Σ mod 11.
    private static func isOrganisationCode(_ code: [UInt8]) -> Bool {
        guard code.count == 9 else { return false }
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        var sum = 0
        for (byte, weight) in zip(code, weights) {
            switch byte {
            case 0x30...0x39: sum += Int(byte - 0x30) * weight
            case 0x41...0x5A: sum += Int(byte - 0x41 + 10) * weight
            default: return false
            }
        }
        let check = 11 - sum % 11
        let expected: UInt8 = check == 10 ? 0x58 : check == 11 ? 0x30 : UInt8(0x30 + check)
        return code[8] == expected
    }
}
