package import Domain
import HTTPTypes

/// The public side: no login, nothing but the projection (architecture.md, invariant 7).
package enum PortalRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/", .everyone, PortalHome.show),
            Route(.get, "/results", .everyone, ResultPages.search),
            Route(.get, "/results.atom", .everyone, ResultFeed.show),
            Route(.get, "/results/:id", .everyone, ResultPages.show),
            Route(.get, "/results/:id/receipt.txt", .everyone, ResultPages.receipt),
            Route(.get, "/results/:id/record.json", .everyone, ResultPages.record),
            Route(.get, "/ceremonies", .everyone, CeremonyPages.list),
            Route(.get, "/ceremonies/:code", .everyone, CeremonyPages.show),
            Route(.get, "/ceremonies/:code/population.txt", .everyone, CeremonyFiles.population),
            Route(.get, "/ceremonies/:code/ceremony.json", .everyone, CeremonyFiles.record),
            Route(.get, "/ceremonies/:code/log.vkey", .everyone, CeremonyFiles.key),
            Route(.get, "/ceremonies/:code/receipts/:index", .everyone, CeremonyFiles.receipt),
            Route(.get, "/ceremonies/:code/slips/:slip", .everyone, CeremonyFiles.slip),
            Route(.get, "/plans", .everyone, PublicPlanPages.plans),
            Route(.get, "/plans/:id", .everyone, PublicPlanPages.plan),
            Route(.get, "/items", .everyone, PublicListPages.list),
            Route(.get, "/items/retired", .everyone, PublicListPages.retired),
            Route(.get, "/items/versions", .everyone, PublicListPages.versions),
            Route(.get, "/items/versions/:number", .everyone, PublicListPages.version),
            Route(.get, "/items/compare", .everyone, PublicListPages.compared),
            Route(.get, "/items/files/:id/:version", .everyone, PublicListPages.file),
            Route(.get, "/items/joint/:code", .everyone, PublicListPages.joint),
            Route(.get, "/items/joint/:code/booklet", .everyone, BookletPages.published),
            Route(.get, "/items/joint/:code/booklet.pdf", .everyone, BookletPages.pdf),
            Route(.get, "/items/key/:code", .everyone, PublicListPages.key),
            Route(.get, "/items/:code", .everyone, PublicListPages.item),
            Route(.get, "/verify", .everyone, VerifyPage.show),
            Route(.get, "/verify/ceremony", .everyone, VerifyCeremonyPage.show),
            Route(.get, "/verify/slip", .everyone, VerifySlipPage.show),
        ]
    }
}

extension Reply {
    /// A public page: browsers and proxies may show it for a minute without asking again, so that an expired or
    /// withdrawn result is gone soon.
    static func publicPage(_ page: Page) -> Reply {
        .with(headers: [("Cache-Control", "public, max-age=60")], .page(page))
    }
}
