import Domain
import Foundation
import Yams

/// The words of the fictional province (Reference/fiction.yaml) and a generator that always gives the same one.
struct Fiction: Sendable {
    struct Words: Sendable, Codable {
        struct Business: Sendable, Codable {
            let marks: [String]
            let styles: [String]
            let suffix: String
        }
        struct People: Sendable, Codable {
            let surnames: [String]
            let given: [String]
        }
        struct Trade: Sendable, Codable {
            let code: String
            let weight: Int
            let type: String
            let words: [String]
            let scopes: [String]
        }
        struct Identifier: Sendable, Codable {
            let alphabet: String
            let body: String
            let serialDigits: Int
            enum CodingKeys: String, CodingKey {
                case alphabet, body
                case serialDigits = "serial_digits"
            }
        }
        struct Certificate: Sendable, Codable {
            let prefix: String
            let digits: Int
        }
        let business: Business
        let people: People
        let streets: [String]
        let stations: [String]
        let certificate: Certificate
        let identifier: Identifier
        let trades: [Trade]
    }

    /// A generated business, as a register would list it.
    struct Business: Sendable {
        let name: String
        let identifier: String
        let registeredOn: Day
        let scope: String
        let address: String
    }

    let words: Words
    private var random: SplitMix
    private let tradeWheel: [Int]

    init(directory: String, seed: UInt64) throws {
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: directory).appending(path: "fiction.yaml"), encoding: .utf8)
        } catch {
            throw Problem(
                .invalid, "demo.fiction", "找不到演示用词表 \(directory)/fiction.yaml。",
                remedy: "请在程序所在目录运行，或用 MINGCHA_REFERENCE 指定。")
        }
        words = try YAMLDecoder().decode(Words.self, from: text)
        random = SplitMix(state: seed)
        tradeWheel = words.trades.enumerated().flatMap { [Int](repeating: $0.offset, count: max(1, $0.element.weight)) }
    }

    mutating func number(below bound: Int) -> Int { Int(random.next() % UInt64(max(1, bound))) }

    mutating func pick<Element>(_ list: [Element]) -> Element? {
        list.isEmpty ? nil : list[number(below: list.count)]
    }

    mutating func person() -> String { (pick(words.people.surnames) ?? "张") + (pick(words.people.given) ?? "示例") }

    mutating func business(serial: Int, region: RegionCode, regionName: String, cityName: String) -> Business {
        let trade = words.trades[tradeWheel[number(below: tradeWheel.count)]]
        let style = pick(words.business.styles) ?? ""
        let name =
            regionName + (pick(words.business.marks) ?? "演示") + style + "\(serial % 9973)号"
            + (pick(trade.words) ?? "") + words.business.suffix
        let year = 2005 + number(below: 20)
        let day = Day(year: year, month: 1 + number(below: 12), day: 1 + number(below: 28)) ?? Day(number: 0)
        let street = (pick(words.streets) ?? "演示大街") + "\(1 + number(below: 400))号"
        return Business(
            name: name, identifier: identifier(type: trade.type, region: region, serial: serial), registeredOn: day,
            scope: pick(trade.scopes) ?? "", address: "黑龙江省\(cityName)\(regionName)\(street)")
    }

    /// A code of valid structure that no real subject can have: the organisation part begins with DEM
    /// (Reference/README.md).
    func identifier(type: String, region: RegionCode, serial: Int) -> String {
        let alphabet = Array(words.identifier.alphabet)
        var rest = serial
        var digits: [Character] = []
        for _ in 0..<words.identifier.serialDigits {
            digits.append(alphabet[rest % alphabet.count])
            rest /= alphabet.count
        }
        let organisation = words.identifier.body + String(digits.reversed())
        let body = type + region.text + organisation + Fiction.organisationCheck(organisation)
        var sum = 0
        var weight = 1
        for character in body {
            sum += (alphabet.firstIndex(of: character) ?? 0) * weight
            weight = weight * 3 % 31
        }
        return body + String(alphabet[(31 - sum % 31) % 31])
    }

    /// Check character of the nine-character organisation part (GB 11714).
    private static func organisationCheck(_ body: String) -> String {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).reduce(0) { sum, pair in
            let value = pair.0 < 0x41 ? Int(pair.0) - 0x30 : Int(pair.0) - 0x41 + 10
            return sum + value * pair.1
        }
        let check = 11 - sum % 11
        return check == 10 ? "X" : check == 11 ? "0" : String(check)
    }
}

/// A small generator with a fixed sequence (Steele, Lea, Flood 2014). For fiction only, never for a draw.
struct SplitMix: Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
