/// A published result, as the portal shows it. Nothing in it is secret: no risk class, no officer, no account, and no
/// lot: the lot's stratum is public with its ratio, and the ratio tells the class (architecture.md, invariant 4). The slip
/// tells none, and proves that this subject was among the drawn.
package struct PublicResult: Sendable {
    /// Public id; 0 before the row is stored.
    package let id: Int64
    package let inspection: Int64
    package let subjectName: String
    package let subjectIdentifier: String
    /// 经营主体 or 非市场主体 (2.4.5).
    package let heading: String
    package let region: RegionCode
    package let regionName: String
    package let authorityName: String
    package let campaignNumber: String
    package let campaignTitle: String
    package let plan: Int64
    package let ceremonyCode: String
    /// Slip and nonce of the subject in the ceremony; empty for results of before there were slips.
    package let slip: String
    package let slipNonce: String
    package let item: String
    package let category: String
    package let matter: String
    package let basis: String
    package let inspectedOn: Day
    package let outcome: String
    package let outcomeText: String
    /// Lines `title：text` of the particulars that are public.
    package let detail: String
    package let isNegative: Bool
    package let due: Day?
    package let publishedOn: Day
    /// Last day on display (5.5.1); nil for no end.
    package let endsOn: Day?
    /// Canonical JSON of all this with a salt; its SHA-256 stands in the log.
    package let record: String
    package let logEntry: Int64

    package init(
        id: Int64, inspection: Int64, subjectName: String, subjectIdentifier: String, heading: String,
        region: RegionCode, regionName: String, authorityName: String, campaignNumber: String, campaignTitle: String,
        plan: Int64, ceremonyCode: String, slip: String, slipNonce: String, item: String, category: String,
        matter: String, basis: String, inspectedOn: Day, outcome: String, outcomeText: String, detail: String,
        isNegative: Bool, due: Day?,
        publishedOn: Day, endsOn: Day?, record: String, logEntry: Int64
    ) {
        self.id = id
        self.inspection = inspection
        self.subjectName = subjectName
        self.subjectIdentifier = subjectIdentifier
        self.heading = heading
        self.region = region
        self.regionName = regionName
        self.authorityName = authorityName
        self.campaignNumber = campaignNumber
        self.campaignTitle = campaignTitle
        self.plan = plan
        self.ceremonyCode = ceremonyCode
        self.slip = slip
        self.slipNonce = slipNonce
        self.item = item
        self.category = category
        self.matter = matter
        self.basis = basis
        self.inspectedOn = inspectedOn
        self.outcome = outcome
        self.outcomeText = outcomeText
        self.detail = detail
        self.isNegative = isNegative
        self.due = due
        self.publishedOn = publishedOn
        self.endsOn = endsOn
        self.record = record
        self.logEntry = logEntry
    }
}

/// What the public searches for.
package struct ResultSearch: Sendable, Equatable {
    /// Part of a name, or the start of a 统一社会信用代码; empty for all.
    package var text: String
    package var region: RegionCode?
    package var outcome: String?
    package var from: Day?
    package var to: Day?
    package var heading: String?
    package var ceremony: String?
    package var campaign: String?

    package init(
        text: String = "", region: RegionCode? = nil, outcome: String? = nil, from: Day? = nil, to: Day? = nil,
        heading: String? = nil, ceremony: String? = nil, campaign: String? = nil
    ) {
        self.text = text
        self.region = region
        self.outcome = outcome
        self.from = from
        self.to = to
        self.heading = heading
        self.ceremony = ceremony
        self.campaign = campaign
    }
}

/// A ceremony as the portal shows it.
package struct PublicCeremony: Sendable {
    /// What happened, in words. `at` is the storage form of a moment, `entry` the place in the log.
    package struct Step: Sendable, Codable, Equatable {
        package let title: String
        package let text: String
        package let at: String?
        package let entry: Int64?

        package init(title: String, text: String, at: Moment?, entry: Int64?) {
            self.title = title
            self.text = text
            self.at = at?.description
            self.entry = entry
        }
    }

    package let code: String
    package let title: String
    package let authorityName: String
    package let region: RegionCode
    package let state: Ceremony.State
    package let plannedOn: Day
    package let drawnAt: Moment?
    package let populationCount: Int?
    package let drawnCount: Int?
    package let visitCount: Int?
    package let steps: [Step]
    /// The whole `ceremony.json`; empty before the draw.
    package let record: String

    package init(
        code: String, title: String, authorityName: String, region: RegionCode, state: Ceremony.State, plannedOn: Day,
        drawnAt: Moment?, populationCount: Int?, drawnCount: Int?, visitCount: Int?, steps: [Step], record: String
    ) {
        self.code = code
        self.title = title
        self.authorityName = authorityName
        self.region = region
        self.state = state
        self.plannedOn = plannedOn
        self.drawnAt = drawnAt
        self.populationCount = populationCount
        self.drawnCount = drawnCount
        self.visitCount = visitCount
        self.steps = steps
        self.record = record
    }
}

/// A published annual plan (2.3.13). Ratios by credit-risk class are internal and not in it.
package struct PublicPlan: Sendable {
    package struct Campaign: Sendable, Codable, Equatable {
        package let number: String
        package let title: String
        /// Matters, in words.
        package let items: [String]
        package let regions: [String]
        package let method: String
        package let startsOn: String
        package let endsOn: String

        package init(
            number: String, title: String, items: [String], regions: [String], method: String, startsOn: Day,
            endsOn: Day
        ) {
            self.number = number
            self.title = title
            self.items = items
            self.regions = regions
            self.method = method
            self.startsOn = startsOn.description
            self.endsOn = endsOn.description
        }
    }

    package let id: Int64
    package let year: Int
    package let kind: String
    package let title: String
    package let authorityName: String
    package let region: RegionCode
    package let publishedOn: Day
    package let campaigns: [Campaign]

    package init(
        id: Int64, year: Int, kind: String, title: String, authorityName: String, region: RegionCode,
        publishedOn: Day, campaigns: [Campaign]
    ) {
        self.id = id
        self.year = year
        self.kind = kind
        self.title = title
        self.authorityName = authorityName
        self.region = region
        self.publishedOn = publishedOn
        self.campaigns = campaigns
    }
}

/// The numbers on the portal's first page.
package struct PortalCounts: Sendable {
    package let results: Int
    package let ceremonies: Int
    package let plans: Int
    package let items: Int

    package init(results: Int, ceremonies: Int, plans: Int, items: Int) {
        self.results = results
        self.ceremonies = ceremonies
        self.plans = plans
        self.items = items
    }
}
