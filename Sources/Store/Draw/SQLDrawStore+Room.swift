import Database
import Domain

/// What happens in the room: keyings of public values, one-time links, the wish to abort.
extension SQLDrawStore {
    func setKeying(_ value: String, source: String, account: Int64, at: Moment, ceremony: Int64) throws {
        try connection.execute(
            """
            INSERT INTO draw_keying (ceremony_id, source, value, account_id, at)
            VALUES (\(ceremony), \(source), \(value), \(account), \(at.description))
            ON CONFLICT (ceremony_id, source)
            DO UPDATE SET value = excluded.value, account_id = excluded.account_id, at = excluded.at
            """)
    }

    func keying(source: String, ceremony: Int64) throws -> (value: String, account: Int64)? {
        try connection.row(
            "SELECT value, account_id FROM draw_keying WHERE ceremony_id = \(ceremony) AND source = \(source)"
        ).map { (try $0.text("value"), try $0.int64("account_id")) }
    }

    func removeKeying(source: String, ceremony: Int64) throws {
        try connection.execute("DELETE FROM draw_keying WHERE ceremony_id = \(ceremony) AND source = \(source)")
    }

    func setAbortRequest(_ request: AbortRequest, ceremony: Int64) throws {
        try connection.execute(
            """
            INSERT INTO draw_abort_request (ceremony_id, reason, account_id, at)
            VALUES (\(ceremony), \(request.reason), \(request.account), \(request.at.description))
            """)
    }

    func abortRequest(ceremony: Int64) throws -> AbortRequest? {
        try connection.row("SELECT reason, account_id, at FROM draw_abort_request WHERE ceremony_id = \(ceremony)")
            .map {
                AbortRequest(
                    reason: try $0.text("reason"), account: try $0.int64("account_id"), at: try $0.moment("at"))
            }
    }

    func insertLink(_ link: NewPartyLink, ceremony: Int64) throws {
        try connection.execute(
            """
            UPDATE draw_party_link SET revoked_at = \(link.issuedAt.description)
            WHERE ceremony_id = \(ceremony) AND party = \(link.party) AND revoked_at IS NULL
            """)
        try connection.execute(
            """
            INSERT INTO draw_party_link (ceremony_id, party, token_hash, issued_by, issued_at, expires_at)
            VALUES (\(ceremony), \(link.party), \(link.tokenHash), \(link.issuedBy), \(link.issuedAt.description),
                \(link.expiresAt.description))
            """)
    }

    func link(tokenHash: String) throws -> PartyLinkFacts? { try link(where: "token_hash = \(tokenHash)") }

    func link(passHash: String) throws -> PartyLinkFacts? { try link(where: "pass_hash = \(passHash)") }

    private func link(where condition: SQL) throws -> PartyLinkFacts? {
        try connection.row(
            """
            SELECT id, ceremony_id, party, expires_at, opened_at, revoked_at FROM draw_party_link WHERE \(condition)
            """
        ).map {
            PartyLinkFacts(
                id: try $0.int64("id"), ceremony: try $0.int64("ceremony_id"), party: try $0.text("party"),
                expiresAt: try $0.moment("expires_at"), openedAt: try $0.momentOrNil("opened_at"),
                isRevoked: try $0.textOrNil("revoked_at") != nil)
        }
    }

    func setOpened(link: Int64, passHash: String, at: Moment) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_party_link SET pass_hash = \(passHash), opened_at = \(at.description)
            WHERE id = \(link) AND opened_at IS NULL AND revoked_at IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("一次性链接") }
    }

    /// The public sources of ceremonies in the plan's order.
    func sources(of ceremonies: SQL) throws -> [Int64: [Ceremony.Source]] {
        var sources: [Int64: [Ceremony.Source]] = [:]
        for row in try connection.rows(
            """
            SELECT s.ceremony_id AS ceremony_id, s.source AS source, v.value AS value, k.account_id AS keyed_by
            FROM draw_public_source s
            LEFT JOIN draw_public_value v ON v.ceremony_id = s.ceremony_id AND v.source = s.source
            LEFT JOIN draw_keying k ON k.ceremony_id = s.ceremony_id AND k.source = s.source
            WHERE s.ceremony_id IN (\(ceremonies)) ORDER BY s.ceremony_id, s.ordinal
            """)
        {
            sources[try row.int64("ceremony_id"), default: []].append(
                Ceremony.Source(
                    name: try row.text("source"), value: try row.textOrNil("value"),
                    keyedBy: try row.int64OrNil("keyed_by")))
        }
        return sources
    }

    /// The living links by party.
    func links(of ceremonies: SQL) throws -> [Int64: [String: Ceremony.Link]] {
        var links: [Int64: [String: Ceremony.Link]] = [:]
        for row in try connection.rows(
            """
            SELECT ceremony_id, party, issued_at, expires_at, opened_at FROM draw_party_link
            WHERE ceremony_id IN (\(ceremonies)) AND revoked_at IS NULL
            """)
        {
            links[try row.int64("ceremony_id"), default: [:]][try row.text("party")] = Ceremony.Link(
                issuedAt: try row.moment("issued_at"), expiresAt: try row.moment("expires_at"),
                openedAt: try row.momentOrNil("opened_at"))
        }
        return links
    }
}
