package import Domain
import Foundation
import HTTPTypes
package import Hummingbird
package import Logging

/// The web side of the house as one service: `WebServer.application(…)` goes into the command's `ServiceGroup`.
package struct WebServer: Sendable {
    package let house: House
    package let configuration: WebConfiguration
    package let routes: [Route]
    private let counts: WaitingCounts
    private let logger: Logger

    /// `counts` feeds the rail; it is asked once for every page of a signed-in person.
    package init(
        _ house: House, configuration: WebConfiguration = WebConfiguration(), routes: [Route]? = nil,
        counts: @escaping WaitingCounts = { _, _ in [:] }, logger: Logger = Logger(label: "mingcha.web")
    ) {
        self.house = house
        self.configuration = configuration
        self.routes = routes ?? RouteTable.all(house)
        self.counts = counts
        self.logger = logger
    }

    /// Folder with `Templates` and `Public`.
    package static func resources(_ configuration: WebConfiguration) -> String {
        configuration.resources ?? Bundle.module.resourcePath ?? Bundle.module.bundlePath
    }

    /// The Hummingbird application; a `ServiceLifecycle.Service` that stops gracefully.
    package func application() async throws -> some ApplicationProtocol {
        try FileManager.default.createDirectory(
            atPath: configuration.temporaryDirectory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let resources = WebServer.resources(configuration)
        let renderer = try await Renderer(resources: resources)
        let statics = try StaticFiles(folder: resources + "/Public")
        let dispatcher = Dispatcher(
            house: house, configuration: configuration, renderer: renderer, counts: counts, statics: statics)
        let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: UnknownPages(dispatcher: dispatcher))
        for route in routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                await dispatcher.respond(route, request, context)
            }
        }
        return Application(
            responder: Edge(router: router.buildResponder(), dispatcher: dispatcher, statics: statics),
            server: .http1(configuration: .init(idleTimeout: .seconds(75))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            logger: logger)
    }
}

/// The outermost layer: static files, pages that do not exist, security headers, one log line for each request.
struct Edge: HTTPResponder {
    let router: RouterResponder<WebContext>
    let dispatcher: Dispatcher
    let statics: StaticFiles

    func respond(to request: Request, context: WebContext) async throws -> Response {
        let started = ContinuousClock.now
        var response: Response
        if let file = statics.response(to: request) {
            response = file
        } else {
            response = try await router.respond(to: request, context: context)
        }
        SecurityHeaders.add(to: &response, configuration: dispatcher.configuration, request: context.number)
        let elapsed = ContinuousClock.now - started
        // The route's pattern, not the address: addresses can hold names and codes of people.
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(context.endpointPath ?? "static")",
                "status": "\(response.status.code)",
                "ms": "\(elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000)",
            ])
        return response
    }
}

/// Answers what no route answers. Inside the router, because the router itself turns such errors into empty responses.
struct UnknownPages: RouterMiddleware {
    let dispatcher: Dispatcher

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var state = SessionState.anonymous(Cookies.read(request.headers), dispatcher.house)
            do {
                state = try await SessionState.resume(request, dispatcher.house, dispatcher.configuration)
            } catch {
                // The frame stays anonymous; the refusal below says what was wrong.
            }
            return await dispatcher.refuse(error, request: request, context: context, state: state)
        }
    }
}
