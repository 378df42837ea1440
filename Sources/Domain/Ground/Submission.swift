/// How a submitted form ended.
<<<<<<< HEAD:Sources/Domain/Inspection/Submission.swift
package enum FormOutcome: Sendable, Equatable {
=======
package enum SubmissionOutcome: Sendable, Equatable {
>>>>>>> main:Sources/Domain/Ground/Submission.swift
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
    package func submit(
        _ key: String?, by actor: Actor, to location: String,
        _ body: @escaping @Sendable (any Stores) throws -> Void
<<<<<<< HEAD:Sources/Domain/Inspection/Submission.swift
    ) async throws -> FormOutcome {
=======
    ) async throws -> SubmissionOutcome {
>>>>>>> main:Sources/Domain/Ground/Submission.swift
        let now = clock.now()
        do {
            try await storage.write { stores in
                if let key,
                    let earlier = try stores.access.claimSubmission(
                        key: key, account: actor.account, location: location, at: now)
                {
                    throw ArrivedBefore(location: earlier)
                }
                try body(stores)
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
