/// Reminders without a person: what is due is worked out from the dates, so it may run at any time (2.3.12).
package struct PlanReminders: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// A plan somebody owes and is reminded of.
    package struct Owed: Sendable {
        package let kind: Plan.Kind
        package let year: Int
        /// Nil: not begun.
        package let plan: Int64?
        package let deadline: PlanDeadline
        /// When the level above last asked for it.
        package let urgedAt: Moment?
        /// Why it was sent back; nil where it was not.
        package let returned: String?
    }

    /// Writes down the reminders of today for this year's plans; each stage once.
    ///
    /// - Returns: how many authorities were reminded.
    @discardableResult
    package func run() async throws -> Int {
        let house = house
        let now = house.clock.now()
        guard !(try await house.storage.read { try PlanReminders.due($0, house, on: now.day) }).isEmpty else {
            return 0
        }
        return try await house.storage.write { stores in
            let due = try PlanReminders.due(stores, house, on: now.day)
            for one in due {
                try stores.plans.insertReminder(
                    authority: one.authority, year: now.day.year, kind: one.kind, stage: one.stage, by: nil, at: now)
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.remind.due", actor: nil, object: "plans/\(now.day.year)", at: now,
                    sentence: "到期提醒：\(due.count)个机关的年度计划还没有报备",
                    data: ["authorities": .list(due.map { .number($0.authority) })]), at: now)
            return due.count
        }
    }

    private static func due(_ stores: any Stores, _ house: House, on day: Day) throws
        -> [(authority: Int64, kind: Plan.Kind, stage: PlanReminder.Stage)]
    {
        var due: [(authority: Int64, kind: Plan.Kind, stage: PlanReminder.Stage)] = []
        for kind in [Plan.Kind.joint, .internal] {
            var told: [Int64: Set<PlanReminder.Stage>] = [:]
            for one in try stores.plans.reminders(year: day.year, kind: kind, region: nil) {
                told[one.authority, default: []].insert(one.stage)
            }
            for line in try stores.plans.reporting(year: day.year, kind: kind, region: nil, department: nil)
            where line.reportedAt == nil {
                let deadline = try PlanDeadline(line, kind: kind, year: day.year, today: day, law: house.law.book)
                guard let stage = deadline.reminder, told[line.authority]?.contains(stage) != true else { continue }
                due.append((line.authority, kind, stage))
            }
        }
        return due
    }

    /// What this person's authority owes this year and is reminded of; nothing before the first warning.
    package func owed(_ actor: Actor) async throws -> [Owed] {
        guard actor.may(.planEdit) else { return [] }
        let house = house
        let today = house.clock.today
        return try await house.storage.read { stores in
            try [Plan.Kind.joint, .internal].compactMap { kind -> Owed? in
                let lines = try stores.plans.reporting(
                    year: today.year, kind: kind, region: actor.region, department: actor.department)
                guard let line = lines.first(where: { $0.authority == actor.authority }), line.reportedAt == nil else {
                    return nil
                }
                let deadline = try PlanDeadline(line, kind: kind, year: today.year, today: today, law: house.law.book)
                let urged = try stores.plans.reminders(year: today.year, kind: kind, region: actor.region)
                    .last { $0.authority == actor.authority && $0.stage == .person }
                let returned = try line.plan.flatMap { plan in
                    try stores.plans.reports(plan: plan).last { $0.kind == .plan && $0.state == .returned }
                }
                guard deadline.reminder != nil || urged != nil || returned != nil else { return nil }
                return Owed(
                    kind: kind, year: today.year, plan: line.plan, deadline: deadline, urgedAt: urged?.at,
                    returned: returned?.answer)
            }
        }
    }
}
