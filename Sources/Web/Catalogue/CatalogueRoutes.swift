package import Domain
import HTTPTypes

/// 一单: the item list, its versions, and the rule page.
package enum CatalogueRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/catalogue", .needs(.catalogueRead), scope: .listScoped, CataloguePages.list),
            Route(.get, "/catalogue/law", .needs(.catalogueRead), LawPage.show),
            Route(.get, "/catalogue/versions", .needs(.catalogueRead), CatalogueVersionPages.list),
            Route(.get, "/catalogue/versions/:number", .needs(.catalogueRead), CatalogueVersionPages.show),
            Route(.get, "/catalogue/items/new", .province(.catalogueEdit), ItemForm.new),
            Route(.post, "/catalogue/items", .province(.catalogueEdit), ItemForm.add),
            Route(.get, "/catalogue/items/:code", .needs(.catalogueRead), scope: .objectScoped, ItemPage.show),
            Route(.get, "/catalogue/items/:code/edit", .province(.catalogueEdit), scope: .objectScoped, ItemForm.edit),
            Route(.post, "/catalogue/items/:code", .province(.catalogueEdit), scope: .objectScoped, ItemForm.revise),
            Route(.get, "/catalogue/items/:code/retire", .province(.catalogueEdit), scope: .objectScoped, ItemForm.ask),
            Route(
                .post, "/catalogue/items/:code/retire", .province(.catalogueEdit), scope: .objectScoped, ItemForm.retire
            ),
        ] + ChecklistRoutes.routes(house)
    }
}
