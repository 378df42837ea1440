/// A one-time link at its issue.
package struct NewPartyLink: Sendable {
    package let party: String
    package let tokenHash: String
    package let issuedBy: Int64
    package let issuedAt: Moment
    package let expiresAt: Moment
}

/// A one-time link as kept.
package struct PartyLinkFacts: Sendable {
    package let id: Int64
    package let ceremony: Int64
    package let party: String
    package let expiresAt: Moment
    package let openedAt: Moment?
    package let isRevoked: Bool

    package init(id: Int64, ceremony: Int64, party: String, expiresAt: Moment, openedAt: Moment?, isRevoked: Bool) {
        self.id = id
        self.ceremony = ceremony
        self.party = party
        self.expiresAt = expiresAt
        self.openedAt = openedAt
        self.isRevoked = isRevoked
    }
}

/// Somebody's wish to end a ceremony whose seed is known already; another person must agree.
package struct AbortRequest: Sendable, Equatable {
    package let reason: String
    package let account: Int64
    package let at: Moment

    package init(reason: String, account: Int64, at: Moment) {
        self.reason = reason
        self.account = account
        self.at = at
    }
}
