/// A file on its way into the house: kept in the database, so that it outlives the page and the process.
package struct ImportJob: Sendable {
    package enum State: String, Sendable {
        /// Columns wait to be matched.
        case open
        case checking, checked, running, done
        /// The file as a whole could not be used, or the work broke off.
        case failed
        case discarded
    }

    /// What the file looks like, read once: each look at its page would unpack it again.
    package struct Shape: Sendable, Codable {
        package let header: [String]
        package let sheets: [String]
        package let encoding: String

        init(_ source: any TableSource, header: [String]) {
            self.header = header
            sheets = source.sheets
            encoding = source.encoding
        }
    }

    package let id: Int64
    package let kind: ImportRecord.Kind
    package let fileName: String
    package let digest: String
    package let account: Int64
    /// Of the person who handed it in: colleagues of the region may go on with it.
    package let region: RegionCode
    package var sheet: String?
    package var matching: ColumnMatching
    package var dated: Day?
    package var state: State
    package var mode: ImportMode?
    package var finding: ImportFinding?
    /// What stopped it, in a sentence with its way out.
    package var problem: String?
    package var importID: Int64?
    /// Names the run that may end this job; another run has another.
    package var run: String
    /// Nil for a job from before it was kept.
    package var shape: Shape?
    /// The last row that is in, of an import in portions; nil before its first.
    package var reached: Int?

    package init(
        id: Int64, kind: ImportRecord.Kind, fileName: String, digest: String, account: Int64, region: RegionCode,
        sheet: String?,
        matching: ColumnMatching, dated: Day?, state: State, mode: ImportMode?, finding: ImportFinding?,
        problem: String?, importID: Int64?, run: String, shape: Shape? = nil, reached: Int? = nil
    ) {
        self.id = id
        self.kind = kind
        self.fileName = fileName
        self.digest = digest
        self.account = account
        self.region = region
        self.sheet = sheet
        self.matching = matching
        self.dated = dated
        self.state = state
        self.mode = mode
        self.finding = finding
        self.problem = problem
        self.importID = importID
        self.run = run
        self.shape = shape
        self.reached = reached
    }

    /// Key of its progress note.
    var note: String { "import-\(id)" }
}

package protocol ImportStore {
    func insert(_ job: ImportJob, at: Moment) throws -> Int64
    func job(_ id: Int64) throws -> ImportJob?
    /// Jobs of a region's people that wait for somebody, newest first.
    func openJobs(region: RegionCode, limit: Int) throws -> [ImportJob]
    /// The job whose import this is; nil for imports of the command line.
    func job(import id: Int64) throws -> ImportJob?
    /// Writes the job if it still stands there under that run; false when it has moved on.
    func save(_ job: ImportJob, from state: ImportJob.State, run: String, at: Moment) throws -> Bool
    /// Jobs whose first portion is in and whose last is not, oldest first.
    func portionsUnderWay() throws -> [ImportJob]
    /// Replaces what a check found wrong.
    func setRefusals(_ refusals: [RowRefusal], job: Int64) throws
    func refusals(job: Int64, slice: Slice) throws -> Listing<RowRefusal>
    /// By field, the name of the column that the person chose last.
    func remembered(account: Int64, kind: ImportRecord.Kind) throws -> [String: String]
    func remember(_ names: [String: String], account: Int64, kind: ImportRecord.Kind) throws
    /// The import of this transaction, while no other can be written: the newest.
    func newest() throws -> (id: Int64, refused: Int)?

    // MARK: Undo

    /// Remembers what an import of inspectors is about to change; ``finishImages(import:)`` keeps what it did change.
    func beginImages(_ kind: ImportRecord.Kind) throws
    func finishImages(_ kind: ImportRecord.Kind, import id: Int64) throws
    /// Remembers a subject before a row of the import changes it; false when it was remembered before.
    func keepImage(ofSubject id: Int64, import record: Int64) throws -> Bool
    func dropImage(ofSubject id: Int64, import record: Int64) throws
    /// Subjects that an import changed, as they were before it, by number.
    func subjectImages(import id: Int64, after last: Int64, limit: Int) throws -> [SubjectProfile]
    /// What an import of rows did, in its order, behind what its earlier portions did.
    func keep(_ traces: [RowTrace], import id: Int64) throws
    func traces(import id: Int64) throws -> [RowTrace]
    func undoFacts(_ record: ImportRecord) throws -> ImportUndo.Facts
    func undo(_ record: ImportRecord, by account: Int64, at: Moment) throws
    /// Subjects that the import changed, whose earlier state is known, ascending.
    func changedSubjects(import id: Int64) throws -> [Int64]
    func undone(import id: Int64) throws -> (at: Moment, by: String)?
    func markUndone(import id: Int64, account: Int64, at: Moment) throws
}
