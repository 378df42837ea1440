import Domain

/// The interface for departments' systems. Described in Public/api/subjects.openapi.json and docs/api.md.
enum SubjectInterface {
    /// `POST /registry/api/v1/changes`: statements of subjects, each answered for itself.
    static func take(_ call: Call) async throws -> Reply {
        guard let token = call.token else { throw Problem.notFound("页面") }
        let answer = try await Deliveries(call.house).take(call.body, key: call.idempotencyKey, token: token)
        return .json(answer, status: 200)
    }

    /// `GET /registry/api/v1/subjects/{scheme}/{number}`: what the registry holds.
    static func subject(_ call: Call) async throws -> Reply {
        guard let token = call.token else { throw Problem.notFound("页面") }
        guard let scheme = IdentifierScheme(rawValue: try call.parameter("scheme")) else {
            throw Problem.notFound("编号类型")
        }
        return .json(
            try await Deliveries(call.house).subject(scheme, try call.parameter("number"), token: token),
            status: 200)
    }
}
