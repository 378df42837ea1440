package import Domain
import HTTPTypes

package enum PublicationRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/publication", .needs(.publicationRead), scope: .listScoped, PublicationQueue.show),
            // Several objects in one form: the use case checks each of them.
            Route(.post, "/publication/publish", .needs(.publish), scope: .listScoped, PublicationQueue.publish),
            Route(
                .get, "/publication/withhold/:id", .needs(.publish), scope: .objectScoped, WithholdPage.show),
            Route(
                .post, "/publication/withhold/:id", .needs(.publish), scope: .objectScoped, WithholdPage.withhold),
            Route(.get, "/publication/calendar", .needs(.publicationRead), scope: .none, CalendarPage.show),
            Route(.post, "/publication/calendar", .province(.publish), scope: .none, CalendarPage.set),
            Route(.post, "/publication/calendar/restore", .province(.publish), scope: .none, CalendarPage.restore),
        ]
    }
}
