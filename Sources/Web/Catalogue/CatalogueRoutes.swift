package import Domain
import HTTPTypes

/// 一单: the three lists, their versions, documents, proposals, and the rule page.
package enum CatalogueRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        CatalogueList.allCases.flatMap(lists) + versions + proposals + documents + booklets
            + ChecklistRoutes.routes(house)
    }

    /// A list and its entries: `/catalogue` is 抽查事项清单, the others follow under their names.
    private static func lists(_ list: CatalogueList) -> [Route] {
        let pages = CataloguePages(list: list)
        let entry = EntryPage(list: list)
        let form = EntryForm(list: list)
        let base = "/catalogue/\(list.rawValue)"
        // Joint entries are the whole province's: there is no region to hold them against.
        let scope: RouteScope = list == .joint ? .none : .objectScoped
        return [
            Route(
                .get, CataloguePages.href(list), .needs(.catalogueRead), scope: .listScoped,
                { try await pages.show($0) }),
            Route(.get, base + "/new", .province(.catalogueEdit), { try await form.new($0) }),
            Route(.post, base, .province(.catalogueEdit), { try await form.add($0) }),
            Route(.get, base + "/:code", .needs(.catalogueRead), scope: scope, { try await entry.show($0) }),
            Route(
                .get, base + "/:code/edit", .province(.catalogueEdit), scope: scope,
                { try await form.edit($0) }),
            Route(
                .post, base + "/:code", .province(.catalogueEdit), scope: scope,
                { try await form.revise($0) }),
            Route(
                .get, base + "/:code/retire", .province(.catalogueEdit), scope: scope,
                { try await form.ask($0) }),
            Route(
                .post, base + "/:code/retire", .province(.catalogueEdit), scope: scope,
                { try await form.retire($0) }),
        ]
    }

    private static var versions: [Route] {
        [
            Route(
                .get, "/catalogue/key/:code/missing", .needs(.registryRead), scope: .objectScoped, EntryPage.missing),
            Route(.get, "/catalogue/law", .needs(.catalogueRead), LawPage.show),
            Route(.get, "/catalogue/versions", .needs(.catalogueRead), CatalogueVersionPages.list),
            Route(.get, "/catalogue/versions/compare", .needs(.catalogueRead), CatalogueVersionPages.compared),
            Route(.get, "/catalogue/versions/:number", .needs(.catalogueRead), CatalogueVersionPages.show),
            Route(
                .get, "/catalogue/versions/:number/withdraw", .province(.catalogueEdit), CatalogueVersionPages.ask),
            Route(
                .post, "/catalogue/versions/:number/withdraw", .province(.catalogueEdit),
                CatalogueVersionPages.withdraw),
        ]
    }

    /// Joint entries are the whole province's.
    private static var booklets: [Route] {
        [
            Route(.get, "/catalogue/booklets", .needs(.catalogueRead), BookletPages.list),
            Route(.get, "/catalogue/joint/:code/booklet", .needs(.catalogueRead), BookletPages.show),
            Route(.post, "/catalogue/joint/:code/booklet", .province(.catalogueEdit), BookletPages.publish),
        ]
    }

    private static var proposals: [Route] {
        [
            Route(.get, "/catalogue/proposals", .needs(.catalogueRead), scope: .listScoped, ProposalPages.list),
            Route(.get, "/catalogue/proposals/new", .needs(.cataloguePropose), ProposalPages.new),
            Route(.post, "/catalogue/proposals", .needs(.cataloguePropose), scope: .own, ProposalPages.add),
            Route(.get, "/catalogue/proposals/:id", .needs(.catalogueRead), scope: .objectScoped, ProposalPages.show),
            Route(
                .post, "/catalogue/proposals/:id/notes", .needsAny([.cataloguePropose, .catalogueEdit]),
                scope: .objectScoped, ProposalPages.remark),
            Route(
                .post, "/catalogue/proposals/:id/decline", .province(.catalogueEdit), scope: .objectScoped,
                ProposalPages.decline),
            Route(
                .post, "/catalogue/proposals/:id/withdraw", .needs(.cataloguePropose), scope: .objectScoped,
                ProposalPages.withdraw),
            Route(.get, "/catalogue/checks", .needs(.catalogueRead), scope: .listScoped, OfflistPages.list),
            Route(.get, "/catalogue/checks/new", .needs(.cataloguePropose), OfflistPages.new),
            Route(.post, "/catalogue/checks", .needs(.cataloguePropose), scope: .own, OfflistPages.add),
        ]
    }

    private static var documents: [Route] {
        [
            Route(.get, "/catalogue/documents/new", .needs(.catalogueEdit), DocumentPages.new),
            Route(.post, "/catalogue/documents", .needs(.catalogueEdit), uploads: true, DocumentPages.add),
            Route(.get, "/catalogue/documents/:id", .needs(.catalogueRead), scope: .objectScoped, DocumentPages.show),
            Route(
                .post, "/catalogue/documents/:id", .needs(.catalogueEdit), scope: .objectScoped, uploads: true,
                DocumentPages.replace),
            Route(
                .post, "/catalogue/documents/:id/visibility", .needs(.catalogueEdit), scope: .objectScoped,
                DocumentPages.visibility),
            Route(
                .post, "/catalogue/documents/:id/retire", .needs(.catalogueEdit), scope: .objectScoped,
                DocumentPages.retire),
            Route(
                .get, "/catalogue/documents/:id/files/:version", .needs(.catalogueRead), scope: .objectScoped,
                DocumentPages.download),
        ]
    }
}
