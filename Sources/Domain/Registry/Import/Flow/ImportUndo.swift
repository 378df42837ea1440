/// Taking an import back, whole: said beforehand what goes, refused where something stands on it.
package struct ImportUndo: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// What stands of an import.
    package struct Facts: Sendable {
        /// Things that the import brought in.
        package var added = 0
        /// Things that it changed, whose earlier state is known.
        package var changed = 0
        /// Of both, those that something changed later; ``since`` names the first of them.
        package var touchedSince = 0
        package private(set) var since: [Since] = []
        /// What would be taken back, where counting does not say it.
        package var sentence: String?
        /// Codes of ceremonies that froze the registry after it.
        package var ceremonies: [String] = []

        package init() {}

        /// So many are named.
        package static let limit = 200

        package mutating func add(_ one: Since) {
            touchedSince += 1
            if since.count < Facts.limit { since.append(one) }
        }
    }

    /// Something that was changed after the import.
    package struct Since: Sendable {
        package let label: String
        package let what: String

        package init(label: String, what: String) {
            self.label = label
            self.what = what
        }
    }

    package struct Outlook: Sendable {
        package let record: ImportRecord
        /// What would be taken back, in a sentence.
        package let sentence: String
        /// Why it cannot be; nil when it can.
        package let refusal: Problem?
        /// What stands in the way, the first ``Facts/limit``.
        package let since: [Since]
    }

    package func outlook(_ id: Int64, for actor: Actor) async throws -> Outlook {
        try actor.require(.registryEdit)
        let house = house
        return try await house.storage.read { try ImportUndo.outlook(id, $0, actor) }
    }

    package func undo(_ id: Int64, by actor: Actor, submission: String?) async throws {
        try await undo(id, by: actor, submission: submission, isUnderWay: false)
    }

    /// - Parameter isUnderWay: true for the import's own work, which takes its portions back.
    func undo(_ id: Int64, by actor: Actor, submission: String?, isUnderWay: Bool) async throws {
        try actor.require(.registryEdit)
        let now = house.clock.now()
        let house = house
        do {
            try await house.submit(submission, by: actor, to: "/registry/imports/\(id)", alone: true) { stores in
                let outlook = try ImportUndo.outlook(id, stores, actor, isUnderWay: isUnderWay)
                if let refusal = outlook.refusal { throw refusal }
                let context = RowContext(
                    stores: stores, house: house, actor: actor, importID: id, at: now,
                    reason: "撤销导入“\(outlook.record.fileName)”")
                try TableImports.of(outlook.record.kind).undo(outlook.record, context)
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

    private static func outlook(
        _ id: Int64, _ stores: any Stores, _ actor: Actor, isUnderWay: Bool = false
    ) throws -> Outlook {
        guard let record = try stores.registry.importRecord(id) else { throw Problem.notFound("导入记录") }
        try actor.require(.registryEdit, over: record.region, what: "导入记录")
        let sort = try TableImports.of(record.kind)
        try sort.admit(actor)
        if record.isUnderWay, !isUnderWay {
            return Outlook(
                record: record, sentence: "",
                refusal: Problem(
                    .conflict, "import.undo.running", "这次导入还没有完成。", remedy: "请等它导入完成后再撤销；中断了的，先在“导入名录”中打开它继续。"),
                since: [])
        }
        guard let facts = try sort.facts(record, stores) else {
            return Outlook(
                record: record, sentence: "",
                refusal: Problem(
                    .refused, "import.undo.kind", "\(record.kind.title)的导入不能整体撤销。", remedy: "请逐条更正。"), since: [])
        }
        var parts: [String] = []
        if facts.added > 0 { parts.append("删除新增的 \(facts.added) \(sort.unit)") }
        if facts.changed > 0 { parts.append("把更新的 \(facts.changed) \(sort.unit)恢复成导入前的内容") }
        let sentence =
            facts.sentence ?? (parts.isEmpty ? "这次导入没有改动任何内容。" : parts.joined(separator: "，") + "；没有变化和退回的行不受影响。")
        return Outlook(
            record: record, sentence: sentence, refusal: try refusal(record, facts, sort.unit, stores),
            since: facts.since)
    }

    private static func refusal(_ record: ImportRecord, _ facts: Facts, _ unit: String, _ stores: any Stores) throws
        -> Problem?
    {
        if let undone = try stores.imports.undone(import: record.id) {
            return Problem(.conflict, "import.undone", "这次导入已由\(undone.by)在 \(undone.at.onScreen) 撤销。")
        }
        guard facts.added + facts.changed > 0 else {
            return Problem(.refused, "import.undo.nothing", "这次导入没有改动任何内容，不需要撤销。")
        }
        if !facts.ceremonies.isEmpty {
            let shown = facts.ceremonies.prefix(3).joined(separator: "、")
            return Problem(
                .refused, "import.undo.drawn", "导入之后已有摇号（\(shown)）冻结了名录，撤销会使已公布的名录无法核对。", clause: "3.1.2",
                remedy: "请导入一份改正后的文件，改动从下一次摇号起生效。")
        }
        if facts.touchedSince > 0 {
            return Problem(
                .refused, "import.undo.changed", "导入之后其中 \(facts.touchedSince) \(unit)又有改动，整体撤销会盖掉这些改动。",
                remedy: "请先撤销后来的导入，或者逐条更正。")
        }
        return nil
    }
}
