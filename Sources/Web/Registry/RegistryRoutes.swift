package import Domain
import HTTPTypes

/// 两库: subjects and inspectors.
package enum RegistryRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        StaffRoutes.routes + [
            Route(.get, "/registry", .needs(.registryRead), scope: .listScoped, RegistryHome.show),
            Route(.get, "/registry/subjects", .needs(.registryRead), scope: .listScoped, SubjectPages.list),
            Route(.get, "/registry/selection", .needs(.registryRead), scope: .listScoped, SelectionPage.show),
            Route(.get, "/registry/selection/reach", .needs(.registryRead), scope: .listScoped, SelectionPage.reach),
            Route(.get, "/registry/inspectors", .needs(.registryRead), scope: .listScoped, InspectorPages.list),
            Route(.get, "/registry/inspectors/:id", .needs(.registryRead), scope: .objectScoped, InspectorPages.show),
            Route(
                .post, "/registry/inspectors/:id/recusals", .needs(.registryEdit), scope: .objectScoped,
                InspectorPages.addRecusal),
            Route(
                .post, "/registry/inspectors/:id/recusals/end", .needs(.registryEdit), scope: .objectScoped,
                InspectorPages.endRecusal),
            Route(
                .post, "/registry/inspectors/:id/leaves", .needs(.registryEdit), scope: .objectScoped, LeavePages.add),
            Route(
                .post, "/registry/inspectors/:id/leaves/end", .needs(.registryEdit), scope: .objectScoped,
                LeavePages.end),
            Route(.get, "/registry/imports", .needs(.registryRead), scope: .listScoped, ImportPages.list),
            Route(.get, "/registry/imports/new", .needs(.registryEdit), scope: .none, ImportJobPages.new),
            Route(
                .get, "/registry/imports/templates/:kind", .needs(.registryEdit), scope: .none,
                ImportJobPages.template),
            Route(
                .post, "/registry/imports/jobs", .needs(.registryEdit), scope: .listScoped, uploads: true,
                ImportJobPages.begin),
            Route(.get, "/registry/imports/jobs/:id", .needs(.registryEdit), scope: .objectScoped, ImportJobPage.show),
            Route(
                .get, "/registry/imports/jobs/:id/progress", .needs(.registryEdit), scope: .objectScoped,
                ImportJobPage.progress),
            Route(
                .get, "/registry/imports/jobs/:id/corrected.xlsx", .needs(.registryEdit), scope: .objectScoped,
                ImportJobPages.corrected),
            Route(
                .post, "/registry/imports/jobs/:id/match", .needs(.registryEdit), scope: .objectScoped,
                ImportJobPages.match),
            Route(
                .post, "/registry/imports/jobs/:id/recheck", .needs(.registryEdit), scope: .objectScoped,
                ImportJobPages.recheck),
            Route(
                .post, "/registry/imports/jobs/:id/confirm", .needs(.registryEdit), scope: .objectScoped,
                ImportJobPages.confirm),
            Route(
                .post, "/registry/imports/jobs/:id/discard", .needs(.registryEdit), scope: .objectScoped,
                ImportJobPages.discard),
            Route(
                .get, "/registry/imports/:id/undo", .needs(.registryEdit), scope: .objectScoped, ImportPages.undoPage),
            Route(.post, "/registry/imports/:id/undo", .needs(.registryEdit), scope: .objectScoped, ImportPages.undo),
            Route(.get, "/registry/imports/:id", .needs(.registryRead), scope: .objectScoped, ImportPages.show),
            Route(
                .get, "/registry/imports/:id/errors.csv", .needs(.registryRead), scope: .objectScoped,
                ImportPages.errors),
        ]
    }
}
