import Domain

/// What changes while a ceremony goes on, on the page and on the room's screen alike; fetched again by `ceremony.mjs`.
struct CeremonyLive: Sendable {
    /// Changes with every step; `ceremony.mjs` compares it.
    let stamp: String
    /// The server's time, so that a wrong clock in the room does not show a wrong countdown.
    let now: String
    /// Where the state is fetched again; nil when nothing can change any more.
    let poll: String?
    /// Where a running draw says how far it is; nil unless it may run now.
    let progress: String?
    let code: String
    let chip: ChipModel
    let next: CeremonyPage.Next
    let steps: StepsModel
    let forms: [CeremonyPage.Form]
    let value: CeremonySources.Entry?
    let abort: CeremonyPage.Abort?
    let parties: [CeremonyParties.Tile]
    let sources: [CeremonySources.Card]
    let outcome: CeremonyOutcome?
    let stages: [CeremonyPage.Stage]

    init(_ view: Ceremonies.View, _ viewer: CeremonyViewer, problem: Problem? = nil) {
        let ceremony = view.ceremony
        let ended = ceremony.state == .drawn || ceremony.state == .aborted
        stamp = CeremonyPage.stamp(view)
        now = view.now.description
        poll = ended ? nil : viewer.address + "/state" + (viewer.room ? "?room=1" : "")
        progress = ceremony.isSeedKnown && !ended ? "/ceremonies/\(ceremony.code)/progress" : nil
        code = ceremony.code
        chip = CeremonyWords.chip(ceremony)
        next = CeremonyPage.next(view, viewer)
        let steps = CeremonyWords.steps(view, for: viewer)
        // Without who and when in the room: nobody reads that at five metres.
        self.steps =
            viewer.room
            ? StepsModel(steps.steps.map { .init($0.title, StepsModel.State(rawValue: $0.state) ?? .waiting) }) : steps
        forms = viewer.runs ? CeremonyPage.forms(view, viewer.address) : []
        value = CeremonySources.entry(view, viewer, problem)
        abort = viewer.room ? nil : CeremonyPage.abort(view, viewer)
        parties = ceremony.parties.map { CeremonyParties.tile($0, view, viewer) }
        sources = CeremonySources.cards(view)
        outcome = ceremony.state == .drawn ? CeremonyOutcome(view, viewer: viewer) : nil
        stages = CeremonyPage.stages
    }
}
