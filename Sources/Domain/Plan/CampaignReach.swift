package import VerifiableDraw

/// A ratio or a number, as the draw takes it: `.basisPoints(250)` is 2.5 %, `.fixed(30)` is thirty subjects.
package typealias Measure = VerifiableDraw.Quota

extension Measure {
    /// - Parameter basisPoints: 100 = 1 %.
    package static func ratio(_ basisPoints: Int) -> Measure { .basisPoints(basisPoints) }

    /// So many subjects.
    package static func number(_ count: Int) -> Measure { .fixed(count) }

    /// `2.5%`, `30户`.
    package var words: String {
        switch self {
        case .basisPoints(let points): RatioBounds.percent(points)
        case .fixed(let number): "\(number)户"
        }
    }

    /// Whether it draws nobody, whatever there is.
    package var isNothing: Bool {
        switch self {
        case .basisPoints(let points): points <= 0
        case .fixed(let number): number <= 0
        }
    }

    /// Left empty, as a form understands it.
    var isZero: Bool { self == .basisPoints(0) || self == .fixed(0) }

    /// Everybody, by ratio.
    var isWhole: Bool { self == .basisPoints(10_000) }

    /// Basis points of a ratio; nil for a number.
    package var points: Int? { if case .basisPoints(let points) = self { points } else { nil } }

    /// Subjects of a number; nil for a ratio.
    package var number: Int? { if case .fixed(let number) = self { number } else { nil } }

    package var isNumber: Bool { number != nil }
}

extension Campaign {
    /// Whom it may draw: active subjects in its regions that one of the items reaches, within its own condition (2.2.5, 2.3.6). One
    /// question for plans, draws and audits.
    package func reach(_ items: [Item]) -> SubjectQuery {
        SubjectQuery(regions: regions, selectors: items.map(\.selector), within: within)
    }

    /// The same with the items as they read on that day.
    func reach(on day: Day, _ stores: any Stores) throws -> SubjectQuery {
        reach(try items.compactMap { try stores.catalogue.item($0, on: day) })
    }

    /// What is drawn of each class; classes that are not drawn are absent.
    package var measures: [RiskClass: Measure] {
        Dictionary(
            quotas.filter { !$0.measure.isNothing }.map { ($0.risk, $0.measure) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension Campaign.Quota {
    /// `2.5` or `2.5%` as a ratio, `30户` as a number; nil for anything else.
    package static func measure(_ text: String) -> Measure? {
        let text = PlainText.halfWidth(text)
        if text.hasSuffix("户") {
            let digits = text.dropLast()
            return (1...7).contains(digits.utf8.count) ? natural(digits).map(Measure.number) : nil
        }
        let parts = (text.hasSuffix("%") ? String(text.dropLast()) : text)
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...3).contains(whole.utf8.count), let units = natural(whole) else {
            return nil
        }
        var points = units * 100
        if parts.count == 2 {
            guard (1...2).contains(parts[1].utf8.count), let rest = natural(parts[1]) else { return nil }
            points += parts[1].utf8.count == 1 ? rest * 10 : rest
        }
        return points <= 10_000 ? Measure.ratio(points) : nil
    }

    private static func natural(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
