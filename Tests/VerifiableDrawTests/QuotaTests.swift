import Testing

@testable import VerifiableDraw

@Suite struct QuotaTests {
    @Test(arguments: [
        (100, 0, 0), (100, 1, 1), (100, 99, 1), (100, 100, 1), (100, 101, 2), (100, 200, 2), (100, 201, 3),
        (1, 9_999, 1), (1, 10_000, 1), (1, 10_001, 2), (300, 33, 1), (300, 34, 2), (5000, 3, 2), (10_000, 7, 7),
        (2000, 3_200_000, 640_000), (333, 1000, 34),
    ])
    func ratios(points: Int, n: Int, k: Int) throws {
        #expect(try Quota.basisPoints(points).count(of: n) == k)
    }

    @Test(arguments: [(0, 5, 0), (3, 5, 3), (5, 5, 5), (9, 5, 5), (9, 0, 0), (Int.max, 5, 5)])
    func fixedNumbers(number: Int, n: Int, k: Int) throws {
        #expect(try Quota.fixed(number).count(of: n) == k)
    }

    @Test(arguments: [
        (Quota.basisPoints(0), 10), (.basisPoints(-1), 10), (.basisPoints(10_001), 10), (.basisPoints(Int.max), 10),
        (.basisPoints(100), -1), (.basisPoints(100), Int.max), (.fixed(-1), 10), (.fixed(1), -1), (.fixed(Int.min), 0),
    ])
    func refuses(quota: Quota, n: Int) {
        let refusal = #expect(throws: DrawRefusal.self) { try quota.count(of: n) }
        #expect(refusal?.code == .quotaRange)
    }
}
