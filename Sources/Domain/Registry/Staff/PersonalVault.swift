package import Crypto
import Foundation
import Synchronization

/// Seals personal data under AES-256-GCM and makes their blind index. Keys come from a file that only `mingcha` knows.
///
/// Of each key two are derived (HKDF-SHA-256): one seals, one makes the index. What is sealed is bound to its owner and
/// kind, so that it cannot be moved to another row.
package final class PersonalVault: Sendable {
    package struct Key: Sendable {
        /// First 16 hex digits of SHA-256 over a label and the key: tells keys apart, tells nothing about them.
        package let id: String
        package let secret: SymmetricKey

        package init(secret: SymmetricKey) {
            self.secret = secret
            let bytes = secret.withUnsafeBytes { Array($0) }
            id = String(Digest.sha256Hex(Array("mingcha-personal-key/v1".utf8) + bytes).prefix(16))
        }

        package init(bytes: [UInt8]) { self.init(secret: SymmetricKey(data: bytes)) }

        fileprivate func derived(_ use: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret, info: Data("mingcha-personal/v1/\(use)".utf8), outputByteCount: 32)
        }
    }

    package struct Sealed: Sendable {
        package let key: String
        package let bytes: [UInt8]
        package let blind: String

        package init(key: String, bytes: [UInt8], blind: String) {
            self.key = key
            self.bytes = bytes
            self.blind = blind
        }
    }

    /// The present key first, then older ones.
    private let keys: Mutex<[Key]>
    private let reload: @Sendable () throws -> [Key]

    /// - Parameter reload: reads the keys again when a row names one that is not known: another process rotated them.
    package init(_ keys: [Key], reload: @escaping @Sendable () throws -> [Key]) {
        self.keys = Mutex(keys)
        self.reload = reload
    }

    package var currentKey: String? { keys.withLock { $0.first?.id } }

    package func seal(_ value: String, owner: String, kind: PersonalKind) throws -> Sealed {
        guard let key = keys.withLock({ $0.first }) else { throw PersonalVault.missing }
        let box = try AES.GCM.seal(
            Data(value.utf8), using: key.derived("seal"), authenticating: PersonalVault.bound(owner, kind))
        guard let bytes = box.combined else { throw PersonalVault.missing }
        return Sealed(key: key.id, bytes: Array(bytes), blind: PersonalVault.blind(value, kind, key))
    }

    package func open(_ sealed: Sealed, owner: String, kind: PersonalKind) throws -> String {
        guard let key = try key(sealed.key) else {
            throw Problem(
                .unavailable, "personal.key", "封存这项个人信息的密钥不在密钥文件中。", remedy: "请平台管理员把密钥文件 personal.key 放回原处。")
        }
        do {
            let box = try AES.GCM.SealedBox(combined: Data(sealed.bytes))
            let value = try AES.GCM.open(
                box, using: key.derived("seal"), authenticating: PersonalVault.bound(owner, kind))
            return String(decoding: value, as: UTF8.self)
        } catch {
            throw Problem(.defect, "personal.damaged", "封存的个人信息已损坏或被挪动，无法打开。", remedy: "请重新录入，并报告平台管理员。")
        }
    }

    /// The value's blind index under each key, for looking up while a rotation is under way.
    package func blinds(_ value: String, kind: PersonalKind) -> [String] {
        keys.withLock { $0 }.map { PersonalVault.blind(value, kind, $0) }
    }

    private func key(_ id: String) throws -> Key? {
        if let known = keys.withLock({ $0.first { $0.id == id } }) { return known }
        let fresh = try reload()
        keys.withLock { $0 = fresh }
        return fresh.first { $0.id == id }
    }

    private static func blind(_ value: String, _ kind: PersonalKind, _ key: Key) -> String {
        Digest.hex(
            HMAC<SHA256>.authenticationCode(for: Data("\(kind.rawValue)\n\(value)".utf8), using: key.derived("index")))
    }

    private static func bound(_ owner: String, _ kind: PersonalKind) -> Data { Data("\(owner)\n\(kind.rawValue)".utf8) }

    private static let missing = Problem(
        .unavailable, "personal.key", "没有个人信息密钥，不能保存身份证号和手机号。", remedy: "请平台管理员检查数据目录的 personal.key。")
}

/// What is sealed.
package enum PersonalKind: String, Sendable, CaseIterable {
    case identity, phone
    /// Name of the other person of a relation.
    case relative

    package var title: String {
        switch self {
        case .identity: "身份证号"
        case .phone: "手机号"
        case .relative: "关系人姓名"
        }
    }

    /// The value in the one spelling that is sealed and indexed, or nil when it is none.
    package func checked(_ text: String) -> String? {
        let value = text.filter { !$0.isWhitespace }.uppercased()
        switch self {
        case .identity:
            let digits = Array(value.utf8)
            guard digits.count == 18, digits.dropLast().allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            // GB 11643: ISO 7064 MOD 11-2.
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
            let sum = zip(digits, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
            guard Array("10X98765432".utf8)[sum % 11] == digits[17],
                Day("\(value.dropFirst(6).prefix(4))-\(value.dropFirst(10).prefix(2))-\(value.dropFirst(12).prefix(2))")
                    != nil
            else { return nil }
            return value
        case .phone: return value.wholeMatch(of: /1[3-9][0-9]{9}/) == nil ? nil : value
        case .relative: return (1...50).contains(text.trimmed.count) ? text.trimmed : nil
        }
    }

    /// The value as screens show it without being asked.
    package func masked(_ value: String) -> String {
        switch self {
        case .identity: return value.prefix(3) + String(repeating: "*", count: 13) + value.suffix(2)
        case .phone: return value.prefix(3) + "****" + value.suffix(4)
        case .relative: return value.prefix(1) + String(repeating: "*", count: max(1, value.count - 1))
        }
    }
}
