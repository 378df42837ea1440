import Domain

/// The pickers of a campaign's form.
enum CampaignChoices {
    /// Items by category, in the order of the list; groups with a chosen item are open.
    static func groups(_ items: [Item], _ input: CampaignInput) -> [CampaignForm.Group] {
        var order: [String] = []
        var byCategory: [String: [Item]] = [:]
        for item in items {
            if byCategory[item.category] == nil { order.append(item.category) }
            byCategory[item.category, default: []].append(item)
        }
        return order.map { category in
            let members = byCategory[category] ?? []
            let chosen = members.filter { item in input.items.contains { $0.utf8.elementsEqual(item.code.utf8) } }.count
            return CampaignForm.Group(
                title: category, open: chosen > 0 || items.count <= 12,
                count: chosen > 0 ? "已选\(chosen)，共\(members.count)项" : "\(members.count)项",
                items: members.map { item in
                    CampaignForm.Choice(
                        value: item.code, title: item.matter,
                        detail: "\(item.code) · \(item.importance.title) · \(item.subjects)",
                        checked: input.items.contains { $0.utf8.elementsEqual(item.code.utf8) },
                        sample: item.isSample ? ChipModel("示例", .attention, icon: "info") : nil)
                })
        }
    }

    /// Divisions as a tree of two levels below the plan's own: the whole area first.
    static func tree(_ regions: [Region], root: RegionCode, _ input: CampaignInput) -> [CampaignForm.Branch] {
        func choice(_ region: Region, whole: Bool) -> CampaignForm.Choice {
            CampaignForm.Choice(
                value: region.code.text, title: whole ? "\(region.name)（全辖区）" : region.name, detail: region.code.text,
                checked: input.regions.contains(region.code.text), sample: nil)
        }
        func branch(_ region: Region, children: [Region], whole: Bool) -> CampaignForm.Branch {
            let below = children.map { choice($0, whole: false) }
            return CampaignForm.Branch(
                choice: choice(region, whole: whole), open: below.contains(where: \.checked),
                hasChildren: !below.isEmpty, children: below)
        }
        var branches: [CampaignForm.Branch] = []
        if let own = regions.first(where: { $0.code == root }) {
            branches.append(branch(own, children: [], whole: root.level != .county))
        }
        for region in regions where region.code.parent == root {
            branches.append(
                branch(region, children: regions.filter { $0.code.parent == region.code }, whole: false))
        }
        return branches
    }
}
