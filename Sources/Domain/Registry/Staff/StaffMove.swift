/// 变动 (2.2.9): posting, transfer, retirement, departure, return of an inspector, effective from its day.
package struct StaffMove: Sendable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case posting, transfer, retirement, departure, back

        package var title: String {
            switch self {
            case .posting: "落编"
            case .transfer: "调转"
            case .retirement: "退休"
            case .departure: "离岗"
            case .back: "返岗"
            }
        }

        /// Whether the person no longer inspects where they did.
        package var leaves: Bool { self == .transfer || self == .retirement || self == .departure }
    }

    package enum State: String, Sendable { case pending, applied, cancelled }

    package let id: Int64
    package let inspector: Int64
    package let inspectorName: String
    package let kind: Kind
    package let effectiveOn: Day
    package let toAuthority: Int64?
    package let toAuthorityName: String?
    package let toStation: Int64?
    /// New nature of post; empty to keep it.
    package let post: String
    /// Number of the paper.
    package let document: String
    package let note: String
    package let state: State
    /// Who entered it; nil for the command line.
    package let account: Int64?
    package let accountName: String?
    package let at: Moment
    package let appliedAt: Moment?

    package init(
        id: Int64, inspector: Int64, inspectorName: String, kind: Kind, effectiveOn: Day, toAuthority: Int64?,
        toAuthorityName: String?, toStation: Int64?, post: String, document: String, note: String, state: State,
        account: Int64?, accountName: String?, at: Moment, appliedAt: Moment?
    ) {
        self.id = id
        self.inspector = inspector
        self.inspectorName = inspectorName
        self.kind = kind
        self.effectiveOn = effectiveOn
        self.toAuthority = toAuthority
        self.toAuthorityName = toAuthorityName
        self.toStation = toStation
        self.post = post
        self.document = document
        self.note = note
        self.state = state
        self.account = account
        self.accountName = accountName
        self.at = at
        self.appliedAt = appliedAt
    }
}

/// A change as entered.
package struct NewMove: Sendable {
    package let inspector: Int64
    package let kind: StaffMove.Kind
    package let effectiveOn: Day
    package let toAuthority: Int64?
    package let toStation: Int64?
    package let post: String
    package let document: String
    package let note: String
    package let account: Int64?
    package let at: Moment
}

/// An open visit that somebody has to leave, for the lists.
package struct VacatedVisit: Sendable {
    package let inspector: Int64
    package let inspectorName: String
    package let visit: Int64
    package let subjectName: String
    /// Whose drawers decide.
    package let authorityName: String
    package let state: State
    package let why: String
    package let at: Moment

    /// As it stands now, whatever was noted.
    package enum State: String, Sendable {
        /// Nobody has asked for a replacement, or the request was refused: a person must act.
        case waiting
        case asked
        /// Somebody else came in, or the visit was finished.
        case settled

        package var title: String {
            switch self {
            case .waiting: "待人工处理"
            case .asked: "已申请换人"
            case .settled: "已办结"
            }
        }
    }

    package init(
        inspector: Int64, inspectorName: String, visit: Int64, subjectName: String, authorityName: String,
        state: State, why: String, at: Moment
    ) {
        self.inspector = inspector
        self.inspectorName = inspectorName
        self.visit = visit
        self.subjectName = subjectName
        self.authorityName = authorityName
        self.state = state
        self.why = why
        self.at = at
    }
}

/// 岗位资质资格: beyond the certificate, such as 特种设备安全检查员.
package struct Qualification: Sendable {
    package let id: Int64
    package let inspector: Int64
    package let kind: String
    package let number: String
    package let from: Day
    package let until: Day?
    package let endedOn: Day?

    package init(id: Int64, inspector: Int64, kind: String, number: String, from: Day, until: Day?, endedOn: Day?) {
        self.id = id
        self.inspector = inspector
        self.kind = kind
        self.number = number
        self.from = from
        self.until = until
        self.endedOn = endedOn
    }

    package func isValid(on day: Day) -> Bool {
        from <= day && until.map { day <= $0 } ?? true && endedOn.map { day < $0 } ?? true
    }
}

/// Changes, qualifications and the roll of days in the store.
package protocol StaffMoveStore {
    func insert(_ move: NewMove) throws -> Int64
    func move(id: Int64) throws -> StaffMove?
    /// Of one inspector, newest first.
    func moves(inspector: Int64) throws -> [StaffMove]
    /// Pending ones by their day, then applied ones newest first, whose inspector stands in the region and department.
    func moves(region: RegionCode, department: String?, pending: Bool, slice: Slice) throws -> Listing<StaffMove>
    /// Pending ones whose day has come, by day.
    func movesDue(on day: Day) throws -> [StaffMove]
    /// pending → applied, with what was before. Throws a conflict otherwise.
    func setApplied(_ move: Int64, fromAuthority: Int64, fromPost: String, at: Moment) throws
    func setCancelled(_ move: Int64) throws
    /// Changes an inspector's place; nil keeps.
    func setPlace(
        inspector: Int64, authority: Int64, station: Int64?, post: String, status: Inspector.Status, at: Moment)
        throws
    /// Inspectors with open visits who have an applied change or a recusal in force: those whom the day may take away.
    func inspectorsToRoll(on day: Day) throws -> [Int64]
    /// Notes what became of a visit; a later note replaces an earlier one.
    func note(inspector: Int64, visit: Int64, move: Int64?, isOpened: Bool, why: String, at: Moment) throws
    /// By visit: what was noted last.
    func noted(inspector: Int64) throws -> [Int64: (isOpened: Bool, why: String)]
    /// Those that wait for a person first. `state` nil for all.
    func vacated(region: RegionCode, department: String?, state: VacatedVisit.State?, slice: Slice) throws
        -> Listing<VacatedVisit>
    /// Notes of open visits whose team the inspector is in and for which no request is being decided, by inspector.
    func openNotes() throws -> [Int64: [Int64]]
    func forget(inspector: Int64, visit: Int64) throws
    func setDayRoll(_ roll: DayRoll.Report, at: Moment) throws
    func dayRoll() throws -> (report: DayRoll.Report, at: Moment)?

    func insert(_ qualification: Qualification, by account: Int64?, at: Moment) throws
    func qualifications(inspector: Int64) throws -> [Qualification]
    func endQualification(_ id: Int64, inspector: Int64, on day: Day) throws
}

/// All that the staff pages keep beside the registry's own rows.
package protocol StaffStore: StaffMoveStore, PersonalStore, HolderStore, InstitutionStore, MeetingStore, AllianceStore {
}
