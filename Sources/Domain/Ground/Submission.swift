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

/// What a person had seen of a thing when its form was opened: the newest entry of the log about it. It travels with the
/// submission key, so that every use case of a form can be guarded: two windows, or two people, never overwrite each other.
package struct Seen: Sendable {
    private let object: String
    private let index: Int64

    /// - Parameters:
    ///   - object: as in the log, `inspector/7`; the server's word, never the form's.
    ///   - index: of the newest entry then; -1 for none.
    package init(object: String, index: Int64) {
        self.object = object
        self.index = index
    }

    /// The key with this beside it. Keys of forms hold no blanks.
    package func beside(_ key: String) -> String { "\(key) \(index) \(object)" }

    fileprivate init?(_ key: String) {
        let parts = key.split(separator: " ")
        guard parts.count == 3, let index = Int64(parts[1]) else { return nil }
        self.init(object: String(parts[2]), index: index)
    }

    fileprivate func check(_ ledger: any Ledger) throws {
        guard let newest = try ledger.timeline(object: object).last, newest.index > index else { return }
        throw Problem(
            .conflict, "form.overtaken",
            "您打开这一页之后，\(newest.actorName ?? "系统")在 \(newest.at.onScreen) 办理过：\(newest.sentence) 您的修改没有保存。",
            remedy: "请打开最新内容核对，再填写仍然需要的修改。")
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
                try stores.claim(key, by: actor, to: location, at: now)
                try body(stores, location)
                return location
            }
            return .done(location)
        } catch let earlier as SubmittedBefore {
            return .before(earlier.location)
        }
    }
}

/// Leaves the transaction of a form that had arrived before. Where it is not caught, the web shell answers with a
/// redirect to where the first one led.
package struct SubmittedBefore: Error, Sendable {
    package let location: String

    /// The number at the end of the address, of what the first one made.
    package var number: Int64? { location.split(separator: "/").last.flatMap { Int64($0) } }
}

extension Stores {
    /// Claims the key of a form within its transaction: everything a second arrival does is undone by the
    /// ``SubmittedBefore`` that this throws. Nothing is claimed without a key or a person.
    ///
    /// ``House/submit(_:by:to:alone:_:)`` is this and the transaction around it; use cases that answer with more than
    /// an address claim by themselves.
    func claim(_ key: String?, by actor: Actor?, to location: String, at now: Moment) throws {
        guard let key, let actor else { return }
        if let earlier = try access.claimSubmission(
            key: key, account: actor.account, location: location, at: now)
        {
            throw SubmittedBefore(location: earlier)
        }
        if let seen = Seen(key) { try seen.check(ledger) }
    }
}
