import VerifiableDraw

/// One auditor's look behind the lots of a ceremony.
package struct Audit: Sendable {
    package let ceremony: Int64
    package let account: Int64
    /// When the keys were opened, and where the log says so.
    package let openedAt: Moment
    package let openedEntry: Int64
    /// Of the last check; nil before it.
    package let checkedAt: Moment?
    package let findings: [AuditFinding]?
    /// When the findings were signed; nil before.
    package let signedAt: Moment?
    package let remark: String?

    package init(
        ceremony: Int64, account: Int64, openedAt: Moment, openedEntry: Int64, checkedAt: Moment?,
        findings: [AuditFinding]?, signedAt: Moment?, remark: String?
    ) {
        self.ceremony = ceremony
        self.account = account
        self.openedAt = openedAt
        self.openedEntry = openedEntry
        self.checkedAt = checkedAt
        self.findings = findings
        self.signedAt = signedAt
        self.remark = remark
    }
}

/// One thing that an audit looked at.
package struct AuditFinding: Sendable, Codable, Equatable {
    package enum State: String, Sendable, Codable {
        case passed, failed
        /// Not a matter of pass or fail: what a reader should know.
        case note
    }

    package let title: String
    package let state: State
    package let detail: String

    package init(title: String, state: State, detail: String) {
        self.title = title
        self.state = state
        self.detail = detail
    }

    init(_ check: CeremonyReport.Check) {
        let state: State =
            switch check.state {
            case .passed: .passed
            case .failed: .failed
            case .note: .note
            }
        self.init(title: check.title, state: state, detail: check.detail)
    }
}

extension [AuditFinding] {
    /// Whether nothing is wrong.
    package var passed: Bool { !contains { $0.state == .failed } }
}

/// The auditors' package (docs/draw-spec.md, 13) and what was found with it.
package struct AuditFiles: Sendable {
    /// File names with their bytes: the published directory, and `audit/`.
    package let files: [(name: String, bytes: [UInt8])]
    package let findings: [AuditFinding]
    /// Lower-case hex SHA-256 of the files under `audit/`, the keys among them: it tells nothing of its contents.
    package let digest: String
}
