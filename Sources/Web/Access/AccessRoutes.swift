package import Domain
import HTTPTypes

/// Signing in and out, accounts, the log's timeline, preferences, readiness.
package enum AccessRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/workbench", .signedIn, scope: .own, Workbench.show)
        ]
    }
}
