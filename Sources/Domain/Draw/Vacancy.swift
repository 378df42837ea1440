/// 换人: an inspector drawn for a visit must leave it, and the place is matched anew (docs/draw-spec.md, 12).
package struct Vacancy: Sendable {
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Waits for another person's decision.
        case open
        /// Somebody else was drawn.
        case filled
        /// Not granted: those who were drawn stay.
        case refused

        package var title: String {
            switch self {
            case .open: "待处理"
            case .filled: "已递补"
            case .refused: "未同意"
            }
        }
    }

    /// Why somebody leaves.
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case recusal, illness, leave, transfer, certificate, other

        package var title: String {
            switch self {
            case .recusal: "回避"
            case .illness: "患病"
            case .leave: "请假或外出"
            case .transfer: "调离或退休"
            case .certificate: "执法证失效"
            case .other: "其他"
            }
        }
    }

    /// Somebody who leaves, with who came in.
    package struct Officer: Sendable, Equatable {
        /// Place in the visit's team, from 0.
        package let slot: Int
        package let inspector: Int64
        package let name: String
        package let lot: String
        package let replacedBy: Int64?
        package let replacedByName: String?

        package init(
            slot: Int, inspector: Int64, name: String, lot: String, replacedBy: Int64? = nil,
            replacedByName: String? = nil
        ) {
            self.slot = slot
            self.inspector = inspector
            self.name = name
            self.lot = lot
            self.replacedBy = replacedBy
            self.replacedByName = replacedByName
        }
    }

    package let id: Int64
    package let ceremony: Int64
    package let ceremonyCode: String
    package let visit: Int64
    package let subjectName: String
    package let region: RegionCode
    package let department: String
    package let authorityName: String
    /// The inspection's id in the public record.
    package let inspection: String
    package let reason: Reason
    /// In words; internal, never published: it may speak of kinship or health.
    package let note: String
    /// Position of the vacancy entry in the log.
    package let entry: Int64
    package let state: State
    package let officers: [Officer]
    package let reportedBy: Int64
    package let reporterName: String
    package let reportedAt: Moment
    package let deciderName: String?
    package let decidedAt: Moment?
    /// Why it was refused; empty otherwise.
    package let decision: String
    /// The sub-seed, once filled.
    package let seed: String?
    package let replacementEntry: Int64?

    package init(
        id: Int64, ceremony: Int64, ceremonyCode: String, visit: Int64, subjectName: String, region: RegionCode,
        department: String, authorityName: String, inspection: String, reason: Reason, note: String, entry: Int64,
        state: State, officers: [Officer], reportedBy: Int64, reporterName: String, reportedAt: Moment,
        deciderName: String?, decidedAt: Moment?, decision: String, seed: String?, replacementEntry: Int64?
    ) {
        self.id = id
        self.ceremony = ceremony
        self.ceremonyCode = ceremonyCode
        self.visit = visit
        self.subjectName = subjectName
        self.region = region
        self.department = department
        self.authorityName = authorityName
        self.inspection = inspection
        self.reason = reason
        self.note = note
        self.entry = entry
        self.state = state
        self.officers = officers
        self.reportedBy = reportedBy
        self.reporterName = reporterName
        self.reportedAt = reportedAt
        self.deciderName = deciderName
        self.decidedAt = decidedAt
        self.decision = decision
        self.seed = seed
        self.replacementEntry = replacementEntry
    }
}

/// A vacancy as reported.
package struct NewVacancy: Sendable {
    package let ceremony: Int64
    package let visit: Int64
    package let inspection: String
    package let reason: Vacancy.Reason
    package let note: String
    package let serverValue: String
    package let entry: Int64
    package let officers: [Vacancy.Officer]
    package let by: Int64
    package let at: Moment
}

/// Vacancies in the store.
package protocol VacancyStore {
    func insert(_ vacancy: NewVacancy) throws -> Int64
    func vacancy(id: Int64) throws -> Vacancy?
    /// Of a region subtree and department (nil: all), in one of the states; open ones oldest first, others newest first.
    func vacancies(region: RegionCode, department: String?, states: [Vacancy.State], slice: Slice) throws
        -> Listing<Vacancy>
    /// Of one visit, oldest first.
    func vacancies(visit: Int64) throws -> [Vacancy]
    /// The server's sealed value; for the use case alone.
    func serverValue(vacancy: Int64) throws -> String
    /// open → filled, with who came in by slot.
    func setFilled(
        _ vacancy: Int64, by account: Int64, at: Moment, seed: String, entry: Int64,
        incoming: [(slot: Int, inspector: Int64)]) throws
    /// open → refused.
    func setRefused(_ vacancy: Int64, by account: Int64, at: Moment, reason: String) throws
    /// The public record after a draw: with the vacancies and replacements since.
    func setRecord(_ record: String, ceremony: Int64) throws
}
