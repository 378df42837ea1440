/// Items of the list whose selectors name a tag, and how they follow when it is merged (2.2.4, 2.2.5).
enum TagFollowing {
    /// Items of the newest list that name the tag, by code.
    static func items(naming code: String, _ stores: any Stores) throws -> [Item] {
        let latest = try stores.catalogue.latestVersion()
        return try stores.catalogue.items(version: latest?.number ?? 0).filter { $0.selector.names(code) }
    }

    /// A new version of the list in which the selectors name the other tag. Returns its number; nil when none named it.
    static func follow(
        _ tag: RegistryTag, to other: RegistryTag, by actor: Actor, at now: Moment, _ stores: any Stores
    ) throws -> Int? {
        let latest = try stores.catalogue.latestVersion()
        let old = try stores.catalogue.items(version: latest?.number ?? 0)
        let new = old.map { $0.selector.names(tag.code) ? $0.replacing(tag: tag.code, by: other.code) : $0 }
        let diff = CatalogueDiff(from: old, to: new)
        guard !diff.isEmpty else { return nil }
        let notice = VersionNotice(
            effectiveFrom: now.day, reason: "标签“\(tag.name)”并入“\(other.name)”，事项的选择条件随之改写，检查对象范围按新标签计算。",
            basis: "标签体系动态管理（条款 2.2.4）")
        try notice.check(after: latest, today: now.day)
        let number = try CatalogueKeeping.write(diff, notice, actor: actor, at: now, stores)
        try stores.ledger.append(
            LedgerEntry(
                act: "catalogue.version", actor: actor.account, object: "catalogue/\(number)", at: now,
                sentence: "发布抽查事项清单第\(number)版：\(diff.summary)",
                data: CatalogueKeeping.ledgerData(diff, new, notice, 0)), at: now)
        return number
    }
}

extension Selector {
    func names(_ code: String) -> Bool {
        (tags + allTags + noTags).contains { $0.utf8.elementsEqual(code.utf8) }
    }

    func replacing(_ code: String, by other: String) -> Selector {
        func replaced(_ list: [String]) -> [String] {
            var out: [String] = []
            for one in list.map({ $0.utf8.elementsEqual(code.utf8) ? other : $0 }) where !out.contains(one) {
                out.append(one)
            }
            return out
        }
        var selector = self
        selector.tags = replaced(tags)
        selector.allTags = replaced(allTags)
        selector.noTags = replaced(noTags)
        return selector
    }
}

extension Item {
    func replacing(tag code: String, by other: String) -> Item {
        Item(
            code: self.code, category: category, matter: matter, subjects: subjects, importance: importance,
            methods: methods, level: level, basis: basis, department: department, region: region,
            selector: selector.replacing(code, by: other), isSample: isSample, note: note)
    }
}
