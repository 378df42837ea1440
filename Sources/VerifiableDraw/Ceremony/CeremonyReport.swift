/// What a verification looked at and found, in the order of the ceremony, for people to read.
package struct CeremonyReport: Sendable, Equatable {
    /// One thing checked.
    package struct Check: Sendable, Equatable {
        package enum State: String, Sendable, Codable {
            case passed
            case failed
            /// Not a matter of pass or fail: what a reader should know.
            case note
        }

        /// Chinese, for example 名单根哈希与冻结条目一致.
        package let title: String
        package let state: State
        /// Chinese: the figures, or what is wrong.
        package let detail: String

        package init(title: String, state: State, detail: String) {
            self.title = title
            self.state = state
            self.detail = detail
        }
    }

    package private(set) var checks: [Check] = []

    package init() {}

    /// Whether nothing failed.
    package var passed: Bool { !checks.contains { $0.state == .failed } }

    /// The first check that failed.
    package var firstFailure: Check? { checks.first { $0.state == .failed } }

    package mutating func note(_ title: String, _ detail: String) {
        checks.append(Check(title: title, state: .note, detail: detail))
    }

    /// Adds a check that fails when a fault is given.
    package mutating func check(_ title: String, fault: String?, detail: String) {
        checks.append(Check(title: title, state: fault == nil ? .passed : .failed, detail: fault ?? detail))
    }
}
