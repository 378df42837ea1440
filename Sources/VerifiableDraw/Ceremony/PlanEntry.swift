/// The first entry of a ceremony: what will be done, by whom, with which public values, by when. Its leaf hash names the
/// ceremony in everything that follows.
package struct PlanEntry: Sendable, Codable, Equatable {
    /// A party that seals a random value.
    package struct Party: Sendable, Codable, Equatable {
        /// `[0-9A-Za-z:-]{1,64}`
        package let id: String
        /// The role as the public reads it, for example 监督机关. No personal names: entries cannot be deleted.
        package let role: String

        package init(id: String, role: String) {
            self.id = id
            self.role = role
        }
    }

    /// A campaign drawn in this ceremony; the name of its strata begins with its id and a colon.
    package struct Campaign: Sendable, Codable, Equatable {
        package let id: String
        package let title: String

        package init(id: String, title: String) {
            self.id = id
            self.title = title
        }
    }

    /// The rules that are followed; this version knows `vdraw/v1` only.
    package static let rules = "vdraw/v1"

    /// The ceremony's own number, `[0-9A-Za-z:-]{1,64}`.
    package let ceremony: String
    package let rules: String
    package let time: String
    package let campaigns: [Campaign]
    package let parties: [Party]
    /// Public sources in the order of the seed document, for example `dice:hall`, `drand-quicknet:12345`.
    package let sources: [String]
    package let commitBy: String
    package let revealBy: String
    /// Leaf hash of the abort entry of the ceremony that this one repeats; nil for a first draw.
    package let after: String?

    package enum CodingKeys: String, CodingKey {
        case ceremony, rules, time, campaigns, parties, sources, after
        case commitBy = "commitby"
        case revealBy = "revealby"
    }

    package init(
        ceremony: String, time: String, campaigns: [Campaign], parties: [Party], sources: [String], commitBy: String,
        revealBy: String, after: String? = nil
    ) {
        self.ceremony = ceremony
        rules = PlanEntry.rules
        self.time = time
        self.campaigns = campaigns
        self.parties = parties
        self.sources = sources
        self.commitBy = commitBy
        self.revealBy = revealBy
        self.after = after
    }

    /// What keeps the plan from being a fair one, or nil.
    package var fault: String? {
        if !ByteOrder.equal(rules, PlanEntry.rules) { return "规则版本“\(rules)”不认识" }
        if !Identifier.isValid(ceremony) { return "摇号编号的格式不对" }
        if ![time, commitBy, revealBy].allSatisfy(CeremonyTime.isValid) { return "时间格式不对" }
        if !CeremonyTime.ordered(commitBy, revealBy) { return "公开随机数的截止时间早于封存的截止时间" }
        if parties.count < 2 { return "参与方少于两方" }
        if !parties.allSatisfy({ Identifier.isValid($0.id) }) { return "参与方编号的格式不对" }
        if Set(parties.map { ByteKey($0.id) }).count != parties.count { return "参与方重复" }
        if Set(sources.map(ByteKey.init)).count != sources.count { return "公开来源重复" }
        for source in sources {
            do { try PublicValue.checkSource(source) } catch { return error.reason }
        }
        if !campaigns.allSatisfy({ Identifier.isValid($0.id) }) { return "抽查任务编号的格式不对" }
        if Set(campaigns.map { ByteKey($0.id) }).count != campaigns.count { return "抽查任务重复" }
        if let after, Hex.bytes(lower: after, count: 32) == nil { return "所承接的中止条目写得不对" }
        return nil
    }
}
