/// 派发任务: a superior's campaign that an authority below takes over into its own plan (2.3.7).
package struct HandedDown: Sendable {
    package let id: Int64
    /// The superior's campaign.
    package let campaign: Int64
    package let title: String
    package let superior: String
    package let startsOn: Day
    package let endsOn: Day
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let takeBy: Day
    package let at: Moment
    /// The own campaign that it became; nil while it waits.
    package let taken: Int64?
    package let takenState: Campaign.State?
    package let takenAt: Moment?
    /// Inspections of the own campaign, and of them ever signed, and published or lawfully withheld.
    package let total: Int
    package let signed: Int
    package let disclosed: Int

    package init(
        id: Int64, campaign: Int64, title: String, superior: String, startsOn: Day, endsOn: Day, authority: Int64,
        authorityName: String, region: RegionCode, takeBy: Day, at: Moment, taken: Int64?,
        takenState: Campaign.State?, takenAt: Moment?, total: Int, signed: Int, disclosed: Int
    ) {
        self.id = id
        self.campaign = campaign
        self.title = title
        self.superior = superior
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.takeBy = takeBy
        self.at = at
        self.taken = taken
        self.takenState = takenState
        self.takenAt = takenAt
        self.total = total
        self.signed = signed
        self.disclosed = disclosed
    }

    /// How far it is, in words.
    package func word(on day: Day) -> String {
        takenState?.title ?? (takeBy < day ? "逾期未接收" : "待接收")
    }
}

package protocol HandedDownStore {
    func handed(id: Int64) throws -> HandedDown?
    /// Of one superior's campaign, by region.
    func handed(campaign: Int64) throws -> [HandedDown]
    /// What an authority was given: what waits first, then the newest.
    func handed(authority: Int64, slice: Slice) throws -> Listing<HandedDown>
    func insertHanded(campaign: Int64, authority: Int64, takeBy: Day, by account: Int64, at: Moment) throws
    /// Throws a conflict when it was taken already.
    func setTaken(handed: Int64, campaign: Int64, at: Moment) throws
}
