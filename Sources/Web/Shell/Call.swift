package import Domain
import Logging

/// One request as a handler sees it: the house, the person, and what was sent.
package struct Call: Sendable {
    package let house: House
    /// The signed-in person; nil on public routes without a session.
    package let actor: Actor?
    package let parameters: [String: String]
    package let query: Fields
    package let form: Fields
    let uploads: [Upload]
    /// The raw body of an `application/json` request (the field app); empty otherwise.
    package let body: [UInt8]
    /// Whether htmx asks, so that a fragment is enough.
    package let isHtmx: Bool
    /// Path with query as asked for, for links that come back here.
    package let address: String
    /// The house as the outside addresses it, `https://host`, for links that leave the page (QR codes).
    package let origin: String
    /// What the shell's own pages need beyond that.
    let session: SessionState
    /// Address of the client, for the rate limit on signing in; never logged.
    let client: String
    package let configuration: WebConfiguration
    /// For what operators need to know; never names, codes or addresses.
    let logger: Logger
    let counts: WaitingCounts
    let doors: Doors
    /// The key that a program came with; only on routes of `.token`.
    var token: DepartmentToken?
    /// Names a delivery, so that it can be sent again.
    var idempotencyKey: String?

    /// The person, or a refusal that leads to the sign-in page.
    package func signedIn() throws -> Actor {
        guard let actor else { throw Problem.signInNeeded }
        return actor
    }

    /// A path parameter.
    package func parameter(_ name: String) throws -> String {
        guard let value = parameters[name], !value.isEmpty else { throw Problem.notFound("页面") }
        return value
    }

    /// A path parameter that is a row id; anything else is no such page.
    package func id(_ name: String = "id") throws -> Int64 {
        guard let id = Int64(try parameter(name)), id > 0 else { throw Problem.notFound("内容") }
        return id
    }

    /// A file of a multipart form; nil when none was chosen.
    package func upload(_ name: String) -> Upload? {
        uploads.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The random key of this submission, from the form's hidden field. The use case claims it with
    /// `AccessStore.claimSubmission` in its own transaction.
    package var submissionKey: String? {
        form.optional("_submission").flatMap { key in
            key.utf8.count <= 100 && !key.contains(where: \.isWhitespace) ? key : nil
        }
    }

    /// The same for a form that overwrites what a thing holds: refused when anybody has changed it since the form was opened.
    ///
    /// - Parameter object: as in the log; the form carries ``seen(_:)`` of it.
    func submissionKey(seeing object: String) throws -> String? {
        guard let seen = Int64(form.text("_seen")) else { return submissionKey }
        return Seen(object: object, index: seen).beside(submissionKey ?? session.csrf + house.randomHex(bytes: 8))
    }

    /// The hidden field of such a form. Ask for it before the thing is read. A form that comes back keeps what it had.
    func seen(_ object: String) async throws -> (String, String) {
        if let kept = form.optional("_seen") { return ("_seen", kept) }
        let newest = try await house.storage.read { try $0.ledger.timeline(object: object).last?.index }
        return ("_seen", String(newest ?? -1))
    }

    /// Page of a list from `?page=`.
    package var slice: Slice { Slice(page: Int(query.text("page")) ?? 1) }
}

/// A file that came with a form.
package struct Upload: Sendable {
    /// Name of the form field.
    package let name: String
    /// Name of the file as the browser told it; for display only, never a path.
    package let filename: String
    package let content: Content
    /// Bytes.
    package let size: Int

    package enum Content: Sendable {
        /// Small files stay in memory.
        case bytes([UInt8])
        /// Larger ones are in a private temporary file that is removed when the handler has answered.
        case file(path: String)
    }
}

extension Problem {
    /// Nobody is signed in, or the session ended.
    package static let signInNeeded = Problem(
        .unauthenticated, "access.sign-in", "请先登录。", remedy: "您可能尚未登录，或登录已超时。")
}
