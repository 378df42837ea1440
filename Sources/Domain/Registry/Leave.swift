/// 请假、外出: days on which an inspector cannot be sent. Counted when inspectors are frozen, when the round of commitments
/// is closed, and when a place is filled anew.
package struct Leave: Sendable, Equatable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case sick, personal, annual, trip, training, other

        package var title: String {
            switch self {
            case .sick: "病假"
            case .personal: "事假"
            case .annual: "年休假"
            case .trip: "外出公干"
            case .training: "学习培训"
            case .other: "其他"
            }
        }
    }

    package let id: Int64
    package let inspector: Int64
    package let kind: Kind
    package let from: Day
    /// Last day, included.
    package let until: Day
    package let note: String

    package init(id: Int64, inspector: Int64, kind: Kind, from: Day, until: Day, note: String) {
        self.id = id
        self.inspector = inspector
        self.kind = kind
        self.from = from
        self.until = until
        self.note = note
    }

    package func covers(_ day: Day) -> Bool { from <= day && day <= until }
}

/// Leaves in the store.
package protocol LeaveStore {
    /// Of one inspector, newest first.
    func leaves(inspector: Int64) throws -> [Leave]
    /// Everybody's that include the day.
    func leaves(on day: Day) throws -> [Leave]
    /// Everybody's that end on or after the day.
    func leaves(endingFrom day: Day) throws -> [Leave]
    func leave(id: Int64) throws -> Leave?
    func insert(_ leave: Leave, by account: Int64, at: Moment) throws -> Int64
    /// Moves the last day forward.
    func endLeave(_ id: Int64, until: Day) throws
}

/// 请假登记: entering leave and coming back early.
package struct Leaving: Sendable {
    private let house: House
    /// Longest leave that may be entered at once, in days.
    private static let longest = 366

    package init(_ house: House) { self.house = house }

    package struct Draft: Sendable {
        package let kind: Leave.Kind
        package let from: Day
        package let until: Day
        package let note: String

        package init(kind: Leave.Kind, from: Day, until: Day, note: String) {
            self.kind = kind
            self.from = from
            self.until = until
            self.note = note
        }
    }

    package func add(_ draft: Draft, inspector id: Int64, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        if draft.until < draft.from {
            throw Problem(
                .invalid, "leave.period", "请假的结束日期早于开始日期。", clause: "2.2.9", fields: ["until": "不能早于开始日期"])
        }
        if draft.from.advanced(by: Leaving.longest) < draft.until {
            throw Problem(
                .invalid, "leave.long", "一次请假不超过\(Leaving.longest)天。", clause: "2.2.9",
                remedy: "长期离岗的，请在名录库中将人员改为离岗。", fields: ["until": "不超过\(Leaving.longest)天"])
        }
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            let inspector = try Leaving.inspector(id, stores, actor)
            let overlapping = try stores.registry.leaves(inspector: id).contains {
                $0.from <= draft.until && draft.from <= $0.until
            }
            guard !overlapping else {
                throw Problem(
                    .conflict, "leave.overlap", "这段时间已经登记过请假或外出。", clause: "2.2.9", fields: ["from": "与已登记的重叠"])
            }
            _ = try stores.registry.insert(
                Leave(
                    id: 0, inspector: id, kind: draft.kind, from: draft.from, until: draft.until,
                    note: draft.note.trimmed), by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.leave.add", actor: actor.account, object: "inspector/\(inspector.id)", at: now,
                    sentence: "登记\(draft.kind.title)：\(draft.from.description) 至 \(draft.until.description)。",
                    data: ["from": .text(draft.from.description), "until": .text(draft.until.description)]), at: now)
        }
    }

    /// Back early (销假): today is the first day at work again. A leave that has not begun is cancelled whole.
    package func end(_ leave: Int64, inspector id: Int64, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            let inspector = try Leaving.inspector(id, stores, actor)
            guard let leave = try stores.registry.leave(id: leave), leave.inspector == id else {
                throw Problem.moved("请假登记")
            }
            guard now.day <= leave.until else { throw Problem.moved("请假登记") }
            try stores.registry.endLeave(leave.id, until: now.day.advanced(by: -1))
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.leave.end", actor: actor.account, object: "inspector/\(inspector.id)", at: now,
                    sentence: "销假：\(leave.kind.title)（自 \(leave.from.description) 起）。",
                    data: ["from": .text(leave.from.description)]), at: now)
        }
    }

    private static func inspector(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Inspector {
        guard let inspector = try stores.registry.inspector(id: id) else { throw Problem.notFound("执法检查人员") }
        try actor.require(.registryEdit, over: inspector.region, department: inspector.department, what: "执法检查人员")
        return inspector
    }
}
