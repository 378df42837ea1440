/// The turn of the day (2.2.9): changes whose day has come take effect, and open visits that somebody may no longer make
/// become vacancies. It finds out by itself what is due, so it may run at any time, as often as one likes, and after the
/// server was off.
package struct DayRoll: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// What one roll did.
    package struct Report: Sendable, Equatable {
        package let day: Day
        /// Changes that took effect.
        package var moves = 0
        /// Vacancies opened.
        package var vacancies = 0
        /// Visits that need a person: an open vacancy stands in the way, or nobody is known who entered the change.
        package var waiting = 0
        /// Codes of what failed; each is tried again at the next roll.
        package var problems: [String] = []

        package init(day: Day, moves: Int = 0, vacancies: Int = 0, waiting: Int = 0) {
            self.day = day
            self.moves = moves
            self.vacancies = vacancies
            self.waiting = waiting
        }
    }

    package func run() async throws -> Report {
        let house = house
        let now = house.clock.now()
        var report = Report(day: now.day)
        let due = try await house.storage.read { try $0.staff.movesDue(on: now.day) }
        for move in due {
            do {
                let taken = try await house.storage.write { stores in
                    guard let move = try stores.staff.move(id: move.id), move.state == .pending else {
                        throw Problem.moved("人员变动")
                    }
                    return try DayRoll.apply(move, stores, house, at: now)
                }
                report.moves += 1
                report.vacancies += taken.opened
                report.waiting += taken.waiting
            } catch let problem as Problem {
                report.problems.append(problem.code)
            }
        }
        // What an earlier roll could not open, recusals that begin today, and people drawn from a list frozen before they left.
        for inspector in try await house.storage.read({ try $0.staff.inspectorsToRoll(on: now.day) }) {
            do {
                let due = try await house.storage.read { stores in
                    try DayRoll.due(inspector, stores, on: now.day).contains { !$0.isStuck }
                }
                guard due else { continue }
                let taken = try await house.storage.write { stores in
                    let taken = try DayRoll.vacate(inspector, stores, house, at: now)
                    try stores.ledger.append(
                        LedgerEntry(
                            act: "registry.roll", actor: nil, object: "inspector/\(inspector)", at: now,
                            sentence: "核对未完成的检查：申请换人\(taken.opened)件，待人工处理\(taken.waiting)件。"), at: now)
                    return taken
                }
                report.vacancies += taken.opened
                report.waiting += taken.waiting
            } catch let problem as Problem {
                report.problems.append(problem.code)
            }
        }
        let done = report
        try await house.storage.housekeep { try $0.staff.setDayRoll(done, at: now) }
        return done
    }

    /// Lets one change take effect, within a transaction.
    static func apply(_ move: StaffMove, _ stores: any Stores, _ house: House, at now: Moment) throws
        -> (opened: Int, waiting: Int)
    {
        guard let inspector = try stores.registry.inspector(id: move.inspector) else {
            throw Problem.notFound("执法检查人员")
        }
        let post = move.post.isEmpty ? inspector.post : move.post
        let place = move.kind == .transfer ? move.toAuthority ?? inspector.authority : inspector.authority
        let station = move.kind == .transfer ? move.toStation : inspector.station
        let status: Inspector.Status =
            switch move.kind {
            case .retirement, .departure: .left
            case .posting, .back: .active
            case .transfer: inspector.status
            }
        try stores.staff.setPlace(
            inspector: inspector.id, authority: place, station: station, post: post, status: status, at: now)
        try stores.staff.setApplied(move.id, fromAuthority: inspector.authority, fromPost: inspector.post, at: now)
        let taken = try vacate(inspector.id, stores, house, at: now)
        try stores.ledger.append(
            LedgerEntry(
                act: "registry.move", actor: nil, object: "inspector/\(inspector.id)", at: now,
                sentence: "\(move.kind.title)自 \(move.effectiveOn.description) 起生效"
                    + (taken.opened + taken.waiting == 0
                        ? "。" : "，未完成的检查申请换人\(taken.opened)件，待人工处理\(taken.waiting)件。"),
                data: ["kind": .text(move.kind.rawValue), "on": .text(move.effectiveOn.description)]), at: now)
        return taken
    }

    // MARK: Visits

    /// A visit somebody has to leave.
    struct Due {
        let visit: Visit
        let reason: Vacancy.Reason
        let note: String
        /// Who reports it: whoever entered the change or the recusal.
        let reporter: Int64?
        /// Nil for a recusal.
        let move: Int64?
        /// Noted already, and nothing changed since.
        let isStuck: Bool
    }

    /// Opens vacancies in all open visits that this person may no longer make; notes those that need a person.
    static func vacate(_ inspector: Int64, _ stores: any Stores, _ house: House, at now: Moment) throws
        -> (opened: Int, waiting: Int)
    {
        var (opened, waiting) = (0, 0)
        for due in try due(inspector, stores, on: now.day) {
            var why = "已申请换人"
            var isOpened = false
            if try stores.draws.vacancies(visit: due.visit.id).contains(where: { $0.state == .open }) {
                why = "这次检查另有一件换人申请待处理，处理后自动申请"
            } else if let reporter = try due.reporter.flatMap({ try stores.access.account(id: $0) }) {
                try Vacancies.open(
                    due.visit, Vacancies.Draft(inspectors: [inspector], reason: due.reason, note: due.note),
                    by: Actor(
                        account: reporter.id, name: reporter.name, roles: reporter.roles,
                        authority: reporter.authority, authorityName: "", region: reporter.region, regionName: "",
                        department: reporter.department, inspector: reporter.inspector), stores, house)
                isOpened = true
            } else {
                why = "变动由命令行导入，没有登记人，请抽取人员在检查页面申请换人"
            }
            try stores.staff.note(
                inspector: inspector, visit: due.visit.id, move: due.move, isOpened: isOpened, why: why, at: now)
            if isOpened { opened += 1 } else { waiting += 1 }
        }
        return (opened, waiting)
    }

    private static func due(_ id: Int64, _ stores: any Stores, on day: Day) throws -> [Due] {
        guard let inspector = try stores.registry.inspector(id: id) else { return [] }
        let move = try stores.staff.moves(inspector: id).first { $0.state == .applied && $0.kind.leaves }
        let noted = try stores.staff.noted(inspector: id)
        var frozen: [Int64: FrozenStaffing] = [:]
        var list: [Due] = []
        for visitID in try stores.inspections.openVisitIDs(inspector: id) {
            guard let visit = try stores.inspections.visit(id: visitID),
                let subject = try stores.registry.subject(id: visit.subject)
            else { continue }
            let vacancies = try stores.draws.vacancies(visit: visitID)
            if vacancies.contains(where: { $0.state == .open && $0.officers.contains { $0.inspector == id } }) {
                continue
            }
            let isBlocked = vacancies.contains { $0.state == .open }
            let bar = inspector.recusals.first {
                $0.bars(
                    identifier: subject.identifier, region: subject.facts.region, tags: Set(subject.facts.tags), on: day
                )
            }
            if let bar {
                list.append(
                    Due(
                        visit: visit, reason: .recusal, note: "登记了回避：\(bar.reason)", reporter: bar.account,
                        move: nil, isStuck: noted[visitID]?.isOpened == false && (isBlocked || bar.account == nil)))
                continue
            }
            // Refused once means that the drawer decided: it is not asked again.
            guard let move else { continue }
            if let last = noted[visitID], last.isOpened, last.move == move.id { continue }
            if frozen[visit.ceremony] == nil {
                frozen[visit.ceremony] = try stores.draws.staffing(ceremony: visit.ceremony)
            }
            let from = frozen[visit.ceremony]?.officers.first { $0.inspector == id }?.authority
            guard inspector.status == .left || from.map({ $0 != inspector.authority }) ?? false else { continue }
            list.append(
                Due(
                    visit: visit, reason: .transfer,
                    note: "\(move.kind.title)自\(move.effectiveOn.inWords)起生效", reporter: move.account, move: move.id,
                    isStuck: noted[visitID]?.isOpened == false && (isBlocked || move.account == nil)))
        }
        return list
    }
}
