/// How a submitted form ended.
package enum SubmissionOutcome: Sendable, Equatable {
    /// Done now; the page that shows it.
    case done(String)
    /// The same form had arrived before: nothing was done again; the page that shows what the first one did.
    case before(String)

    package var location: String {
        switch self {
        case .done(let location), .before(let location): location
        }
    }
}

extension House {
    /// One use case of a form that may arrive twice (a double click, a retry after a lost answer): the second arrival
    /// changes nothing and is shown the outcome of the first (architecture.md, invariant 8).
    ///
    /// - Parameter alone: true for a body that takes long; see ``Storage/write(alone:_:)``.
    @discardableResult
    package func submit(
        _ key: String?, by actor: Actor, to location: String, alone: Bool = false,
        _ body: @escaping @Sendable (any Stores) throws -> Void
    ) async throws -> SubmissionOutcome {
        try await submit(key, by: actor, locating: { _ in location }, alone: alone, { stores, _ in try body(stores) })
    }

    /// The same for a form whose outcome has its address only in the transaction, such as a new thing's number.
    @discardableResult
    package func submit(
        _ key: String?, by actor: Actor, locating locate: @escaping @Sendable (any Stores) throws -> String,
        alone: Bool = false,
        _ body: @escaping @Sendable (any Stores, _ location: String) throws -> Void
    ) async throws -> SubmissionOutcome {
        let now = clock.now()
        do {
            let location = try await storage.write(alone: alone) { stores in
                let location = try locate(stores)
                if let key,
                    let earlier = try stores.access.claimSubmission(
                        key: key, account: actor.account, location: location, at: now)
                {
                    throw ArrivedBefore(location: earlier)
                }
                try body(stores, location)
                return location
            }
            return .done(location)
        } catch let earlier as ArrivedBefore {
            return .before(earlier.location)
        }
    }
}

/// Leaves the transaction of a form that had arrived before.
private struct ArrivedBefore: Error {
    let location: String
}
