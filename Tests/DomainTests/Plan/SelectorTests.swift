import Domain
import Foundation
import Testing

@Suite struct SelectorTests {
    private static func subject(_ type: String, _ tags: [String], _ traits: SubjectTraits = .init()) throws -> Subject {
        Subject(
            id: 1, identifier: "1", name: "甲",
            facts: SubjectFacts(
                type: type, isMarket: true, region: try #require(RegionCode("230102")), regionHow: "code",
                registeredOn: nil, kind: "", capital: "", scope: "", address: "", tags: tags),
            status: .active, traits: traits)
    }

    @Test("2.2.5 any of the tags, all of the required, none of the barred, any of the types")
    func reaches() throws {
        let selector = Selector(tags: ["food", "drug"], types: ["91"], allTags: ["online"], noTags: ["branch"])
        for (type, tags, reached) in [
            ("91", ["drug", "online"], true), ("92", ["drug", "online"], false), ("91", ["online"], false),
            ("91", ["food"], false), ("91", ["branch", "food", "online"], false),
        ] {
            #expect(selector.reaches(try Self.subject(type, tags)) == reached, "\(type) \(tags)")
        }
        #expect(Selector().reaches(try Self.subject("52", [])))
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

    @Test("2.2.5 an industry reaches what lies below it; an unknown industry, scale or station lies in none")
    func traits() throws {
        let cafe = SubjectTraits(industry: "H6210", scale: .micro, station: "ST-1")
        for (industry, selector, reached) in [
            ("H6210", "H", true), ("H6210", "H62", true), ("H6210", "H621", true), ("H6210", "H6210", true),
            ("H6210", "H622", false), ("H62", "H621", false), ("H", "H", true), ("H", "H62", false), ("", "H", false),
            ("G6210", "H", false),
        ] {
            var traits = cafe
            traits.industry = industry
            let subject = try Self.subject("91", [], traits)
            #expect(Selector(industries: [selector]).reaches(subject) == reached, "\(industry) \(selector)")
        }
        let subject = try Self.subject("91", [], cafe)
        let nobody = try Self.subject("91", [])
        for (selector, reached) in [
            (Selector(scales: [.micro, .small]), true), (Selector(scales: [.large]), false),
            (Selector(stations: ["ST-2", "ST-1"]), true), (Selector(stations: ["ST-2"]), false),
            (Selector(industries: ["A", "H"], scales: [.micro], stations: ["ST-1"]), true),
        ] {
            #expect(selector.reaches(subject) == reached, "\(selector)")
            #expect(!selector.reaches(nobody))
        }
    }

    @Test("2.2.5 industry, scale and station stand in the sentence; old lists keep their bytes")
    func laterConditions() throws {
        let selector = Selector(
            tags: ["food"], regions: [try #require(RegionCode("230102"))], market: true, industries: ["H62"],
            scales: [.small, .micro], stations: ["ST-1"])
        #expect(
            selector.sentence(
                tagName: { _ in "食品销售" }, typeName: { $0 }, regionName: { _ in "道里区" },
                industryName: { _ in "餐饮业" }, stationName: { _ in "中央所" })
                == "位于道里区，由中央所管辖，属于市场主体，行业为餐饮业，规模为小型、微型，带有“食品销售”标签的检查对象")
        let coder = JSONEncoder()
        coder.outputFormatting = .sortedKeys
        #expect(
            String(decoding: try coder.encode(Selector(tags: ["food"])), as: UTF8.self)
                == #"{"allTags":[],"noTags":[],"tags":["food"],"types":[]}"#)
        #expect(try JSONDecoder().decode(Selector.self, from: coder.encode(selector)) == selector)
    }
}
