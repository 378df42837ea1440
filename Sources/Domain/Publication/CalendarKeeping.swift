/// The working-day calendar as it is edited on its page (2.4.3).
///
/// The State Council publishes each year's arrangement in the autumn before. Publishers of the province enter it here;
/// every edit is logged, and the periods that still run are counted anew with it.
package struct CalendarKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// The calendar as it counts now, which days of it were edited here, and the periods that run past what is known.
    package func view(_ actor: Actor) async throws -> CalendarView {
        try actor.require(.publicationRead)
        let policy = house.law.calendar
        return try await house.storage.read { stores in
            let edits = try stores.publication.calendarEdits()
            let calendar = policy.overlaid(with: edits)
            let uncertain = try stores.publication.runningPeriods().filter {
                $0.due > policy.knownUntil && actor.covers($0.region)
            }
            return CalendarView(
                calendar: calendar, edits: edits, knownUntil: policy.knownUntil, uncertain: uncertain,
                mayEdit: CalendarKeeping.mayEdit(actor))
        }
    }

    /// Only publishers who act for the whole province.
    package static func mayEdit(_ actor: Actor) -> Bool { actor.may(.publish) && actor.region.level == .province }

    /// Sets what a day is. `name` says why: 国庆节, 国庆节调休上班.
    package func set(_ day: Day, working: Bool, name: String, actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        guard !name.isEmpty, name.count <= 30 else {
            throw Problem(
                .invalid, "calendar.name", "请写明节假日或者调休的名称（不超过 30 个字）。", fields: ["name": "请写明名称，如“国庆节”“国庆节调休上班”"])
        }
        let today = house.clock.today
        guard abs(day.number - today.number) <= 366 * 3 else {
            throw Problem(.invalid, "calendar.far", "只能调整前后三年以内的日期。", fields: ["day": "请选择前后三年以内的日期"])
        }
        let sentence = "\(actor.name)把\(day.inWords)设为\(working ? "工作日" : "休息日")（\(name)）"
        return try await change(
            day, actor: actor, submission: submission, act: "calendar.set", sentence: sentence,
            data: ["day": .text(day.description), "working": .flag(working), "name": .text(name)]
        ) { stores, now in
            let entry = WorkCalendar.Entry(date: day, working: working, name: name)
            try stores.publication.setCalendarDay(entry, by: actor.account, at: now)
        }
    }

    /// Takes an edit back.
    package func restore(_ day: Day, actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try await change(
            day, actor: actor, submission: submission, act: "calendar.restore",
            sentence: "\(actor.name)撤销了对\(day.inWords)的调整", data: ["day": .text(day.description)]
        ) { stores, _ in
            guard try stores.publication.removeCalendarDay(day) else { throw Problem.moved("这一天") }
        }
    }

    private func change(
        _ day: Day, actor: Actor, submission: String?, act: String, sentence: String, data: [String: LedgerValue],
        _ body: @escaping @Sendable (any Stores, Moment) throws -> Void
    ) async throws -> SubmissionOutcome {
        try actor.require(.publish)
        guard CalendarKeeping.mayEdit(actor) else {
            throw Problem(
                .refused, "calendar.province", "工作日历由省级公示人员统一维护，\(actor.regionName)的账号只能查看。", clause: "2.4.3",
                remedy: "请联系省级公示人员。")
        }
        let now = house.clock.now()
        let law = house.law
        let month = day.description.prefix(7)
        return try await house.submit(submission, by: actor, to: "/publication/calendar?month=\(month)") { stores in
            try body(stores, now)
            let calendar = law.calendar.overlaid(with: try stores.publication.calendarEdits())
            var moved = 0
            for period in try stores.publication.runningPeriods() {
                let due = try PublicationDue.after(
                    period.completedOn, region: period.region, book: law.book, calendar: calendar)
                guard due.day != period.due else { continue }
                moved += 1
                try stores.publication.setPublishDue(due.day, campaign: period.campaign)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "campaign.due", actor: actor.account, object: "campaign/\(period.campaign)", at: now,
                        sentence: "工作日历调整，公示截止由\(period.due.inWords)改为\(due.day.inWords)",
                        data: [
                            "number": .text(period.number), "from": .text(period.due.description),
                            "to": .text(due.day.description),
                        ]), at: now)
            }
            var data = data
            data["moved"] = .number(Int64(moved))
            try stores.ledger.append(
                LedgerEntry(
                    act: act, actor: actor.account, object: "calendar/\(day.description)", at: now,
                    sentence: sentence + (moved > 0 ? "，\(moved) 个任务的公示截止日随之调整" : ""), data: data), at: now)
        }
    }
}

/// The calendar page's content.
package struct CalendarView: Sendable {
    package let calendar: WorkCalendar
    package let edits: [WorkCalendar.Entry]
    /// Last day of the state's arrangement as shipped in Policy/.
    package let knownUntil: Day
    /// Running periods that end after it: their deadlines are provisional.
    package let uncertain: [RunningPeriod]
    package let mayEdit: Bool
}
