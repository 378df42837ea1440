import Domain

/// A party without account on its own phone: the one-time link, and the ceremony behind it.
enum PartyPages {
    struct Offer: Sendable {
        let party: String
        let title: String
        let code: String
        let authority: String
        let action: String
        let publicHref: String
    }

    struct Issued: Sendable {
        let party: String
        let path: String?
        let box: String
        let link: String
        let until: String
        let backHref: String
    }

    /// The link with its QR code, shown this once.
    static func issue(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let party = try call.form.required("party", "参与方", max: 64)
        let token = try await PartyLinks(call.house).issue(actor, ceremony: id, party: party)
        let view = try await Ceremonies(call.house).view(actor, ceremony: id)
        guard let found = view.ceremony.parties.first(where: { $0.id.utf8.elementsEqual(party.utf8) }) else {
            throw Problem.notFound("参与方")
        }
        let link = call.origin + "/draw/link/" + token
        let qr = try call.house.press?.qr(link)
        return .page(
            Page(
                "draw/link", title: "请\(found.title)扫码", stage: .draw,
                model: Issued(
                    party: found.title, path: qr?.path, box: qr.map { "0 0 \($0.side + 8) \($0.side + 8)" } ?? "",
                    link: link, until: found.link?.expiresAt.onScreen ?? "", backHref: "/draw/\(id)"),
                trail: [("抽取", "/draw"), (view.ceremony.title, "/draw/\(id)")]))
    }

    static func offer(_ call: Call) async throws -> Reply {
        let token = try call.parameter("token")
        let offer = try await PartyLinks(call.house).offer(token: token)
        return .page(
            Page(
                "draw/offer", title: "参加摇号", stage: .draw,
                model: Offer(
                    party: offer.party.title, title: offer.ceremony.title, code: offer.ceremony.code,
                    authority: offer.ceremony.authorityName, action: "/draw/link/\(token)",
                    publicHref: "/ceremonies/\(offer.ceremony.code)"), frame: .plain))
    }

    static func open(_ call: Call) async throws -> Reply {
        let secret = try await PartyLinks(call.house).open(token: try call.parameter("token"))
        let cookie = Cookies.set(
            SessionState.passCookie, secret, maxAge: 7 * 86_400, secure: call.configuration.secure)
        return .with(headers: [cookie], .seeOther("/draw/party"))
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    static func state(_ call: Call) async throws -> Reply {
        let (_, pass) = try await pass(call)
        let view = try await PartyLinks(call.house).view(pass)
        return .fragment(
            template: "draw/live",
            model: CeremonyPage.model(view, viewer: CeremonyViewer(pass), problem: nil, form: Fields()))
    }

    static func commit(_ call: Call) async throws -> Reply {
        try await withFields(call) {
            let (secret, pass) = try await pass(call)
            try await PartyLinks(call.house).commit(
                pass, secret: secret, commitment: call.form.text("commitment"))
            return .seeOther("/draw/party", notice: "承诺已写入留痕日志。请保管好随机数，揭示时要用。")
        }
    }

    static func reveal(_ call: Call) async throws -> Reply {
        try await withFields(call) {
            let (secret, pass) = try await pass(call)
            try await PartyLinks(call.house).reveal(pass, secret: secret, value: call.form.text("value"))
            return .seeOther("/draw/party", notice: "随机数已揭示，与承诺一致。")
        }
    }

    private static func pass(_ call: Call) async throws -> (String, PartyLinks.Pass) {
        guard let secret = call.session.pass, let pass = try await PartyLinks(call.house).resume(secret) else {
            throw PartyLinks.ended
        }
        return (secret, pass)
    }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let (_, pass) = try await pass(call)
        let view = try await PartyLinks(call.house).view(pass)
        return .page(
            Page(
                "draw/show", title: view.ceremony.title, stage: .draw,
                model: CeremonyPage.model(view, viewer: CeremonyViewer(pass), problem: problem, form: call.form),
                frame: .plain, status: problem == nil ? 200 : 422))
    }

    private static func withFields(_ call: Call, _ body: () async throws -> Reply) async throws -> Reply {
        do {
            return try await body()
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }
}
