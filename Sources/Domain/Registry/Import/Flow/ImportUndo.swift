/// Taking an import back, whole: said beforehand what goes, refused where something stands on it.
package struct ImportUndo: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// What the store knows of an import's traces.
    package struct Facts: Sendable {
        /// Things that the import brought in and that are still as it left them.
        package var added = 0
        /// Things that it changed, still as it left them, whose earlier state is known.
        package var changed = 0
        /// Of both, those that something later changed.
        package var touchedSince = 0
        /// Codes of ceremonies that froze the registry after it.
        package var ceremonies: [String] = []

        package init() {}
    }

    package struct Outlook: Sendable {
        package let record: ImportRecord
        /// What would be taken back, in a sentence.
        package let sentence: String
        /// Why it cannot be; nil when it can.
        package let refusal: Problem?
    }

    package func outlook(_ id: Int64, for actor: Actor) async throws -> Outlook {
        try actor.require(.registryEdit)
        let house = house
        return try await house.storage.read { try ImportUndo.outlook(id, $0, actor) }
    }

    package func undo(_ id: Int64, by actor: Actor, submission: String?) async throws {
        try actor.require(.registryEdit)
        let now = house.clock.now()
        do {
            try await house.submit(submission, by: actor, to: "/registry/imports/\(id)", alone: true) { stores in
                let outlook = try ImportUndo.outlook(id, stores, actor)
                if let refusal = outlook.refusal { throw refusal }
                try stores.imports.undo(outlook.record, at: now)
                if outlook.record.kind == .subjects {
                    // Their old words come back; rules and decisions may be newer than these.
                    try TagsInForce(stores.registry, on: now.day).settling.settle(
                        try stores.imports.changedSubjects(import: id), cause: "undo:\(id)", at: now, stores.registry)
                }
                try stores.imports.markUndone(import: id, account: actor.account, at: now)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.import.undo", actor: actor.account, object: "import/\(id)", at: now,
                        sentence: "撤销导入\(outlook.record.kind.title)：\(outlook.sentence)",
                        data: ["kind": .text(outlook.record.kind.rawValue)]), at: now)
            }
        } catch let problem as Problem where problem.code == "database.constraint" {
            throw Problem(
                .refused, "import.undo.used", "这次导入带来的内容后来又登记了别的事项（许可、请假、账号等），不能整体撤销。",
                remedy: "请逐条更正，或者导入一份改正后的文件。")
        }
    }

    private static func outlook(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Outlook {
        guard let record = try stores.registry.importRecord(id) else { throw Problem.notFound("导入记录") }
        try actor.require(.registryEdit, over: record.region, what: "导入记录")
        let facts = try stores.imports.undoFacts(record)
        let unit = record.kind == .inspectors ? "人" : "户"
        var parts: [String] = []
        if record.counts.inserted > 0 { parts.append("删除新增的 \(record.counts.inserted) \(unit)") }
        if record.counts.updated > 0 { parts.append("把更新的 \(record.counts.updated) \(unit)恢复成导入前的内容") }
        let sentence =
            parts.isEmpty ? "这次导入没有改动任何内容。" : parts.joined(separator: "，") + "；没有变化和退回的行不受影响。"
        return Outlook(record: record, sentence: sentence, refusal: try refusal(record, facts, unit, stores))
    }

    private static func refusal(_ record: ImportRecord, _ facts: Facts, _ unit: String, _ stores: any Stores) throws
        -> Problem?
    {
        if let undone = try stores.imports.undone(import: record.id) {
            return Problem(.conflict, "import.undone", "这次导入已由\(undone.by)在 \(undone.at.onScreen) 撤销。")
        }
        guard record.counts.inserted + record.counts.updated > 0 else {
            return Problem(.refused, "import.undo.nothing", "这次导入没有改动任何内容，不需要撤销。")
        }
        if !facts.ceremonies.isEmpty {
            let shown = facts.ceremonies.prefix(3).joined(separator: "、")
            return Problem(
                .refused, "import.undo.drawn", "导入之后已有摇号（\(shown)）冻结了名录，撤销会使已公布的名录无法核对。", clause: "3.1.2",
                remedy: "请导入一份改正后的文件，改动从下一次摇号起生效。")
        }
        if facts.touchedSince > 0 || facts.added != record.counts.inserted || facts.changed != record.counts.updated {
            return Problem(
                .refused, "import.undo.changed",
                "导入之后其中的内容又有改动\(facts.touchedSince > 0 ? "（\(facts.touchedSince) \(unit)）" : "")，或者含有不能整体恢复的操作。",
                remedy: "请先撤销后来的导入，或者逐条更正。")
        }
        return nil
    }
}
