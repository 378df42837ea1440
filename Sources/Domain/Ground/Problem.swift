/// A refusal or a failure that a person can act on.
///
/// Every error that leaves a use case is a `Problem`: a stable code for programs, a Chinese sentence for people,
/// the clause it rests on where a rule of law refused, and the way out (design.md: "Refusal").
package struct Problem: Error, Sendable, Equatable {
    /// What kind of trouble it is; decides the HTTP status and the exit code.
    package enum Kind: String, Sendable {
        /// The input itself is unusable (400).
        case invalid
        /// Nobody is signed in, or the session ended (401).
        case unauthenticated
        /// The person may not do this, or not here (403).
        case forbidden
        /// There is no such thing, or none that this person may see (404).
        case notFound
        /// Somebody else was faster, or the state has moved on (409).
        case conflict
        /// A rule of the policy text refuses (422).
        case refused
        /// Too many attempts (429).
        case tooMany
        /// Database gone, disk full: nothing was changed, try again later (503).
        case unavailable
        /// A defect of ours (500).
        case defect
    }

    package let kind: Kind
    /// Stable, dotted, lower case: `plan.ratio.out-of-bounds`.
    package let code: String
    /// What was refused and why, in Chinese, one sentence.
    package let message: String
    /// The clause row of requirements.md, such as `2.3.2`.
    package let clause: String?
    /// What one can do, or who can decide, in Chinese.
    package let remedy: String?
    /// Messages by form field name, shown beside the fields.
    package let fields: [String: String]

    package init(
        _ kind: Kind, _ code: String, _ message: String, clause: String? = nil, remedy: String? = nil,
        fields: [String: String] = [:]
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.clause = clause
        self.remedy = remedy
        self.fields = fields
    }

    package static func == (left: Problem, right: Problem) -> Bool { left.code == right.code }
}

extension Problem: CustomStringConvertible {
    package var description: String {
        var text = message
        if let clause { text += "（依据条款 \(clause)）" }
        if let remedy { text += remedy }
        return text
    }
}

extension Problem {
    /// The thing asked for does not exist, or is out of this person's sight: both look the same from outside.
    package static func notFound(_ what: String) -> Problem {
        Problem(.notFound, "not-found", "没有找到这个\(what)，或不在您的管辖范围内。", remedy: "请返回列表重新选择。")
    }

    /// Somebody changed the row between reading and writing.
    package static func moved(_ what: String) -> Problem {
        Problem(.conflict, "moved-on", "\(what)的状态已经改变，这次操作没有生效。", remedy: "请刷新页面查看最新状态。")
    }
}
