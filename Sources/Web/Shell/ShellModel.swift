import Domain

/// What the frame shows around a page. Stored properties only.
struct ShellModel: Sendable {
    /// Name of the page's own template, for the frame's dynamic partial.
    let template: String
    let title: String
    let density: String
    /// The portal's link to large type, or back from it.
    let displayHref: String
    let displayTitle: String
    let csrf: String
    let submission: String
    let notice: String?
    /// Nil before signing in.
    let person: Person?
    let rail: [RailEntry]
    let places: [RailEntry]
    let trail: [Crumb]
    let primary: ActionModel?
    let actions: [ActionModel]
    let version: String
    /// Address of htmx, where set-up has fetched it; pages work without.
    let htmx: String?

    struct Person: Sendable {
        let name: String
        let authority: String
        let region: String
        let roles: String
    }

    struct RailEntry: Sendable {
        let title: String
        let href: String
        let icon: String
        let current: Bool
        /// Nil when nothing waits.
        let count: String?
    }

    struct Crumb: Sendable {
        let title: String
        let href: String
    }

    struct ActionModel: Sendable {
        let title: String
        let href: String
        let icon: String?
    }

    init(
        page: Page?, template: String = "", state: SessionState, submission: String, counts: [Stage: Int] = [:],
        version: String, htmx: String? = nil
    ) {
        self.template = page?.template ?? template
        title = page?.title ?? ""
        density = state.density.rawValue
        let isRoomy = state.density == .roomy
        displayHref = "/display?size=" + (isRoomy ? Density.standard : .roomy).rawValue
        displayTitle = isRoomy ? "标准字号" : "大字版"
        // The portal has no forms that change anything, and its pages may be shown to others by a proxy.
        let isShared = page?.frame == .portal
        csrf = isShared ? "" : state.csrf
        self.submission = isShared ? "" : submission
        notice = isShared ? nil : state.notice
        self.version = version
        self.htmx = htmx
        let actor = state.actor
        person = actor.map {
            Person(
                name: $0.name, authority: $0.authorityName, region: $0.regionName,
                roles: Role.allCases.filter($0.roles.contains).map(\.title).joined(separator: "、"))
        }
        let entry = { (stage: Stage) -> RailEntry in
            let count = counts[stage].flatMap { $0 > 0 ? ($0 > 999 ? "999+" : String($0)) : nil }
            return RailEntry(
                title: stage.title, href: stage.href, icon: "stage-\(stage.rawValue)", current: stage == page?.stage,
                count: count)
        }
        rail = actor == nil ? [] : Stage.cycle.filter { $0.isOpen(to: actor) }.map(entry)
        places = actor == nil ? [] : [Stage.workbench, .system].map(entry)
        trail = page?.trail.map { Crumb(title: $0.title, href: $0.href) } ?? []
        primary = page?.primary.map { ActionModel(title: $0.title, href: $0.href, icon: $0.icon) }
        actions = page?.actions.map { ActionModel(title: $0.title, href: $0.href, icon: $0.icon) } ?? []
    }
}

extension Stage {
    /// Whether a person has anything to see there; the rail leaves out what would only refuse.
    func isOpen(to actor: Actor?) -> Bool {
        guard let actor else { return self == .portal }
        switch self {
        case .catalogue: return actor.may(.catalogueRead)
        case .registry: return actor.may(.registryRead)
        case .plan: return actor.may(.planRead)
        case .draw: return actor.may(.drawRead)
        case .inspection: return actor.may(.inspectionRead)
        case .publication: return actor.may(.publicationRead)
        case .followup: return actor.may(.followUpRead)
        case .assessment: return actor.may(.assessmentRead)
        case .workbench, .system, .portal: return true
        }
    }
}
