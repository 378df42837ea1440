import Database
import Domain

/// What came of a ceremony, for people who may see it.
extension SQLDrawStore {
    func drawnSubjects(ceremony: Int64, stratum: String, slice: Slice) throws -> Listing<DrawnSubject> {
        let total =
            try connection.row(
                "SELECT COUNT(*) AS n FROM draw_lot WHERE ceremony_id = \(ceremony) AND stratum = \(stratum)")?.int("n")
            ?? 0
        let rows = try connection.rows(
            """
            SELECT l.stratum AS stratum, l.lot AS lot, l.rank AS rank, l.ticket AS ticket, l.subject_id AS subject_id,
                s.name AS name, s.identifier AS identifier, COALESCE(r.name, s.region_code) AS region_name
            FROM draw_lot l
            JOIN registry_subject s ON s.id = l.subject_id
            LEFT JOIN registry_region r ON r.code = s.region_code
            WHERE l.ceremony_id = \(ceremony) AND l.stratum = \(stratum)
            ORDER BY l.rank LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map {
            DrawnSubject(
                lot: DrawnLot(
                    stratum: try $0.text("stratum"), lot: try $0.text("lot"), rank: try $0.int("rank"),
                    ticket: try $0.text("ticket"), subject: try $0.int64("subject_id")),
                name: try $0.text("name"), identifier: try $0.text("identifier"),
                regionName: try $0.text("region_name"))
        }
        return Listing(rows: rows, total: total, slice: slice)
    }

    func drawnVisits(ceremony: Int64, slice: Slice) throws -> Listing<DrawnVisit> {
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM inspection_visit WHERE ceremony_id = \(ceremony)")?.int("n")
            ?? 0
        let rows = try connection.rows(
            """
            SELECT v.id AS id, v.slip AS slip, s.name AS name, COALESCE(r.name, v.region_code) AS region_name,
                a.name AS authority_name,
                (SELECT COUNT(DISTINCT i.campaign_id) FROM inspection_inspection i WHERE i.visit_id = v.id) AS campaigns,
                (SELECT COUNT(*) FROM inspection_inspection i WHERE i.visit_id = v.id) AS inspections
            FROM inspection_visit v
            JOIN registry_subject s ON s.id = v.subject_id
            JOIN registry_authority a ON a.id = v.authority_id
            LEFT JOIN registry_region r ON r.code = v.region_code
            WHERE v.ceremony_id = \(ceremony)
            ORDER BY v.slip LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        var officers: [Int64: [String]] = [:]
        for row in try connection.rows(
            """
            SELECT x.visit_id AS visit_id, p.name AS name
            FROM inspection_visit_inspector x JOIN registry_inspector p ON p.id = x.inspector_id
            WHERE x.visit_id IN (\(SQL.list(try rows.map { try $0.int64("id") }))) ORDER BY x.visit_id, x.slot
            """)
        {
            officers[try row.int64("visit_id"), default: []].append(try row.text("name"))
        }
        return Listing(
            rows: try rows.map {
                let id = try $0.int64("id")
                return DrawnVisit(
                    id: id, slip: try $0.text("slip"), subjectName: try $0.text("name"),
                    regionName: try $0.text("region_name"), authorityName: try $0.text("authority_name"),
                    inspectors: officers[id] ?? [], campaigns: try $0.int("campaigns"),
                    inspections: try $0.int("inspections"))
            }, total: total, slice: slice)
    }

    func drawnCounts(ceremony: Int64) throws -> (lots: Int, visits: Int) {
        let lots = try connection.row("SELECT COUNT(*) AS n FROM draw_lot WHERE ceremony_id = \(ceremony)")?.int("n")
        let visits = try connection.row("SELECT COUNT(*) AS n FROM inspection_visit WHERE ceremony_id = \(ceremony)")?
            .int("n")
        return (lots ?? 0, visits ?? 0)
    }

    func staffedCounts(ceremony: Int64) throws -> (inspectors: Int, places: Int, inspections: Int) {
        let people = try connection.row(
            """
            SELECT COUNT(DISTINCT x.inspector_id) AS people, COUNT(*) AS places
            FROM inspection_visit_inspector x JOIN inspection_visit v ON v.id = x.visit_id
            WHERE v.ceremony_id = \(ceremony)
            """)
        let inspections = try connection.row(
            """
            SELECT COUNT(*) AS n FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
            WHERE v.ceremony_id = \(ceremony)
            """)
        return (try people?.int("people") ?? 0, try people?.int("places") ?? 0, try inspections?.int("n") ?? 0)
    }

    func seedDocument(ceremony: Int64) throws -> String? {
        try connection.row("SELECT seed_document FROM draw_ceremony WHERE id = \(ceremony)")?
            .textOrNil("seed_document")
    }
}
