/// 定向抽查 (2.3.6, 3.6.3): where leads and alerts gather, and what a targeted campaign there begins with.
package struct Targeting: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package struct Found: Sendable {
        package let rows: [LeadGathering]
        /// First day of the period.
        package let since: Day
        /// Complaints from which on a subject carries the tag.
        package let number: Int
        package let tag: String
        /// Subjects that carry it, in the whole province.
        package let carriers: Int
        /// The own internal plan of the year, into which a campaign goes.
        package let plan: Int64?
        /// The highest usual ratio of each class, in basis points: where problems gather one draws most.
        package let ratios: [RiskClass: Int]
    }

    package func gathered(_ actor: Actor, region: RegionCode) async throws -> Found {
        try actor.require(.assessmentRead, over: region, what: "地区")
        let house = house, today = house.clock.today, book = house.law.book
        let months = try book.value("target.complaints.months", on: today, in: region)
        let number = try book.value("target.complaints.number", on: today, in: region)
        let code = try book.rule("target.complaints.tag", on: today, in: region).list?.first ?? ""
        let since = today.advanced(byMonths: -months)
        let bounds = try RatioBounds(importance: [.general], law: book, on: today, in: region)
        return try await house.storage.read { stores in
            let tag = try stores.registry.tagRecords().first { $0.code.utf8.elementsEqual(code.utf8) }
            var ratios: [RiskClass: Int] = [:]
            for risk in [RiskClass.a, .b, .c, .d] { ratios[risk] = bounds.bound(risk)?.maximum }
            return Found(
                rows: try stores.assessment.gathered(region: region, department: actor.department, since: since),
                since: since, number: number, tag: code,
                carriers: try tag.map { try stores.registry.countCarriers()[$0.number] ?? 0 } ?? 0,
                plan: try stores.plans.plan(year: today.year, kind: .internal, authority: actor.authority).flatMap {
                    actor.may(.planEdit) ? $0.id : nil
                }, ratios: ratios)
        }
    }
}
