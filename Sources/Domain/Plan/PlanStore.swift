package protocol PlanStore: PlanReportStore, JointStore, HandedDownStore {
    func plan(id: Int64) throws -> Plan?
    func plan(year: Int, kind: Plan.Kind, authority: Int64) throws -> Plan?
    /// Plans of a region subtree and department (nil: all), newest year first.
    func plans(region: RegionCode, department: String?, year: Int?, slice: Slice) throws -> Listing<Plan>
    /// Number of campaigns that are not cancelled, by plan.
    func campaignCounts(plans: [Int64]) throws -> [Int64: Int]
    func insertPlan(year: Int, kind: Plan.Kind, title: String, authority: Authority) throws -> Int64
    /// Throws a conflict unless the plan is a draft of that version.
    func setReported(plan: Int64, version: Int, at: Moment) throws
    /// Throws a conflict unless the plan is reported, in that version.
    func setPublished(plan: Int64, version: Int, at: Moment) throws
    /// Raises the plan's version: its campaigns have changed, so nobody reports or publishes what they have not seen.
    func touch(plan: Int64) throws

    func campaign(id: Int64) throws -> Campaign?
    func campaigns(plan: Int64) throws -> [Campaign]
    /// Campaigns of all plans of an authority in a year, cancelled ones left out.
    func campaigns(year: Int, authority: Int64) throws -> [Campaign]
    /// Campaigns of a region subtree and department (nil: all) whose title holds the text or whose number begins with it,
    /// newest first.
    func campaigns(text: String, region: RegionCode, department: String?, slice: Slice) throws -> Listing<Campaign>
    /// Who owes a plan of that kind and year and how far it is: the market-regulation authorities of the subtree, and
    /// whoever else has made one; a department narrows it. By region and authority; nil: all regions.
    func reporting(year: Int, kind: Plan.Kind, region: RegionCode?, department: String?) throws -> [ReportingLine]
    /// Items of joint plans of the year whose campaigns (not cancelled) cover one of the regions, with the plan's title
    /// (2.3.11).
    func jointlyCovered(items: [String], regions: [RegionCode], year: Int) throws -> [(item: String, plan: String)]
    /// Random checks of the year (neither cancelled nor special) that hold one of the items in one of the regions, by number (2.3.9).
    func covering(items: [String], regions: [RegionCode], year: Int) throws -> [(number: String, title: String)]
    /// The other rounds of a series, in order.
    func rounds(series: Int64) throws -> [Campaign]
    /// Campaigns of plans of that kind and year that stand for coverage in a region subtree (2.3.7): those of the subtree, and those
    /// of the levels above once their plan is reported; cancelled ones left out.
    func coverageTasks(year: Int, kind: Plan.Kind, region: RegionCode) throws -> [PlanCoverage.Task]
    /// The newest ceremony that holds the campaign; nil before one is opened.
    func ceremony(campaign: Int64) throws -> (id: Int64, code: String)?
    /// Number of the next campaign of a plan, from 1; numbers are not used again after a cancellation.
    func nextOrdinal(plan: Int64) throws -> Int
    func insertCampaign(plan: Plan, number: String, _ draft: CampaignDraft) throws -> Int64
    /// Throws a conflict unless the campaign is planned, in that version.
    func updateCampaign(id: Int64, version: Int, _ draft: CampaignDraft) throws
    /// Makes a campaign one round of several.
    func setRound(_ round: Campaign.Round, campaign: Int64) throws
    /// Moves a campaign on; throws a conflict unless it is in state `from`.
    func setState(_ state: Campaign.State, from: Campaign.State, campaign: Int64) throws
    /// Marks the campaign completed and fixes its publication period.
    func complete(campaign: Int64, on day: Day, publishDue: Day) throws
}

/// One authority's standing in the reporting of plans (2.3.12).
package struct ReportingLine: Sendable {
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let regionName: String
    /// Nil: not begun.
    package let plan: Int64?
    package let state: Plan.State?
    package let reportedAt: Moment?
    /// Last day of a correction, see ``Plan/correctBy``.
    package let correctBy: Day?
    /// What the level above said of the plan that was last handed up.
    package let answer: PlanReport.State?
    /// Who receives it; nil where the level above is not on this platform, or nothing was handed up.
    package let receiver: Int64?

    package init(
        authority: Int64, authorityName: String, region: RegionCode, regionName: String, plan: Int64?,
        state: Plan.State?, reportedAt: Moment?, correctBy: Day?, answer: PlanReport.State?, receiver: Int64?
    ) {
        self.correctBy = correctBy
        self.answer = answer
        self.receiver = receiver
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.regionName = regionName
        self.plan = plan
        self.state = state
        self.reportedAt = reportedAt
    }
}
