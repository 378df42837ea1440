import TransparencyLog

/// The publishers' side: results reach the public within 20 working days (2.4.3), or are withheld on a statutory
/// ground (2.4.4), or are overdue, in which case their campaign counts as unfinished.
package struct Publishing: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// Most results of one bulk publication.
    package static let largestBatch = 200

    /// A queue of the person's region and department, the most urgent first.
    package func queue(
        _ actor: Actor, kind: PublicationFilter.Kind = .waiting, text: String = "", slice: Slice = Slice()
    ) async throws -> Listing<PublicationCase> {
        try actor.require(.publicationRead)
        let filter = PublicationFilter(
            region: actor.region, department: actor.department, kind: kind, today: house.clock.today, text: text)
        return try await house.storage.read { try $0.publication.cases(filter, slice: slice) }
    }

    /// What is due soon and what is overdue, in working days.
    package func warnings(_ actor: Actor) async throws -> DueWarnings {
        try actor.require(.publicationRead)
        let today = house.clock.today
        let law = house.law
        let first = try law.book.value("publish.warn.first", on: today, in: actor.region)
        let last = try law.book.value("publish.warn.last", on: today, in: actor.region)
        return try await house.storage.read { stores in
            let calendar = law.calendar.overlaid(with: try stores.publication.calendarEdits())
            var warnings = DueWarnings(first: first, last: last, soon: 0, urgent: 0, overdue: 0)
            for (due, count) in try stores.publication.dueCounts(region: actor.region, department: actor.department) {
                if due < today {
                    warnings.overdue += count
                } else {
                    let left = calendar.workingDays(from: today, to: due)
                    if left <= last {
                        warnings.urgent += count
                    } else if left <= first {
                        warnings.soon += count
                    }
                }
            }
            return warnings
        }
    }

    /// One result with all that a publisher decides on.
    package func item(_ id: Int64, actor: Actor) async throws -> PublicationCase {
        try actor.require(.publicationRead)
        let today = house.clock.today
        return try await house.storage.read {
            try Publishing.inSight($0.publication.publicationCase(inspection: id, on: today), actor)
        }
    }

    /// The calendar with the edits of the calendar page.
    package func calendar() async throws -> WorkCalendar {
        let policy = house.law.calendar
        return try await house.storage.read { policy.overlaid(with: try $0.publication.calendarEdits()) }
    }

    /// Publishes approved results: all of them or none. Each gets its own log entry, so each has its own receipt.
    package func publish(_ ids: [Int64], actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try actor.require(.publish)
        let chosen = Array(Set(ids)).sorted()
        guard !chosen.isEmpty else {
            throw Problem(.invalid, "publication.none", "没有选中要公示的结果。", remedy: "请先勾选一条或多条结果。")
        }
        guard chosen.count <= Publishing.largestBatch else {
            throw Problem(.invalid, "publication.too-many", "一次最多公示 \(Publishing.largestBatch) 条结果。", remedy: "请分批公示。")
        }
        let now = house.clock.now()
        let law = house.law
        let salts = chosen.map { _ in house.randomHex(bytes: 16) }
        return try await house.submit(submission, by: actor, to: "/publication?kind=published", alone: true) { stores in
            for (id, salt) in zip(chosen, salts) {
                let one = try Publishing.inSight(stores.publication.publicationCase(inspection: id, on: now.day), actor)
                try actor.require(.publish, over: one.region, department: one.department, what: "检查结果")
                guard one.state == .approved else {
                    throw Problem(
                        .conflict, "publication.state",
                        "“\(one.subjectName)”的结果当前为“\(one.state.title)”，不能公示，本次选中的结果都没有公示。",
                        remedy: "请刷新列表后重新选择。")
                }
                guard try stores.publication.markPublished(inspection: id, version: one.version) else {
                    throw Problem.moved("“\(one.subjectName)”的结果")
                }
                let draft = try PublicResult.draft(one, on: now.day, law: law, salt: salt)
                let position = try stores.ledger.append(
                    LedgerEntry(
                        act: "result.publish", actor: actor.account, object: "inspection/\(id)", at: now,
                        sentence: "\(actor.name)向社会公示：\(draft.outcomeText)",
                        data: [
                            "ceremony": .text(one.ceremonyCode), "item": .text(one.item),
                            "digest": .text(Hash.sha256(Array(draft.record.utf8)).hex),
                            "due": one.due.map { .text($0.description) } ?? .null,
                            "published": .text(now.day.description),
                        ]), at: now)
                _ = try stores.publication.insert(draft.logged(position.index))
            }
        }
    }

    /// Withholds an approved result: only on one of the statutory grounds, with the provision it rests on (2.4.4).
    package func withhold(
        _ id: Int64, ground: String, basis: String, actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        try actor.require(.publish)
        let now = house.clock.now()
        let law = house.law
        return try await house.submit(submission, by: actor, to: "/publication?kind=withheld") { stores in
            let one = try Publishing.inSight(stores.publication.publicationCase(inspection: id, on: now.day), actor)
            let rule = try law.book.rule("publish.withhold.grounds", on: now.day, in: one.region)
            guard (rule.list ?? []).contains(where: { $0.utf8.elementsEqual(ground.utf8) }) else {
                throw rule.refusal(
                    "publication.ground", "除法定不公示情形外，检查结果必须公示，没有选择法定情形不能办理不公示。",
                    remedy: "请从法定情形中选择一种；都不符合的，请按期公示。", fields: ["ground": "请选择一种法定情形"])
            }
            guard basis.count >= 4, basis.count <= 500 else {
                throw rule.refusal(
                    "publication.basis", "办理不公示需要写明具体的法律条款。", remedy: "请写明法律、法规的名称和条款。",
                    fields: ["basis": "请写明法律、法规的名称和条款（4 到 500 个字）"])
            }
            guard one.state == .approved else { throw Problem.moved("这项检查结果") }
            guard
                try stores.publication.withhold(
                    inspection: id, version: one.version, ground: ground, basis: basis, by: actor.account, at: now)
            else { throw Problem.moved("这项检查结果") }
            try stores.ledger.append(
                LedgerEntry(
                    act: "result.withhold", actor: actor.account, object: "inspection/\(id)", at: now,
                    sentence: "\(actor.name)办理依法不公示：\(ground)（\(basis)）",
                    data: ["item": .text(one.item), "ground": .text(ground)]), at: now)
        }
    }

    /// The statutory grounds of 2.4.4.
    package func grounds(in region: RegionCode) throws -> [String] {
        try house.law.book.rule("publish.withhold.grounds", on: house.clock.today, in: region).list ?? []
    }

    private static func inSight(_ one: PublicationCase?, _ actor: Actor) throws -> PublicationCase {
        guard let one, actor.covers(one.region, department: one.department) else { throw Problem.notFound("检查结果") }
        return one
    }
}

/// Counts of unpublished results by urgency. `first` and `last` are the limits in working days.
package struct DueWarnings: Sendable, Equatable {
    package let first: Int
    package let last: Int
    package internal(set) var soon: Int
    package internal(set) var urgent: Int
    package internal(set) var overdue: Int
}
