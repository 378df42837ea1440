/// What each department checks in a joint campaign: its items where the list holds them, else its matter in words (5.1.3).
struct JointPurposes {
    private let campaign: Campaign
    private let code: String
    private let parts: [JointPart]
    /// What the lead checks where it has no item.
    private let leadMatter: String

    /// Nil for a campaign in which no other department takes part.
    init?(_ campaign: Campaign, _ stores: any Stores, on day: Day) throws {
        parts = try stores.plans.parts(campaign: campaign.id).filter { $0.state == .accepted && $0.kind == .department }
        guard !parts.isEmpty else { return nil }
        let basis = try stores.plans.jointBasis(campaign: campaign.id)
        let joint = try basis?.joint.flatMap { try JointPlanning.entry($0, stores, on: day) }
        self.campaign = campaign
        code = basis?.joint ?? "L"
        leadMatter = joint?.matter ?? basis?.crossMatter ?? campaign.title
    }

    /// The items to whoever answers for them, then the matters of those without items. An item of a department that does not
    /// take part only says who is drawn.
    func shared(_ purposes: [NewVisit.Purpose], _ items: [String: Item]) -> [NewVisit.Purpose] {
        var made: [NewVisit.Purpose] = []
        var busy: Set<String> = []
        for one in purposes {
            let department = items[one.item]?.department ?? campaign.department
            if department.utf8.elementsEqual(campaign.department.utf8) {
                made.append(one)
            } else if parts.contains(where: { $0.department.utf8.elementsEqual(department.utf8) }) {
                made.append(
                    NewVisit.Purpose(
                        campaign: one.campaign, item: one.item, checklist: one.checklist, department: department))
            } else {
                continue
            }
            busy.insert(department)
        }
        if !busy.contains(campaign.department) { made.append(matter(leadMatter, campaign.department)) }
        for part in parts where !busy.contains(part.department) { made.append(matter(part.matter, part.department)) }
        return made
    }

    private func matter(_ words: String, _ department: String) -> NewVisit.Purpose {
        NewVisit.Purpose(
            campaign: campaign.id, item: "\(code):\(department)", checklist: nil,
            department: department.utf8.elementsEqual(campaign.department.utf8) ? nil : department, matter: words)
    }
}

extension NewVisit.Purpose {
    /// The same with the authority that sends that department's people.
    func entrusted(_ post: Staffing.Post) -> NewVisit.Purpose {
        guard let department, let joined = post.joined.first(where: { $0.department == department }) else {
            return self
        }
        return NewVisit.Purpose(
            campaign: campaign, item: item, checklist: checklist, department: department, authority: joined.authority,
            matter: matter)
    }
}
