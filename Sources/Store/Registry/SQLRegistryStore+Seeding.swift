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

    func seed(tags: [TagRules.Tag]) throws -> Int {
        let known = try tagNumbers()
        var next = (known.values.max() ?? 0) + 1
        var index = 0
        return try connection.executeMany(
            """
            INSERT INTO registry_tag (code, number, name, dimension) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, dimension = excluded.dimension
            WHERE registry_tag.name <> excluded.name OR registry_tag.dimension <> excluded.dimension
            """
        ) {
            guard index < tags.count else { return nil }
            let tag = tags[index]
            index += 1
            var number = known[tag.code]
            if number == nil {
                number = next
                next += 1
            }
            return [.text(tag.code), .integer(number ?? 0), .text(tag.name), .text(tag.dimension)]
        }
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
