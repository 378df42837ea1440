package import Domain
import HTTPTypes

/// 检查表 of an item: to read for all who read the list, to change for the province.
package enum ChecklistRoutes: StageRoutes {
    private typealias Handler = @Sendable (Call) async throws -> Reply

    package static func routes(_ house: House) -> [Route] {
        let home = "/catalogue/items/:code/checklist"
        func read(_ path: String, _ method: HTTPRequest.Method = .get, _ handler: @escaping Handler) -> Route {
            Route(method, home + path, .needs(.catalogueRead), scope: .objectScoped, handler)
        }
        func edit(
            _ path: String, _ method: HTTPRequest.Method = .get, uploads: Bool = false, _ handler: @escaping Handler
        ) -> Route {
            Route(method, home + path, .province(.catalogueEdit), scope: .objectScoped, uploads: uploads, handler)
        }
        return [
            read("", .get, ChecklistPages.show), read("/versions/:version", .get, ChecklistPages.version),
            read("/preview", .get, ChecklistPreview.show), read("/preview", .post, ChecklistPreview.answer),
            read("/export", .get, ChecklistTransfer.export), edit("/edit", .get, ChecklistEditPages.show),
            edit("/edit", .post, ChecklistEditPages.step), edit("/publish", .get, ChecklistEditPages.ask),
            edit("/publish", .post, ChecklistEditPages.publish), edit("/import", .get, ChecklistTransfer.new),
            edit("/import", .post, uploads: true, ChecklistTransfer.take),
        ]
    }
}
