/// 清单版本: one state of a list, with its date, reason and legal basis (2.2.1).
///
/// Versions of a list stand in one line: each takes effect on the day of the one before or later. In force on a day is
/// the newest that has taken effect and was not withdrawn before it did; no clock has to ring for that.
package struct CatalogueVersion: Sendable, Equatable {
    package let list: CatalogueList
    /// 1, 2, 3 … without gaps within a list.
    package let number: Int
    package let effectiveFrom: Day
    package let reason: String
    package let basis: String
    /// Nil for an import from the command line.
    package let createdByName: String?
    package let createdAt: Moment
    /// The version that took this one back before it took effect.
    package let withdrawnBy: Int?

    package init(
        list: CatalogueList, number: Int, effectiveFrom: Day, reason: String, basis: String, createdByName: String?,
        createdAt: Moment, withdrawnBy: Int?
    ) {
        self.list = list
        self.number = number
        self.effectiveFrom = effectiveFrom
        self.reason = reason
        self.basis = basis
        self.createdByName = createdByName
        self.createdAt = createdAt
        self.withdrawnBy = withdrawnBy
    }

    package var standing: VersionStanding { VersionStanding(withdrawnBy: withdrawnBy, effectiveFrom: effectiveFrom) }

    package static func location(_ list: CatalogueList, _ number: Int) -> String {
        "/catalogue/versions/\(number)" + (list == .items ? "" : "?list=\(list.rawValue)")
    }
}

/// Whether a version holds on a day.
package struct VersionStanding: Sendable {
    package enum State: Sendable, Equatable { case inForce, past, coming, withdrawn }

    let withdrawnBy: Int?
    let effectiveFrom: Day

    /// - Parameter inForce: number of the version in force that day.
    package func state(of number: Int, inForce: Int?, on today: Day) -> State {
        if withdrawnBy != nil { return .withdrawn }
        if effectiveFrom > today { return .coming }
        return number == inForce ? .inForce : .past
    }
}

/// What has to be said for a new version: from when, why, and on which legal basis.
package struct VersionNotice: Sendable {
    package let effectiveFrom: Day
    package let reason: String
    package let basis: String

    package init(effectiveFrom: Day, reason: String, basis: String) {
        self.effectiveFrom = effectiveFrom
        self.reason = reason.trimmed
        self.basis = basis.trimmed
    }

    /// Collects every field's trouble. A version never takes effect before the one it follows, so that the line of
    /// versions is also the line of days; a date years ahead is a slip of the pen.
    func check(after latest: CatalogueVersion?, today: Day) throws {
        var fields: [String: String] = [:]
        if reason.isEmpty { fields["reason"] = "请写明调整原因" }
        if reason.count > 500 { fields["reason"] = "调整原因不超过500字" }
        if basis.isEmpty { fields["version_basis"] = "请写明调整依据" }
        if basis.count > 500 { fields["version_basis"] = "调整依据不超过500字" }
        if effectiveFrom > today.advanced(by: 731) { fields["effective_from"] = "生效日期最多提前两年发布" }
        if let latest, effectiveFrom < latest.effectiveFrom {
            fields["effective_from"] =
                latest.effectiveFrom > today
                ? "第\(latest.number)版将于\(latest.effectiveFrom.inWords)生效，新版本不能早于它；要先调整，请先撤回第\(latest.number)版"
                : "不能早于现行版本的生效日期\(latest.effectiveFrom.inWords)"
        }
        guard fields.isEmpty else {
            throw Problem(
                .refused, "catalogue.notice", "清单的每次调整都应有生效日期、原因和依据。", clause: "2.2.1",
                remedy: "请按各栏下方的提示补充。", fields: fields)
        }
    }
}

/// An entry as it stood from one version to another.
package struct EntryPeriod: Sendable {
    package let entry: ListEntry
    package let since: CatalogueVersion
    /// The first version that no longer holds it so; nil while it stands.
    package let until: CatalogueVersion?

    package init(entry: ListEntry, since: CatalogueVersion, until: CatalogueVersion?) {
        self.entry = entry
        self.since = since
        self.until = until
    }
}
