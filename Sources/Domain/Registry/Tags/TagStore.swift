/// What the tags need of the store.
package protocol TagStore {
    // MARK: The taxonomy

    /// All tags that ever were, by number.
    func tagRecords() throws -> [RegistryTag]
    func tagDimensions() throws -> [TagDimension]
    func insert(_ dimension: TagDimension) throws
    /// Returns its number.
    func insert(_ tag: TagRules.Tag, meaning: String, owner: String?, since: Day) throws -> Int64
    func update(tag number: Int64, name: String, dimension: String, meaning: String) throws
    /// Whether a subject, a decision, the history, a recusal or an expertise names it.
    func isNamed(_ tag: RegistryTag) throws -> Bool
    /// Only while nothing names it (the undo of an import); all others end instead.
    func delete(tag number: Int64) throws
    func end(tag number: Int64, as state: RegistryTag.State, into: Int64?, on day: Day) throws
    /// Recusals and expertise that name a tag name the other from now on.
    func rename(tag code: String, to other: String) throws
    /// Standing recusals and expertise of inspectors that name the tag.
    func countInspectors(naming code: String, on day: Day) throws -> Int

    // MARK: Who carries what

    /// How many subjects carry each tag, by number.
    func countCarriers() throws -> [Int64: Int]
    /// Subjects that carry the tag, or of which a standing decision about it is kept, above an id, ascending.
    func touched(by tag: Int64, after id: Int64, limit: Int) throws -> [Int64]
    func taggable(after id: Int64, limit: Int) throws -> [TaggableSubject]
    func taggable(ids: [Int64]) throws -> [TaggableSubject]
    /// Subjects that a search finds, ascending.
    func subjectIDs(_ filter: SubjectFilter) throws -> [Int64]
    func countAllSubjects() throws -> Int
    /// Writes what subjects carry now, and the history of it.
    func write(_ differences: [TagDifference], cause: String, at: Moment) throws
    /// Oldest first.
    func tagChanges(subject: Int64) throws -> [TagChange]

    // MARK: Decisions

    /// All of a subject, newest first.
    func tagHolds(subject: Int64) throws -> [TagHold]
    func tagHold(id: Int64) throws -> TagHold?
    /// Those of a region's subjects, newest first.
    func decisions(_ filter: TagDecisionFilter, slice: Slice) throws -> Listing<TagDecision>
    /// Those that were not ended, oldest first, of subjects in a range of ids.
    func openHolds(from first: Int64, to last: Int64) throws -> [Int64: [TagHold]]
    func openHolds(subjects: [Int64]) throws -> [Int64: [TagHold]]
    func insert(_ holds: [NewTagHold], at: Moment, today: Day) throws
    func endHolds(_ ids: [Int64], at: Moment) throws
    /// Decisions that were ended stand again where their days allow.
    func reopenHolds(_ ids: [Int64], today: Day) throws
    /// Decisions about a merged tag: those that give, and those that take from somebody who does not carry the other.
    func moveHolds(of tag: Int64, to other: Int64, at: Moment) throws
    /// Subjects whose decisions began or ran out since they were last brought in line, with the tags; and marks them as
    /// brought in line.
    func turnedHolds(on day: Day) throws -> [(subject: Int64, tag: Int64)]

    // MARK: Rules

    /// Newest first, without their rules' text.
    func ruleVersions() throws -> [TagRuleVersion]
    func ruleVersion(_ number: Int) throws -> TagRuleVersion?
    func rulesInForce() throws -> TagRuleVersion?
    /// Number of the version in force while it has not reached every subject yet.
    func rulesUnderWay() throws -> Int?
    func draftOfRules() throws -> TagRuleVersion?
    func insertRules(
        _ rules: TagRuleSet, state: TagRuleVersion.State, base: Int, reason: String, by account: Int64?, at: Moment
    )
        throws -> Int
    func updateRules(_ number: Int, _ rules: TagRuleSet) throws
    func setTrial(_ trial: TagTrial, of sha256: String, rules number: Int) throws
    /// Puts a version into force and makes the one before history.
    ///
    /// - Parameter settledTo: the last subject in line with it, by id; nil where all are.
    func putInForce(
        _ number: Int, reason: String, by account: Int64?, at: Moment, trial: TagTrial, settledTo: Int64?) throws
    /// How far the registry has been brought in line with a version in force, and what that changed; nil: all of it.
    func settled(_ number: Int, to subject: Int64?, trial: TagTrial) throws
    func dropRules(_ number: Int) throws
}
