/// How many of a stratum are drawn.
package enum Quota: Sendable, Equatable, Hashable {
    /// A ratio in hundredths of a percent, 1 to 10000.
    case basisPoints(Int)
    /// A number, 0 or more; a stratum with fewer lots is drawn whole.
    case fixed(Int)

    /// The number drawn of a stratum of `n`: `max(1, ceil(n · basis points / 10000))` in integers, 0 where n = 0;
    /// or the fixed number, at most `n`.
    /// - Throws: `quotaRange` for a negative n, a ratio outside 1...10000 (a ratio of 0 would still draw one by the
    ///   formula, which nobody means: say `.fixed(0)`), a negative fixed number, or a product beyond 64 bits.
    package func count(of n: Int) throws(DrawRefusal) -> Int {
        guard n >= 0 else { throw DrawRefusal(.quotaRange, "层内数量不能为负数") }
        switch self {
        case .basisPoints(let points):
            guard (1...10_000).contains(points) else {
                throw DrawRefusal(.quotaRange, "抽取比例应在0.01%至100%之间，现为万分之\(points)")
            }
            if n == 0 { return 0 }
            let (product, overflow) = n.multipliedReportingOverflow(by: points)
            guard !overflow else { throw DrawRefusal(.quotaRange, "层内数量\(n)过大") }
            return max(1, product / 10_000 + (product % 10_000 == 0 ? 0 : 1))
        case .fixed(let number):
            guard number >= 0 else { throw DrawRefusal(.quotaRange, "抽取数量不能为负数") }
            return min(number, n)
        }
    }
}
