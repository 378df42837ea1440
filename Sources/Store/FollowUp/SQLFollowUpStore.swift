import Database
import Domain

/// What the inspections leave to be done, derived from them.
struct SQLFollowUpStore: FollowUpStore {
    let connection: any Connection

    /// The correction term stands in the particulars, as text of this house's making (canonical JSON), and is read
    /// from there: filtering by it happens here and not in SQL, on the rows that still need something.
    func cases(_ filter: FollowUpFilter, slice: Slice) throws -> Listing<FollowUpCase> {
        var conditions: [SQL] = [
            .within(filter.region, "v.region_code"), "i.state NOT IN ('assigned', 'returned')",
        ]
        if let department = filter.department { conditions.append("v.department_code = \(department)") }
        if !filter.text.isEmpty { conditions.append(.named(filter.text, "s.name", "s.identifier")) }
        switch filter.kind {
        case .correcting, .overdue:
            conditions.append("i.outcome = 'ordered-correction' AND NOT EXISTS (SELECT 1 \(Self.settling))")
        case .handling: conditions.append("i.outcome = 'pending-handling'")
        case .settled: conditions.append("i.outcome = 'ordered-correction' AND EXISTS (SELECT 1 \(Self.settling))")
        }
        var found: [FollowUpCase] = []
        try connection.forEach(
            """
            SELECT i.id AS id, s.name AS subject_name, s.identifier AS subject_identifier,
                COALESCE(r.name, v.region_code) AS region_name, COALESCE(it.matter, i.matter, i.item_code) AS matter,
                i.outcome AS outcome, i.state AS state, i.inspected_on AS inspected_on,
                i.particulars AS particulars, (SELECT MIN(later.id) \(Self.settling)) AS settled_by
            FROM inspection_inspection i
            JOIN inspection_visit v ON v.id = i.visit_id
            JOIN registry_subject s ON s.id = v.subject_id
            LEFT JOIN registry_region r ON r.code = v.region_code
            \(SQL.item(on: filter.today))
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY i.inspected_on, i.id
            """
        ) { row in
            let one = try Self.followUp(row)
            if filter.kind == .overdue {
                guard !one.isImmediate, let term = one.term, term < filter.today else { return }
            }
            found.append(one)
        }
        found.sort { left, right in
            let (a, b) = (left.term?.number ?? .max, right.term?.number ?? .max)
            return a == b ? left.inspection < right.inspection : a < b
        }
        return Listing(
            rows: Array(found.dropFirst(slice.offset).prefix(slice.size)), total: found.count, slice: slice)
    }

    /// A later signed inspection of the same subject and item that found nothing wrong.
    static let settling: SQL = """
        FROM inspection_inspection later JOIN inspection_visit w ON w.id = later.visit_id
        WHERE w.subject_id = v.subject_id AND later.item_code = i.item_code AND later.id > i.id
            AND later.inspected_on >= i.inspected_on AND later.state NOT IN ('assigned', 'returned')
            AND (later.outcome = 'no-problem' OR later.outcome_value = 'conforming')
        """

    private static func followUp(_ row: Row) throws -> FollowUpCase {
        let particulars: [String: String] = try JSONText.decode(row.text("particulars"))
        let term = particulars["correction-term"]
        let isImmediate = term.map { $0.utf8.elementsEqual(EntryRules.immediately.utf8) } ?? false
        let inspectedOn = try row.day("inspected_on")
        return FollowUpCase(
            inspection: try row.int64("id"), subjectName: try row.text("subject_name"),
            subjectIdentifier: try row.text("subject_identifier"), regionName: try row.text("region_name"),
            matter: try row.text("matter"), outcome: try row.text("outcome"), state: try row.value("state"),
            inspectedOn: inspectedOn, problem: particulars["problem"] ?? "",
            handlingBody: particulars["handling-body"], term: isImmediate ? inspectedOn : term.flatMap { Day($0) },
            isImmediate: isImmediate, settledBy: try row.int64OrNil("settled_by"))
    }
}
