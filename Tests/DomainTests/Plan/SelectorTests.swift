import Domain
import Testing

@Suite struct SelectorTests {
    private static func facts(_ type: String, _ tags: [String]) throws -> SubjectFacts {
        SubjectFacts(
            type: type, isMarket: true, region: try #require(RegionCode("230102")), regionHow: "code",
            registeredOn: nil,
            kind: "", capital: "", scope: "", address: "", tags: tags)
    }

    @Test("2.2.5 any of the tags, all of the required, none of the barred, any of the types")
    func reaches() throws {
        let selector = Selector(tags: ["food", "drug"], types: ["91"], allTags: ["online"], noTags: ["branch"])
        for (type, tags, reached) in [
            ("91", ["drug", "online"], true), ("92", ["drug", "online"], false), ("91", ["online"], false),
            ("91", ["food"], false), ("91", ["branch", "food", "online"], false),
        ] {
            #expect(selector.reaches(try Self.facts(type, tags)) == reached, "\(type) \(tags)")
        }
        #expect(Selector().reaches(try Self.facts("52", [])))
    }

    @Test("2.2.5 the selector reads as a sentence")
    func sentence() {
        let names = ["food": "食品销售", "branch": "分支机构"]
        let selector = Selector(tags: ["food"], types: ["91", "92"], noTags: ["branch"])
        #expect(
            selector.sentence(tagName: { names[$0] ?? $0 }, typeName: { $0 == "91" ? "企业" : "个体工商户" })
                == "类型为企业、个体工商户，带有“食品销售”标签，不带“分支机构”标签的检查对象")
        #expect(Selector().sentence(tagName: { $0 }, typeName: { $0 }) == "全部存续的检查对象")
    }
}
