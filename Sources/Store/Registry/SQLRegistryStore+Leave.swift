import Database
import Domain

/// Leaves in tables.
extension SQLRegistryStore {
    func leaves(inspector: Int64) throws -> [Leave] {
        try leaves("inspector_id = \(inspector) AND ends_on >= starts_on ORDER BY starts_on DESC")
    }

    func leaves(on day: Day) throws -> [Leave] {
        try leaves("starts_on <= \(day.description) AND ends_on >= \(day.description) ORDER BY id")
    }

    func leaves(endingFrom day: Day) throws -> [Leave] {
        try leaves("ends_on >= \(day.description) AND ends_on >= starts_on ORDER BY inspector_id, starts_on")
    }

    func leave(id: Int64) throws -> Leave? { try leaves("id = \(id)").first }

    private func leaves(_ condition: SQL) throws -> [Leave] {
        try connection.rows(
            "SELECT id, inspector_id, kind, starts_on, ends_on, note FROM registry_leave WHERE \(condition)"
        ).map {
            Leave(
                id: try $0.int64("id"), inspector: try $0.int64("inspector_id"), kind: try $0.value("kind"),
                from: try $0.day("starts_on"), until: try $0.day("ends_on"), note: try $0.text("note"))
        }
    }

    func insert(_ leave: Leave, by account: Int64, at: Moment) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_leave (inspector_id, kind, starts_on, ends_on, note, account_id, at)
            VALUES (\(leave.inspector), \(leave.kind.rawValue), \(leave.from.description), \(leave.until.description),
                \(leave.note), \(account), \(at.description))
            RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    func endLeave(_ id: Int64, until: Day) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_leave SET ends_on = \(until.description)
            WHERE id = \(id) AND ends_on > \(until.description)
            """)
        guard changed == 1 else { throw Problem.moved("请假登记") }
    }
}
