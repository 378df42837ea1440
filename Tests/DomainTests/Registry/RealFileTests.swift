import Documents
import Domain
import Foundation
import Testing

/// The real registry file against the counts of the reference implementation (Reference/*-real.json).
@Suite("The real registry file", .enabled(if: ReferenceFolder.realFile != nil))
struct RealFileTests {
    private struct Regions: Decodable {
        let rows: Int
        let how: [String: Int]
        let byRegion: [String: Int]

        enum CodingKeys: String, CodingKey {
            case rows, how
            case byRegion = "by_region"
        }
    }

    private struct Tags: Decodable {
        let rows: Int
        let byTag: [String: Int]
        let withAtLeastOneTag: Int
        let tagsInAll: Int

        enum CodingKeys: String, CodingKey {
            case rows
            case byTag = "by_tag"
            case withAtLeastOneTag = "with_at_least_one_tag"
            case tagsInAll = "tags_in_all"
        }
    }

    @Test("98,045 valid, 23 not; every region and every tag as often as the reference says") func counts() throws {
        let path = try #require(ReferenceFolder.realFile)
        let book = try ReferenceFolder.book()
        let reader = try DelimitedFile(path: path).open()
        func column(_ name: String) throws -> Int { try #require(reader.header.firstIndex(of: name)) }
        let (name, code, area) = (try column("企业名称"), try column("统一社会信用代码"), try column("地区"))
        let (scope, address) = (try column("经营范围"), try column("注册地址"))
        var tagger = book.tagger
        var record = TableRecord()
        var how: [String: Int] = [:]
        var regions: [String: Int] = [:]
        var tags = [Int](repeating: 0, count: book.tags.count)
        var refused: [Int] = []
        var tagged = 0
        while try reader.next(&record) {
            guard let identifier = try? IdentifierCheck.checked(record.field(code)) else {
                refused.append(record.number)
                continue
            }
            let place = book.resolver.place(
                identifier: identifier, area: record.field(area), address: record.field(address))
            how[place.how.rawValue, default: 0] += 1
            if place.how != .outside { regions[place.region.text, default: 0] += 1 }
            let found = tagger.tags(
                scope: record.field(scope), name: record.field(name), type: Array(identifier.prefix(2)))
            for tag in found { tags[tag] += 1 }
            if !found.isEmpty { tagged += 1 }
        }
        // The rows that python-stdnum refuses (tools/judge-uscc.py).
        #expect(
            refused == [
                2021, 2205, 2511, 4376, 4642, 7529, 7530, 7701, 8567, 9697, 11272, 12084, 12090, 15368, 15997, 16640,
                19594, 19806, 21620, 25563, 26022, 43809, 70651,
            ])
        let decoder = JSONDecoder()
        let real = try decoder.decode(
            Regions.self, from: Data(try ReferenceFolder.text("region-counts-real.json").utf8))
        #expect(how == real.how)
        #expect(regions == real.byRegion.filter { $0.value > 0 && $0.key != "none" })
        let judged = try decoder.decode(Tags.self, from: Data(try ReferenceFolder.text("tag-counts-real.json").utf8))
        for (place, tag) in book.tags.enumerated() {
            #expect(tags[place] == judged.byTag[tag.code], "\(tag.code)")
        }
        #expect(tagged == judged.withAtLeastOneTag)
        #expect(tags.reduce(0, +) == judged.tagsInAll)
    }
}
