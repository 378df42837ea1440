package import Domain
import HTTPTypes

/// 线索、风险预警、定向抽查、例外统计: below `/assessment`.
enum LeadRoutes {
    static let routes: [Route] =
        [
            Route(.get, "/assessment/leads", .needs(.assessmentRead), scope: .listScoped, LeadPages.leads),
            Route(.get, "/assessment/alerts", .needs(.assessmentRead), scope: .listScoped, LeadPages.alerts),
            Route(.post, "/assessment/alerts/tie", .needs(.planEdit), scope: .listScoped, LeadPages.tieMany),
            Route(.get, "/assessment/leads/new", .needs(.planEdit), scope: .none, LeadForms.new),
            Route(.post, "/assessment/leads", .needs(.planEdit), scope: .listScoped, LeadForms.register),
            Route(.get, "/assessment/leads/:id", .needs(.assessmentRead), scope: .objectScoped, LeadPages.show),
            Route(.post, "/assessment/leads/:id/tie", .needs(.planEdit), scope: .objectScoped, LeadPages.tie),
            Route(.post, "/assessment/leads/:id/close", .needs(.planEdit), scope: .objectScoped, LeadPages.close),
            Route(.get, "/assessment/checks/new", .needs(.planEdit), scope: .none, LeadForms.newCheck),
            Route(.post, "/assessment/checks", .needs(.planEdit), scope: .listScoped, LeadForms.openCheck),
            Route(.get, "/assessment/checks/:id", .needs(.assessmentRead), scope: .objectScoped, LeadForms.check),
            Route(
                .post, "/assessment/checks/:id/officers", .needs(.planEdit), scope: .objectScoped, LeadForms.officers),
            Route(.get, "/assessment/targets", .needs(.assessmentRead), scope: .listScoped, TargetPages.show),
            Route(.get, "/assessment/exceptions", .needs(.assessmentRead), scope: .listScoped, ExceptionPages.show),
            Route(
                .get, "/assessment/exceptions/rows", .needs(.assessmentRead), scope: .listScoped, ExceptionPages.rows),
            Route(.post, "/assessment/api/v1/alerts", .token, AlertInterface.take),
            Route(.get, "/assessment/api/v1/alerts/:number", .token, AlertInterface.state),
        ] + GradingPages.routes
}

/// The interface for the credit-risk system (docs/integration/alerts.md).
enum AlertInterface {
    static func take(_ call: Call) async throws -> Reply {
        guard let token = call.token else { throw Problem.notFound("页面") }
        return .json(try await AlertDelivery(call.house).take(call.body, token: token), status: 200)
    }

    static func state(_ call: Call) async throws -> Reply {
        guard let token = call.token else { throw Problem.notFound("页面") }
        return .json(try await AlertDelivery(call.house).state(try call.parameter("number"), token: token), status: 200)
    }
}
