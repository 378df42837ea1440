import Domain
import HTTPTypes
import Hummingbird
import Logging

extension Dispatcher {
    /// The response to whatever was thrown. Never throws itself.
    func refuse(_ error: any Error, request: Request, context: WebContext, state: SessionState) async -> Response {
        let problem = Dispatcher.problem(error, context.logger)
        let id = context.number
        let isHtmx = Dispatcher.isHtmx(request)
        if Dispatcher.wantsJSON(request) {
            return Dispatcher.text(
                problem.json(request: id), type: "application/problem+json", status: problem.kind.status)
        }
        let reading = request.method == .get || request.method == .head
        let next = "/login?next=" + FormCoding.encode(reading ? request.uri.string : "/workbench")
        if problem.kind == .unauthenticated {
            if isHtmx {
                var response = Response(status: .unauthorized)
                if let name = HTTPField.Name("HX-Redirect") { response.headers[name] = next }
                return response
            }
            if reading, state.actor == nil {
                return Response(status: .seeOther, headers: [.location: next])
            }
        }
        let model = RefusalModel(
            problem, request: id, signInHref: problem.kind == .unauthenticated ? next : nil)
        let reply: Reply =
            isHtmx
            ? .fragment(template: "shell/refusal", model: model)
            : .page(
                Page(
                    "shell/refused", title: problem.kind.heading, model: model,
                    frame: state.actor == nil ? .plain : .inside))
        do {
            var response = try await answer(reply, state: state, status: problem.kind.status)
            if problem.kind == .tooMany { response.headers[.retryAfter] = "60" }
            return response
        } catch {
            // Not even the refusal's template: say the same in plain text.
            return Dispatcher.text(
                problem.description, type: "text/plain; charset=utf-8", status: problem.kind.status)
        }
    }

    /// Brings any error into the house's form. What is unknown is a defect of ours; its type is logged, never its
    /// contents, which could hold personal data.
    static func problem(_ error: any Error, _ logger: Logger) -> Problem {
        if let problem = error as? Problem {
            if problem.kind == .defect || problem.kind == .unavailable {
                logger.error("failed", metadata: ["problem": "\(problem.code)"])
            }
            return problem
        }
        if let error = error as? HTTPError {
            switch error.status.code {
            case 404, 405: return Problem.notFound("页面")
            case 413: return Received.malformed
            default: return Received.malformed
            }
        }
        logger.error("unexpected", metadata: ["type": "\(type(of: error))"])
        return Problem(
            .defect, "web.unexpected", "这一步没有完成，没有保存任何更改。", remedy: "请稍后重试；如反复出现，请把本页下方的编号告知平台运维人员。")
    }
}
