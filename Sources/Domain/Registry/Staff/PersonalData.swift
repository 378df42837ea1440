/// 身份证号、手机号: kept sealed, shown masked, and in full only to somebody who says why; each such look is recorded.
package struct PersonalData: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package static func owner(inspector: Int64) -> String { "inspector/\(inspector)" }
    package static func owner(holder: Int64) -> String { "holder/\(holder)" }
    static func owner(recusal: Recusal, inspector: Int64) -> String {
        "recusal/\(inspector)/\(recusal.target)/\(recusal.from)"
    }

    // MARK: Writing

    /// Replaces what is given; nil keeps, an empty text takes out.
    package func set(
        _ values: [PersonalKind: String], inspector id: Int64, by actor: Actor, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let vault = try house.personal()
        let now = house.clock.now()
        var checked: [PersonalKind: String] = [:]
        var fields: [String: String] = [:]
        for (kind, text) in values {
            guard let value = kind.checked(text) else {
                fields["personal_\(kind.rawValue)"] =
                    kind == .identity ? "身份证号应为18位，请核对末位校验码" : "手机号应为11位数字"
                continue
            }
            checked[kind] = value
        }
        guard fields.isEmpty, !checked.isEmpty else {
            if fields.isEmpty { fields["personal_identity"] = "请至少填写一项" }
            throw Problem(.invalid, "personal.form", "有\(fields.count)处需要修改。", clause: "2.2.7", fields: fields)
        }
        let kept = checked
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            _ = try InspectorKeeping.editable(id, stores, actor)
            let owner = PersonalData.owner(inspector: id)
            for (kind, value) in kept.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                if kind == .identity {
                    try PersonalData.refuseTwice(value, owner: owner, stores, vault, actor)
                }
                try stores.staff.keep(
                    try vault.seal(value, owner: owner, kind: kind), owner: owner, kind: kind, at: now)
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.personal.set", actor: actor.account, object: "inspector/\(id)", at: now,
                    sentence: "登记"
                        + kept.keys.map(\.title).sorted().joined(separator: "、") + "（加密保存）。"), at: now)
        }
    }

    /// One person stands in the library once.
    private static func refuseTwice(
        _ value: String, owner: String, _ stores: any Stores, _ vault: PersonalVault, _ actor: Actor
    ) throws {
        for other in try stores.staff.owners(blinds: vault.blinds(value, kind: .identity), kind: .identity)
        where other != owner {
            guard let id = other.inspectorID, let person = try stores.registry.inspector(id: id) else { continue }
            let isOurs = actor.covers(person.region, department: person.department)
            throw Problem(
                .conflict, "personal.twice",
                "这个身份证号已经登记在"
                    + (isOurs ? "\(person.authorityName)的\(person.name)（工号 \(person.code)）" : "其他机关的一名人员") + "名下。",
                clause: "2.2.7", remedy: "同一人调动的，请由原单位登记调转；录错的，请核对后修改。",
                fields: ["personal_identity": "已登记在他人名下"])
        }
    }

    // MARK: Reading

    /// Masked values of an inspector, for who may change the library; others learn only that they are there.
    package func masked(inspector id: Int64, for actor: Actor) async throws -> [PersonalKind: String] {
        try actor.require(.registryRead)
        let vault = house.vault
        return try await house.storage.read { stores in
            var shown: [PersonalKind: String] = [:]
            let owner = PersonalData.owner(inspector: id)
            for (kind, sealed) in try stores.staff.personal(owner: owner) {
                let value = actor.may(.personalRead) ? try? vault?.open(sealed, owner: owner, kind: kind) : nil
                shown[kind] = value.map(kind.masked) ?? "已登记"
            }
            return shown
        }
    }

    /// The full value, for a stated reason. The look is recorded before it is answered.
    package func reveal(_ kind: PersonalKind, inspector id: Int64, reason: String, by actor: Actor) async throws
        -> String
    {
        let house = house
        let vault = try house.personal()
        let now = house.clock.now()
        let reason = reason.trimmed
        guard (4...200).contains(reason.count) else {
            throw Problem(
                .invalid, "personal.reason", "查看完整号码应写明理由（4至200字）。", clause: "2.2.7",
                fields: ["reveal_reason": "请写明理由，4至200字"])
        }
        return try await house.storage.write { stores in
            guard let inspector = try stores.registry.inspector(id: id) else { throw Problem.notFound("执法检查人员") }
            try actor.require(
                .personalRead, over: inspector.region, department: inspector.department, what: "执法检查人员")
            let owner = PersonalData.owner(inspector: id)
            guard let sealed = try stores.staff.personal(owner: owner)[kind] else {
                throw Problem.notFound(kind.title)
            }
            let value = try vault.open(sealed, owner: owner, kind: kind)
            try stores.staff.recordAccess(inspector: id, kind: kind, account: actor.account, reason: reason, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.personal.read", actor: actor.account, object: "inspector/\(id)", at: now,
                    sentence: "查看完整\(kind.title)（理由见查看记录）。", data: ["kind": .text(kind.rawValue)]), at: now)
            return value
        }
    }

    /// Who has that identity number, in the actor's scope; nil when nobody.
    package func find(identity: String, for actor: Actor) async throws -> Int64? {
        try actor.require(.personalRead)
        guard let value = PersonalKind.identity.checked(identity) else {
            throw Problem(
                .invalid, "personal.form", "身份证号应为18位，请核对末位校验码。", fields: ["identity": "应为18位，请核对末位校验码"])
        }
        let blinds = try house.personal().blinds(value, kind: .identity)
        return try await house.storage.read { stores in
            try stores.staff.owners(blinds: blinds, kind: .identity).compactMap(\.inspectorID).first { id in
                try stores.registry.inspector(id: id).map { actor.covers($0.region, department: $0.department) }
                    ?? false
            }
        }
    }

    /// 查看记录, newest first: for the auditor, and for 平台管理 over the person's authority.
    package func accesses(slice: Slice, for actor: Actor) async throws -> Listing<PersonalAccess> {
        try actor.require(.personalAudit)
        return try await house.storage.read {
            try $0.staff.accesses(region: actor.region, department: actor.department, slice: slice)
        }
    }

    // MARK: Rotation

    /// Seals rows of older keys again under the present one, some at a time; the number of rows done.
    package func reseal() async throws -> Int {
        let vault = try house.personal()
        let now = house.clock.now()
        guard let current = vault.currentKey else { return 0 }
        var done = 0
        while true {
            let count = try await house.storage.housekeep { stores in
                let rows = try stores.staff.personal(notUnder: current, limit: 500)
                for row in rows {
                    let value = try vault.open(row.sealed, owner: row.owner, kind: row.kind)
                    try stores.staff.keep(
                        try vault.seal(value, owner: row.owner, kind: row.kind), owner: row.owner, kind: row.kind,
                        at: now)
                }
                return rows.count
            }
            done += count
            if count == 0 { break }
        }
        let total = done
        try await house.storage.write { stores in
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.personal.rotate", actor: nil, object: "personal", at: now,
                    sentence: "更换个人信息密钥，重新封存\(total)项。", data: ["count": .number(Int64(total))]), at: now)
        }
        return done
    }
}

