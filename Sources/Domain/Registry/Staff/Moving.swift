/// 变动登记 (2.2.9). A change whose day has come takes effect at once, a later one on its day (``DayRoll``).
package struct Moving: Sendable {
    private let house: House
    /// How far back, and ahead, a change may be dated, in days.
    private static let reach = 366

    package init(_ house: House) { self.house = house }

    package struct Draft: Sendable {
        package let kind: StaffMove.Kind
        package let effectiveOn: Day
        package let toAuthority: Int64?
        package let toStation: Int64?
        package let post: String
        package let document: String
        package let note: String

        package init(
            kind: StaffMove.Kind, effectiveOn: Day, toAuthority: Int64? = nil, toStation: Int64? = nil,
            post: String = "", document: String = "", note: String = ""
        ) {
            self.kind = kind
            self.effectiveOn = effectiveOn
            self.toAuthority = toAuthority
            self.toStation = toStation
            self.post = post
            self.document = document
            self.note = note
        }
    }

    package func register(_ draft: Draft, inspector id: Int64, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            let inspector = try InspectorKeeping.editable(id, stores, actor)
            try Moving.check(draft, inspector, today: now.day, stores)
            let move = try stores.staff.insert(
                NewMove(
                    inspector: id, kind: draft.kind, effectiveOn: draft.effectiveOn, toAuthority: draft.toAuthority,
                    toStation: draft.toStation, post: draft.post.trimmed, document: draft.document.trimmed,
                    note: draft.note.trimmed, account: actor.account, at: now))
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.move.add", actor: actor.account, object: "inspector/\(id)", at: now,
                    sentence: "登记\(draft.kind.title)，自 \(draft.effectiveOn.description) 起生效。",
                    data: ["kind": .text(draft.kind.rawValue), "on": .text(draft.effectiveOn.description)]), at: now)
            if draft.effectiveOn <= now.day, let due = try stores.staff.move(id: move) {
                _ = try DayRoll.apply(due, stores, house, at: now)
            }
        }
    }

    /// Takes back a change that has not taken effect.
    package func cancel(_ move: Int64, inspector id: Int64, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            _ = try InspectorKeeping.editable(id, stores, actor)
            guard let known = try stores.staff.move(id: move), known.inspector == id, known.state == .pending else {
                throw Problem.moved("人员变动")
            }
            try stores.staff.setCancelled(move)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.move.cancel", actor: actor.account, object: "inspector/\(id)", at: now,
                    sentence: "撤销尚未生效的\(known.kind.title)（原定 \(known.effectiveOn.description)）。"), at: now)
        }
    }

    private static func check(_ draft: Draft, _ inspector: Inspector, today: Day, _ stores: any Stores) throws {
        var fields: [String: String] = [:]
        if draft.effectiveOn < today.advanced(by: -reach) || today.advanced(by: reach) < draft.effectiveOn {
            fields["move_on"] = "应在前后一年之内"
        }
        for (name, text) in [("move_document", draft.document), ("move_note", draft.note)] where text.count > 200 {
            fields[name] = "不超过200字"
        }
        if draft.post.count > 20 { fields["move_post"] = "不超过20字" }
        switch draft.kind {
        case .transfer:
            guard let to = try draft.toAuthority.flatMap({ try stores.registry.authority(id: $0) }) else {
                fields["move_authority"] = "请选择调入的机关"
                break
            }
            if !to.department.utf8.elementsEqual(inspector.department.utf8) {
                fields["move_authority"] = "只能调入本部门的机关；调往其他部门的，请登记离岗，由调入部门登记"
            }
            if to.id == inspector.authority, draft.toStation == inspector.station {
                fields["move_authority"] = "调入的机关、监管所与现在相同"
            }
            if let station = draft.toStation,
                try !stores.registry.stations(authority: to.id).contains(where: { $0.id == station })
            {
                fields["move_station"] = "监管所不属于调入的机关"
            }
        case .retirement, .departure:
            if inspector.status == .left { fields["move_kind"] = "该人员已经离岗" }
        case .back:
            if inspector.status == .active { fields["move_kind"] = "该人员现在在岗" }
        case .posting: break
        }
        let pending = try stores.staff.moves(inspector: inspector.id).contains {
            $0.state == .pending && $0.effectiveOn == draft.effectiveOn
        }
        if pending { fields["move_on"] = "这一天已经登记过变动" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "move.form", "有\(fields.count)处需要修改。", clause: "2.2.9", fields: fields)
        }
    }

    // MARK: Reading

    /// 动态管理: what is to come, what took effect, and the visits it freed.
    package struct Overview: Sendable {
        package let pending: Listing<StaffMove>
        package let applied: Listing<StaffMove>
        package let visits: Listing<VacatedVisit>
        /// How many of them wait for a person.
        package let waiting: Int
        package let roll: (report: DayRoll.Report, at: Moment)?
    }

    package func overview(slice: Slice, for actor: Actor) async throws -> Overview {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            Overview(
                pending: try stores.staff.moves(
                    region: actor.region, department: actor.department, pending: true, slice: Slice(size: 200)),
                applied: try stores.staff.moves(
                    region: actor.region, department: actor.department, pending: false, slice: slice),
                visits: try stores.staff.vacated(
                    region: actor.region, department: actor.department, state: nil, slice: Slice(size: 100)),
                waiting: try Moving.waiting(actor, stores), roll: try stores.staff.dayRoll())
        }
    }
}

extension Moving {
    /// Visits in the actor's scope that somebody had to leave and for which nobody has asked, or may ask, a replacement: the
    /// drawers' to settle.
    package func waiting(_ actor: Actor) async throws -> Int {
        try actor.require(.registryRead)
        return try await house.storage.read { try Moving.waiting(actor, $0) }
    }

    private static func waiting(_ actor: Actor, _ stores: any Stores) throws -> Int {
        try stores.staff.vacated(
            region: actor.region, department: actor.department, state: .waiting, slice: Slice(size: 1)
        ).total
    }

    /// What an inspector's page shows beside ``RegistryReading/InspectorDossier``.
    package struct Dossier: Sendable {
        package let moves: [StaffMove]
        package let qualifications: [Qualification]
        package let stations: [Station]
        /// Where somebody could be transferred to: the same department in the whole province.
        package let authorities: [Authority]
    }

    package func dossier(_ inspector: Inspector, for actor: Actor) async throws -> Dossier {
        try actor.require(.registryRead, over: inspector.region, department: inspector.department, what: "执法检查人员")
        let top = try house.book().resolver.provinceCode
        return try await house.storage.read { stores in
            Dossier(
                moves: try stores.staff.moves(inspector: inspector.id),
                qualifications: try stores.staff.qualifications(inspector: inspector.id),
                stations: try stores.registry.stations(authority: inspector.authority),
                authorities: actor.may(.registryEdit)
                    ? try stores.registry.authorities(within: top).filter {
                        $0.department.utf8.elementsEqual(inspector.department.utf8)
                    } : [])
        }
    }
}
