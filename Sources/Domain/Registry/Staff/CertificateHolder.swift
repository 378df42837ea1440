/// 持证人员 as the certificate platform says (docs/integration/certificate-platform.md).
package struct HolderRecord: Sendable, Equatable {
    package enum Status: String, Sendable, Codable, CaseIterable {
        case active
        /// 离岗、调出系统
        case left
        /// 证件注销、吊销
        case revoked

        package var title: String {
            switch self {
            case .active: "在岗"
            case .left: "离岗"
            case .revoked: "证件注销"
            }
        }
    }

    package let platformID: String
    package let name: String
    /// 单位工号; empty where the platform has none.
    package let employeeNumber: String
    package let certificate: Inspector.Certificate
    package let unitCode: String
    package let unitName: String
    package let station: String
    package let region: RegionCode
    package let status: Status
    /// When the platform changed it last; later texts are later.
    package let changedAt: String
    /// Sealed on arrival, never kept in the clear.
    package let identity: String?
    package let phone: String?

    package init(
        platformID: String, name: String, employeeNumber: String, certificate: Inspector.Certificate,
        unitCode: String, unitName: String, station: String, region: RegionCode, status: Status, changedAt: String,
        identity: String? = nil, phone: String? = nil
    ) {
        self.platformID = platformID
        self.name = name
        self.employeeNumber = employeeNumber
        self.certificate = certificate
        self.unitCode = unitCode
        self.unitName = unitName
        self.station = station
        self.region = region
        self.status = status
        self.changedAt = changedAt
        self.identity = identity
        self.phone = phone
    }
}

/// A record of a page, or why it cannot be used: the rest of the page is taken all the same.
package enum HolderRow: Sendable {
    case record(HolderRecord)
    case faulty(record: String, reason: String)
}

/// Some of the platform's changes, and where the next ones begin.
package struct HolderPage: Sendable {
    package let rows: [HolderRow]
    /// Kept with the page's rows in one transaction.
    package let next: String
    package let more: Bool

    package init(rows: [HolderRow], next: String, more: Bool) {
        self.rows = rows
        self.next = next
        self.more = more
    }
}

/// The certificate platform, or a file from it. Exchange implements the first, ``CertificateFile`` is the second.
package protocol CertificateSource: Sendable {
    /// Where its cursor is kept; empty for one that is always read from the start.
    var name: String { get }
    /// Throws `certificates.cursor` when the platform no longer knows the cursor.
    func page(since cursor: String?) async throws -> HolderPage
}

/// A holder with what we know of it.
package struct Holder: Sendable {
    package let id: Int64
    package let record: HolderRecord
    package let inspector: Int64?
    /// The authority its unit is; nil while nobody has said.
    package let authority: Int64?

    package init(id: Int64, record: HolderRecord, inspector: Int64?, authority: Int64?) {
        self.id = id
        self.record = record
        self.inspector = inspector
        self.authority = authority
    }
}

/// 入库率 (2.2.7): of those who hold a valid certificate, how many are in the library.
package struct HolderCoverage: Sendable, Equatable {
    package let region: RegionCode
    package let name: String
    package let holders: Int
    package let admitted: Int

    package init(region: RegionCode, name: String, holders: Int, admitted: Int) {
        self.region = region
        self.name = name
        self.holders = holders
        self.admitted = admitted
    }
}

/// A run of the synchronisation.
package struct SyncRun: Sendable {
    package enum State: String, Sendable {
        case running, done, failed

        package var title: String {
            switch self {
            case .running: "进行中"
            case .done: "完成"
            case .failed: "中断"
            }
        }
    }

    package var id: Int64
    package var source: String
    package var state: State
    package var startedAt: Moment
    package var endedAt: Moment
    package var pages = 0
    package var received = 0
    package var inserted = 0
    package var updated = 0
    package var unchanged = 0
    package var refused = 0
    package var problem = ""

    package init(id: Int64, source: String, state: State, startedAt: Moment, endedAt: Moment) {
        self.id = id
        self.source = source
        self.state = state
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}

/// Something the platform says otherwise than the library.
package struct SyncDifference: Sendable {
    package enum Kind: String, Sendable {
        case certificate, unit, left, name, twice

        package var title: String {
            switch self {
            case .certificate: "证件更新"
            case .unit: "单位不同"
            case .left: "平台已离岗"
            case .name: "姓名不同"
            case .twice: "一人两证"
            }
        }
    }

    package enum State: String, Sendable { case applied, open, settled }

    package let id: Int64
    package let run: Int64
    package let holder: Int64?
    package let inspector: Int64?
    package let region: RegionCode
    package let kind: Kind
    package let name: String
    package let before: String
    package let after: String
    package let state: State

    package init(
        id: Int64, run: Int64, holder: Int64?, inspector: Int64?, region: RegionCode, kind: Kind, name: String,
        before: String, after: String, state: State
    ) {
        self.id = id
        self.run = run
        self.holder = holder
        self.inspector = inspector
        self.region = region
        self.kind = kind
        self.name = name
        self.before = before
        self.after = after
        self.state = state
    }
}

/// Holders and synchronisation in the store.
package protocol HolderStore {
    func holder(id: Int64) throws -> Holder?
    func holder(platformID: String) throws -> Holder?
    func holder(inspector: Int64) throws -> Holder?
    /// Inserts or replaces by the platform's id; keeps the link when `inspector` is nil.
    func upsert(_ record: HolderRecord, inspector: Int64?, at: Moment) throws -> Int64
    func link(holder: Int64, inspector: Int64) throws
    func inspector(certificate number: String) throws -> Int64?
    /// Changes only the certificate.
    func setCertificate(_ certificate: Inspector.Certificate, inspector: Int64, at: Moment) throws
    func setName(_ name: String, inspector: Int64, at: Moment) throws
    func authority(unit code: String) throws -> Int64?
    func setUnit(_ code: String, authority: Int64) throws
    /// By county or, within a county, that one row; holders with a valid certificate who are in service.
    func holderCoverage(within region: RegionCode, on day: Day) throws -> [HolderCoverage]
    /// Those who are not in the library, or left it.
    func missingHolders(within region: RegionCode, on day: Day, text: String, slice: Slice) throws -> Listing<Holder>

    func cursor(source: String) throws -> String?
    func setCursor(_ cursor: String?, source: String) throws
    func insert(_ run: SyncRun, account: Int64?) throws -> Int64
    func update(_ run: SyncRun) throws
    func runs(slice: Slice) throws -> Listing<SyncRun>
    func insert(_ difference: SyncDifference) throws
    /// The open one of that holder and kind.
    func openDifference(holder: Int64, kind: SyncDifference.Kind) throws -> SyncDifference?
    func difference(id: Int64) throws -> SyncDifference?
    func setSettled(difference: Int64) throws
    /// Open ones first, then newest.
    func differences(within region: RegionCode, open: Bool?, slice: Slice) throws -> Listing<SyncDifference>
    func insertError(run: Int64, ordinal: Int, page: Int, record: String, reason: String) throws
    func errors(run: Int64) throws -> [(page: Int, record: String, reason: String)]
}
