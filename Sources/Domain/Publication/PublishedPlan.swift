/// A plan as the portal shows it (2.3.13).
package struct PublishedPlan: Sendable, Codable {
    package struct Row: Sendable, Codable {
        package let number: String
        package let title: String
        package let matters: [String]
        package let regions: [String]
        package let from: Day
        package let to: Day
        package let method: String
        /// `A类2%`: the ratios of the plan are public, the class of a subject never is.
        package let ratios: [String]
        package let isCancelled: Bool

        package init(
            number: String, title: String, matters: [String], regions: [String], from: Day, to: Day, method: String,
            ratios: [String], isCancelled: Bool
        ) {
            self.number = number
            self.title = title
            self.matters = matters
            self.regions = regions
            self.from = from
            self.to = to
            self.method = method
            self.ratios = ratios
            self.isCancelled = isCancelled
        }
    }

    package let plan: Int64
    package let year: Int
    package let kind: String
    package let title: String
    package let authority: String
    package let region: RegionCode
    package let publishedOn: Day
    package let rows: [Row]

    package init(
        plan: Int64, year: Int, kind: String, title: String, authority: String, region: RegionCode, publishedOn: Day,
        rows: [Row]
    ) {
        self.plan = plan
        self.year = year
        self.kind = kind
        self.title = title
        self.authority = authority
        self.region = region
        self.publishedOn = publishedOn
        self.rows = rows
    }
}
