/// A division code of six digits (GB/T 2260 style): `230000` province, `230100` city, `230102` county.
package struct RegionCode: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    /// Nil unless six ASCII digits.
    package init?(_ text: String) {
        guard text.utf8.count == 6, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.text = text
    }

    package enum Level: String, Sendable, Codable, CaseIterable {
        case province, city, county

        /// 省、市、县.
        package var title: String {
            switch self {
            case .province: "省级"
            case .city: "市级"
            case .county: "县级"
            }
        }
    }

    package var level: Level { text.hasSuffix("0000") ? .province : text.hasSuffix("00") ? .city : .county }

    /// The digits that all divisions below share: `23`, `2301` or `230102`.
    package var prefix: String {
        switch level {
        case .province: String(text.prefix(2))
        case .city: String(text.prefix(4))
        case .county: text
        }
    }

    /// The division one level up; nil for a province.
    package var parent: RegionCode? {
        switch level {
        case .province: nil
        case .city: RegionCode(String(text.prefix(2)) + "0000")
        case .county: RegionCode(String(text.prefix(4)) + "00")
        }
    }

    /// Whether `other` lies in this subtree (itself included).
    package func contains(_ other: RegionCode) -> Bool { other.text.hasPrefix(prefix) }

    package static func < (left: RegionCode, right: RegionCode) -> Bool { left.text < right.text }

    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let code = RegionCode(text) else {
            throw Problem(.invalid, "region.malformed", "行政区划代码“\(text)”应为六位数字。")
        }
        self = code
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// One division with its name and its history.
package struct Region: Sendable, Hashable {
    package let code: RegionCode
    package let name: String
    /// The code that took this one's place, where it was abolished.
    package let successor: RegionCode?
    /// Whether it still exists.
    package let current: Bool

    package init(code: RegionCode, name: String, successor: RegionCode? = nil, current: Bool = true) {
        self.code = code
        self.name = name
        self.successor = successor
        self.current = current
    }
}
