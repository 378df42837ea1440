/// The closed list of outcome types (结果类型, 2.1.2): exactly nine, of which 合格/不合格 is one with two values.
package struct OutcomeTypes: Sendable, Codable {
    package struct Value: Sendable, Codable, Equatable {
        package let code: String
        package let title: String
        package let negative: Bool
        package let problem: Bool
    }

    package struct Outcome: Sendable, Codable, Equatable {
        /// Stable code, `no-problem`.
        package let code: String
        package let order: Int
        package let title: String
        /// Negative information in the sense of 5.5.x; nil where the value decides.
        package let negative: Bool?
        /// Counts as 发现问题 in 6.2.1; nil where the value decides.
        package let problem: Bool?
        /// Codes of the particulars that must be present before the result can be signed.
        package let needs: [String]
        package let values: [Value]
        /// Helps to choose (2.4.1).
        package let explanation: String
    }

    /// 必填情况: what an outcome needs beside its name.
    package struct Particular: Sendable, Codable, Equatable {
        package let code: String
        package let title: String
        /// text, photo, file, term, choice.
        package let kind: String
        package let hint: String?
    }

    package let clause: String
    package let source: String
    package let outcomes: [Outcome]
    package let particulars: [Particular]

    package init(clause: String, source: String, outcomes: [Outcome], particulars: [Particular]) {
        self.clause = clause
        self.source = source
        self.outcomes = outcomes
        self.particulars = particulars
    }

    package func outcome(_ code: String) -> Outcome? { outcomes.first { $0.code.utf8.elementsEqual(code.utf8) } }

    package func particular(_ code: String) -> Particular? {
        particulars.first { $0.code.utf8.elementsEqual(code.utf8) }
    }

    /// The outcome and value chosen, checked against the list; refuses everything else with 2.1.2.
    package func chosen(_ code: String, value: String?) throws -> (Outcome, Value?) {
        guard let outcome = outcome(code) else {
            throw Problem(
                .refused, "outcome.unknown", "检查结果只能从九种类型中选择。", clause: clause,
                remedy: "请在结果类型列表中重新选择。", fields: ["outcome": "请选择结果类型"])
        }
        guard !outcome.values.isEmpty else { return (outcome, nil) }
        guard let value, let match = outcome.values.first(where: { $0.code.utf8.elementsEqual(value.utf8) }) else {
            throw Problem(
                .refused, "outcome.value", "结果类型“\(outcome.title)”需要选择其中一个取值。", clause: clause,
                fields: ["outcome_value": "请选择合格或者不合格"])
        }
        return (outcome, match)
    }
}
