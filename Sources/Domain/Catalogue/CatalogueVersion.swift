/// 清单版本: one state of the item list, with its date, reason and legal basis (2.2.1).
package struct CatalogueVersion: Sendable, Equatable {
    /// 1, 2, 3 … without gaps.
    package let number: Int
    package let effectiveFrom: Day
    package let reason: String
    package let basis: String
    /// Nil for an import from the command line.
    package let createdByName: String?
    package let createdAt: Moment

    package init(
        number: Int, effectiveFrom: Day, reason: String, basis: String, createdByName: String?, createdAt: Moment
    ) {
        self.number = number
        self.effectiveFrom = effectiveFrom
        self.reason = reason
        self.basis = basis
        self.createdByName = createdByName
        self.createdAt = createdAt
    }
}

/// What has to be said for a new version: from when, why, and on which legal basis.
package struct VersionNotice: Sendable {
    package let effectiveFrom: Day
    package let reason: String
    package let basis: String

    package init(effectiveFrom: Day, reason: String, basis: String) {
        self.effectiveFrom = effectiveFrom
        self.reason = reason.trimmed
        self.basis = basis.trimmed
    }

    /// Collects every field's trouble. A version takes effect today or earlier, never before the one it follows: the
    /// public list is the list in force.
    func check(after latest: CatalogueVersion?, today: Day) throws {
        var fields: [String: String] = [:]
        if reason.isEmpty { fields["reason"] = "请写明调整原因" }
        if reason.count > 500 { fields["reason"] = "调整原因不超过500字" }
        if basis.isEmpty { fields["version_basis"] = "请写明调整依据" }
        if basis.count > 500 { fields["version_basis"] = "调整依据不超过500字" }
        if effectiveFrom > today { fields["effective_from"] = "生效日期不能晚于今天，请在生效当日发布" }
        if let latest, effectiveFrom < latest.effectiveFrom {
            fields["effective_from"] = "不能早于现行版本的生效日期\(latest.effectiveFrom.inWords)"
        }
        guard fields.isEmpty else {
            throw Problem(
                .refused, "catalogue.notice", "清单的每次调整都应有生效日期、原因和依据。", clause: "2.2.1",
                remedy: "请按各栏下方的提示补充。", fields: fields)
        }
    }
}

/// An item as it stood from one version to another.
package struct ItemPeriod: Sendable {
    package let item: Item
    package let since: CatalogueVersion
    /// The first version that no longer holds it so; nil while it stands.
    package let until: CatalogueVersion?

    package init(item: Item, since: CatalogueVersion, until: CatalogueVersion?) {
        self.item = item
        self.since = since
        self.until = until
    }
}

/// What a version changes against the one before, in reading order.
package struct CatalogueDiff: Sendable {
    package struct FieldChange: Sendable, Equatable {
        package let label: String
        package let before: String
        package let after: String
    }

    package struct Change: Sendable {
        package let before: Item
        package let after: Item
        package let fields: [FieldChange]
    }

    package let added: [Item]
    package let removed: [Item]
    package let changed: [Change]

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// `新增3项，修改1项，取消2项`.
    package var summary: String {
        if isEmpty { return "没有变化" }
        var parts: [String] = []
        if !added.isEmpty { parts.append("新增\(added.count)项") }
        if !changed.isEmpty { parts.append("修改\(changed.count)项") }
        if !removed.isEmpty { parts.append("取消\(removed.count)项") }
        return parts.joined(separator: "，")
    }

    /// Compares two states of the list by code. Names of tags and types are looked up for the selector's sentence.
    package init(
        from old: [Item], to new: [Item], tagName: (String) -> String = { $0 }, typeName: (String) -> String = { $0 }
    ) {
        var before: [[UInt8]: Item] = [:]
        for item in old { before[Array(item.code.utf8)] = item }
        var added: [Item] = []
        var changed: [Change] = []
        var seen: Set<[UInt8]> = []
        for item in new {
            let key = Array(item.code.utf8)
            seen.insert(key)
            guard let earlier = before[key] else {
                added.append(item)
                continue
            }
            let fields = zip(
                earlier.particulars(tagName: tagName, typeName: typeName),
                item.particulars(tagName: tagName, typeName: typeName)
            ).filter { !$0.0.value.utf8.elementsEqual($0.1.value.utf8) }
                .map { FieldChange(label: $0.0.label, before: $0.0.value, after: $0.1.value) }
            if !fields.isEmpty { changed.append(Change(before: earlier, after: item, fields: fields)) }
        }
        let byCode = { (left: Item, right: Item) in left.code.utf8.lexicographicallyPrecedes(right.code.utf8) }
        self.added = added.sorted(by: byCode)
        self.removed = old.filter { !seen.contains(Array($0.code.utf8)) }.sorted(by: byCode)
        self.changed = changed.sorted { byCode($0.after, $1.after) }
    }
}

extension Item {
    /// Every fact of an item with its label, in the order of the printed list. Two items are the same exactly when
    /// these are.
    package func particulars(tagName: (String) -> String, typeName: (String) -> String)
        -> [(label: String, value: String)]
    {
        [
            ("抽查类别", category), ("抽查事项", matter), ("检查对象", subjects), ("事项类别", importance.title),
            ("检查方式", methods.joined(separator: "、")), ("检查主体", level), ("检查依据", basis),
            ("实施部门", department), ("适用区域", region.text),
            ("对象范围", selector.sentence(tagName: tagName, typeName: typeName)),
            ("示例", isSample ? "示例" : "正式"), ("备注", note ?? ""),
        ]
    }

    /// Checks an item that somebody wrote; `fields` are named as in the form.
    func check() throws {
        var fields: [String: String] = [:]
        let codeHolds =
            (1...20).contains(code.utf8.count)
            && code.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
        if !codeHolds { fields["code"] = "事项编号为1至20位字母、数字或短横线" }
        for (name, label, value, limit) in [
            ("category", "抽查类别", category, 60), ("matter", "抽查事项", matter, 200), ("subjects", "检查对象", subjects, 300),
        ] {
            if value.isEmpty { fields[name] = "请填写\(label)" }
            if value.count > limit { fields[name] = "\(label)不超过\(limit)字" }
        }
        if !isSample, basis.isEmpty { fields["basis"] = "请写明检查依据" }
        if basis.count > 2000 { fields["basis"] = "检查依据不超过2000字" }
        if methods.contains(where: { !Item.methodTitles.contains($0) }) {
            fields["methods"] = "检查方式只能是\(Item.methodTitles.joined(separator: "、"))"
        }
        guard fields.isEmpty else {
            throw Problem(.invalid, "catalogue.item", "事项 \(code) 有\(fields.count)处需要修改。", fields: fields)
        }
    }

    /// 检查方式 (3.2.1).
    package static let methodTitles = ["现场检查", "书面检查", "网络检查", "委托专业机构检查"]

    /// What the portal shows of it.
    func publicItem(departmentName: String, regionName: String) -> PublicItem {
        PublicItem(
            code: code, category: category, matter: matter, subjects: subjects, importance: importance.title,
            methods: methods, level: level, basis: basis, department: departmentName, region: regionName,
            isSample: isSample, note: note)
    }
}
