package import Domain
import HTTPTypes

/// 计划: annual plans, their campaigns, reporting and publication.
package enum PlanRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/plan", .needs(.planRead), scope: .listScoped, PlanList.show),
            Route(.get, "/plan/reporting", .needs(.planRead), scope: .listScoped, ReportingPage.show),
            Route(.post, "/plan/reporting/remind", .needs(.planEdit), PlanReportPages.remind),
            Route(.get, "/plan/reports", .needs(.planRead), scope: .listScoped, PlanReportPages.list),
            Route(.get, "/plan/reports/:id", .needs(.planRead), scope: .objectScoped, PlanReportPages.show),
            Route(.post, "/plan/reports/:id/receive", .needs(.planEdit), scope: .objectScoped, PlanReportPages.receive),
            Route(.post, "/plan/reports/:id/return", .needs(.planEdit), scope: .objectScoped, PlanReportPages.sendBack),
            Route(
                .post, "/plan/reports/:id/receipt", .needs(.planEdit), scope: .objectScoped,
                PlanReportPages.enterReceipt),
            Route(.post, "/plan/reports/:id/again", .needs(.planEdit), scope: .objectScoped, PlanReportPages.again),
            Route(.get, "/plan/new", .needs(.planEdit), PlanPage.new),
            Route(.post, "/plan", .needs(.planEdit), PlanPage.create),
            Route(.get, "/plan/:id", .needs(.planRead), scope: .objectScoped, PlanPage.show),
            Route(.get, "/plan/:id/table.xlsx", .needs(.planRead), scope: .objectScoped, PlanPage.table),
            Route(.get, "/plan/:id/report", .needs(.planEdit), scope: .objectScoped, PlanSteps.askReport),
            Route(.post, "/plan/:id/report", .needs(.planEdit), scope: .objectScoped, PlanSteps.report),
            Route(.get, "/plan/:id/publish", .needs(.planEdit), scope: .objectScoped, PlanSteps.askPublish),
            Route(.post, "/plan/:id/publish", .needs(.planEdit), scope: .objectScoped, PlanSteps.publish),
            Route(.get, "/plan/:id/copy", .needs(.planEdit), scope: .objectScoped, PlanCopyPages.ask),
            Route(.post, "/plan/:id/copy", .needs(.planEdit), scope: .objectScoped, PlanCopyPages.copy),
            Route(.get, "/plan/:id/campaigns/new", .needs(.planEdit), scope: .objectScoped, CampaignForm.new),
            Route(.post, "/plan/:id/campaigns", .needs(.planEdit), scope: .objectScoped, CampaignForm.add),
            Route(.get, "/plan/:id/estimate", .needs(.planEdit), scope: .objectScoped, CampaignForm.estimate),
            Route(.get, "/plan/campaigns/:campaign", .needs(.planRead), scope: .objectScoped, CampaignPage.show),
            Route(
                .get, "/plan/campaigns/:campaign/edit", .needs(.planEdit), scope: .objectScoped, CampaignForm.edit),
            Route(.post, "/plan/campaigns/:campaign", .needs(.planEdit), scope: .objectScoped, CampaignForm.save),
            Route(
                .get, "/plan/campaigns/:campaign/cancel", .needs(.planEdit), scope: .objectScoped,
                CampaignPage.askCancel),
            Route(
                .post, "/plan/campaigns/:campaign/cancel", .needs(.planEdit), scope: .objectScoped, CampaignPage.cancel
            ),
        ]
    }
}
