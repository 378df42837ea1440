import Database
import Domain

/// What the index reads: spans of ids, each by an index of its table.
extension SQLRegistryStore {
    func forEachIndexed(_ span: ClosedRange<Int64>, _ body: (IndexedSubject) throws -> Void) throws {
        try connection.forEach(
            """
            SELECT s.id AS id, s.identifier AS identifier, s.name AS name, s.address AS address,
                s.region_code AS region_code, s.type_code AS type_code, s.status AS status, s.is_market AS is_market,
                s.industry AS industry, s.scale AS scale, s.station_id AS station_id
            FROM registry_subject s WHERE s.id >= \(span.lowerBound) AND s.id <= \(span.upperBound) ORDER BY s.id
            """
        ) { row in
            try body(
                IndexedSubject(
                    id: Int64(try row.int(0)), identifier: try row.text(1), name: try row.text(2),
                    address: try row.text(3), region: try row.text(4), type: try row.text(5), status: try row.text(6),
                    isMarket: try row.bool(7), industry: try row.text(8), scale: try row.text(9),
                    station: try row.intOrNil(10).map(Int64.init)))
        }
    }

    /// The table of tags is sorted by tag: its numbers are named, so that each is one look-up and not all are read.
    func forEachTag(
        _ numbers: [Int64], _ span: ClosedRange<Int64>, _ body: (_ tag: Int64, _ subject: Int64) throws -> Void
    ) throws {
        try connection.forEach(
            """
            SELECT t.tag_number AS tag_number, t.subject_id AS subject_id FROM registry_subject_tag t
            WHERE t.tag_number IN (\(SQL.list(numbers)))
                AND t.subject_id >= \(span.lowerBound) AND t.subject_id <= \(span.upperBound)
            """
        ) { try body(Int64(try $0.int(0)), Int64(try $0.int(1))) }
    }

    func forEachClass(
        snapshot: Int64, _ span: ClosedRange<Int64>, _ body: (_ subject: Int64, _ risk: RiskClass) throws -> Void
    ) throws {
        try connection.forEach(
            """
            SELECT r.subject_id AS subject_id, r.class AS class FROM registry_risk r
            WHERE r.snapshot_id = \(snapshot)
                AND r.subject_id >= \(span.lowerBound) AND r.subject_id <= \(span.upperBound)
            ORDER BY r.subject_id
            """
        ) { row in
            if let risk = RiskClass(rawValue: try row.text(1)) { try body(Int64(try row.int(0)), risk) }
        }
    }

    func stationNumbers() throws -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        try connection.forEach("SELECT code, id FROM registry_station") {
            numbers[try $0.text(0)] = Int64(try $0.int(1))
        }
        return numbers
    }

    func riskSnapshot(until day: Day?) throws -> Int64? {
        let condition: SQL = day.map { "dated <= \($0.description)" } ?? "1 = 1"
        return try connection.row(
            "SELECT id FROM registry_risk_snapshot WHERE \(condition) ORDER BY dated DESC, id DESC LIMIT 1"
        ).map { try $0.int64("id") }
    }

    func lastSubject() throws -> Int64 {
        try connection.row("SELECT COALESCE(MAX(id), 0) AS id FROM registry_subject")?.int64("id") ?? 0
    }
}
