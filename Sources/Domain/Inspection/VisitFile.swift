/// A visit with what belongs to it.
package struct VisitFile: Sendable {
    package let visit: Visit
    package let regionName: String
    package let authorityName: String
    package let inspections: [InspectionBrief]
    /// Whether this person may enter its results (2.4.2).
    package let isMine: Bool
    /// Names of departments by code, where several take part; empty otherwise.
    package let departmentNames: [String: String]
    /// Inspections that this person may enter: in a joint visit those of the own department.
    package let own: Set<Int64>
    /// Whether this person may ask for a replacement (3.5.2).
    package let mayReport: Bool
    /// A request for one that waits.
    package let vacancy: Vacancy?
    package let timeline: [LedgerLine]
}

/// An inspection with what belongs to it.
package struct InspectionSheet: Sendable {
    package let visit: Visit
    package let inspection: Inspection
    package let brief: InspectionBrief
    package let item: Item?
    package let checklist: Checklist?
    package let advice: OutcomeAdvice
    /// Whether this person may enter its result (2.4.2).
    package let isMine: Bool
    package let timeline: [LedgerLine]
}
