import Domain

/// `/draw/:id?room=1`: the meeting room's screen, readable at five metres. Shows what everybody may see, and the buttons
/// of whoever runs the ceremony; never a secret, never a name.
enum CeremonyRoom {
    struct Model: Sendable {
        let live: CeremonyLive
        let title: String
        let authority: String
        /// Whether the sources matter now: from the reveals on.
        let showsSources: Bool
        let seed: String?
        let join: Join?
    }

    /// The QR code for whoever is in the room.
    struct Join: Sendable {
        let path: String?
        let box: String
        let href: String
        let shown: String
        let title: String
        let detail: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await Ceremonies(call.house).view(actor, ceremony: try call.id())
        return .page(
            Page(
                "draw/screen", title: view.ceremony.title, stage: .draw,
                model: try model(view, actor: actor, call: call), frame: .room,
                actions: [PageAction("退出大屏", href: "/draw/\(view.ceremony.id)")]))
    }

    static func model(_ view: Ceremonies.View, actor: Actor, call: Call) throws -> Model {
        let path = view.ceremony.state == .drawn ? "/ceremonies/" : "/join/"
        let link = call.origin + path + view.ceremony.code
        return model(view, actor: actor, link: link, qr: try call.house.press?.qr(link))
    }

    static func model(_ view: Ceremonies.View, actor: Actor, link: String, qr: QRCode?) -> Model {
        let ceremony = view.ceremony
        let ended = ceremony.state == .drawn || ceremony.state == .aborted
        let shown = link.firstRange(of: "://").map { String(link[$0.upperBound...]) } ?? link
        return Model(
            live: CeremonyLive(view, CeremonyViewer(actor, ceremony: ceremony.id, room: true)),
            title: ceremony.title, authority: ceremony.authorityName,
            showsSources: ceremony.state == .revealed || ceremony.state == .drawn,
            seed: ceremony.seed,
            join: ceremony.state == .aborted
                ? nil
                : Join(
                    path: qr?.path, box: qr.map { "0 0 \($0.side + 8) \($0.side + 8)" } ?? "", href: link,
                    shown: shown, title: ended ? "扫码核验" : "扫码参加",
                    detail: ended ? "任何人都可以重算一遍" : "参与方登录，也可旁听"))
    }

    /// How far a running draw has come, for everybody: no session, so that no page of the room writes to the database
    /// while the draw holds it.
    static func progress(_ call: Call) async throws -> Reply {
        guard let report = call.house.progress.report(code: try call.parameter("code")) else {
            return .json(#"{"running":false}"#)
        }
        let totals = report.totals.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\"\($0.key.rawValue)\":\($0.value)" }.joined(separator: ",")
        return .json(
            "{\"running\":true,\"stage\":\(report.stage.rawValue),\"done\":\(report.done),"
                + "\"total\":\(report.total),\"totals\":{\(totals)}}")
    }
}

/// `/join/:code`: where the room's QR code leads; from here each goes where they belong.
enum JoinPage {
    struct Model: Sendable {
        let code: String
        let title: String
        let authority: String
        let signInHref: String
        let publicHref: String
        let ended: Bool
    }

    static func show(_ call: Call) async throws -> Reply {
        let ceremony = try await Portal(call.house).ceremony(try call.parameter("code"))
        let publicHref = "/ceremonies/\(ceremony.code)"
        if let secret = call.session.pass, let pass = try await PartyLinks(call.house).resume(secret),
            try await PartyLinks(call.house).view(pass).ceremony.code == ceremony.code
        {
            return .seeOther("/draw/party")
        }
        if let actor = call.actor {
            do {
                let id = try await Ceremonies(call.house).id(actor, code: ceremony.code)
                return .seeOther("/draw/\(id)")
            } catch is Problem {
                return .seeOther(publicHref)
            }
        }
        let next = "/login?next=/join/" + ceremony.code
        return .page(
            Page(
                "draw/join", title: "参加摇号", stage: .draw,
                model: Model(
                    code: ceremony.code, title: ceremony.title, authority: ceremony.authorityName, signInHref: next,
                    publicHref: publicHref, ended: ceremony.state == .drawn || ceremony.state == .aborted),
                frame: .plain))
    }
}
