import Database
import Domain

extension SQLInspectionStore {
    /// Three bulk statements whatever the number of visits; `(ceremony, subject)` is unique, so ids are found again.
    func insert(visits: [NewVisit], ceremony: Int64, department: String) throws {
        var rest = visits[...]
        try connection.insert(
            into: "inspection_visit",
            columns: ["ceremony_id", "subject_id", "slip", "region_code", "department_code", "authority_id", "state"]
        ) {
            guard let visit = rest.popFirst() else { return nil }
            return [
                .integer(ceremony), .integer(visit.subject), .text(visit.slip), .text(visit.region.text),
                .text(department), .integer(visit.authority), .text("assigned"),
            ]
        }
        var ids: [Int64: Int64] = [:]
        try connection.forEach("SELECT id, subject_id FROM inspection_visit WHERE ceremony_id = \(ceremony)") {
            ids[Int64(try $0.int("subject_id"))] = Int64(try $0.int("id"))
        }
        var officers: [[SQLValue]] = []
        var purposes: [[SQLValue]] = []
        for visit in visits {
            guard let id = ids[visit.subject] else { throw DatabaseProblem.decoding("no id of the new visit") }
            for (slot, inspector) in visit.inspectors.enumerated() {
                officers.append([.integer(id), .integer(inspector), .integer(Int64(slot))])
            }
            for purpose in visit.inspections {
                purposes.append([
                    .integer(id), .integer(purpose.campaign), .text(purpose.item),
                    purpose.checklist.map { .integer($0) } ?? .null, .text("assigned"), .text("{}"), .text("{}"),
                    .integer(1), purpose.department.map { .text($0) } ?? .null,
                    purpose.authority.map { .integer($0) } ?? .null, purpose.matter.map { .text($0) } ?? .null,
                ])
            }
        }
        var officerRows = officers[...]
        try connection.insert(
            into: "inspection_visit_inspector", columns: ["visit_id", "inspector_id", "slot"]
        ) { officerRows.popFirst() }
        var purposeRows = purposes[...]
        try connection.insert(
            into: "inspection_inspection",
            columns: [
                "visit_id", "campaign_id", "item_code", "checklist_id", "state", "answers", "particulars", "version",
                "department_code", "authority_id", "matter",
            ]
        ) { purposeRows.popFirst() }
    }
}
