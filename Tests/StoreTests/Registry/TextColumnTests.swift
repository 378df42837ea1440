import Testing

@testable import Index

@Suite struct TextColumnTests {
    @Test("finds what a plain comparison finds, in any place, also one character")
    func finds() {
        var random = RandomRegistry.Random(state: 7)
        let letters = ["中", "国", "药", "a", "\n", "é"]
        func text(_ length: Int) -> String {
            (0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }.joined()
        }
        for _ in 0..<200 {
            let rows = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                text(Int.random(in: 0...6, using: &random))
            }
            var column = TextColumn()
            for row in rows { column.append(row) }
            column.trim()
            #expect(column.rows == rows.count)
            for needle in ["中", "中国", "药a", "国中国", "é", "b"] {
                let bytes = Array(needle.utf8)
                // A line feed is stored as something nobody can ask for, so it cannot join two parts.
                let expected = rows.indices.filter {
                    rows[$0].utf8.split(separator: 0x0A).contains { part in
                        part.count >= bytes.count
                            && (0...(part.count - bytes.count)).contains {
                                Array(part)[$0..<($0 + bytes.count)].elementsEqual(bytes)
                            }
                    }
                }
                #expect(column.rows(holding: bytes, anchored: false) == Array(expected))
                #expect(rows.indices.filter { column.holds(bytes, row: $0, anchored: false) } == Array(expected))
                let begins = rows.indices.filter { rows[$0].utf8.starts(with: bytes) }
                #expect(column.rows(holding: bytes, anchored: true) == Array(begins))
                #expect(rows.indices.filter { column.holds(bytes, row: $0, anchored: true) } == Array(begins))
            }
        }
    }

    @Test("bitmaps: sets as sets of numbers, slices as slices")
    func bitmaps() {
        var random = RandomRegistry.Random(state: 11)
        for _ in 0..<50 {
            func numbers() -> Set<UInt32> {
                Set(
                    (0..<Int.random(in: 0...500, using: &random)).map { _ in
                        UInt32.random(in: 0...200_000, using: &random)
                    })
            }
            let (a, b) = (numbers(), numbers())
            let (left, right) = (Bitmap(a.sorted()), Bitmap(b.sorted()))
            #expect(left.and(right).ids == a.intersection(b).sorted())
            #expect(left.or(right).ids == a.union(b).sorted())
            #expect(left.without(right).ids == a.subtracting(b).sorted())
            #expect(left.count(with: right) == a.intersection(b).count)
            #expect(left.intersects(right) == !a.isDisjoint(with: b))
            #expect(Bitmap.union([left, right, .empty]).count == a.union(b).count)
            let offset = Int.random(in: 0...600, using: &random)
            #expect(left.ids(offset: offset, limit: 20) == Array(a.sorted().dropFirst(offset).prefix(20)))
        }
        #expect(Bitmap([3...5, 9...9]).ids == [3, 4, 5, 9])
        #expect(Bitmap([-5...1, Int64(UInt32.max)...Int64.max]).ids == [0, 1, UInt32.max])
    }
}
