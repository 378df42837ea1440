package protocol InspectionStore {
    /// A visit made by the draw: with its two or more inspectors in slot order, and one inspection for every
    /// (campaign, item) that drew the subject.
    func insertVisit(
        ceremony: Int64, subject: Int64, lot: String, region: RegionCode, department: String, authority: Int64,
        inspectors: [Int64], inspections: [(campaign: Int64, item: String, checklist: Int64?)]) throws -> Int64
    func visit(id: Int64) throws -> Visit?
    func inspection(id: Int64) throws -> Inspection?
    func inspections(visit: Int64) throws -> [Inspection]
    /// Visits that an inspector has and that are not finished, in all ceremonies: the base load of matching.
    func openVisits(inspector: Int64) throws -> Int
}
