import Foundation
import Testing

@testable import Web

/// Text is readable in both schemes: WCAG 2.2, success criterion 1.4.3, at least 4.5:1 for every pair of text and
/// ground that the style sheets may use.
@Suite struct ContrastTests {
    /// Which ground each colour of text may stand on.
    private static let pairs: [(text: String, grounds: [String])] = {
        let plain = ["n0", "n1", "n2"]
        let soft = ["blue-soft", "success-soft", "attention-soft", "danger-soft", "information-soft"]
        return [
            ("n5", plain + soft), ("n6", plain + soft), ("n7", plain + soft), ("blue", plain + ["blue-soft"]),
            ("blue-strong", plain + ["blue-soft"]), ("success", plain + ["success-soft"]),
            ("attention", plain + ["attention-soft"]), ("danger", plain + ["danger-soft"]),
            ("information", plain + ["information-soft"]), ("on-blue", ["blue", "blue-strong"]),
            ("on-danger", ["danger"]), ("heat-ink", (0...5).map { "heat-\($0)" }),
        ]
    }()

    private static let folder = URL(filePath: WebServer.resources(WebConfiguration())).appending(path: "Public/css")

    private static func sheet(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private static func sheets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".css") }.sorted()
    }

    /// The colours of one part of tokens.css.
    private static func colours(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        for match in text.matches(of: #/--([a-z0-9-]+):\s*#([0-9a-f]{6});/#) {
            found[String(match.output.1)] = String(match.output.2)
        }
        return found
    }

    /// Both schemes; the dark one changes the light one.
    private static func schemes() throws -> [(name: String, colours: [String: String])] {
        let tokens = try sheet("tokens.css")
        let dark = try #require(tokens.range(of: "(prefers-color-scheme: dark)"))
        let after = try #require(tokens.range(of: "(prefers-contrast: more)"))
        let light = colours(tokens[..<dark.lowerBound])
        let changed = colours(tokens[dark.upperBound..<after.lowerBound])
        #expect(Set(changed.keys) == Set(light.keys), "a colour without its dark twin")
        return [("light", light), ("dark", light.merging(changed) { _, new in new })]
    }

    /// Relative luminance of a colour of sRGB, WCAG 2.2.
    static func luminance(_ hex: String) -> Double? {
        guard hex.count == 6, let number = UInt32(hex, radix: 16) else { return nil }
        let parts = [16, 8, 0].map { shift -> Double in
            let part = Double((number >> UInt32(shift)) & 255) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    static func contrast(_ one: String?, _ other: String?) -> Double {
        guard let one = one.flatMap(luminance), let other = other.flatMap(luminance) else { return 0 }
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    @Test func theFormulaIsThatOfTheStandard() {
        #expect(abs(Self.contrast("000000", "ffffff") - 21) < 0.001)
        #expect(abs(Self.contrast("777777", "ffffff") - 4.478) < 0.001)
        #expect(Self.contrast("ffffff", "ffffff") == 1)
    }

    @Test func everyTextIsReadableOnEveryGroundOfItsOwn() throws {
        for scheme in try Self.schemes() {
            for pair in Self.pairs {
                for ground in pair.grounds {
                    let ratio = Self.contrast(scheme.colours[pair.text], scheme.colours[ground])
                    #expect(ratio >= 4.5, "\(scheme.name): \(pair.text) on \(ground) is \(ratio):1")
                }
            }
        }
    }

    /// Borders of controls are seen: WCAG 2.2, 1.4.11, at least 3:1.
    @Test func controlsAreSeen() throws {
        for scheme in try Self.schemes() {
            for ground in ["n0", "n1"] {
                let ratio = Self.contrast(scheme.colours["n4"], scheme.colours[ground])
                #expect(ratio >= 3, "\(scheme.name): n4 on \(ground) is \(ratio):1")
            }
        }
    }

    /// The sheets use no other pair: a rule that names both colours names one of the table, text has a colour of the
    /// table, and no sheet but the tokens names a colour at all. (print.css is paper: black on white, without tokens.)
    @Test func theSheetsKeepToTheTable() throws {
        let allowed = Dictionary(uniqueKeysWithValues: Self.pairs.map { ($0.text, Set($0.grounds)) })
        let grounds = Set(Self.pairs.flatMap(\.grounds))
        // The stroke between the parts of a trail says nothing.
        let silent = Set([".trail li::after"])
        var seen = 0
        for name in try Self.sheets() where name != "tokens.css" && name != "print.css" {
            let text = try Self.sheet(name)
            // Print is black on white whatever the scheme.
            let screen = text.prefix(upTo: text.range(of: "@media print")?.lowerBound ?? text.endIndex)
            #expect(
                screen.firstMatch(of: #/#[0-9a-fA-F]{3,8}\b\s*[;,)]|rgba?\(|hsla?\(/#) == nil, "\(name) names a colour")
            for rule in text.matches(of: #/([^{}]+)\{([^{}]*)\}/#) {
                let selector = rule.output.1.trimmingCharacters(in: .whitespacesAndNewlines), body = rule.output.2
                let ink = body.firstMatch(of: #/(?:^|[\s;])color:\s*var\(--([a-z0-9-]+)\)/#).map { String($0.output.1) }
                let ground = body.firstMatch(of: #/background(?:-color)?:\s*var\(--([a-z0-9-]+)\)/#)
                    .map { String($0.output.1) }
                // A tone and its ground are set together where the meaning is; there they are a pair of the table.
                let tone = body.firstMatch(of: #/--tone:\s*var\(--([a-z0-9-]+)\)/#).map { String($0.output.1) }
                let toneGround = body.firstMatch(of: #/--ground:\s*var\(--([a-z0-9-]+)\)/#).map { String($0.output.1) }
                for (ink, ground) in [(ink, ground), (tone, toneGround)] {
                    if let ink, ink != "tone", !silent.contains(selector) {
                        seen += 1
                        #expect(allowed[ink] != nil, "\(name) \(selector): \(ink) is no colour for text")
                        if let ground {
                            #expect(allowed[ink]?.contains(ground) == true, "\(name) \(selector): \(ink) on \(ground)")
                        }
                    }
                    if let ground, ground != "ground" {
                        #expect(
                            grounds.contains(ground), "\(name) \(selector): no text is known for the ground \(ground)")
                    }
                }
            }
        }
        #expect(seen > 40)
    }
}
