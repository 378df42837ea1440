import Domain
import HTTPTypes

/// 执法检查人员 in full, institutions, joint-meeting members, alliances: below `/registry`.
enum StaffRoutes {
    static let routes: [Route] = people + certificates + institutions + meeting + alliances

    private static let people: [Route] = [
        Route(.get, "/registry/inspectors/new", .needs(.registryEdit), scope: .listScoped, InspectorForm.new),
        Route(.post, "/registry/inspectors", .needs(.registryEdit), scope: .listScoped, InspectorForm.create),
        Route(.post, "/registry/inspectors/find", .needs(.personalRead), scope: .listScoped, StaffActions.find),
        Route(.get, "/registry/inspectors/:id/edit", .needs(.registryEdit), scope: .objectScoped, InspectorForm.edit),
        Route(.post, "/registry/inspectors/:id", .needs(.registryEdit), scope: .objectScoped, InspectorForm.revise),
        Route(.post, "/registry/inspectors/:id/moves", .needs(.registryEdit), scope: .objectScoped, StaffActions.move),
        Route(
            .post, "/registry/inspectors/:id/moves/cancel", .needs(.registryEdit), scope: .objectScoped,
            StaffActions.cancelMove),
        Route(
            .post, "/registry/inspectors/:id/qualifications", .needs(.registryEdit), scope: .objectScoped,
            StaffActions.qualification),
        Route(
            .post, "/registry/inspectors/:id/qualifications/end", .needs(.registryEdit), scope: .objectScoped,
            StaffActions.endQualification),
        Route(
            .post, "/registry/inspectors/:id/personal", .needs(.registryEdit), scope: .objectScoped,
            StaffActions.personal),
        Route(
            .post, "/registry/inspectors/:id/personal/reveal", .needs(.personalRead), scope: .objectScoped,
            StaffActions.reveal),
        Route(.get, "/registry/personal", .needs(.personalAudit), scope: .listScoped, StaffActions.accesses),
        Route(.get, "/registry/moves", .needs(.registryRead), scope: .listScoped, StaffActions.moves),
    ]

    private static let certificates: [Route] = [
        Route(.get, "/registry/certificates", .needs(.registryRead), scope: .listScoped, CertificatePages.coverage),
        Route(
            .post, "/registry/certificates/admit", .needs(.registryEdit), scope: .listScoped, CertificatePages.admit),
        Route(.get, "/registry/sync", .needs(.registryRead), scope: .listScoped, CertificatePages.sync),
        Route(.post, "/registry/sync", .province(.registryEdit), scope: .none, CertificatePages.start),
        Route(
            .post, "/registry/sync/:id/settle", .needs(.registryEdit), scope: .objectScoped, CertificatePages.settle),
    ]

    private static let institutions: [Route] = [
        Route(.get, "/registry/institutions", .needs(.registryRead), scope: .listScoped, InstitutionPages.list),
        Route(.get, "/registry/institutions/new", .needs(.registryEdit), scope: .none, InstitutionPages.new),
        Route(.post, "/registry/institutions", .needs(.registryEdit), scope: .listScoped, InstitutionPages.create),
        // Everybody reads every institution; its commissions are cut to the reader's region.
        Route(.get, "/registry/institutions/:id", .needs(.registryRead), scope: .own, InstitutionPages.show),
        Route(
            .get, "/registry/institutions/:id/edit", .needs(.registryEdit), scope: .objectScoped, InstitutionPages.edit),
        Route(
            .post, "/registry/institutions/:id", .needs(.registryEdit), scope: .objectScoped, InstitutionPages.revise),
        Route(
            .post, "/registry/institutions/:id/qualifications", .needs(.registryEdit), scope: .objectScoped,
            InstitutionPages.addQualification),
        Route(
            .post, "/registry/institutions/:id/commissions", .needs(.registryEdit), scope: .own,
            InstitutionPages.addCommission),
        Route(
            .get, "/registry/commissions/:id", .needs(.registryEdit), scope: .objectScoped, InstitutionPages.evaluation),
        Route(
            .post, "/registry/commissions/:id", .needs(.registryEdit), scope: .objectScoped, InstitutionPages.evaluate),
    ]

    private static let meeting: [Route] = [
        Route(.get, "/registry/meeting", .needs(.registryRead), scope: .listScoped, MeetingPages.show),
        Route(.post, "/registry/meeting", .needs(.registryEdit), scope: .listScoped, MeetingPages.add),
        Route(.post, "/registry/meeting/end", .needs(.registryEdit), scope: .listScoped, MeetingPages.end),
    ]

    private static let alliances: [Route] = [
        Route(.get, "/registry/alliances", .needs(.registryRead), scope: .listScoped, AlliancePages.list),
        Route(.get, "/registry/alliances/new", .needs(.registryEdit), scope: .none, AlliancePages.new),
        Route(.post, "/registry/alliances", .needs(.registryEdit), scope: .listScoped, AlliancePages.propose),
        Route(.get, "/registry/alliances/:id", .needs(.registryRead), scope: .objectScoped, AlliancePages.show),
        Route(
            .post, "/registry/alliances/:id/confirm", .needs(.registryEdit), scope: .objectScoped,
            AlliancePages.confirm),
        Route(.post, "/registry/alliances/:id/end", .needs(.registryEdit), scope: .objectScoped, AlliancePages.end),
        Route(
            .post, "/registry/alliances/:id/campaigns", .needs(.registryEdit), scope: .objectScoped,
            AlliancePages.share),
        Route(
            .get, "/registry/alliances/:id/campaigns/:campaign", .needs(.registryRead), scope: .objectScoped,
            AlliancePages.shared),
    ]
}