/// One look at a full number.
package struct PersonalAccess: Sendable {
    package let inspector: Int64
    package let inspectorName: String
    package let authorityName: String
    package let kind: PersonalKind
    package let accountName: String
    package let reason: String
    package let at: Moment

    package init(
        inspector: Int64, inspectorName: String, authorityName: String, kind: PersonalKind, accountName: String,
        reason: String, at: Moment
    ) {
        self.inspector = inspector
        self.inspectorName = inspectorName
        self.authorityName = authorityName
        self.kind = kind
        self.accountName = accountName
        self.reason = reason
        self.at = at
    }
}

/// Sealed values in the store.
package protocol PersonalStore {
    func personal(owner: String) throws -> [PersonalKind: PersonalVault.Sealed]
    /// Owners of a value with one of these blind indexes.
    func owners(blinds: [String], kind: PersonalKind) throws -> [String]
    /// Inserts or replaces.
    func keep(_ sealed: PersonalVault.Sealed, owner: String, kind: PersonalKind, at: Moment) throws
    func removePersonal(owner: String) throws
    func personal(notUnder key: String, limit: Int) throws
        -> [(owner: String, kind: PersonalKind, sealed: PersonalVault.Sealed)]
    /// How many rows each key seals.
    func personalKeys() throws -> [String: Int]
    func recordAccess(inspector: Int64, kind: PersonalKind, account: Int64, reason: String, at: Moment) throws
    func accesses(region: RegionCode, department: String?, slice: Slice) throws -> Listing<PersonalAccess>
}

extension String {
    /// The inspector that owns a sealed value, if one does.
    var inspectorID: Int64? {
        let parts = split(separator: "/")
        return parts.count == 2 && parts[0] == "inspector" ? Int64(parts[1]) : nil
    }
}
