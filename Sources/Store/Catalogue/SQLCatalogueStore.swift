import Database
import Domain
import Foundation

/// Items in tables; checklists in SQLCatalogueStore+Checklists. The selector is JSON: read whole, never searched.
struct SQLCatalogueStore: CatalogueStore {
    let connection: any Connection

    func items(region: RegionCode) throws -> [Item] {
        // An item holds in its own area and everything below: the area's code is the region or one of its ancestors.
        var areas = [region.text]
        var parent = region.parent
        while let code = parent {
            areas.append(code.text)
            parent = code.parent
        }
        return try connection.rows(
            "\(Self.itemColumns) WHERE i.until_version IS NULL AND i.region_code IN (\(SQL.list(areas))) ORDER BY i.code"
        ).map(Self.item)
    }

    func item(_ code: String) throws -> Item? {
        try connection.row(
            "\(Self.itemColumns) WHERE i.code = \(code) ORDER BY i.since_version DESC LIMIT 1"
        ).map(Self.item)
    }

    // MARK: Reading

    static let itemColumns: SQL = """
        SELECT i.code AS code, i.category AS category, i.matter AS matter, i.subjects AS subjects,
            i.importance AS importance, i.methods AS methods, i.level AS level, i.basis AS basis,
            i.department_code AS department_code, i.region_code AS region_code, i.selector AS selector,
            i.is_sample AS is_sample, i.note AS note
        FROM catalogue_item i
        """

    static func item(_ row: Row) throws -> Item {
        Item(
            code: try row.text("code"), category: try row.text("category"), matter: try row.text("matter"),
            subjects: try row.text("subjects"), importance: try row.value("importance"),
            methods: try row.text("methods").split(separator: "、").map(String.init), level: try row.text("level"),
            basis: try row.text("basis"), department: try row.text("department_code"),
            region: try row.region("region_code"),
            selector: try JSONDecoder().decode(Selector.self, from: Data(row.text("selector").utf8)),
            isSample: try row.bool("is_sample"), note: try row.textOrNil("note"))
    }
}
