/// The projection that the portal reads; the only store public pages touch (architecture.md, invariant 7).
package protocol PublicationStore {
    /// Edited working days, laid over Policy/calendar.yaml.
    func calendarEdits() throws -> [WorkCalendar.Entry]
    /// Puts a plan on the portal, or brings its page up to date.
    func upsertPlan(_ plan: PublishedPlan) throws
}
