/// What an import or a form says of an inspector.
package struct NewInspector: Sendable {
    package let code: String
    package let name: String
    package let authority: Int64
    package let station: Int64?
    package let certificate: Inspector.Certificate?
    package let isAuxiliary: Bool
    package let post: String
    package let status: Inspector.Status
    package let capacity: Int
    /// Tag codes, sorted by bytes.
    package let expertise: [String]
    /// Added to those that stand; an import never ends a recusal.
    package let recusals: [Recusal]

    package init(
        code: String, name: String, authority: Int64, station: Int64?, certificate: Inspector.Certificate?,
        isAuxiliary: Bool, post: String, status: Inspector.Status, capacity: Int, expertise: [String],
        recusals: [Recusal]
    ) {
        self.code = code
        self.name = name
        self.authority = authority
        self.station = station
        self.certificate = certificate
        self.isAuxiliary = isAuxiliary
        self.post = post
        self.status = status
        self.capacity = capacity
        self.expertise = expertise
        self.recusals = recusals
    }

    /// Whether the registry says all of this already.
    package func matches(_ old: Inspector) -> Bool {
        name.utf8.elementsEqual(old.name.utf8) && authority == old.authority && station == old.station
            && certificate == old.certificate && isAuxiliary == old.isAuxiliary && post == old.post
            && status == old.status && capacity == old.capacity && expertise == old.expertise
            && recusals.allSatisfy { new in old.recusals.contains { $0.isSame(as: new) } }
    }
}

package enum RowChange: Sendable, Equatable { case inserted, updated, unchanged }

package struct NewAuthority: Sendable {
    package let code: String
    package let name: String
    package let region: RegionCode
    package let department: String
    package let parent: Int64?

    package init(code: String, name: String, region: RegionCode, department: String, parent: Int64?) {
        self.code = code
        self.name = name
        self.region = region
        self.department = department
        self.parent = parent
    }
}

/// How an inspector's 执法证 stands on a day.
package enum CertificateState: String, Sendable, CaseIterable {
    case valid, expiring, expired, missing

    package var title: String {
        switch self {
        case .valid: "有效"
        case .expiring: "即将到期"
        case .expired: "已过期"
        case .missing: "未登记或未生效"
        }
    }
}

extension Inspector {
    /// `soonDays`: within so many days of its end a certificate counts as expiring.
    package func certificateState(on day: Day, soonDays: Int) -> CertificateState {
        guard let certificate, certificate.from <= day else { return .missing }
        if certificate.until < day { return .expired }
        return certificate.until <= day.advanced(by: soonDays) ? .expiring : .valid
    }
}

package struct InspectorFilter: Sendable {
    package var region: RegionCode
    package var department: String?
    /// Name, number at work or certificate number, in part.
    package var text = ""
    package var authority: Int64?
    package var certificate: CertificateState?
    package var includesLeft = false
    package var on: Day
    package var soonDays: Int

    package init(region: RegionCode, department: String?, on: Day, soonDays: Int = 90) {
        self.region = region
        self.department = department
        self.on = on
        self.soonDays = soonDays
    }
}

/// 执法证 coverage of the active inspectors of a region.
package struct CertificateCoverage: Sendable, Equatable {
    package let all: Int
    package let auxiliary: Int
    /// Certified on the day, expiring ones included.
    package let valid: Int
    package let expiring: Int

    package init(all: Int, auxiliary: Int, valid: Int, expiring: Int) {
        self.all = all
        self.auxiliary = auxiliary
        self.valid = valid
        self.expiring = expiring
    }
}

extension Recusal {
    /// Same kind and target, whatever the days: an import does not add it again.
    package func isSame(as other: Recusal) -> Bool {
        kind == other.kind && target.utf8.elementsEqual(other.target.utf8)
    }
}
