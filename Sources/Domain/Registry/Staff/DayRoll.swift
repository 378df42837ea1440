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
        try await house.storage.housekeep { stores in
            try DayRoll.settle(stores, on: now.day)
            try stores.staff.setDayRoll(done, at: now)
        }
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
        /// Why no vacancy can be opened now; nil to open one.
        let hold: Hold?
        /// Noted already in these words.
        let isStuck: Bool
    }

    /// Why a vacancy waits for a person, in the words of the list.
    enum Hold: Equatable {
        /// Another request for the visit is being decided.
        case busy
        /// The change came from the command line: nobody is known who could report.
        case nobodyReports
        /// Refused because nobody could come in: asked again as soon as somebody can.
        case nobodyComes(String)
        /// Refused although somebody could come in: a person's decision, not asked again.
        case refused(String)

        var words: String {
            switch self {
            case .busy: "这次检查另有一件换人申请待处理，处理后自动申请"
            case .nobodyReports: "变动由命令行导入，没有登记人；请抽取人员在检查页面申请换人"
            case .nobodyComes(let reason): "换人申请未同意（\(reason)），冻结名单中暂时没有人可以接替；有人可以接替时自动再次申请"
            case .refused(let reason): "换人申请未同意（\(reason)），退出人员已不能检查；请抽取人员重新申请换人，或由其余检查人员办结"
            }
        }
    }

    /// Opens vacancies in all open visits that this person may no longer make; notes those that need a person.
    static func vacate(_ inspector: Int64, _ stores: any Stores, _ house: House, at now: Moment) throws
        -> (opened: Int, waiting: Int)
    {
        var (opened, waiting) = (0, 0)
        for due in try due(inspector, stores, on: now.day) {
            let isOpened = due.hold == nil
            if isOpened, let reporter = try due.reporter.flatMap({ try stores.access.account(id: $0) }) {
                try Vacancies.open(
                    due.visit, Vacancies.Draft(inspectors: [inspector], reason: due.reason, note: due.note),
                    by: Actor(
                        account: reporter.id, name: reporter.name, roles: reporter.roles,
                        authority: reporter.authority, authorityName: "", region: reporter.region, regionName: "",
                        department: reporter.department, inspector: reporter.inspector), stores, house)
            }
            try stores.staff.note(
                inspector: inspector, visit: due.visit.id, move: due.move, isOpened: isOpened,
                why: due.hold?.words ?? "已申请换人", at: now)
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
                // Nobody was drawn for a check without a draw: who sent its officers sends others.
                visit.ground == nil, let subject = try stores.registry.subject(id: visit.subject)
            else { continue }
            let vacancies = try stores.draws.vacancies(visit: visitID)
            if vacancies.contains(where: { $0.state == .open && $0.officers.contains { $0.inspector == id } }) {
                continue
            }
            func due(
                _ reason: Vacancy.Reason, _ note: String, reporter: Int64?, move: Int64?, refused: Hold? = nil
            ) throws -> Due {
                let known = try reporter.flatMap { try stores.access.account(id: $0) } != nil
                let isBusy = vacancies.contains { $0.state == .open }
                let hold: Hold? = isBusy ? .busy : refused ?? (known ? nil : .nobodyReports)
                let last = noted[visitID]
                return Due(
                    visit: visit, reason: reason, note: note, reporter: reporter, move: move, hold: hold,
                    isStuck: hold != nil && last?.isOpened == false && last?.why == hold?.words)
            }
            let bar = inspector.recusals.first {
                $0.bars(
                    identifier: subject.identifier, region: subject.facts.region, tags: Set(subject.facts.tags), on: day
                )
            }
            if let bar {
                list.append(try due(.recusal, "登记了回避：\(bar.reason)", reporter: bar.account, move: nil))
                continue
            }
            guard let move else { continue }
            if frozen[visit.ceremony] == nil {
                frozen[visit.ceremony] = try stores.draws.staffing(ceremony: visit.ceremony)
            }
            let from = frozen[visit.ceremony]?.officers.first { $0.inspector == id }?.authority
            guard inspector.status == .left || from.map({ $0 != inspector.authority }) ?? false else { continue }
            let refused = try vacancies.last { one in
                one.state == .refused && one.officers.contains { $0.inspector == id }
                    && one.decidedAt.map { decided in move.appliedAt.map { $0 <= decided } ?? true } ?? false
            }.flatMap { try hold($0, visit, id, noted[visitID]?.why, stores, on: day) }
            list.append(
                try due(
                    .transfer, "\(move.kind.title)自\(move.effectiveOn.inWords)起生效", reporter: move.account,
                    move: move.id, refused: refused))
        }
        return list
    }

    /// What a refused request means today; nil when its reason is gone: nobody could come in then, and somebody can now.
    private static func hold(
        _ refused: Vacancy, _ visit: Visit, _ inspector: Int64, _ noted: String?, _ stores: any Stores, on day: Day
    ) throws -> Hold? {
        let reason = refused.decision.trimmed
        guard try Replacing.isPossible(visit, leaving: inspector, stores, on: day) else { return .nobodyComes(reason) }
        return noted == Hold.nobodyComes(reason).words ? nil : .refused(reason)
    }

    /// Takes visits off the list that nobody has to leave any more: who left came back, the recusal ended.
    private static func settle(_ stores: any Stores, on day: Day) throws {
        for (inspector, visits) in try stores.staff.openNotes() {
            let leaving = Set(try due(inspector, stores, on: day).map(\.visit.id))
            for visit in visits where !leaving.contains(visit) {
                try stores.staff.forget(inspector: inspector, visit: visit)
            }
        }
    }
}
