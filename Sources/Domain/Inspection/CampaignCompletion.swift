/// When a campaign's checking is complete, and what follows (2.4.3).
///
/// The rule: a campaign is completed on the day (Asia/Shanghai) on which the last of its inspections gets its first
/// signed result. From the next day on 20 working days run, until the end of the last of which every result must be
/// public. Three readings that the clause leaves open:
/// - A result that a reviewer returns does not take the completion back and does not move the deadline; otherwise a
///   return could be used to win time.
/// - Review lies within the 20 days, not before them.
/// - A result that nobody enters keeps its campaign incomplete; the campaign's own last day then shows it as late.
package struct CampaignCompletion: Sendable {
    let law: Law

    package init(law: Law) { self.law = law }

    /// Completes the campaign if this was its last inspection; to be called in the transaction that signed.
    func check(campaign id: Int64, actor: Actor, at now: Moment, in stores: any Stores) throws {
        guard try stores.inspections.neverSigned(campaign: id) == 0, let campaign = try stores.plans.campaign(id: id),
            campaign.state == .inspecting
        else { return }
        let due = try self.due(completedOn: now.day, region: campaign.region, in: stores)
        try stores.plans.complete(campaign: id, on: now.day, publishDue: due.day)
        try stores.ledger.append(
            LedgerEntry(
                act: "campaign.complete", actor: actor.account, object: "campaign/\(id)", at: now,
                sentence: "抽查任务检查完成，公示截止\(due.day.inWords)" + (due.isProvisional ? "（节假日安排尚未公布，暂按周末推算）" : ""),
                data: [
                    "number": .text(campaign.number), "completed": .text(now.day.description),
                    "due": .text(due.day.description), "provisional": .flag(due.isProvisional),
                ]), at: now)
        try Leads.settle(campaign: id, at: now, in: stores)
    }

    /// The last day of the publication period of a campaign completed on a day.
    package func due(completedOn day: Day, region: RegionCode, in stores: any Stores) throws -> PublicationDue {
        let calendar = law.calendar.overlaid(with: try stores.publication.calendarEdits())
        return try PublicationDue.after(day, region: region, book: law.book, calendar: calendar)
    }
}

/// The end of a publication period.
package struct PublicationDue: Sendable, Equatable {
    package let day: Day
    /// Whether the period runs past the days for which the state's holiday arrangement is known.
    package let isProvisional: Bool

    /// Day n is the n-th working day after the completion; the day of the completion is not counted.
    package static func after(
        _ completedOn: Day, region: RegionCode, book: LawBook, calendar: WorkCalendar
    ) throws -> PublicationDue {
        let count = try book.value("publish.within", on: completedOn, in: region)
        let day = calendar.day(count, workingDaysAfter: completedOn)
        return PublicationDue(day: day, isProvisional: day > calendar.knownUntil)
    }
}
