import Domain

/// A refusal as people see it: what was refused, the rule, the clause, what one can do, who can decide.
struct RefusalModel: Sendable {
    let heading: String
    let message: String
    let clause: String?
    let remedy: String?
    let fields: [String]
    let hasFields: Bool
    let code: String
    let request: String
    let signInHref: String?

    init(_ problem: Problem, request: String, signInHref: String? = nil) {
        heading = problem.kind.heading
        message = problem.message
        clause = problem.clause
        remedy = problem.remedy
        fields = problem.fields.values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .filter { $0 != problem.message }
        hasFields = !fields.isEmpty
        code = problem.code
        self.request = request
        self.signInHref = signInHref
    }
}

extension Problem.Kind {
    var heading: String {
        switch self {
        case .invalid: "填写的内容需要改正"
        case .unauthenticated: "需要登录"
        case .forbidden: "没有这项权限"
        case .notFound: "没有找到"
        case .conflict: "情况已经变化"
        case .refused: "规则不允许"
        case .tooMany: "操作太频繁"
        case .unavailable: "暂时无法办理"
        case .defect: "这一步没有完成"
        }
    }

    /// HTTP status.
    var status: Int {
        switch self {
        case .invalid: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .refused: 422
        case .tooMany: 429
        case .unavailable: 503
        case .defect: 500
        }
    }
}

extension Problem {
    /// `application/problem+json` (RFC 9457).
    func json(request: String) -> String {
        var members: [String: LedgerValue] = [
            "type": .text("urn:mingcha:problem:" + code), "title": .text(kind.heading),
            "status": .number(Int64(kind.status)), "detail": .text(message),
            "instance": .text("urn:request:" + request),
            "code": .text(code),
        ]
        if let clause { members["clause"] = .text(clause) }
        if let remedy { members["remedy"] = .text(remedy) }
        if !fields.isEmpty { members["fields"] = .object(fields.mapValues { .text($0) }) }
        return LedgerValue.object(members).json
    }
}
