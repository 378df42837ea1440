import Domain

/// From whose eyes a ceremony's page is made: somebody signed in, or the browser that opened a party's one-time link.
struct CeremonyViewer: Sendable {
    let actor: Actor?
    /// Party of a one-time link.
    let party: String?
    /// Where the page and its forms are.
    let address: String
    /// The meeting room's screen: no secrets, no names, large.
    let room: Bool

    init(_ actor: Actor, ceremony: Int64, room: Bool = false) {
        self.actor = actor
        party = nil
        address = "/draw/\(ceremony)"
        self.room = room
    }

    init(_ pass: PartyLinks.Pass) {
        actor = nil
        party = pass.party
        address = "/draw/party"
        room = false
    }

    var runs: Bool { actor?.may(.drawRun) ?? false }

    var takesPart: Bool { party != nil || actor?.may(.drawTakePart) ?? false }

    /// Names stand only where the person may see them, and never on the room's screen.
    var seesSubjects: Bool { !room && (actor.map(Ceremonies.maySeeSubjects) ?? false) }

    /// Whether the party is this very person.
    func isSelf(_ party: Ceremony.Party) -> Bool {
        if let mine = self.party { return mine.utf8.elementsEqual(party.id.utf8) }
        return party.account != nil && party.account == actor?.account
    }

    /// Whether this person may act for the party: itself, or typing in for one without account and device.
    func acts(for party: Ceremony.Party) -> Bool {
        isSelf(party) || (self.party == nil && actor.map { Ceremonies.mayAct($0, for: party) } ?? false)
    }

    /// Whether this person may key a value that another one has keyed first.
    func confirms(_ source: Ceremony.Source, of ceremony: Ceremony) -> Bool {
        guard let actor, let first = source.keyedBy, first != actor.account, actor.may(.drawTakePart) else {
            return false
        }
        return runs || ceremony.parties.contains { $0.account == actor.account }
    }
}
