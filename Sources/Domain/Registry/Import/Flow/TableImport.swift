/// A kind of table that is imported through the one flow: template, matching, check, import, undo.
///
/// A kind says which columns it knows, how its rows are checked and taken, and how they go back; the flow does the rest.
/// Where each row says one thing, ``RowTable`` leaves only that to be said.
package protocol TableImport: Sendable {
    var kind: ImportRecord.Kind { get }
    var fields: [ImportField] { get }
    /// What people count of it: 户, 人, 项.
    var unit: String { get }
    /// The page on which it is read.
    var address: String { get }
    /// What the day is called that the person has to give with the file; nil for none.
    var dayTitle: String? { get }
    /// What has to be said when it is confirmed: from when, why.
    var questions: [ImportQuestion] { get }
    /// Whether one wrong row keeps the whole file out.
    var isWhole: Bool { get }
    /// Throws a ``Problem`` where the person may not bring in this kind.
    func admit(_ actor: Actor) throws
    /// What an import would do, without doing it.
    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding
    /// Takes the rows in one transaction of `order.house`, writing an import record (``RegistryStore/beginImport(_:)``);
    /// not asked of kinds that are taken in portions (``PortionedImport``).
    func apply(_ source: any TableSource, _ order: ImportOrder) async throws
    /// What stands of an import; nil where the kind cannot be taken back.
    func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts?
    /// Takes an import back, in the transaction of the undo, with a history of its own.
    func undo(_ record: ImportRecord, _ context: RowContext) throws
}

extension TableImport {
    package var unit: String { "条" }
    package var address: String { "/registry" }
    package var dayTitle: String? { nil }
    package var questions: [ImportQuestion] { [] }
    package var isWhole: Bool { false }
    package func admit(_ actor: Actor) throws { try actor.require(.registryEdit) }
    package func apply(_ source: any TableSource, _ order: ImportOrder) async throws {
        throw Problem(.defect, "import.portions", "\(kind.title)分批导入。")
    }
    package func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts? { nil }
    package func undo(_ record: ImportRecord, _ context: RowContext) throws {
        throw Problem(.refused, "import.undo.kind", "\(kind.title)的导入不能整体撤销。", remedy: "请逐条更正。")
    }
}

/// Something a person is asked before an import begins.
package struct ImportQuestion: Sendable {
    /// Name of the form's field, as refusals name it.
    package let name: String
    package let title: String
    package let help: String
    package let isDay: Bool

    package init(_ name: String, _ title: String, help: String = "", isDay: Bool = false) {
        self.name = name
        self.title = title
        self.help = help
        self.isDay = isDay
    }
}

/// For whom, with what, and where to tell how far it is.
package struct ImportOrder: Sendable {
    /// Its storage writes down the end of the job in the transaction of the import.
    package let house: House
    package let actor: Actor
    package let dated: Day?
    /// Answers to the kind's questions by name; empty while it is checked.
    package var answers: [String: String] = [:]
    /// What the check compared with (``ImportFinding/base``); nil while it is checked.
    package var base: Int?
    package let progress: @Sendable (ImportProgress) -> Void
}

/// Where rows are taken: the transaction, who does it, for which import.
package struct RowContext {
    package let stores: any Stores
    package let house: House
    package let actor: Actor
    package let importID: Int64
    package let at: Moment
    /// Why, for histories: `撤销导入…`; empty while rows are taken.
    package var reason = ""
    /// What the rows of one file ask again and again.
    let memory = RowMemory()

    package init(stores: any Stores, house: House, actor: Actor, importID: Int64, at: Moment, reason: String = "") {
        self.stores = stores
        self.house = house
        self.actor = actor
        self.importID = importID
        self.at = at
        self.reason = reason
    }

    /// How changes of subjects are written down.
    var source: SubjectSource {
        SubjectSource(
            way: .import, account: actor.account, importID: importID,
            department: actor.department ?? Department.marketRegulation, region: actor.region)
    }
}

/// Kept while the rows of one file are taken, for what they do not change.
final class RowMemory {
    private var all: [RegistryTag]?

    func tags(_ registry: any RegistryStore) throws -> [RegistryTag] {
        if let all { return all }
        let found = try registry.tagRecords()
        all = found
        return found
    }
}

/// What a check found.
package struct ImportFinding: Sendable, Codable {
    /// A ranking worth a look before one agrees: the commonest tags, the regions.
    package struct Ranking: Sendable, Codable {
        package let title: String
        package let unit: String
        package let lines: [Line]
    }

    package struct Line: Sendable, Codable {
        package let name: String
        package let number: Int
    }

    package var counts: ImportCounts
    /// What the rows below are; nil: the first rows as they would be kept.
    package var caption: String?
    package var header: [String] = []
    package var rows: [[String]] = []
    package var rankings: [Ranking] = []
    /// What one should know before one agrees.
    package var warning: String?
    /// The state that was compared with, where another one makes the check void.
    package var base: Int?
    /// Kept beside it, not in it: there may be many.
    package var refusals: [RowRefusal] = []

    private enum CodingKeys: String, CodingKey { case counts, caption, header, rows, rankings, warning, base }

    package init(counts: ImportCounts, refusals: [RowRefusal]) {
        self.counts = counts
        self.refusals = refusals
    }
}

/// Whether good rows are taken where others are wrong.
package enum ImportMode: String, Sendable, Codable, CaseIterable {
    case goodRows, allOrNothing

    package var title: String {
        switch self {
        case .goodRows: "只导入合格的行"
        case .allOrNothing: "全部合格才导入"
        }
    }
}

/// The kinds that the flow offers, in the order of the page.
package enum TableImports {
    package static let all: [any TableImport] =
        [
            SubjectTableImport(), LicenceTable(), PremisesTable(), InspectorTableImport(), RiskTableImport(),
            InstitutionTable(), MemberTable(), LeadTable(isAlert: false), LeadTable(isAlert: true),
            InstitutionTable(), MemberTable(), TagTable(), TagHoldTable(), DirectoryTable(),
            CampaignTable(),
        ] + CatalogueList.allCases.map { CatalogueTableImport(list: $0) as any TableImport }

    package static func of(_ kind: ImportRecord.Kind) throws -> any TableImport {
        guard let found = all.first(where: { $0.kind == kind }) else { throw Problem.notFound("导入种类") }
        return found
    }

    /// Those that a person may bring in.
    package static func open(to actor: Actor) -> [any TableImport] {
        all.filter { kind in (try? kind.admit(actor)) != nil }
    }
}
