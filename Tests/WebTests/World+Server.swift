import Logging
import Web
import World

extension World {
    /// A server over this house that writes no log.
    func server(_ configuration: WebConfiguration = WebConfiguration(), routes: [Route]? = nil) -> WebServer {
        WebServer(
            house, configuration: configuration, routes: routes,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
