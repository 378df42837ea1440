package import Domain
import HTTPTypes

/// 抽取: ceremonies.
package enum DrawRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/draw", .needs(.drawRead), scope: .listScoped, CeremonyList.show),
            Route(.get, "/draw/new", .needs(.drawRun), scope: .listScoped, CeremonyForm.new),
            Route(.post, "/draw", .needs(.drawRun), scope: .listScoped, CeremonyForm.create),
            Route(.get, "/draw/:id", .needs(.drawRead), scope: .objectScoped, CeremonyPage.show),
            Route(.get, "/draw/:id/state", .needs(.drawRead), scope: .objectScoped, CeremonyPage.state),
            Route(.get, "/draw/:id/lots", .needs(.drawRead), scope: .objectScoped, CeremonyTables.lots),
            Route(.get, "/draw/:id/visits", .needs(.drawRun), scope: .objectScoped, CeremonyTables.visits),
            Route(.get, "/draw/:id/ceremony.json", .needs(.drawRead), scope: .objectScoped, CeremonyTables.record),
            Route(.get, "/draw/:id/inclusion", .needs(.drawLookUp), scope: .objectScoped, InclusionPage.show),
            Route(.post, "/draw/:id/inclusion", .needs(.drawLookUp), scope: .objectScoped, InclusionPage.find),
            Route(.post, "/draw/:id/freeze", .needs(.drawRun), scope: .objectScoped, CeremonyActions.freeze),
            Route(.post, "/draw/:id/value", .needs(.drawTakePart), scope: .objectScoped, CeremonyActions.value),
            Route(.post, "/draw/:id/commit", .needs(.drawTakePart), scope: .objectScoped, CeremonyActions.commit),
            Route(
                .post, "/draw/:id/close-commits", .needs(.drawRun), scope: .objectScoped, CeremonyActions.closeCommits),
            Route(.post, "/draw/:id/reveal", .needs(.drawTakePart), scope: .objectScoped, CeremonyActions.reveal),
            Route(
                .post, "/draw/:id/close-reveals", .needs(.drawRun), scope: .objectScoped, CeremonyActions.closeReveals),
            Route(.post, "/draw/:id/public-value", .needs(.drawRun), scope: .objectScoped, CeremonyActions.publicValue),
            Route(.post, "/draw/:id/draw", .needs(.drawRun), scope: .objectScoped, CeremonyActions.draw),
            Route(.get, "/draw/:id/abort", .needs(.drawRun), scope: .objectScoped, CeremonyAbort.ask),
            Route(.post, "/draw/:id/abort", .needs(.drawRun), scope: .objectScoped, CeremonyAbort.confirm),
        ]
    }
}
