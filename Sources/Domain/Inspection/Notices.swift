/// 双随机检查通知书: what the officers show and leave at a visit, with the subject's slip, so that it can check for itself that it
/// was drawn and not chosen (docs/draw-spec.md, 2).
package struct Notices: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// One visit's notice.
    package struct Notice: Sendable {
        package struct Matter: Sendable {
            package let matter: String
            package let basis: String
        }

        package let visit: Visit
        package let authorityName: String
        package let campaigns: [String]
        package let items: [Matter]
        /// Nil for a draw from before there were slips.
        package let slip: DrawnSlip?
        /// 一业一册 of the trades that its joint campaigns are about, where one is published (5.1.2).
        package let booklets: [(code: String, trade: String)]

        package init(
            visit: Visit, authorityName: String, campaigns: [String], items: [Matter], slip: DrawnSlip?,
            booklets: [(code: String, trade: String)] = []
        ) {
            self.booklets = booklets
            self.visit = visit
            self.authorityName = authorityName
            self.campaigns = campaigns
            self.items = items
            self.slip = slip
        }

        /// `#ceremony/identifier/slip/nonce`: what the slip page reads from behind the address. No browser sends it.
        package var fragment: String? {
            slip.map { "#\(visit.ceremonyCode)/\(visit.subjectIdentifier)/\($0.slip)/\($0.nonce)" }
        }
    }

    /// For who may see the visit.
    package func notice(_ actor: Actor, visit id: Int64) async throws -> Notice {
        try actor.require(.inspectionRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            let visit = try Inspecting.visible(stores.inspections.visit(id: id), to: actor)
            guard let authority = try stores.registry.authority(id: visit.authority) else {
                throw Problem.notFound("机关")
            }
            let briefs = try stores.inspections.briefs(visit: id, on: today)
            var campaigns: [String] = []
            for brief in briefs where !campaigns.contains(brief.campaignTitle) { campaigns.append(brief.campaignTitle) }
            return Notice(
                visit: visit, authorityName: authority.name, campaigns: campaigns,
                items: try briefs.map {
                    Notice.Matter(
                        matter: $0.matter,
                        basis: try stores.catalogue.item($0.item, on: $0.inspectedOn ?? today)?.basis ?? "")
                }, slip: try stores.draws.slip(ceremony: visit.ceremony, subject: visit.subject),
                booklets: try Notices.booklets(visit: id, stores))
        }
    }

    private static func booklets(visit: Int64, _ stores: any Stores) throws -> [(code: String, trade: String)] {
        let campaigns = Set(try stores.inspections.inspections(visit: visit).map(\.campaign))
        let codes = Set(try campaigns.compactMap { try stores.plans.jointBasis(campaign: $0)?.joint })
        return try codes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { code in
            try stores.publication.booklets(code: code).first.map { (code, $0.booklet.trade) }
        }
    }
}
