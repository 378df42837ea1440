package protocol PlanStore {
    func plan(id: Int64) throws -> Plan?
    func campaign(id: Int64) throws -> Campaign?
    func campaigns(plan: Int64) throws -> [Campaign]
    /// Moves a campaign on; throws a conflict unless it is in state `from`.
    func setState(_ state: Campaign.State, from: Campaign.State, campaign: Int64) throws
    /// Marks the campaign completed and fixes its publication period.
    func complete(campaign: Int64, on day: Day, publishDue: Day) throws
}
