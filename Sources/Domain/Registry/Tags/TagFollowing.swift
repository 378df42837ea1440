/// Entries of the lists whose selectors name a tag, and how they follow when it is merged (2.2.4, 2.2.5).
enum TagFollowing {
    /// Items of the newest list that name the tag, by code.
    static func items(naming code: String, _ stores: any Stores) throws -> [Item] {
        try stores.catalogue.entries(.items, version: stores.catalogue.latestVersion(.items)?.number ?? 0).compactMap {
            if case .item(let item) = $0, item.selector.names(code) { item } else { nil }
        }
    }

    /// What the codes of a rule of law mean today: a tag that was merged stands for the one it went into. The law's text
    /// does not change with the taxonomy.
    static func inUse(_ codes: [String], _ registry: any RegistryStore) throws -> [String] {
        let tags = try registry.tagRecords()
        let byCode = Dictionary(tags.map { ($0.code, $0) }) { first, _ in first }
        let byNumber = Dictionary(tags.map { ($0.number, $0) }) { first, _ in first }
        return codes.map { code in
            var tag = byCode[code]
            while let now = tag, now.state == .merged, let next = now.mergedInto.flatMap({ byNumber[$0] }) {
                tag = next
            }
            return tag?.code ?? code
        }
    }

    /// Entries of 重点监管事项清单 that name the tag, in words.
    static func keyEntries(naming code: String, _ stores: any Stores) throws -> [String] {
        try stores.catalogue.entries(.key, version: stores.catalogue.latestVersion(.key)?.number ?? 0).compactMap {
            if case .key(let key) = $0, key.selector.names(code) { "\(key.code) \(key.matter)" } else { nil }
        }
    }

    /// New versions of the lists in which the selectors name the other tag.
    /// - Returns: the number of the new version of 抽查事项清单; nil when none of its items named the tag.
    static func follow(
        _ tag: RegistryTag, to other: RegistryTag, by actor: Actor, at now: Moment, _ house: House, _ stores: any Stores
    ) throws -> Int? {
        let notice = { (latest: CatalogueVersion?) in
            VersionNotice(
                effectiveFrom: max(now.day, latest?.effectiveFrom ?? now.day),
                reason: "标签“\(tag.name)”并入“\(other.name)”，事项的选择条件随之改写，检查对象范围按新标签计算。",
                basis: "标签体系动态管理（条款 2.2.4）")
        }
        var items: Int?
        for list in [CatalogueList.items, .key] {
            let latest = try stores.catalogue.latestVersion(list)
            if let latest, latest.effectiveFrom > now.day {
                // Until that day the list in force would name a tag that nobody carries.
                throw Problem(
                    .refused, "tag.list-coming",
                    "\(list.title)第\(latest.number)版要到\(latest.effectiveFrom.inWords)才生效，现在不能合并标签。",
                    clause: "2.2.4", remedy: "请等它生效之后再合并，或者先撤回这一版。")
            }
            let old = try stores.catalogue.entries(list, version: latest?.number ?? 0)
            let new = old.map { $0.replacing(tag: tag.code, by: other.code) }
            let number = try CatalogueKeeping.follow(
                list, from: old, to: new, notice: notice(latest), actor: actor, at: now, house, stores)
            if list == .items { items = number }
        }
        return items
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

extension ListEntry {
    /// The same entry, its selector naming the other tag.
    fileprivate func replacing(tag code: String, by other: String) -> ListEntry {
        switch self {
        case .item(let item): .item(item.replacing(tag: code, by: other))
        case .joint: self
        case .key(let key): .key(key.replacing(tag: code, by: other))
        }
    }
}

extension KeyItem {
    fileprivate func replacing(tag code: String, by other: String) -> KeyItem {
        KeyItem(
            code: self.code, field: field, matter: matter, authority: authority, department: department,
            subjects: subjects, measures: measures, basis: basis, cycleYears: cycleYears, items: items,
            selector: selector.replacing(code, by: other), region: region, isSample: isSample, note: note)
    }
}
