package import Domain

/// Every route of the house, one line for each stage.
package enum RouteTable {
    package static func all(_ house: House) -> [Route] {
        AccessRoutes.routes(house)
            + CatalogueRoutes.routes(house)
            + RegistryRoutes.routes(house)
            + SubjectRoutes.routes(house)
            + PlanRoutes.routes(house)
            + DrawRoutes.routes(house)
            + InspectionRoutes.routes(house)
            + PublicationRoutes.routes(house)
            + FollowUpRoutes.routes(house)
            + AssessmentRoutes.routes(house)
            + PortalRoutes.routes(house)
    }
}
