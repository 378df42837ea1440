package import Foundation
import Yams

/// One rule of Policy/: a dated value with its clause. Schema in Policy/README.md.
package struct LawRule: Sendable, Codable, Equatable {
    /// Whether one may go on with a recorded reason (一般情况下, 原则上) or must refuse.
    package enum Mode: String, Sendable, Codable { case must, general }
    /// Where the rule comes from; `platform` settings are never cited as law.
    package enum Origin: String, Sendable, Codable { case plan, law, platform }

    package let id: String
    /// Row of requirements.md.
    package let clause: String
    package let source: String
    package let title: String
    package let value: Int?
    package let text: String?
    package let list: [String]?
    package let unit: String
    package let mode: Mode
    package let origin: Origin
    /// Where it holds, with everything below; `000000` is the whole country.
    package let region: RegionCode
    package let from: Day
    package let to: Day?
    package let wording: String
    package let note: String?

    package func holds(on day: Day, in place: RegionCode) -> Bool {
        from <= day && (to.map { day <= $0 } ?? true) && (region.text == "000000" || region.contains(place))
    }

    /// A refusal that names this rule (architecture.md, invariant 5).
    package func refusal(_ code: String, _ message: String, remedy: String? = nil, fields: [String: String] = [:])
        -> Problem
    {
        Problem(.refused, code, message + "（\(source)：“\(title)”）", clause: clause, remedy: remedy, fields: fields)
    }
}

/// The rules of Policy/ as loaded. Looked up by id, region and day; there is no fallback number in code.
package struct LawBook: Sendable {
    /// By id, nearest region first.
    private let rules: [String: [LawRule]]
    /// SHA-256 of the loaded files in order of name, hex: logged with every freeze.
    package let hash: String

    package init(rules: [LawRule], hash: String) throws {
        var byID: [String: [LawRule]] = [:]
        for rule in rules { byID[rule.id, default: []].append(rule) }
        for (id, versions) in byID {
            for (index, one) in versions.enumerated() {
                for other in versions.dropFirst(index + 1) where one.region == other.region {
                    let apart = (one.to.map { $0 < other.from } ?? false) || (other.to.map { $0 < one.from } ?? false)
                    guard apart else {
                        throw Problem(.defect, "law.overlap", "规则 \(id) 在同一区域有两条同时有效的取值。")
                    }
                }
            }
            byID[id] = versions.sorted { LawBook.nearness($0.region) > LawBook.nearness($1.region) }
        }
        self.rules = byID
        self.hash = hash
    }

    private static func nearness(_ region: RegionCode) -> Int {
        if region.text == "000000" { return 0 }
        switch region.level {
        case .province: return 1
        case .city: return 2
        case .county: return 3
        }
    }

    /// The rule in force; throws `law.missing` when none applies.
    package func rule(_ id: String, on day: Day, in region: RegionCode) throws -> LawRule {
        guard let rule = rules[id]?.first(where: { $0.holds(on: day, in: region) }) else {
            throw Problem(
                .refused, "law.missing", "\(day.inWords)在该区域没有适用的规则（\(id)）。",
                remedy: "请平台管理员在 Policy 目录补充这条规则的有效取值。")
        }
        return rule
    }

    /// The number of a rule that must have one.
    package func value(_ id: String, on day: Day, in region: RegionCode) throws -> Int {
        let rule = try rule(id, on: day, in: region)
        guard let value = rule.value else {
            throw Problem(.defect, "law.no-value", "规则 \(id) 没有数值。")
        }
        return value
    }

    /// Every rule, by id, for the rule page.
    package var all: [LawRule] { rules.values.flatMap { $0 }.sorted { $0.id < $1.id } }
}

/// The law as loaded: rules, outcome types and the working-day calendar.
package struct Law: Sendable {
    package let book: LawBook
    package let outcomes: OutcomeTypes
    package let calendar: WorkCalendar

    package init(book: LawBook, outcomes: OutcomeTypes, calendar: WorkCalendar) {
        self.book = book
        self.outcomes = outcomes
        self.calendar = calendar
    }

    /// Decodes the files of Policy/: names and contents. `outcomes.yaml` and `calendar.yaml` have their own schema,
    /// every other `.yaml` holds `rules:`.
    package init(files: [(name: String, text: String)], hash: String) throws {
        let decoder = YAMLDecoder()
        var rules: [LawRule] = []
        var outcomes: OutcomeTypes?
        var calendar: WorkCalendar?
        for file in files.sorted(by: { $0.name < $1.name }) {
            do {
                switch file.name {
                case "outcomes.yaml": outcomes = try decoder.decode(OutcomeTypes.self, from: file.text)
                case "calendar.yaml": calendar = try decoder.decode(WorkCalendar.self, from: file.text)
                default: rules += try decoder.decode(RuleFile.self, from: file.text).rules
                }
            } catch let problem as Problem {
                throw problem
            } catch {
                throw Problem(.invalid, "law.unreadable", "规则文件 \(file.name) 无法读取：\(error)。")
            }
        }
        guard let outcomes, let calendar else {
            throw Problem(.invalid, "law.incomplete", "规则目录缺少 outcomes.yaml 或 calendar.yaml。")
        }
        self.init(book: try LawBook(rules: rules, hash: hash), outcomes: outcomes, calendar: calendar)
    }

    private struct RuleFile: Codable { let rules: [LawRule] }
}
