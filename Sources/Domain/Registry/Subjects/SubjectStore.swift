/// What the registry keeps of subjects beyond the rows of the bulk load: profiles, parts, history, conflicts.
package protocol SubjectStore: SubjectExchangeStore {
    func profile(id: Int64) throws -> SubjectProfile?
    /// By the main number.
    func profile(identifier: String) throws -> SubjectProfile?
    /// By a number beside the main one.
    func profile(scheme: IdentifierScheme, number: String) throws -> SubjectProfile?
    func profiles(ids: [Int64]) throws -> [SubjectProfile]
    /// A new subject under the registry's next number, which it returns.
    func insert(_ profile: SubjectProfile, hash: Int64, import id: Int64, at: Moment) throws -> Int64
    /// All fields of the profile, and the tags as they stand in it.
    func update(_ profile: SubjectProfile, from old: SubjectProfile, at: Moment) throws

    // MARK: Parts

    func parts(subject: Int64) throws -> SubjectParts
    func insert(_ premises: Premises) throws -> Int64
    func premises(id: Int64) throws -> Premises?
    func update(_ premises: Premises) throws
    /// Only to take back the import that brought it in.
    func deletePremises(_ id: Int64) throws
    func endPremises(_ id: Int64, subject: Int64, on day: Day) throws
    func insert(_ licence: Licence) throws -> Int64
    /// New validity, issuer and scope of a licence that is known by its number.
    func update(_ licence: Licence) throws
    func licence(id: Int64) throws -> Licence?
    /// Only to take back the import that brought it in.
    func deleteLicence(_ id: Int64) throws
    func endLicence(_ id: Int64, subject: Int64, on day: Day) throws
    func insert(_ number: OtherIdentifier) throws -> Int64
    func endNumber(_ id: Int64, subject: Int64, on day: Day) throws
    func insert(_ move: RegionMove, by account: Int64?, at: Moment, doneAt: Moment?) throws -> Int64
    /// Moves whose day has come and that are neither done nor cancelled.
    func dueMoves(on day: Day) throws -> [RegionMove]
    func move(id: Int64) throws -> RegionMove?
    func finishMove(_ id: Int64, at: Moment) throws
    func cancelMove(_ id: Int64, at: Moment) throws
    /// Licences of active subjects in a region that have run out or will within the days, soonest first.
    func licences(_ filter: LicenceFilter, slice: Slice) throws -> Listing<LicenceRow>
    func stations(within region: RegionCode) throws -> [Station]
    /// Stations of the authorities in a subtree, with their codes, by code.
    func stationChoices(within region: RegionCode) throws -> [(code: String, name: String, id: Int64)]
    func station(id: Int64) throws -> Station?
    /// Classes of one subject by snapshot, newest first. Internal (invariant 4).
    func riskHistory(subject: Int64, limit: Int) throws -> [(risk: RiskClass, dated: Day)]
    /// Published results of a subject, newest first: number of the result and day.
    func publishedResults(identifier: String) throws -> [(id: Int64, title: String, outcome: String, on: Day)]

    // MARK: History

    func insert(_ changes: [NewSubjectChange]) throws
    /// Newest first; rows of one change together.
    func changes(subject: Int64, limit: Int) throws -> [SubjectChange]
    /// By subject; those without a change are left out.
    func histories(_ subjects: [Int64]) throws -> [Int64: FieldHistory]
}

/// What of the licences is asked for.
package struct LicenceFilter: Sendable {
    package enum Due: String, Sendable, CaseIterable {
        case soon, expired
        package var title: String { self == .soon ? "即将到期" : "已过期" }
    }

    package var region: RegionCode
    package var due: Due
    package let today: Day
    package let soonDays: Int

    package init(region: RegionCode, due: Due, today: Day, soonDays: Int = RegistryReading.soonDays) {
        self.region = region
        self.due = due
        self.today = today
        self.soonDays = soonDays
    }
}

/// A licence with its holder.
package struct LicenceRow: Sendable {
    package let licence: Licence
    package let name: String
    package let identifier: String
    package let region: RegionCode

    package init(licence: Licence, name: String, identifier: String, region: RegionCode) {
        self.licence = licence
        self.name = name
        self.identifier = identifier
        self.region = region
    }
}

/// Conflicts, departments' keys, deliveries, stocktakes.
package protocol SubjectExchangeStore {
    /// Writes a conflict down, unless the very same statement waits already; returns its id.
    func insert(_ conflict: SubjectConflict) throws -> Int64
    func conflict(id: Int64) throws -> SubjectConflict?
    func conflicts(_ filter: ConflictFilter, slice: Slice) throws -> Listing<SubjectConflict>
    func openConflicts(subject: Int64) throws -> Int
    /// Conflicts about fields that were decided for what we hold.
    func keptConflicts(subject: Int64) throws -> [SubjectConflict]
    /// Throws a conflict when somebody else has decided meanwhile.
    func resolve(_ id: Int64, _ state: SubjectConflict.State, by account: Int64, reason: String, at: Moment) throws

    func insert(_ token: NewDepartmentToken, at: Moment) throws -> Int64
    func tokens(region: RegionCode) throws -> [DepartmentToken]
    func token(id: Int64) throws -> DepartmentToken?
    func token(hash: String) throws -> DepartmentToken?
    func revokeToken(_ id: Int64, at: Moment) throws
    func useToken(_ id: Int64, at: Moment) throws
    /// Body hash and answer of an earlier delivery of the same key.
    func delivery(token: Int64, key: String) throws -> (bodyHash: String, answer: String)?
    func insert(_ delivery: NewDelivery) throws -> Int64
    func finish(delivery: Int64, answer: String, taken: Int, conflict: Int, refused: Int) throws
    func deliveries(token: Int64, slice: Slice) throws -> Listing<DeliveryRecord>

    func insert(_ stocktake: Stocktake, absent: [Int64]) throws -> Int64
    func stocktake(id: Int64) throws -> Stocktake?
    func stocktakes(region: RegionCode, slice: Slice) throws -> Listing<Stocktake>
    func absentSubjects(stocktake: Int64, slice: Slice) throws -> Listing<Subject>
    func absentIDs(stocktake: Int64) throws -> [Int64]
    func markStocktake(_ id: Int64, at: Moment) throws
    /// Active subjects of a keeper in a subtree whose main number is of one of the kinds, in the order of ids.
    func forEachKept(
        by department: String, within region: RegionCode, schemes: [IdentifierScheme],
        _ body: (Int64, String) throws -> Void) throws
    /// Numbers beside the main one that such subjects have.
    func forEachNumber(
        by department: String, within region: RegionCode, schemes: [IdentifierScheme],
        _ body: (Int64, IdentifierScheme, String) throws -> Void) throws
    /// Of these, the subjects that carry the mark of being absent.
    func absent(by department: String, within region: RegionCode) throws -> [Int64]
}

package struct ConflictFilter: Sendable {
    package var region: RegionCode
    package var state: SubjectConflict.State
    package var kind: ConflictKind?

    package init(region: RegionCode, state: SubjectConflict.State = .open, kind: ConflictKind? = nil) {
        self.region = region
        self.state = state
        self.kind = kind
    }
}
