package import Domain
package import HTTPTypes

/// One entry of the route table: method, path, who may use it, over what, and what answers.
///
/// There is no way to make a route without declaring its access; the matrix test compares every route with what
/// the server really does (architecture.md, invariant 6).
package struct Route: Sendable {
    package let method: HTTPRequest.Method
    /// `/plan/:id`; segments starting with a colon are parameters, a last `**` takes the rest.
    package let path: String
    package let access: RouteAccess
    package let scope: RouteScope
    /// Whether the body may be `multipart/form-data` with files up to `WebConfiguration.uploadLimit`.
    package let uploads: Bool
    package let handle: @Sendable (Call) async throws -> Reply

    package init(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteAccess, scope: RouteScope = .none,
        uploads: Bool = false, _ handle: @escaping @Sendable (Call) async throws -> Reply
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.scope = scope
        self.uploads = uploads
        self.handle = handle
    }

    /// `GET /plan/:id`, unique in the table.
    package var name: String { "\(method.rawValue) \(path)" }
}

/// Who may use a route at all. What a person may see of it is the scope's matter.
package enum RouteAccess: Sendable, Equatable {
    case everyone
    case signedIn
    case needs(Permission)
    case needsAny([Permission])
    /// The permission, and acting for the whole province: what the province keeps for all (2.2.1, 2.4.3).
    case province(Permission)
    /// A program with a department's key in `Authorization`: no session, no form, JSON only. The dispatcher checks the
    /// key; the handler works within its region and department.
    case token

    /// Whether this person gets past the door.
    package func admits(_ actor: Actor?) -> Bool {
        switch self {
        case .everyone: true
        case .signedIn: actor != nil
        case .needs(let permission): actor?.may(permission) ?? false
        case .needsAny(let permissions): permissions.contains { actor?.may($0) ?? false }
        // Signed in or not is nothing to such a route.
        case .token: true
        case .province(let permission): actor.map { $0.may(permission) && $0.region.level == .province } ?? false
        }
    }
}

/// How a route is bound to the person's region and department.
package enum RouteScope: String, Sendable {
    /// Touches no object.
    case none
    /// A list that holds only what lies in the actor's region.
    case listScoped
    /// One object; the use case checks it, and a foreign one looks like 404.
    case objectScoped
    /// Only what belongs to the actor.
    case own
}

/// A stage's contribution to the table: `enum PlanRoutes: StageRoutes`.
package protocol StageRoutes {
    static func routes(_ house: House) -> [Route]
}
