package import Domain
import HTTPTypes

package enum InspectionRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/inspection", .needs(.inspectionRead), scope: .listScoped, InspectionHome.show),
            Route(.get, "/inspection/next", .needs(.inspect), scope: .own, InspectionHome.next),
            Route(.get, "/inspection/visits", .needs(.inspectionRead), scope: .listScoped, InspectionHome.visits),
            Route(.get, "/inspection/visits/:id", .needs(.inspectionRead), scope: .objectScoped, VisitPage.show),
            Route(.post, "/inspection/visits/:id/begin", .needs(.inspect), scope: .objectScoped, VisitPage.begin),
            Route(
                .get, "/inspection/visits/:id/vacancy", .needsAny([.inspect, .review, .drawRun]), scope: .objectScoped,
                VacancyPages.new),
            Route(
                .post, "/inspection/visits/:id/vacancy", .needsAny([.inspect, .review, .drawRun]), scope: .objectScoped,
                VacancyPages.report),
            Route(
                .get, "/inspection/inspections/:id", .needs(.inspectionRead), scope: .objectScoped, SheetPage.show),
            Route(
                .post, "/inspection/inspections/:id/draft", .needs(.inspect), scope: .objectScoped, SheetPage.keep),
            Route(.post, "/inspection/inspections/:id/sign", .needs(.inspect), scope: .objectScoped, SheetPage.sign),
            Route(.get, "/inspection/review", .needs(.review), scope: .listScoped, ReviewPages.queue),
            Route(.get, "/inspection/review/:id", .needs(.review), scope: .objectScoped, ReviewPages.show),
            Route(
                .post, "/inspection/review/:id/approve", .needs(.review), scope: .objectScoped, ReviewPages.approve),
            Route(.post, "/inspection/review/:id/return", .needs(.review), scope: .objectScoped, ReviewPages.sendBack),
        ]
    }
}

/// How the states of this stage look.
enum InspectionChips {
    static func visit(_ state: Visit.State) -> ChipModel {
        switch state {
        case .assigned: ChipModel(state.title, .attention)
        case .visited: ChipModel(state.title, .information)
        case .finished: ChipModel(state.title, .success)
        }
    }

    static func inspection(_ state: Inspection.State) -> ChipModel {
        switch state {
        case .assigned: ChipModel(state.title, .attention)
        case .entered: ChipModel(state.title, .information)
        case .returned: ChipModel(state.title, .danger)
        case .approved: ChipModel(state.title, .information)
        case .published: ChipModel(state.title, .success)
        case .withheld: ChipModel(state.title, .neutral, icon: "lock")
        }
    }

    static func outcome(_ code: String, _ value: String?, _ outcomes: OutcomeTypes) -> ChipModel {
        let isProblem = outcomes.isProblem(code, value)
        let meaning: Meaning = isProblem ? .danger : outcomes.isNegative(code, value) ? .attention : .success
        return ChipModel(outcomes.title(code, value), meaning)
    }
}
