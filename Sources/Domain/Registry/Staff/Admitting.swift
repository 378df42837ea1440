/// 应入尽入 (2.2.7): what share of the certificate holders is in the library, who is missing, and taking them in.
package struct Admitting: Sendable {
    private let house: House
    /// Taken in by one form.
    package static let limit = 200

    package init(_ house: House) { self.house = house }

    package struct Overview: Sendable {
        package let holders: Int
        package let admitted: Int
        package let places: [HolderCoverage]
        package let missing: Listing<Holder>
        /// Authorities of the actor's scope, for units that are not known yet.
        package let authorities: [Authority]
        package let lastRun: SyncRun?
    }

    package func overview(text: String, slice: Slice, for actor: Actor) async throws -> Overview {
        try actor.require(.registryRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            let places = try stores.staff.holderCoverage(within: actor.region, on: today)
            return Overview(
                holders: places.reduce(0) { $0 + $1.holders }, admitted: places.reduce(0) { $0 + $1.admitted },
                places: places,
                missing: try stores.staff.missingHolders(within: actor.region, on: today, text: text, slice: slice),
                authorities: try stores.registry.authorities(within: actor.region).filter {
                    actor.covers($0.region, department: $0.department)
                }, lastRun: try stores.staff.runs(slice: Slice(size: 1)).rows.first)
        }
    }

    /// Takes holders in. `authority` answers for those whose unit is not known, and is remembered for it.
    package func admit(_ ids: [Int64], authority: Int64?, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        try actor.require(.registryEdit)
        let house = house
        let now = house.clock.now()
        let wanted = Set(ids).sorted()
        guard !wanted.isEmpty, wanted.count <= Admitting.limit else {
            throw Problem(
                .invalid, "admit.none", wanted.isEmpty ? "请勾选要纳入的人员。" : "一次最多纳入\(Admitting.limit)人。",
                clause: "2.2.7", fields: ["ids": "请勾选要纳入的人员"])
        }
        return try await house.submit(submission, by: actor, to: "/registry/certificates") { stores in
            var chosen: Authority?
            if let authority {
                guard let one = try stores.registry.authority(id: authority),
                    actor.covers(one.region, department: one.department)
                else { throw Problem.notFound("机关") }
                chosen = one
            }
            for id in wanted {
                guard let holder = try stores.staff.holder(id: id) else { throw Problem.notFound("持证人员") }
                try actor.require(.registryEdit, over: holder.record.region, what: "持证人员")
                let inspector = try Admitting.admit(holder, chosen, stores, house, now)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.inspector.admit", actor: actor.account, object: "inspector/\(inspector)",
                        at: now, sentence: "持证人员纳入名录库。"), at: now)
            }
        }
    }

    private static func admit(
        _ holder: Holder, _ chosen: Authority?, _ stores: any Stores, _ house: House, _ now: Moment
    ) throws -> Int64 {
        let record = holder.record
        guard let authority = try (holder.authority.flatMap { try stores.registry.authority(id: $0) }) ?? chosen else {
            throw Problem(
                .refused, "admit.unit", "平台单位“\(record.unitName)”（\(record.unitCode)）还没有对应的机关。", clause: "2.2.7",
                remedy: "请在“所属机关”中选择后再纳入，以后同一单位的人员会自动对应。", fields: ["authority": "请选择机关"])
        }
        if holder.authority == nil { try stores.staff.setUnit(record.unitCode, authority: authority.id) }
        if let id = holder.inspector, let one = try stores.registry.inspector(id: id) {
            guard one.status == .left else { throw Problem.moved("持证人员") }
            throw Problem(
                .refused, "admit.left", "\(one.name)在名录库中已离岗。", clause: "2.2.9", remedy: "请在其人员页面登记返岗。")
        }
        var code = record.employeeNumber
        if try code.isEmpty || stores.registry.inspector(code: code) != nil { code = record.certificate.number }
        guard try stores.registry.inspector(code: code) == nil else {
            throw Problem(
                .conflict, "admit.code", "工号“\(code)”已被名录库中的其他人员使用。", clause: "2.2.7",
                remedy: "请核对是否同一人，或手工新增。")
        }
        let station = try stores.registry.stations(authority: authority.id).first {
            $0.name.utf8.elementsEqual(record.station.utf8)
        }
        let id = try stores.registry.upsert(
            NewInspector(
                code: code, name: record.name, authority: authority.id, station: station?.id,
                certificate: record.certificate, isAuxiliary: false, post: InspectorKeeping.posts[0], status: .active,
                capacity: InspectorReading.usualCapacity, expertise: [], recusals: []), at: now
        ).id
        try stores.staff.link(holder: holder.id, inspector: id)
        if let vault = house.vault {
            let (from, to) = (PersonalData.owner(holder: holder.id), PersonalData.owner(inspector: id))
            for (kind, sealed) in try stores.staff.personal(owner: from) {
                let value = try vault.open(sealed, owner: from, kind: kind)
                try stores.staff.keep(try vault.seal(value, owner: to, kind: kind), owner: to, kind: kind, at: now)
            }
            try stores.staff.removePersonal(owner: from)
        }
        return id
    }
}
