package protocol RegistryStore: LeaveStore, TagStore, LibraryStore, DirectoryStore {
    func region(_ code: RegionCode) throws -> Region?
    /// The division and all below it that exist today, by code.
    func regions(within code: RegionCode) throws -> [Region]
    func authority(id: Int64) throws -> Authority?
    func authority(code: String) throws -> Authority?
    func authorities(within region: RegionCode) throws -> [Authority]
    func department(_ code: String) throws -> Department?
    func departments() throws -> [Department]
    func stations(authority: Int64) throws -> [Station]

    func subject(id: Int64) throws -> Subject?
    func subject(identifier: String) throws -> Subject?
    /// Those of the subjects that exist, in no particular order.
    func subjects(ids: [Int64]) throws -> [Subject]
    /// Every subject's id and identifier, in the order of ids.
    func forEachIdentifier(_ body: (_ id: Int64, _ identifier: String) throws -> Void) throws
    /// Those of the subjects that exist, by id, with the moment of their last change.
    func rows(ids: [Int64]) throws -> [RegistryRow]
    func inspector(id: Int64) throws -> Inspector?
    /// Active inspectors of an authority with expertise and recusals, by code.
    func inspectors(authority: Int64) throws -> [Inspector]

    // MARK: Searching

    /// A page of what the query finds, in the order of ids.
    func search(_ query: SubjectQuery, slice: Slice) throws -> SubjectListing
    /// How many the query finds, by region and by type.
    func breakdown(_ query: SubjectQuery) throws -> SubjectBreakdown
    /// How many the query finds, by class of the newest snapshot dated on or before the day.
    func classes(_ query: SubjectQuery, riskOn day: Day) throws -> [RiskClass: Int]
    /// Which subjects the queries find in common, in no particular order; at most ``SubjectOverlap/limit`` queries.
    func overlaps(_ queries: [SubjectQuery], types: [String], riskOn day: Day) throws -> [SubjectOverlap]
    /// All subjects that the query finds, in the order of ids, streamed.
    func forEachSubject(_ query: SubjectQuery, _ body: (Subject) throws -> Void) throws
    func countSubjects(region: RegionCode) throws -> (all: Int, active: Int)
    /// Tags in use, in the order of their numbers.
    func tags() throws -> [TagRules.Tag]
    /// Class of the newest snapshot dated on or before the day, with that date; nil when the subject has none.
    func risk(subject: Int64, on day: Day) throws -> (risk: RiskClass, dated: Day)?
    /// Visits of a subject, newest first.
    func visits(subject: Int64, on day: Day) throws -> [SubjectVisit]

    // MARK: Inspectors and authorities

    func inspector(code: String) throws -> Inspector?
    func inspectors(_ filter: InspectorFilter, slice: Slice) throws -> Listing<Inspector>
    func coverage(region: RegionCode, on day: Day, soonDays: Int) throws -> CertificateCoverage
    /// Inserts or updates by the number at work; recusals are added, never ended.
    func upsert(_ inspector: NewInspector, at: Moment) throws -> (id: Int64, change: RowChange)
    /// False when the same recusal from the same day stands already.
    func insert(_ recusal: Recusal, inspector: Int64) throws -> Bool
    /// Ends a recusal; throws a conflict when it has ended already or is not there.
    func endRecusal(inspector: Int64, kind: Recusal.Kind, target: String, from: Day, until: Day) throws
    /// Inserts or updates by code; returns the id.
    func insert(_ authority: NewAuthority) throws -> Int64
    func station(code: String) throws -> Station?
    /// Inserts or renames by code; returns the id.
    func insertStation(code: String, name: String, authority: Int64) throws -> Int64

    // MARK: Risk classes

    /// The newest snapshot of exactly that day.
    func riskSnapshot(dated: Day) throws -> Int64?
    /// A new snapshot that begins with the classes of the one before.
    func beginRiskSnapshot(dated: Day, source: String, at: Moment) throws -> Int64
    func riskClasses(snapshot: Int64, subjects: [Int64]) throws -> [Int64: RiskClass]
    func setRisk(_ rows: [(subject: Int64, risk: RiskClass)], snapshot: Int64) throws

    // MARK: Imports

    /// Writes down an import that begins; its counts follow with ``finishImport(_:counts:refusals:)``.
    func beginImport(_ new: NewImport) throws -> Int64
    func finishImport(_ id: Int64, counts: ImportCounts, refusals: [RowRefusal]) throws
    /// Adds what a portion did to the counts and refusals of the portions before.
    func continueImport(_ id: Int64, counts: ImportCounts, refusals: [RowRefusal]) throws
    func importRecord(_ id: Int64) throws -> ImportRecord?
    /// The imports of people whose region lies in the subtree, newest first.
    func imports(region: RegionCode, slice: Slice) throws -> Listing<ImportRecord>
    /// In the order of the file.
    func refusals(import id: Int64, slice: Slice) throws -> Listing<RowRefusal>
    func forEachRefusal(import id: Int64, _ body: (RowRefusal) throws -> Void) throws

    /// Takes the lock under which new subjects are numbered and returns the next number; 1 when there is none yet.
    func lockSubjectCounter() throws -> Int64
    func setSubjectCounter(_ next: Int64) throws
    /// Subjects by identifier, at most 1,000 at a time.
    func known(identifiers: [String]) throws -> [String: KnownSubject]
    func insert(_ rows: [(id: Int64, row: SubjectRecord)], keeper: String, import id: Int64, at: Moment) throws
    /// Writes the rows' facts; the mark of being absent falls.
    func update(_ rows: [(id: Int64, row: SubjectRecord)], import id: Int64, at: Moment) throws
    /// Takes the mark of being absent from a full list off subjects that an import names as they are.
    func clearAbsence(_ ids: [Int64], import id: Int64, at: Moment) throws
    /// Id of each station by code.
    func stationNumbers() throws -> [String: Int64]
    /// Number of each tag by code.
    func tagNumbers() throws -> [String: Int64]
    func insertTags(_ pairs: [TagPair]) throws
    func removeTags(_ pairs: [TagPair]) throws

    // MARK: The change sequence

    /// Says that these subjects, their tags or their classes were written in this transaction. Every method that writes
    /// rows of registry_subject, registry_subject_tag or registry_risk calls it; calls are collected and cost nothing.
    func touch(_ subjects: [Int64])
    /// The same for a change that reaches all subjects: the index reads everything anew.
    func touchAll()
    func changeHead() throws -> ChangeHead
    /// What was touched after that number, up to the head.
    func changes(after sequence: Int64) throws -> SubjectSpans

    // MARK: What the index reads

    /// Subjects whose ids lie in the span, by id.
    func forEachIndexed(_ span: ClosedRange<Int64>, _ body: (IndexedSubject) throws -> Void) throws
    /// Which of the tags the subjects in the span carry, in no particular order.
    func forEachTag(
        _ numbers: [Int64], _ span: ClosedRange<Int64>, _ body: (_ tag: Int64, _ subject: Int64) throws -> Void) throws
    /// Classes of the subjects in the span, in a snapshot.
    func forEachClass(
        snapshot: Int64, _ span: ClosedRange<Int64>, _ body: (_ subject: Int64, _ risk: RiskClass) throws -> Void)
        throws
    /// The newest snapshot of classes dated on or before the day; nil for the newest of all.
    func riskSnapshot(until day: Day?) throws -> Int64?
    /// The largest id of a subject; 0 when there is none.
    func lastSubject() throws -> Int64

    // MARK: Reference rows

    /// Brings regions up to the table: inserts and updates, never deletes. Returns how many rows changed.
    func seed(regions: [RegionRow]) throws -> Int
    /// Tags that never were get the next numbers; known ones stay as people keep them.
    func seed(tags: [TagRules.Tag], dimensions: [TagRules.Dimension], since: Day) throws -> Int
    func seed(departments: [Department]) throws -> Int

    // MARK: Counting for lists and plans

    /// Active subjects of those types in a subtree.
    func countActive(types: [String], within region: RegionCode) throws -> Int
    /// Subjects of those types in a subtree that were drawn at least once in the calendar year.
    func countDrawn(types: [String], within region: RegionCode, year: Int) throws -> Int

    /// Streams the subjects a draw may take: active, in one of the regions (subtrees), reached by one of the
    /// selectors and by `within`; other conditions of the query are not looked at. Each subject once, in the order of ids; `risk`
    /// from the newest snapshot dated on or before `day`.
    func forEachCandidate(_ query: SubjectQuery, riskOn day: Day, _ body: (Candidate) throws -> Void) throws
}

/// A subject as the freeze sees it.
package struct Candidate: Sendable {
    package let id: Int64
    package let identifier: String
    package let risk: RiskClass
    /// Draws of this subject in the calendar year so far, other ceremonies' included (2.3.10).
    package let drawnThisYear: Int

    package init(id: Int64, identifier: String, risk: RiskClass, drawnThisYear: Int) {
        self.id = id
        self.identifier = identifier
        self.risk = risk
        self.drawnThisYear = drawnThisYear
    }
}

/// A subject as an audit names it.
package struct RegistryRow: Sendable {
    package let id: Int64
    package let identifier: String
    package let name: String
    package let changedAt: Moment

    package init(id: Int64, identifier: String, name: String, changedAt: Moment) {
        self.id = id
        self.identifier = identifier
        self.name = name
        self.changedAt = changedAt
    }
}

/// Where the change sequence of the subjects stands.
package struct ChangeHead: Sendable, Equatable {
    /// The number of the newest change; 0 when there was none.
    package let sequence: Int64
    /// Changes up to this number are forgotten.
    package let floor: Int64

    package init(sequence: Int64, floor: Int64) {
        self.sequence = sequence
        self.floor = floor
    }
}
