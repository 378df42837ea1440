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
            Route(.get, "/plan/members", .needs(.planRead), scope: .listScoped, MembersPage.show),
            Route(.get, "/plan/joint", .needs(.planRead), scope: .listScoped, JointPages.list),
            Route(.get, "/plan/joint/matters", .needs(.planRead), scope: .listScoped, JointPages.matters),
            Route(.get, "/plan/joint/new", .needs(.planEdit), JointForm.new),
            Route(.post, "/plan/joint", .needs(.planEdit), JointForm.propose),
            Route(.get, "/plan/joint/:campaign", .needs(.planRead), scope: .objectScoped, JointCampaignPage.show),
            Route(
                .post, "/plan/joint/:campaign/invite", .needs(.planEdit), scope: .objectScoped,
                JointCampaignPage.invite),
            Route(.post, "/plan/joint/:campaign/ally", .needs(.planEdit), scope: .objectScoped, JointCampaignPage.ally),
            Route(.post, "/plan/joint/:campaign/ask", .needs(.planEdit), scope: .objectScoped, JointCampaignPage.ask),
            Route(
                .post, "/plan/joint/:campaign/answer", .needs(.planEdit), scope: .objectScoped,
                JointCampaignPage.answer),
            Route(
                .post, "/plan/joint/:campaign/withdraw", .needs(.planEdit), scope: .objectScoped,
                JointCampaignPage.withdraw),
            Route(.post, "/plan/joint/:campaign/urge", .needs(.planEdit), scope: .objectScoped, JointCampaignPage.urge),
            Route(.get, "/plan/handed", .needs(.planRead), scope: .listScoped, HandedPages.list),
            Route(.post, "/plan/handed/take", .needs(.planEdit), HandedPages.take),
            Route(
                .get, "/plan/campaigns/:campaign/handed", .needs(.planRead), scope: .objectScoped, HandedPages.show),
            Route(
                .post, "/plan/campaigns/:campaign/handed", .needs(.planEdit), scope: .objectScoped, HandedPages.hand),
            Route(.get, "/plan/coverage", .needs(.planRead), scope: .listScoped, CoveragePage.show),
            Route(.get, "/plan/:id/figures", .needs(.planRead), scope: .objectScoped, PlanFiguresPage.show),
            Route(.get, "/plan/:id/advice", .needs(.planEdit), scope: .objectScoped, PlanAdvicePage.show),
            Route(.post, "/plan/:id/advice", .needs(.planEdit), scope: .objectScoped, PlanAdvicePage.take),
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
