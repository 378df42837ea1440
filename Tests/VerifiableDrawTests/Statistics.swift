import Foundation

/// Tests of distributions, as textbooks give them. Seeds are fixed lists, so an answer never changes from run to run;
/// `chance` is how often a fair method would look at least so bad on another list.
enum Statistics {
    /// What a fair method falls below once in a million lists. A test of ours asks for more, a planted bias for far less.
    static let fair = 1e-6
    static let unfair = 1e-12

    /// Probability that a chi-square variable of `freedom` degrees exceeds `value`.
    static func chiSquareTail(_ value: Double, freedom: Int) -> Double {
        upperGamma(Double(freedom) / 2, value / 2)
    }

    /// Chance of counts as uneven as these, or, when they are more even than chance allows, as even.
    static func chance(of counts: [Int], scale: Double = 1) -> Double {
        let mean = Double(counts.reduce(0, +)) / Double(counts.count)
        let value = counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) / mean } * scale
        let tail = chiSquareTail(value, freedom: counts.count - 1)
        return 2 * min(tail, 1 - tail)
    }

    /// Chance, both ways, of a standard normal variable so far out.
    static func chance(ofNormal value: Double) -> Double { erfc(abs(value) / 2.0.squareRoot()) }

    /// Kolmogorov and Smirnov's test that numbers are uniform on 0...1, by the limit distribution's first term.
    static func chanceOfUniform(_ numbers: [Double]) -> Double {
        let count = Double(numbers.count)
        var distance = 0.0
        for (index, number) in numbers.sorted().enumerated() {
            distance = max(distance, Double(index + 1) / count - number, number - Double(index) / count)
        }
        return min(1, 2 * exp(-2 * distance * distance * count))
    }

    /// Chance of a correlation so strong between two lists that have none.
    static func chanceOfIndependence(_ a: [Double], _ b: [Double]) -> Double {
        let count = Double(a.count)
        let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
        var (both, ofA, ofB) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            both += (x - meanA) * (y - meanB)
            ofA += (x - meanA) * (x - meanA)
            ofB += (y - meanB) * (y - meanB)
        }
        return chance(ofNormal: both / (ofA * ofB).squareRoot() * count.squareRoot())
    }

    /// The regularized upper incomplete gamma function Q(a, x): by its series below a + 1, by Lentz's continued fraction
    /// above.
    private static func upperGamma(_ a: Double, _ x: Double) -> Double {
        guard x > 0 else { return 1 }
        let front = exp(a * log(x) - x - lgamma(a))
        if x < a + 1 {
            var (term, sum, next) = (1 / a, 1 / a, a)
            while term > sum * 1e-15 {
                next += 1
                term *= x / next
                sum += term
            }
            return max(0, 1 - front * sum)
        }
        var b = x + 1 - a
        var c = 1e300
        var d = 1 / b
        var value = d
        for step in 1...10_000 {
            let an = -Double(step) * (Double(step) - a)
            b += 2
            d = 1 / (an * d + b)
            c = b + an / c
            value *= c * d
            if abs(c * d - 1) < 1e-15 { break }
        }
        return front * value
    }
}
