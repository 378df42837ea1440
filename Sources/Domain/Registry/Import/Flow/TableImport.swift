/// A kind of table that is imported through the one flow: template, matching, check, import, undo.
///
/// A kind says which columns it knows and how its rows are checked and taken; the flow does the rest.
package protocol TableImport: Sendable {
    var kind: ImportRecord.Kind { get }
    var fields: [ImportField] { get }
    /// What the day is called that the person has to give with the file; nil for none.
    var dayTitle: String? { get }
    /// What an import would do, without doing it.
    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding
    /// Takes the rows in one transaction of `order.house`, writing an import record (``RegistryStore/beginImport(_:)``).
    func apply(_ source: any TableSource, _ order: ImportOrder) async throws
}

extension TableImport {
    package var dayTitle: String? { nil }
}

/// For whom, with what, and where to tell how far it is.
package struct ImportOrder: Sendable {
    /// Its storage writes down the end of the job in the transaction of the import.
    package let house: House
    package let actor: Actor
    package let dated: Day?
    package let progress: @Sendable (ImportProgress) -> Void
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
    /// The first rows as they would be kept.
    package var header: [String] = []
    package var rows: [[String]] = []
    package var rankings: [Ranking] = []
    /// Kept beside it, not in it: there may be many.
    package var refusals: [RowRefusal] = []

    private enum CodingKeys: String, CodingKey { case counts, header, rows, rankings }

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
    package static let all: [any TableImport] = [SubjectTableImport(), InspectorTableImport(), RiskTableImport()]

    package static func of(_ kind: ImportRecord.Kind) throws -> any TableImport {
        guard let found = all.first(where: { $0.kind == kind }) else { throw Problem.notFound("导入种类") }
        return found
    }
}
