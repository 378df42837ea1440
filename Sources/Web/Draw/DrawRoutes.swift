package import Domain
import HTTPTypes

/// 抽取: ceremonies.
package enum DrawRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/draw", .needs(.drawRead), scope: .listScoped, CeremonyList.show),
            Route(.get, "/draw/new", .needs(.drawRun), scope: .listScoped, CeremonyForm.new),
            Route(.post, "/draw", .needs(.drawRun), scope: .listScoped, CeremonyForm.create),
            Route(.get, "/draw/vacancies", .needs(.drawRun), scope: .listScoped, VacancyPages.list),
            Route(.get, "/draw/vacancies/:id", .needs(.drawRun), scope: .objectScoped, VacancyPages.show),
            Route(.post, "/draw/vacancies/:id/approve", .needs(.drawRun), scope: .objectScoped, VacancyPages.approve),
            Route(.post, "/draw/vacancies/:id/refuse", .needs(.drawRun), scope: .objectScoped, VacancyPages.refuse),
            Route(.get, "/draw/delegations", .needs(.drawRead), scope: .listScoped, DelegationPages.list),
            Route(.get, "/draw/delegations/new", .needs(.drawRun), scope: .listScoped, DelegationForm.new),
            Route(
                .post, "/draw/delegations", .needs(.drawRun), scope: .listScoped, uploads: true, DelegationForm.create),
            Route(.get, "/draw/delegations/:id", .needs(.drawRead), scope: .objectScoped, DelegationPages.show),
            Route(
                .post, "/draw/delegations/:id/decision", .needs(.drawRun), scope: .objectScoped, DelegationPages.decide),
            Route(
                .get, "/draw/delegations/:id/document", .needs(.drawRead), scope: .objectScoped,
                DelegationPages.document),
            Route(.get, "/draw/feedback", .needs(.drawRead), scope: .listScoped, FeedbackPages.list),
            Route(.get, "/draw/feedback/:id", .needs(.drawRead), scope: .objectScoped, FeedbackPages.show),
            Route(
                .post, "/draw/feedback/:id", .needs(.drawRun), scope: .objectScoped, uploads: true, FeedbackPages.give),
            Route(.post, "/draw/feedback/:id/chase", .needs(.drawRun), scope: .objectScoped, FeedbackPages.chase),
            Route(
                .get, "/draw/feedback/:id/document", .needs(.drawRead), scope: .objectScoped, FeedbackPages.document),
            Route(.post, "/draw/new", .needs(.drawRun), scope: .listScoped, CeremonyForm.change),
            Route(.get, "/draw/link/:token", .everyone, PartyPages.offer),
            Route(.post, "/draw/link/:token", .everyone, PartyPages.open),
            Route(.get, "/draw/party", .everyone, PartyPages.show),
            Route(.get, "/draw/party/state", .everyone, PartyPages.state),
            Route(.post, "/draw/party/commit", .everyone, PartyPages.commit),
            Route(.post, "/draw/party/reveal", .everyone, PartyPages.reveal),
            Route(.get, "/join/:code", .everyone, JoinPage.show),
            Route(.get, "/ceremonies/:code/progress", .everyone, CeremonyRoom.progress),
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
            Route(.post, "/draw/:id/key", .needs(.drawRun), scope: .objectScoped, CeremonyActions.key),
            Route(
                .post, "/draw/:id/confirm-value", .needs(.drawTakePart), scope: .objectScoped,
                CeremonyActions.confirmValue),
            Route(.post, "/draw/:id/link", .needs(.drawRun), scope: .objectScoped, PartyPages.issue),
            Route(.get, "/draw/:id/record", .needs(.drawRead), scope: .objectScoped, RecordPage.show),
            Route(.get, "/draw/:id/record.pdf", .needs(.drawRead), scope: .objectScoped, RecordPage.pdf),
            Route(.post, "/draw/:id/draw", .needs(.drawRun), scope: .objectScoped, CeremonyActions.draw),
            Route(.get, "/draw/:id/audit", .needs(.drawAudit), scope: .objectScoped, AuditPage.show),
            Route(.post, "/draw/:id/audit", .needs(.drawAudit), scope: .objectScoped, AuditPage.open),
            Route(.post, "/draw/:id/audit/check", .needs(.drawAudit), scope: .objectScoped, AuditPage.check),
            Route(.post, "/draw/:id/audit/sign", .needs(.drawAudit), scope: .objectScoped, AuditPage.sign),
            Route(.get, "/draw/:id/audit/package.tar", .needs(.drawAudit), scope: .objectScoped, AuditPage.package),
            Route(.get, "/draw/:id/abort", .needs(.drawTakePart), scope: .objectScoped, CeremonyAbort.ask),
            Route(.post, "/draw/:id/abort", .needs(.drawTakePart), scope: .objectScoped, CeremonyAbort.confirm),
        ]
    }
}
