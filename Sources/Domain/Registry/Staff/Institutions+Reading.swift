extension Institutions {
    package func list(text: String, slice: Slice, for actor: Actor) async throws
        -> (listing: Listing<Institution>, evaluations: [Int64: (mean: Int, count: Int)], due: [Commission])
    {
        try actor.require(.registryRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            (
                try stores.staff.institutions(text: text, slice: slice), try stores.staff.evaluations(),
                try stores.staff.commissions(
                    institution: nil, region: actor.region, department: actor.department, slice: Slice(size: 200)
                ).rows.filter { $0.evaluation == nil && $0.ends < today }
            )
        }
    }

    package struct Dossier: Sendable {
        package let institution: Institution
        package let regionName: String
        package let commissions: Listing<Commission>
        package let mean: (mean: Int, count: Int)?
        package let timeline: [LedgerLine]
        /// Campaigns of the actor's authority, for the form.
        package let campaigns: [(id: Int64, title: String)]
    }

    package func dossier(_ id: Int64, slice: Slice, for actor: Actor) async throws -> Dossier {
        try actor.require(.registryRead)
        let year = house.clock.today.year
        return try await house.storage.read { stores in
            guard let institution = try stores.staff.institution(id: id) else { throw Problem.notFound("专业机构") }
            return Dossier(
                institution: institution,
                regionName: try stores.registry.region(institution.region)?.name ?? institution.region.text,
                commissions: try stores.staff.commissions(
                    institution: id, region: actor.region, department: actor.department, slice: slice),
                mean: try stores.staff.evaluations()[id],
                timeline: try stores.ledger.timeline(object: "institution/\(id)"),
                campaigns: try stores.staff.campaigns(authority: actor.authority, year: year))
        }
    }
}
