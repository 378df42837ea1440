import VerifiableDraw

/// Public sources as a plan may name them: something nobody here controls, and later than every reveal.
package enum PublicSources {
    /// More would only make the ceremony longer.
    package static let limit = 4

    /// What is wrong with the sources of a plan, in words; nil when nothing is.
    static func fault(_ sources: [String], revealDeadline: Moment) -> String? {
        guard !sources.isEmpty else { return "请至少写明一个公共来源" }
        guard sources.count <= limit else { return "公共来源不超过\(limit)个" }
        guard Set(sources.map { Array($0.utf8) }).count == sources.count else { return "同一个公共来源不能写两遍" }
        for source in sources {
            do {
                try PublicValue.checkSource(source)
            } catch {
                return error.reason
            }
            guard source.hasPrefix(DrandQuicknet.prefix) else { continue }
            guard let round = DrandQuicknet(source: source) else { return "“\(source)”的轮次太大" }
            guard round.time > revealDeadline else {
                return "drand第\(round.number)轮在\(round.time.toTheSecond)产生，不晚于揭示截止；请用第"
                    + "\(DrandQuicknet.first(after: revealDeadline).number)轮或更后的一轮"
            }
        }
        return nil
    }

    /// The places, from 1, at which two keyings differ, in words; nil when they are the same bytes.
    package static func difference(_ first: String, _ second: String) -> String? {
        guard !first.utf8.elementsEqual(second.utf8) else { return nil }
        let (left, right) = (Array(first.utf8), Array(second.utf8))
        var places: [String] = []
        for (index, pair) in zip(left, right).enumerated() where pair.0 != pair.1 {
            places.append("第\(index + 1)位（第一遍\(letter(pair.0))，第二遍\(letter(pair.1))）")
        }
        var words = places.prefix(5).joined(separator: "、")
        if places.count > 5 { words += "等\(places.count)处" }
        if !places.isEmpty { words += "不同" }
        if left.count != right.count {
            words += (places.isEmpty ? "" : "，") + "位数不同：第一遍\(left.count)位，第二遍\(right.count)位"
        }
        return words
    }

    private static func letter(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? String(Unicode.Scalar(byte)) : "空白或其他字符"
    }
}

/// A round of drand's chain quicknet (League of Entropy): when it comes out is fixed for ever, what it will be nobody
/// knows. The house has no network in the room: the value is fetched elsewhere and carried in by hand.
package struct DrandQuicknet: Sendable, Equatable {
    package static let prefix = "drand-quicknet:"
    /// Chain parameters, published by drand: seconds since 1970 of round 1, seconds between rounds.
    static let genesis: Int64 = 1_692_803_367
    static let period: Int64 = 3
    /// The chain's hash, for whoever fetches a round.
    package static let chain = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"

    /// From 1.
    package let number: Int64

    package init?(number: Int64) {
        guard (1...1_000_000_000_000).contains(number) else { return nil }
        self.number = number
    }

    /// From a source's name; nil when it is no round.
    package init?(source: String) {
        guard source.hasPrefix(DrandQuicknet.prefix),
            let number = Int64(source.dropFirst(DrandQuicknet.prefix.count))
        else { return nil }
        self.init(number: number)
    }

    private init(unchecked number: Int64) { self.number = number }

    package var source: String { DrandQuicknet.prefix + String(number) }

    /// When the round is published.
    package var time: Moment {
        Moment(milliseconds: (DrandQuicknet.genesis + (number - 1) * DrandQuicknet.period) * 1000)
    }

    /// The first round that comes out after a moment.
    package static func first(after moment: Moment) -> DrandQuicknet {
        let passed = moment.milliseconds - genesis * 1000
        guard passed >= 0 else { return DrandQuicknet(unchecked: 1) }
        return DrandQuicknet(unchecked: passed / (period * 1000) + 2)
    }
}

extension Moment {
    /// `2026-03-01 16:00:03`, the time of Shanghai.
    package var toTheSecond: String {
        let local = advanced(bySeconds: 8 * 3600).description
        return String(local.prefix(19)).replacing("T", with: " ")
    }
}
