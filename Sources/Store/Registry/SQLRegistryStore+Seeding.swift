import Database
import Domain

extension SQLRegistryStore {
    func seed(regions: [RegionRow]) throws -> Int {
        var index = 0
        return try connection.executeMany(
            """
            INSERT INTO registry_region (code, name, level, parent, successor, is_current, is_functional)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent,
                successor = excluded.successor, is_current = excluded.is_current, is_functional = excluded.is_functional
            WHERE registry_region.name <> excluded.name OR registry_region.level <> excluded.level
                OR COALESCE(registry_region.parent, '') <> COALESCE(excluded.parent, '')
                OR COALESCE(registry_region.successor, '') <> COALESCE(excluded.successor, '')
                OR registry_region.is_functional <> excluded.is_functional
            """
        ) {
            guard index < regions.count else { return nil }
            let row = regions[index]
            index += 1
            return [
                .text(row.code.text), .text(row.name), .text(row.level.stored),
                row.parent.map { .text($0.text) } ?? .null, row.successor.map { .text($0.text) } ?? .null,
                .integer(row.successor == nil ? 1 : 0), .integer(row.functional ? 1 : 0),
            ]
        }
    }

    func seed(tags: [TagRules.Tag], dimensions: [TagRules.Dimension], since: Day) throws -> Int {
        var changed = 0
        for (place, dimension) in dimensions.enumerated() {
            changed += try connection.execute(
                """
                INSERT INTO registry_tag_dimension (code, name, place)
                VALUES (\(dimension.code), \(dimension.name), \(place + 1)) ON CONFLICT (code) DO NOTHING
                """)
        }
        let known = try Set(tagRecords().map(\.code))
        for tag in tags where !known.contains(tag.code) {
            _ = try insert(tag, meaning: "", owner: nil, since: since)
            changed += 1
        }
        return changed
    }

    func seed(departments: [Department]) throws -> Int {
        var index = 0
        return try connection.executeMany(
            """
            INSERT INTO registry_department (code, name) VALUES (?1, ?2)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE registry_department.name <> excluded.name
            """
        ) {
            guard index < departments.count else { return nil }
            let one = departments[index]
            index += 1
            return [.text(one.code), .text(one.name)]
        }
    }
}
