/// 跨区域联合 (5.4.1): allied divisions that read each other's two libraries for the campaigns they name.
package struct Alliance: Sendable {
    package struct Member: Sendable {
        package let region: RegionCode
        package let name: String
        package let confirmedAt: Moment?

        package init(region: RegionCode, name: String, confirmedAt: Moment?) {
            self.region = region
            self.name = name
            self.confirmedAt = confirmedAt
        }
    }

    package let id: Int64
    package let name: String
    package let document: String
    package let documentHash: String
    package let starts: Day
    package let ends: Day
    package let endedAt: Moment?
    package let members: [Member]
    package let campaigns: [Int64]

    package init(
        id: Int64, name: String, document: String, documentHash: String, starts: Day, ends: Day, endedAt: Moment?,
        members: [Member], campaigns: [Int64]
    ) {
        self.id = id
        self.name = name
        self.document = document
        self.documentHash = documentHash
        self.starts = starts
        self.ends = ends
        self.endedAt = endedAt
        self.members = members
        self.campaigns = campaigns
    }

    /// In force: all have confirmed, and the day lies in the period.
    package func isInForce(on day: Day) -> Bool {
        endedAt == nil && starts <= day && day <= ends && members.allSatisfy { $0.confirmedAt != nil }
    }

    /// The member division that this person acts within.
    package func member(of actor: Actor) -> Member? { members.first { $0.region.contains(actor.region) } }

    package func word(on day: Day) -> String {
        if endedAt != nil { return "已终止" }
        if members.contains(where: { $0.confirmedAt == nil }) { return "待成员确认" }
        return day < starts ? "未开始" : ends < day ? "已到期" : "生效中"
    }
}

/// Alliances in the store.
package protocol AllianceStore {
    func insert(_ alliance: Alliance, by account: Int64, at: Moment) throws -> Int64
    func alliance(id: Int64) throws -> Alliance?
    func alliances() throws -> [Alliance]
    func setConfirmed(alliance: Int64, region: RegionCode, by account: Int64, at: Moment) throws
    func setEnded(alliance: Int64, at: Moment) throws
    func insertCampaign(_ campaign: Int64, alliance: Int64, by account: Int64, at: Moment) throws
    /// Campaigns of an authority in a year, newest first.
    func campaigns(authority: Int64, year: Int) throws -> [(id: Int64, title: String)]
}
