package import Domain
import HTTPTypes

/// Signing in and out, the workbench, accounts, the log, preferences, readiness.
package enum AccessRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        let limit = RateLimit()
        let reading = RouteAccess.needsAny([.accounts, .accountsRead])
        return [
            Route(.get, "/login", .everyone, SignInPage.show),
            Route(.post, "/login", .everyone) { try await SignInPage.begin($0, limit) },
            Route(.post, "/logout", .everyone, scope: .own, SignInPage.end),
            // Changes nothing but how this browser is shown pages, so that a link suffices, also without scripts.
            Route(.get, "/display", .everyone, SystemPages.display),

            Route(.get, "/workbench", .signedIn, scope: .own, Workbench.show),
            Route(.get, "/search", .signedIn, scope: .listScoped, SearchPage.show),
            Route(.get, "/system", .signedIn, SystemPages.index),
            Route(.get, "/system/accounts", reading, scope: .listScoped, AccountPages.list),
            Route(.get, "/system/accounts/new", .needs(.accounts), scope: .listScoped, AccountPages.new),
            Route(.post, "/system/accounts", .needs(.accounts), scope: .listScoped, AccountPages.create),
            Route(.get, "/system/accounts/:id", reading, scope: .objectScoped, AccountPages.show),
            Route(
                .post, "/system/accounts/:id/status", .needs(.accounts), scope: .objectScoped,
                AccountPages.setStatus),
            Route(.post, "/system/accounts/:id/reset", .needs(.accounts), scope: .objectScoped, AccountPages.reset),
            // The log is one for the whole installation; its readers audit all of it.
            Route(.get, "/system/log", .needs(.logRead), SystemPages.log),
            Route(.get, "/system/witnesses", .needs(.logRead), WitnessPages.inside),
            Route(.get, "/preferences", .signedIn, scope: .own, SystemPages.preferences),
            Route(.post, "/preferences", .signedIn, scope: .own, SystemPages.setPreferences),
            Route(.post, "/preferences/password", .signedIn, scope: .own, SystemPages.setPassword),

            Route(.get, "/log/checkpoint", .everyone, LogRoutes.checkpoint),
            Route(.get, "/log/tile/**", .everyone, LogRoutes.tile),
            Route(.get, "/log/receipt/:index", .everyone, LogRoutes.receipt),
            Route(.get, "/log/witnesses", .everyone, WitnessPages.published),
            Route(.get, "/health", .everyone, LogRoutes.health),
        ]
    }
}
