import Domain
import HTTPTypes
import Hummingbird

/// Requests of other departments' systems.
extension Dispatcher {
    /// No cookie is read and none is set: a browser cannot be made to send the key, so there is nothing to forge. Every
    /// refusal is `application/problem+json`.
    func answerProgram(_ route: Route, _ request: Request, _ context: WebContext, _ state: SessionState) async
        -> Response
    {
        do {
            // The key first: without one nothing of the request is read.
            let token = try await DepartmentTokens(house).admit(Dispatcher.bearer(request))
            var received = Received()
            if route.method != .get {
                let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
                guard type == "application/json" else {
                    throw Problem(
                        .invalid, "request.type", "报送内容应为 application/json。", remedy: "请在请求头写明 Content-Type。")
                }
                received = try await Received.read(request, route: route, configuration)
            }
            var call = try self.call(received, state, request, context)
            call.token = token
            call.idempotencyKey = HTTPField.Name("Idempotency-Key").flatMap { request.headers[$0] }
            return try await answer(try await route.handle(call), state: state, status: nil)
        } catch {
            let problem = Dispatcher.problem(error, context.logger)
            var response = Dispatcher.text(
                problem.json(request: context.number), type: "application/problem+json", status: problem.kind.status)
            if problem.kind == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
            return response
        }
    }

    /// The key of `Authorization: Bearer …`.
    static func bearer(_ request: Request) -> String? {
        guard let value = request.headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
        return Fields.trimmed(String(value.dropFirst(7)))
    }
}
