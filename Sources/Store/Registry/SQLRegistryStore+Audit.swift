import Database
import Domain

extension SQLRegistryStore {
    func forEachIdentifier(_ body: (_ id: Int64, _ identifier: String) throws -> Void) throws {
        try connection.forEach("SELECT s.id AS id, s.identifier AS identifier FROM registry_subject s ORDER BY s.id") {
            try body(Int64(try $0.int(0)), try $0.text(1))
        }
    }

    func rows(ids: [Int64]) throws -> [RegistryRow] {
        var found: [RegistryRow] = []
        for start in stride(from: 0, to: ids.count, by: 500) {
            let part = SQL.list(Array(ids[start..<min(start + 500, ids.count)]))
            found += try connection.rows(
                "SELECT id, identifier, name, changed_at FROM registry_subject WHERE id IN (\(part)) ORDER BY id"
            ).map {
                RegistryRow(
                    id: try $0.int64("id"), identifier: try $0.text("identifier"), name: try $0.text("name"),
                    changedAt: try $0.moment("changed_at"))
            }
        }
        return found
    }
}
