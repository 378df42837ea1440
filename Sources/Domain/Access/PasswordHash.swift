import Crypto
import CryptoExtras
import Dispatch
import Foundation

/// Passwords as kept: scrypt (RFC 7914) in a PHC-like string, `$scrypt$ln=15,r=8,p=3$salt$hash`. OWASP's password
/// storage page counts ln=15 with three lanes equal to ln=17 with one.
package enum PasswordHash {
    /// What one guess costs.
    package struct Cost: Sendable, Equatable {
        /// log2 of N; memory is 128·r·N bytes.
        package let logN: Int
        package let r: Int
        package let p: Int

        package init(logN: Int, r: Int, p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }
    }

    /// 32 MiB three times over, about a quarter of a second.
    package static let current = Cost(logN: 15, r: 8, p: 3)

    /// A well-formed string that no password matches; checked when there is no account.
    package static let decoy =
        "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    /// The string to keep for a password. `salt` is 16 random bytes.
    package static func make(_ password: String, salt: [UInt8], cost: Cost = current) async throws -> String {
        guard let hash = await derive(password, salt: salt, cost: cost) else {
            throw Problem(.unavailable, "access.hash", "暂时无法处理密码，没有保存任何更改。", remedy: "请稍后重试。")
        }
        let (salt64, hash64) = (Data(salt).base64EncodedString(), Data(hash).base64EncodedString())
        return "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(salt64)$\(hash64)"
    }

    /// Whether the password is the one kept. A string that cannot be read matches nothing.
    package static func matches(_ password: String, _ kept: String) async -> Bool {
        guard let (cost, salt, expected) = parse(kept), let hash = await derive(password, salt: salt, cost: cost)
        else { return false }
        guard hash.count == expected.count else { return false }
        // Constant time: every byte is looked at.
        return zip(hash, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    static func parse(_ kept: String) -> (Cost, salt: [UInt8], hash: [UInt8])? {
        let parts = kept.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let salt = Data(base64Encoded: String(parts[3])), let hash = Data(base64Encoded: String(parts[4]))
        else { return nil }
        var values: [Substring: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let value = Int(sides[1]) else { return nil }
            values[sides[0]] = value
        }
        guard let logN = values["ln"], let r = values["r"], let p = values["p"], (10...20).contains(logN),
            (1...32).contains(r), (1...16).contains(p), hash.count == 32
        else { return nil }
        return (Cost(logN: logN, r: r, p: p), Array(salt), Array(hash))
    }

    /// Two lanes of their own: hashing never occupies the threads that serve requests, and however many people
    /// sign in at once, no more than 64 MiB are in use.
    private static let lanes = [DispatchQueue(label: "password.0"), DispatchQueue(label: "password.1")]

    private static func derive(_ password: String, salt: [UInt8], cost: Cost) async -> [UInt8]? {
        // Differently composed characters are the same password.
        let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
        let lane = lanes[Int.random(in: 0..<lanes.count)]
        return await withCheckedContinuation { continuation in
            lane.async {
                let key = try? KDF.Scrypt.deriveKey(
                    from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.logN, blockSize: cost.r,
                    parallelism: cost.p, maxMemory: 256 << 20)
                continuation.resume(returning: key?.withUnsafeBytes { Array($0) })
            }
        }
    }
}
