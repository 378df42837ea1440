/// Takes a whole list: what is new comes in, what is missing goes out, what is the same carries on (2.2.1).
package struct CatalogueImport: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// What the list would change, without changing anything.
    package func preview(_ items: [Item]) async throws -> CatalogueDiff {
        try CatalogueImport.check(items.map { .item($0) })
        return try await preview(.items, items.map { .item($0) }).diff
    }

    /// The same for any list, with the version that it is compared with.
    func preview(_ list: CatalogueList, _ entries: [ListEntry]) async throws -> (diff: CatalogueDiff, base: Int) {
        let house = house
        return try await house.storage.read { stores in
            let latest = try stores.catalogue.latestVersion(list)?.number ?? 0
            return (
                CatalogueDiff(
                    from: try stores.catalogue.entries(list, version: latest), to: entries,
                    names: try CatalogueNames(stores, house)), latest
            )
        }
    }

    /// Departments may be written as words; what stands in no table of departments is a wrong row, and so is a code that
    /// stands there twice.
    func read(_ list: CatalogueList, _ source: any TableSource, province: RegionCode) async throws
        -> CatalogueTable.Reading
    {
        var reading = try CatalogueTable.read(list, source, province: province)
        let departments = try await house.storage.read { try $0.registry.departments() }
        let known = Set(departments.map(\.code))
        let names = DepartmentNames(departments)
        for (index, entry) in reading.entries.enumerated() {
            let entry = entry.resolved(names)
            reading.entries[index] = entry
            for code in entry.departments where !code.isEmpty && !known.contains(code) {
                reading.refuse(
                    index, "部门", code, "不在部门表中（\(departments.map(\.name).joined(separator: "、"))）")
            }
        }
        if reading.refusals.isEmpty { reading.refuseTwice() }
        return reading
    }

    /// Makes the list the newest version. `actor` is nil on the command line. The same list again changes nothing.
    package func apply(
        _ items: [Item], checklists: [ChecklistDraft] = [], notice: VersionNotice, actor: Actor?,
        submission: String? = nil
    ) async throws -> CatalogueKeeping.Outcome {
        let codes = Set(items.map { Array($0.code.utf8) })
        if let stray = checklists.first(where: { !codes.contains(Array($0.item.utf8)) }) {
            throw Problem(
                .invalid, "catalogue.checklist-stray", "检查表“\(stray.title)”对应的事项 \(stray.item) 不在清单中。", clause: "3.4.2")
        }
        for list in checklists {
            if let fault = ChecklistKeeping(house).faults(list).first {
                throw Problem(
                    .invalid, "catalogue.checklist-fault", "检查表“\(list.title)”有误：\(fault.message)。清单没有改动。",
                    clause: "3.4.2")
            }
        }
        return try await apply(
            .items, items.map { .item($0) }, checklists: checklists, notice: notice, base: nil, actor: actor,
            submission: submission)
    }

    package func apply(
        _ list: CatalogueList, _ entries: [ListEntry], checklists: [ChecklistDraft] = [], notice: VersionNotice,
        base: Int? = nil, actor: Actor?, submission: String? = nil
    ) async throws -> CatalogueKeeping.Outcome {
        if let actor { try CatalogueKeeping.admit(actor, list) }
        try CatalogueImport.check(entries)
        return try await CatalogueKeeping(house).change(
            list, notice: notice, base: base, actor: actor, submission: submission, checklists: checklists
        ) { _, _ in entries }
    }

    static func check(_ entries: [ListEntry]) throws {
        guard !entries.isEmpty else {
            throw Problem(
                .invalid, "catalogue.empty", "文件里没有任何事项，清单没有改动。", remedy: "请检查文件内容；要取消全部事项请逐项取消。")
        }
        var seen: Set<[UInt8]> = []
        for entry in entries {
            try entry.check()
            guard seen.insert(Array(entry.code.utf8)).inserted else {
                throw Problem(
                    .invalid, "catalogue.code-twice", "事项编号 \(entry.code) 在文件中出现了两次，清单没有改动。",
                    remedy: "请删去重复的一行后重新导入。")
            }
        }
    }
}
