/// 专业分类的指标体系 of one field (3.3.1), as Policy/grading.yaml holds it on a day in a region.
///
/// The credit-risk class is the main factor: a system in which it can give no more than half of all points is refused.
package struct GradingSystem: Sendable {
    package enum Indicator: String, Sendable, Codable, CaseIterable {
        case credit, industry, region, results

        package var title: String {
            switch self {
            case .credit: "信用风险等级"
            case .industry: "行业风险度"
            case .region: "监管重点区域"
            case .results: "以往检查结果"
            }
        }
    }

    /// What a class asks for: 监管重点、频次、层级.
    package struct Measures: Sendable, Equatable {
        package let focus: String
        package let frequency: String
        package let level: String
    }

    /// What is looked at.
    package struct Facts: Sendable {
        package let risk: RiskClass
        package let tags: [String]
        package let region: RegionCode
        /// `problem`, `clean`, or `none` where nothing was checked in the period.
        package let results: String

        package init(risk: RiskClass, tags: [String], region: RegionCode, results: String) {
            self.risk = risk
            self.tags = tags
            self.region = region
            self.results = results
        }
    }

    /// What an indicator gave: the entry that held.
    package struct Part: Sendable, Codable, Equatable {
        package let indicator: Indicator
        package let entry: String
        package let points: Int
    }

    package struct Grade: Sendable, Equatable {
        /// 1 (lowest) to 4.
        package let grade: Int
        package let points: Int
        package let parts: [Part]
    }

    package let field: String
    package let title: String
    /// A subject belongs to the field that carries one of these tags.
    package let scope: [String]
    package let entries: [Indicator: [(key: String, points: Int)]]
    /// The points from which on each class begins, ascending.
    package let thresholds: [(grade: Int, points: Int)]
    package let measures: [Int: Measures]
    /// Months of results looked at, and for which a class is valid.
    package let resultMonths: Int
    package let validity: Int

    /// Codes and names of the fields.
    package static func fields(_ book: LawBook, on day: Day, in region: RegionCode) throws -> [(
        code: String, title: String
    )] {
        try book.rule("grading.fields", on: day, in: region).list.map { $0.map(pair) }?.map { ($0.0, $0.1) } ?? []
    }

    package init(_ field: String, _ book: LawBook, on day: Day, in region: RegionCode) throws {
        guard let named = try Self.fields(book, on: day, in: region).first(where: { $0.code == field }) else {
            throw Problem.notFound("专业领域")
        }
        func list(_ name: String) throws -> [String] {
            try book.rule("grading.\(field).\(name)", on: day, in: region).list ?? []
        }
        func points(_ name: String) throws -> [(key: String, points: Int)] {
            try list(name).map { entry in
                let (key, text) = Self.pair(entry)
                guard let points = Int(text), (0...1000).contains(points) else {
                    throw Problem(.defect, "grading.entry", "规则 grading.\(field).\(name) 的“\(entry)”不是 KEY=POINTS。")
                }
                return (key, points)
            }
        }
        self.field = field
        title = named.title
        scope = try list("scope")
        var entries: [Indicator: [(key: String, points: Int)]] = [:]
        for indicator in Indicator.allCases { entries[indicator] = try points(indicator.rawValue) }
        self.entries = entries
        thresholds = try points("classes").compactMap { one in Int(one.key).map { ($0, one.points) } }
            .sorted { $0.1 < $1.1 }
        var measures: [Int: Measures] = [:]
        for entry in try list("measures") {
            let (key, text) = Self.pair(entry)
            let words = text.split(separator: "；").map(String.init)
            if let grade = Int(key), words.count == 3 {
                measures[grade] = Measures(focus: words[0], frequency: words[1], level: words[2])
            }
        }
        self.measures = measures
        resultMonths = try book.value("grading.results.months", on: day, in: region)
        validity = try book.value("grading.validity", on: day, in: region)
        let weight = try book.rule("grading.credit.weight", on: day, in: region)
        guard creditShare > weight.value ?? 0 else {
            throw weight.refusal(
                "grading.weight", "\(title)领域的指标体系中，信用风险等级只占总分的\(creditShare / 100)%，没有过半。",
                remedy: "请在 Policy/grading.yaml 中提高信用风险等级的分值。")
        }
    }

    /// What the credit class can give of all points, in basis points.
    package var creditShare: Int {
        let most = Indicator.allCases.map { entries[$0]?.map(\.points).max() ?? 0 }
        let all = most.reduce(0, +)
        return all > 0 ? (entries[.credit]?.map(\.points).max() ?? 0) * 10_000 / all : 0
    }

    /// Whether a subject belongs to the field.
    package func covers(_ tags: [String]) -> Bool {
        tags.contains { tag in scope.contains { $0.utf8.elementsEqual(tag.utf8) } }
    }

    package func grade(_ facts: Facts) -> Grade {
        let parts = Indicator.allCases.map { indicator -> Part in
            let held = (entries[indicator] ?? []).filter { entry in
                switch indicator {
                case .credit: entry.key == facts.risk.rawValue
                case .industry: facts.tags.contains { $0.utf8.elementsEqual(entry.key.utf8) }
                case .region: RegionCode(entry.key)?.contains(facts.region) ?? false
                case .results: entry.key == facts.results
                }
            }.max { $0.points < $1.points }
            return Part(indicator: indicator, entry: held?.key ?? "", points: held?.points ?? 0)
        }
        let points = parts.reduce(0) { $0 + $1.points }
        let grade = thresholds.last { $0.points <= points }?.grade ?? 1
        return Grade(grade: grade, points: points, parts: parts)
    }

    private static func pair(_ entry: String) -> (String, String) {
        guard let mark = entry.firstIndex(of: "=") else { return (entry, "") }
        return (String(entry[..<mark]), String(entry[entry.index(after: mark)...]))
    }

    /// The tag that a class is known by to selectors and the index.
    package static func tag(_ field: String, _ grade: Int) -> String { "grade-\(field)-\(grade)" }
}
