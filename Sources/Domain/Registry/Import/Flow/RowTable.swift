import Foundation

/// A kind whose every row says one thing that the house keeps under a number: a licence, a member. Said once are its
/// columns, how a row is taken, and how a thing's state is read and restored; check, import, traces and undo follow.
protocol RowTable: PortionedImport {
    associatedtype Field: Hashable & Sendable
    var columns: [ColumnMap<Field>.Wanted] { get }
    /// Takes one row, or says in `row` what is wrong with it. Nothing may have been written when it is refused.
    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace?
    /// A thing as it stands, in the words of its trace; nil when it is gone.
    func state(of trace: RowTrace, _ stores: any Stores) throws -> String?
    /// Puts a thing back as it was; where the trace knows no state before, the import brought it in.
    func restore(_ trace: RowTrace, _ context: RowContext) throws
}

/// What a row did to one thing.
package struct RowTrace: Sendable {
    package let object: Int64
    /// What people call it.
    package let label: String
    /// Nil where the row brought it in.
    package var before: String?
    package var after: String

    package init(object: Int64, label: String, before: String?, after: String) {
        self.object = object
        self.label = label
        self.before = before
        self.after = after
    }

    var change: RowChange { before == nil ? .inserted : before == after ? .unchanged : .updated }

    /// State of a thing as text that is the same exactly when the thing is.
    static func text(_ state: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(state), as: UTF8.self)
    }

    static func state<State: Decodable>(_ text: String, as: State.Type = State.self) throws -> State {
        try JSONDecoder().decode(State.self, from: Data(text.utf8))
    }
}

extension RowTable {
    var fields: [ImportField] { columns.map(\.about) }

    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding {
        try admit(order.actor)
        let outcome = try await RowCheck(table: self, order: order).run(source)
        var finding = ImportFinding(counts: outcome.counts, refusals: outcome.refusals)
        finding.header = ["变化", kind.title]
        finding.rows = outcome.first
        return finding
    }

    func batches(_ source: any TableSource, _ order: ImportOrder, after row: Int) async throws -> any ImportBatches {
        try RowBatches(self, source, after: row)
    }

    /// Neither personal data nor the digest of a file that could be guessed.
    func logged(_ source: any TableSource, _ record: ImportRecord, _ house: House) -> [String: LedgerValue] {
        [
            "kind": .text(kind.rawValue), "region": .text(record.region.text),
            "total": .number(Int64(record.counts.total)), "refused": .number(Int64(record.counts.refused)),
        ]
    }

    func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts? {
        var facts = ImportUndo.Facts()
        for trace in RowTraces(try stores.imports.traces(import: record.id)).list {
            if trace.before == nil { facts.added += 1 } else { facts.changed += 1 }
            let now = try state(of: trace, stores)
            guard now != trace.after else { continue }
            facts.add(.init(label: trace.label, what: now == nil ? "已删除" : "内容又有改动"))
        }
        return facts
    }

    func undo(_ record: ImportRecord, _ context: RowContext) throws {
        for trace in RowTraces(try context.stores.imports.traces(import: record.id)).list.reversed() {
            try restore(trace, context)
        }
    }
}

extension RowChange {
    var title: String {
        switch self {
        case .inserted: "新增"
        case .updated: "更新"
        case .unchanged: "没有变化"
        }
    }
}

/// The cells of one row by field; collects what is wrong with them.
struct RowCells<Field: Hashable & Sendable> {
    let record: TableRecord
    let map: ColumnMap<Field>
    let titles: [Field: String]
    private(set) var faults = RowFaults()

    /// As a form's field is read: without blanks around it and without what nobody sees; empty where the cell says
    /// nothing.
    func text(_ field: Field) -> String {
        let bytes = map.bytes(field, in: record)
        return bytes.saysNothing ? "" : PlainText.visible(String(decoding: bytes, as: UTF8.self)).trimmed
    }

    mutating func refuse(_ field: Field, _ reason: String) {
        faults.list.append((titles[field] ?? RowRefusal.wholeRow, map.bytes(field, in: record), reason))
    }

    /// A refusal of a use case, said of the whole row.
    mutating func refuse(_ problem: Problem) {
        let words = problem.fields.sorted { $0.key < $1.key }.map(\.value)
        let reason = words.isEmpty ? problem.message : words.joined(separator: "；")
        faults.list.append((RowRefusal.wholeRow, record.field(0), reason))
    }

    mutating func text(_ field: Field, upTo most: Int, required: Bool = false) -> String {
        let found = text(field)
        if found.isEmpty, required { refuse(field, "没有填写") }
        if found.count > most { refuse(field, "内容超过\(most)个字") }
        return found
    }

    mutating func day(_ field: Field, required: Bool = false) -> Day? {
        switch Day.reading(map.bytes(field, in: record)) {
        case .day(let day): return day
        case .nothing: if required { refuse(field, "没有填写") }
        case .noSuchDay: refuse(field, "这一天不存在")
        case .malformed: refuse(field, "不是可以识别的日期，应写作 2026-03-01")
        }
        return nil
    }

    /// Two days of which the second may not lie before the first.
    mutating func period(_ from: Field, _ until: Field, required: Bool = false) -> (from: Day?, until: Day?) {
        let days = (from: day(from, required: required), until: day(until, required: required))
        if let first = days.from, let last = days.until, last < first {
            refuse(until, "早于\(titles[from] ?? "开始日期")")
        }
        return days
    }

    /// A current division of the person's area by code or name; the area itself where the cell says nothing.
    mutating func region(_ field: Field, _ context: RowContext) throws -> RegionCode? {
        text(field).isEmpty
            ? context.actor.region : try currentRegion(field, within: context.actor.region, context)
    }

    /// A current division by code or name, within an area or anywhere.
    mutating func currentRegion(_ field: Field, within area: RegionCode?, _ context: RowContext) throws -> RegionCode? {
        let word = text(field)
        let registry = context.stores.registry
        var found = try RegionCode(word).flatMap { try registry.region($0) }
        if found == nil {
            found = try registry.regions(within: area ?? context.actor.region).first { $0.name == word }
        }
        guard let found, found.current else {
            refuse(field, "没有这个地区，请填写现行区划代码或名称")
            return nil
        }
        guard area?.contains(found.code) ?? true else {
            refuse(field, "不在您的管辖范围内")
            return nil
        }
        return found.code
    }

    /// The subject that a row names by its number, of the person's area.
    mutating func subject(_ number: Field, scheme: Field, _ context: RowContext) throws -> SubjectProfile? {
        let word = text(scheme)
        guard let kind = word.isEmpty ? .uscc : IdentifierScheme(word: word) else {
            refuse(scheme, IdentifierScheme.unknownWord)
            return nil
        }
        let checked: String
        do {
            checked = try kind.checked(text(number))
        } catch let problem as Problem {
            refuse(number, problem.message)
            return nil
        }
        let key = kind.key(checked, department: context.source.department)
        guard let found = try SubjectTaking.find(kind, checked, key: key, in: context.stores),
            context.actor.region.contains(found.facts.region)
        else {
            refuse(number, "名录库中没有这个主体，或不在您的管辖区域内")
            return nil
        }
        return found
    }
}
