package import Domain
package import TransparencyLog

/// A witness of the log: who signs, and where it is asked.
package struct WitnessEndpoint: Sendable, Hashable {
    package let key: LogKey
    /// The submission prefix of C2SP tlog-witness; `/add-checkpoint` is added to it.
    package let url: String

    package init(key: LogKey, url: String) {
        self.key = key
        self.url = url
    }
}

/// The witnesses an operator has chosen, in the lines of C2SP tlog-policy: `witness <name> <vkey> <url>`. Lines that are
/// meant for verifiers (`log`, `group`, `quorum`) are passed over, so that one file serves both.
package struct WitnessList: Sendable {
    package let witnesses: [WitnessEndpoint]

    /// - Throws: `log.witnesses` with the number of the line.
    package init(text: String) throws {
        var found: [WitnessEndpoint] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = words.first, !first.hasPrefix("#"), !["log", "group", "quorum"].contains(first) else {
                continue
            }
            func refusal(_ why: String) -> Problem {
                Problem(
                    .invalid, "log.witnesses", "见证人名单第 \(number + 1) 行有误：\(why)。", remedy: "应为：witness 名称 公钥 网址。")
            }
            guard first == "witness", words.count == 4 else { throw refusal("不是四项") }
            guard words[3].hasPrefix("https://") || words[3].hasPrefix("http://") else { throw refusal("网址不对") }
            let key: LogKey
            do { key = try LogKey(vkey: words[2]) } catch { throw refusal("\(error)") }
            guard key.kind == .witness else { throw refusal("公钥不是见证人的") }
            guard !found.contains(where: { $0.key.publicKey == key.publicKey }) else { throw refusal("同一公钥出现两次") }
            var url = words[3]
            while url.hasSuffix("/") { url.removeLast() }
            found.append(WitnessEndpoint(key: key, url: url))
        }
        witnesses = found
    }
}
