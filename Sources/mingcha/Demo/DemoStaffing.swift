import Domain

/// Leave, replacements and agreements between authorities, for the demo.
extension DemoCycle {
    /// The first drawn inspector of an open visit of the campaign asks to leave it; the approver lets chance fill the place,
    /// or, without one, the request waits.
    func replace(in campaign: Int64, on day: Day, approver: String?) async throws {
        clock.move(to: day, hour: 16)
        let open = try await house.storage.read { stores in
            try stores.inspections.visits(
                VisitFilter(campaign: campaign, progress: .open, text: ""), slice: Slice(page: 1, size: 200)
            ).rows.compactMap { try stores.inspections.visit(id: $0.id) }.last { $0.state == .assigned }
        }
        guard let visit = open, let leaving = visit.officers.first else { return }
        let vacancies = Vacancies(house)
        _ = try await vacancies.report(
            try accounts.actor(inspector: leaving.inspector), visit: visit.id,
            .init(inspectors: [leaving.inspector], reason: .recusal, note: "与检查对象负责人是近亲属（演示，虚构）"))
        guard let approver else { return }
        let id = try await house.storage.read { try $0.draws.vacancies(visit: visit.id).last?.id ?? 0 }
        _ = try await vacancies.approve(
            try accounts.actor(approver), vacancy: id, value: house.randomHex(bytes: 32))
    }

    /// A neighbour is asked in writing to match and inspect.
    func delegate(from: String, to: String, number: String, confirmed: Bool) async throws {
        let (giver, taker) = (try accounts.actor("draw.\(from)"), try accounts.actor("draw.\(to)"))
        let delegating = Delegating(house)
        _ = try await delegating.propose(
            giver,
            Delegating.Draft(
                kind: .near, to: taker.authority,
                paper: .init(
                    number: number, name: "委托书（演示）.txt", content: Array("书面委托（演示，虚构）\n".utf8)),
                starts: clock.today, ends: clock.today.advanced(by: 60), feedbackDays: nil,
                reason: "辖区近期人员集中外出培训（演示，虚构）", scope: .init()))
        guard confirmed else { return }
        let agreement = try await house.storage.read {
            try $0.draws.delegations(region: giver.region, department: nil, states: [.proposed], slice: Slice()).rows
                .first
        }
        guard let agreement else { throw Problem.notFound("委托") }
        _ = try await delegating.confirm(taker, delegation: agreement.id, version: agreement.version)
    }

    /// One inspector of a county is away.
    func leave(in region: String, planner: String) async throws {
        let authority = try authorities.at(region).id
        let away = try await house.storage.read {
            try $0.registry.inspectors(authority: authority).last { !$0.isAuxiliary }
        }
        guard let away else { return }
        _ = try await Leaving(house).add(
            .init(kind: .training, from: clock.today, until: clock.today.advanced(by: 12), note: "业务培训（演示）"),
            inspector: away.id, by: try accounts.actor(planner), submission: nil)
    }
}
