import Domain
import Testing
import VerifiableDraw

@Suite("Numbers of other kinds") struct IdentifierSchemeTests {
    @Test(
        "2.2.6 an organisation code has its check digit",
        arguments: [
            ("00000000-0", true), ("000000000", true), ("D2143569-X", true), ("d2143569x", true), ("D2143569-1", false),
            ("1234", false),
        ])
    func organisation(_ text: String, _ isGood: Bool) {
        #expect(((try? IdentifierScheme.org.checked(text)) != nil) == isGood)
    }

    @Test("whatever the number, the draw can carry it, and two kinds never meet")
    func keys() throws {
        var keys: Set<String> = []
        for (scheme, number) in [
            (IdentifierScheme.own, "GD-1"), (.medical, "GD-1"), (.registration, "黑民证字第010001号"),
            (.school, "3123010001"),
            (.registration, String(repeating: "9", count: 60)), (.own, "黑民证字第010001号"),
        ] {
            let key = scheme.key(try scheme.checked(number), department: "scjg")
            #expect(Identifier.isValid(key), "\(key)")
            keys.insert(key)
        }
        #expect(keys.count == 6)
        #expect(IdentifierScheme.own.key("1", department: "a") != IdentifierScheme.own.key("1", department: "b"))
    }

    @Test("GB/T 4754-2017: codes get their section, levels above answer, the rest is refused")
    func industries() throws {
        let industries = try ReferenceFolder.book().industries
        #expect(industries.divisions.count == 97)
        #expect(industries.sections.map(\.code).joined() == "ABCDEFGHIJKLMNOPQRST")
        #expect(industries.canonical("6210") == "H6210")
        #expect(industries.canonical("h6210") == "H6210")
        #expect(industries.canonical("01") == "A01")
        #expect(industries.canonical("H") == "H")
        for code in ["A6210", "98", "6", "62101", "HH", "6２", ""] {
            #expect(industries.canonical(code) == nil, "\(code)")
        }
        #expect(industries.title(of: "H6220") == "快餐服务（H6220）")
        #expect(industries.title(of: "H62") == "餐饮业")
        #expect(industries.name(of: "6210") == "正餐服务")
        #expect(industries.name(of: "H") == "住宿和餐饮业")
        #expect(industries.name(of: "5299") == "零售业")
        #expect(industries.name(of: "A6210") == nil)
        #expect(industries.name(of: "98") == nil)
    }
}
