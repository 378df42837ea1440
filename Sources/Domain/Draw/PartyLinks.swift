/// One-time links: how a party without account, such as a business representative, takes part on its own phone.
///
/// A link is bound to one ceremony and one party. It can be opened once and within half an hour; the browser that
/// opens it holds the party until the ceremony's end. Issuing, opening and replacing are in the log. The server keeps
/// hashes only.
package struct PartyLinks: Sendable {
    /// Seconds within which a link must be opened.
    package static let openWithin = 1800
    /// Seconds after the reveal deadline for which a pass still shows how the ceremony ends.
    package static let showFor = 86_400

    let house: House

    package init(_ house: House) { self.house = house }

    /// The right of one browser to act for one party.
    package struct Pass: Sendable, Equatable {
        package let ceremony: Int64
        package let party: String
        let link: Int64
    }

    /// A link before it is opened, for the page that asks.
    package struct Offer: Sendable {
        package let ceremony: Ceremony
        package let party: Ceremony.Party
    }

    /// Makes a link, and ends earlier ones of that party with the browsers that hold them.
    /// - Returns: the token, 32 hex characters, known only here.
    package func issue(_ actor: Actor, ceremony id: Int64, party: String) async throws -> String {
        let house = house
        let token = house.randomHex(bytes: 16)
        try await house.storage.write { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            guard let found = ceremony.parties.first(where: { $0.id.utf8.elementsEqual(party.utf8) }) else {
                throw Problem.notFound("参与方")
            }
            guard found.account == nil else {
                throw Problem(
                    .refused, "draw.link-account", "“\(found.title)”有自己的账号，不用一次性链接。", clause: "3.5.4",
                    remedy: "请其扫描大屏上的二维码，登录自己的账号参加。")
            }
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            guard [.planned, .frozen, .committed].contains(ceremony.state), found.revealed == nil,
                now <= ceremony.revealDeadline
            else {
                throw Problem(
                    .refused, "draw.link-late", "“\(found.title)”在这场摇号中已经没有要做的事，不再签发链接。", clause: "3.5.4",
                    remedy: "请继续后面的步骤。")
            }
            let expires = min(now.advanced(bySeconds: PartyLinks.openWithin), ceremony.revealDeadline)
            try stores.draws.insertLink(
                NewPartyLink(
                    party: found.id, tokenHash: Digest.sha256Hex(token), issuedBy: actor.account, issuedAt: now,
                    expiresAt: expires), ceremony: id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "draw.link", actor: actor.account, object: "ceremony/\(id)", at: now,
                    sentence: found.link == nil
                        ? "为\(found.title)签发一次性链接" : "为\(found.title)重新签发一次性链接，原链接作废",
                    data: ["party": .text(found.id), "until": .text(expires.description)]), at: now)
        }
        return token
    }

    /// What a link offers, without opening it: programs that preview links do not use it up.
    package func offer(token: String) async throws -> Offer {
        let now = house.clock.now()
        return try await house.storage.read { stores in
            let link = try PartyLinks.openable(token, stores, now)
            guard let ceremony = try stores.draws.ceremony(id: link.ceremony),
                let party = ceremony.parties.first(where: { $0.id.utf8.elementsEqual(link.party.utf8) })
            else { throw PartyLinks.unusable }
            return Offer(ceremony: ceremony, party: party)
        }
    }

    /// Opens the link for one browser, once.
    /// - Returns: the pass, 64 hex characters, for that browser's cookie.
    package func open(token: String) async throws -> String {
        let house = house
        let pass = house.randomHex(bytes: 32)
        try await house.storage.write { stores in
            let link = try PartyLinks.openable(token, stores, house.clock.now())
            guard let ceremony = try stores.draws.ceremony(id: link.ceremony) else { throw PartyLinks.unusable }
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            try stores.draws.setOpened(link: link.id, passHash: Digest.sha256Hex(pass), at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "draw.link-open", actor: nil, object: "ceremony/\(ceremony.id)", at: now,
                    sentence: "\(Ceremonies.title(link.party, ceremony))打开一次性链接，用自己的设备参加",
                    data: ["party": .text(link.party)]), at: now)
        }
        return pass
    }

    /// The pass behind a cookie; nil when it is unknown, replaced, or over.
    package func resume(_ secret: String) async throws -> Pass? {
        guard secret.utf8.count == 64 else { return nil }
        let now = house.clock.now()
        return try await house.storage.read { stores in try PartyLinks.pass(secret, stores, now) }
    }

    /// The ceremony as its page shows it.
    package func view(_ pass: Pass) async throws -> Ceremonies.View {
        let now = house.clock.now()
        return try await house.storage.read { stores in
            guard let ceremony = try stores.draws.ceremony(id: pass.ceremony) else { throw Problem.notFound("摇号") }
            return try Ceremonies.view(of: ceremony, stores, now: now)
        }
    }

    /// Seals the party's value. A retry with the same commitment is the same step.
    package func commit(_ pass: Pass, secret: String, commitment: String) async throws {
        let hex = try Ceremonies.commitmentHex(commitment)
        let house = house
        if let mine = try await party(of: pass), mine.commitment == hex { return }
        try await house.storage.write { stores in
            let (ceremony, party) = try PartyLinks.current(secret, stores, house)
            try Ceremonies.seal(hex, party: party, of: ceremony, by: .link, stores, house)
        }
    }

    /// Opens the party's value. A retry with the same value is the same step.
    package func reveal(_ pass: Pass, secret: String, value: String) async throws {
        let house = house
        if let mine = try await party(of: pass), let known = mine.revealed, known == value.trimmed.lowercased() {
            return
        }
        try await house.storage.write { stores in
            let (ceremony, party) = try PartyLinks.current(secret, stores, house)
            try Ceremonies.open(value, party: party, of: ceremony, by: .link, stores, house)
        }
    }

    private func party(of pass: Pass) async throws -> Ceremony.Party? {
        try await house.storage.read { stores in
            try stores.draws.ceremony(id: pass.ceremony)?.parties.first { $0.id.utf8.elementsEqual(pass.party.utf8) }
        }
    }

    /// Asked again inside the transaction: a link may have been replaced since the page was shown.
    private static func current(_ secret: String, _ stores: any Stores, _ house: House) throws -> (Ceremony, String) {
        guard let pass = try pass(secret, stores, house.clock.now()),
            let ceremony = try stores.draws.ceremony(id: pass.ceremony)
        else { throw ended }
        return (ceremony, pass.party)
    }

    private static func pass(_ secret: String, _ stores: any Stores, _ now: Moment) throws -> Pass? {
        guard let link = try stores.draws.link(passHash: Digest.sha256Hex(secret)), !link.isRevoked,
            let ceremony = try stores.draws.ceremony(id: link.ceremony),
            now <= ceremony.revealDeadline.advanced(bySeconds: showFor)
        else { return nil }
        return Pass(ceremony: link.ceremony, party: link.party, link: link.id)
    }

    private static func openable(_ token: String, _ stores: any Stores, _ now: Moment) throws -> PartyLinkFacts {
        guard token.utf8.count == 32, let link = try stores.draws.link(tokenHash: Digest.sha256Hex(token)),
            link.openedAt == nil, !link.isRevoked, now <= link.expiresAt
        else { throw unusable }
        return link
    }

    private static let unusable = Problem(
        .conflict, "draw.link.used", "这个链接已经用过、已过期，或已换成新的。", clause: "3.5.4", remedy: "请抽取人重新签发一次性链接，再扫一次。")

    package static let ended = Problem(
        .conflict, "draw.pass", "这台设备没有参加摇号的链接，或链接已换到另一台设备。", clause: "3.5.4",
        remedy: "请抽取人重新签发一次性链接；工作人员请登录自己的账号。")
}
