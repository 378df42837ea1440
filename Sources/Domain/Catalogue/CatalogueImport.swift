/// Takes a whole list: what is new comes in, what is missing goes out, what is the same carries on (2.2.1).
package struct CatalogueImport: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// What the list would change, without changing anything.
    package func preview(_ items: [Item]) async throws -> CatalogueDiff {
        try CatalogueImport.check(items)
        return try await house.storage.read { stores in
            let latest = try stores.catalogue.latestVersion()
            return CatalogueDiff(from: try stores.catalogue.items(version: latest?.number ?? 0), to: items)
        }
    }

    /// Makes the list the one in force. `actor` is nil on the command line. The same list again changes nothing.
    package func apply(
        _ items: [Item], checklists: [ChecklistDraft] = [], notice: VersionNotice, actor: Actor?,
        submission: String? = nil
    ) async throws -> CatalogueKeeping.Outcome {
        if let actor { try CatalogueKeeping.admit(actor) }
        try CatalogueImport.check(items)
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
        return try await CatalogueKeeping(house).change(
            notice: notice, base: nil, actor: actor, submission: submission, checklists: checklists
        ) { _, _ in items }
    }

    private static func check(_ items: [Item]) throws {
        guard !items.isEmpty else {
            throw Problem(
                .invalid, "catalogue.empty", "文件里没有任何事项，清单没有改动。", remedy: "请检查文件内容；要取消全部事项请逐项取消。")
        }
        var seen: Set<[UInt8]> = []
        for item in items {
            try item.check()
            guard seen.insert(Array(item.code.utf8)).inserted else {
                throw Problem(
                    .invalid, "catalogue.code-twice", "事项编号 \(item.code) 在文件中出现了两次，清单没有改动。",
                    remedy: "请删去重复的一行后重新导入。")
            }
        }
    }
}
