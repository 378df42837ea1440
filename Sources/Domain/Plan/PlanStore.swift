package protocol PlanStore {
    func plan(id: Int64) throws -> Plan?
    func plan(year: Int, kind: Plan.Kind, authority: Int64) throws -> Plan?
    /// Plans of a region subtree and department (nil: all), newest year first.
    func plans(region: RegionCode, department: String?, year: Int?, slice: Slice) throws -> Listing<Plan>
    func insertPlan(year: Int, kind: Plan.Kind, title: String, authority: Authority) throws -> Int64
    /// Throws a conflict unless the plan is a draft of that version.
    func setReported(plan: Int64, version: Int, at: Moment) throws
    /// Throws a conflict unless the plan is reported, in that version.
    func setPublished(plan: Int64, version: Int, at: Moment) throws

    func campaign(id: Int64) throws -> Campaign?
    func campaigns(plan: Int64) throws -> [Campaign]
    /// Number of the next campaign of a plan, from 1; numbers are not used again after a cancellation.
    func nextOrdinal(plan: Int64) throws -> Int
    func insertCampaign(plan: Plan, number: String, _ draft: CampaignDraft) throws -> Int64
    /// Throws a conflict unless the campaign is planned, in that version.
    func updateCampaign(id: Int64, version: Int, _ draft: CampaignDraft) throws
    /// Moves a campaign on; throws a conflict unless it is in state `from`.
    func setState(_ state: Campaign.State, from: Campaign.State, campaign: Int64) throws
    /// Marks the campaign completed and fixes its publication period.
    func complete(campaign: Int64, on day: Day, publishDue: Day) throws
}
