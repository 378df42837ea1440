import Domain
import Testing

@Suite struct SpanTests {
    @Test("neighbouring ids are one span, whatever their order")
    func joins() {
        var spans = SubjectSpans([5, 3, 4, 9])
        #expect(spans.spans == [3...5, 9...9])
        spans.insert([6, 8, 7])
        #expect(spans.spans == [3...9])
        spans.insert(spans: [1...1, 20...Int64.max])
        #expect(spans.spans == [1...1, 3...9, 20...Int64.max])
    }

    @Test("scattered ids stay few spans and none is lost")
    func scattered() {
        var generator = SystemRandomNumberGenerator()
        var spans = SubjectSpans()
        var all: [Int64] = []
        for _ in 0..<120 {
            let ids = (0..<100).map { _ in Int64.random(in: 1...10_000_000, using: &generator) }
            all += ids
            spans.insert(ids)
        }
        #expect(spans.spans.count <= SubjectSpans.limit)
        #expect(all.allSatisfy(spans.contains))
        #expect(zip(spans.spans, spans.spans.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }
}
