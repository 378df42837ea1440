/// A checklist together with answers: which questions are asked, how many rows there are, what is still open.
///
/// The same in Public/js/checklist.mjs; Tests/vectors/checklist.json holds the two together.
package struct ChecklistState: Sendable {
    /// A question in its place: in a section of rows there is one for each row.
    package struct Place: Sendable {
        package let section: Int
        package let question: Checklist.Question
        /// From 1; nil in a section that is filled in once.
        package let row: Int?
        /// Under which the answer is kept.
        package let key: String
        /// `""` for none.
        package let answer: String
        package let isVisible: Bool
        /// Whether it has to be answered once it is visible: rows beyond the least begin with their first answer.
        package let isDue: Bool

        /// The question as messages name it.
        package var title: String { question.text + (row.map { "（第\($0)项）" } ?? "") }
        /// Asked, not optional, not answered.
        package var isOpen: Bool { isVisible && isDue && !question.isOptional && answer.isEmpty }
    }

    package let sections: [Checklist.Section]
    package let places: [Place]
    /// By section: whether it is asked.
    package let visible: [Bool]
    /// By section: how many rows are shown; 1 in a section that is filled in once.
    package let rows: [Int]

    package init(_ sections: [Checklist.Section], _ answers: [String: String]) {
        self.sections = sections
        rows = sections.map { ChecklistState.rows($0, answers) }
        var evaluation = Evaluation(sections, answers, rows)
        var places: [Place] = []
        var visible: [Bool] = []
        for (index, section) in sections.enumerated() {
            visible.append(evaluation.isVisible(section: index))
            let least = section.rows?.least ?? 1
            for row in 1...rows[index] {
                let own = section.rows == nil ? nil : row
                let isDue =
                    own == nil || row <= least
                    || section.questions.contains { !(answers[ChecklistState.key($0.code, row)] ?? "").isEmpty }
                for (place, question) in section.questions.enumerated() {
                    let key = ChecklistState.key(question.code, own)
                    places.append(
                        Place(
                            section: index, question: question, row: own, key: key, answer: answers[key] ?? "",
                            isVisible: evaluation.isVisible(section: index, question: place, row: own), isDue: isDue))
                }
            }
        }
        self.places = places
        self.visible = visible
    }

    /// `CODE`, or `CODE.2` in the second row.
    package static func key(_ code: String, _ row: Int?) -> String { row.map { "\(code).\($0)" } ?? code }

    /// Rows down to the last that holds an answer, at least one.
    private static func rows(_ section: Checklist.Section, _ answers: [String: String]) -> Int {
        guard let rows = section.rows else { return 1 }
        let most = min(max(1, rows.most), Checklist.Rows.limit)
        let last = (1...most).last { row in
            section.questions.contains { !(answers[key($0.code, row)] ?? "").isEmpty }
        }
        return min(max(1, rows.least, last ?? 1), most)
    }

    /// The answers that belong to the checklist, rows without any answer left out and those below moved up.
    package static func tidied(_ answers: [String: String], _ sections: [Checklist.Section]) -> [String: String] {
        var tidy: [String: String] = [:]
        for section in sections {
            guard let rows = section.rows else {
                for question in section.questions {
                    if let answer = answers[question.code], !answer.isEmpty { tidy[question.code] = answer }
                }
                continue
            }
            var next = 1
            for row in 1...min(max(1, rows.most), Checklist.Rows.limit) {
                let filled = section.questions.compactMap { question in
                    answers[key(question.code, row)].flatMap { $0.isEmpty ? nil : (question.code, $0) }
                }
                for (code, answer) in filled { tidy[key(code, next)] = answer }
                if !filled.isEmpty { next += 1 }
            }
        }
        return tidy
    }
}

/// Conditions worked out once each. A condition that leads back to itself, which no published checklist has, holds never.
private struct Evaluation {
    private struct Spot: Hashable {
        let section: Int
        let question: Int?
        let row: Int?
    }

    private let sections: [Checklist.Section]
    private let answers: [String: String]
    private let rows: [Int]
    private var known: [Spot: Bool] = [:]
    private var spots: [[UInt8]: (section: Int, question: Int)] = [:]

    init(_ sections: [Checklist.Section], _ answers: [String: String], _ rows: [Int]) {
        self.sections = sections
        self.answers = answers
        self.rows = rows
        for (section, one) in sections.enumerated() {
            for (question, two) in one.questions.enumerated() where spots[Array(two.code.utf8)] == nil {
                spots[Array(two.code.utf8)] = (section, question)
            }
        }
    }

    mutating func isVisible(section: Int) -> Bool {
        remembered(Spot(section: section, question: nil, row: nil), sections[section].condition)
    }

    mutating func isVisible(section: Int, question: Int, row: Int?) -> Bool {
        guard isVisible(section: section) else { return false }
        let spot = Spot(section: section, question: question, row: row)
        return remembered(spot, sections[section].questions[question].condition)
    }

    private mutating func remembered(_ spot: Spot, _ condition: Checklist.Condition?) -> Bool {
        guard let condition, !condition.clauses.isEmpty else { return true }
        if let known = known[spot] { return known }
        known[spot] = false
        var holds = !condition.any
        for clause in condition.clauses where self.holds(clause, spot) == condition.any {
            holds = condition.any
            break
        }
        known[spot] = holds
        return holds
    }

    /// Within a section of rows a clause asks the same row; from elsewhere one row for which it holds is enough.
    private mutating func holds(_ clause: Checklist.Clause, _ from: Spot) -> Bool {
        guard let asked = spots[Array(clause.question.utf8)] else { return false }
        let section = sections[asked.section]
        let code = section.questions[asked.question].code
        let candidates: [Int?]
        if section.rows == nil {
            candidates = [nil]
        } else if let row = from.row, from.section == asked.section {
            candidates = [row]
        } else {
            candidates = (1...rows[asked.section]).map { $0 }
        }
        for row in candidates {
            let isAsked = isVisible(section: asked.section, question: asked.question, row: row)
            let answer = isAsked ? answers[ChecklistState.key(code, row)] ?? "" : ""
            if clause.comparison.holds(clause.value, of: answer) { return true }
        }
        return false
    }
}
