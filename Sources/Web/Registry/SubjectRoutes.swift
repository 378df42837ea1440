package import Domain
import HTTPTypes

/// 检查对象: the dossier, keeping it by hand, licences that run out, conflicts, full lists, the interface.
package enum SubjectRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        let read = RouteAccess.needs(.registryRead), edit = RouteAccess.needs(.registryEdit)
        var all = [
            // The fixed words stand before `:id`.
            Route(.get, "/registry/subjects/new", edit, scope: .listScoped, SubjectForms.new),
            Route(.post, "/registry/subjects", edit, scope: .listScoped, SubjectForms.add),
            Route(.get, "/registry/subjects/:id", read, scope: .objectScoped, SubjectDossierPage.show),
            Route(.get, "/registry/subjects/:id/end", edit, scope: .objectScoped, SubjectPartForms.ending),
            Route(.post, "/registry/subjects/:id/end", edit, scope: .objectScoped, SubjectPartForms.end),
            Route(.post, "/registry/subjects/:id/move/cancel", edit, scope: .objectScoped, SubjectForms.cancelMove),

            Route(.get, "/registry/licences", read, scope: .listScoped, LicencePages.list),
            Route(.get, "/registry/conflicts", read, scope: .listScoped, ConflictPages.list),
            Route(.get, "/registry/conflicts/:id", read, scope: .objectScoped, ConflictPages.show),
            Route(.post, "/registry/conflicts/:id", edit, scope: .objectScoped, ConflictPages.resolve),
            Route(.get, "/registry/stocktakes", read, scope: .listScoped, StocktakePages.list),
            Route(.post, "/registry/stocktakes", edit, scope: .listScoped, uploads: true, StocktakePages.compare),
            Route(.get, "/registry/stocktakes/:id", read, scope: .objectScoped, StocktakePages.show),
            Route(.post, "/registry/stocktakes/:id/mark", edit, scope: .objectScoped, StocktakePages.mark),

            Route(.get, "/system/tokens", .needs(.accounts), scope: .listScoped, TokenPages.list),
            Route(.post, "/system/tokens", .needs(.accounts), scope: .listScoped, TokenPages.issue),
            Route(.post, "/system/tokens/:id/revoke", .needs(.accounts), scope: .objectScoped, TokenPages.revoke),

            Route(.post, "/registry/api/v1/changes", .token, SubjectInterface.take),
            Route(.get, "/registry/api/v1/subjects/:scheme/:number", .token, SubjectInterface.subject),
        ]
        for form in SubjectForms.Form.allCases {
            all.append(
                Route(.get, "/registry/subjects/:id/\(form.rawValue)", edit, scope: .objectScoped) {
                    try await SubjectForms.show($0, form)
                })
            all.append(
                Route(.post, "/registry/subjects/:id/\(form.rawValue)", edit, scope: .objectScoped) {
                    try await SubjectForms.save($0, form)
                })
        }
        for part in SubjectKeeping.Part.allCases {
            all.append(
                Route(.get, "/registry/subjects/:id/\(part.rawValue)", edit, scope: .objectScoped) {
                    try await SubjectPartForms.show($0, part)
                })
            all.append(
                Route(.post, "/registry/subjects/:id/\(part.rawValue)", edit, scope: .objectScoped) {
                    try await SubjectPartForms.save($0, part)
                })
        }
        return all
    }
}
