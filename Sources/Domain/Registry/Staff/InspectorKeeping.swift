/// Adding inspectors and changing what the library says of them, on pages (2.2.8, 2.2.9). Who may: 名录库维护 of the region.
package struct InspectorKeeping: Sendable {
    private let house: House
    /// Offered for 人员性质; a list that came in may hold others.
    package static let posts = ["行政编制", "事业编制", "派驻", "聘用", "公益性岗位", "其他"]

    package init(_ house: House) { self.house = house }

    /// What the form holds.
    package struct Draft: Sendable {
        package var code: String
        package var name: String
        package var authority: Int64
        package var station: Int64?
        package var certificate: Inspector.Certificate?
        package var isAuxiliary: Bool
        package var post: String
        package var capacity: Int
        package var expertise: [String]

        package init(
            code: String, name: String, authority: Int64, station: Int64?, certificate: Inspector.Certificate?,
            isAuxiliary: Bool, post: String, capacity: Int, expertise: [String]
        ) {
            self.code = code
            self.name = name
            self.authority = authority
            self.station = station
            self.certificate = certificate
            self.isAuxiliary = isAuxiliary
            self.post = post
            self.capacity = capacity
            self.expertise = expertise
        }
    }

    /// Admits somebody new.
    package func add(_ draft: Draft, by actor: Actor, submission: String? = nil) async throws -> SubmissionOutcome {
        try actor.require(.registryEdit)
        let now = house.clock.now()
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                try InspectorKeeping.check(draft, nil, stores, actor)
                guard try stores.registry.inspector(code: draft.code) == nil else {
                    throw Problem(
                        .conflict, "inspector.code", "工号“\(draft.code)”已经在名录库中。", clause: "2.2.7",
                        remedy: "从其他单位调入的，请由原单位登记调转。", fields: ["code": "工号已被使用"])
                }
                let id = try stores.registry.upsert(InspectorKeeping.row(draft, status: .active), at: now).id
                return "/registry/inspectors/\(id)"
            },
            { stores, location in
                let id = location.split(separator: "/").last ?? ""
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.inspector.add", actor: actor.account, object: "inspector/\(id)", at: now,
                        sentence: draft.isAuxiliary ? "纳入名录库（辅助人员，不计入两名持证人员）。" : "纳入名录库。"), at: now)
            })
    }

    /// Changes facts. Another authority, retirement and the like are changes with a day: ``Moving``.
    package func revise(_ draft: Draft, inspector id: Int64, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            let old = try InspectorKeeping.editable(id, stores, actor)
            var draft = draft
            draft.code = old.code
            draft.authority = old.authority
            try InspectorKeeping.check(draft, old, stores, actor)
            let change = try stores.registry.upsert(InspectorKeeping.row(draft, status: old.status), at: now).change
            let changed = InspectorKeeping.changes(draft, old)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.inspector.revise", actor: actor.account, object: "inspector/\(id)", at: now,
                    sentence: change == .unchanged || changed.isEmpty
                        ? "核对，没有变化。" : "修改\(changed.joined(separator: "、"))。"), at: now)
        }
    }

    /// What differs, by the names of the fields: the values stay out of the log.
    private static func changes(_ draft: Draft, _ old: Inspector) -> [String] {
        var list: [String] = []
        if !draft.name.utf8.elementsEqual(old.name.utf8) { list.append("姓名") }
        if draft.station != old.station { list.append("监管所") }
        if draft.certificate != old.certificate { list.append("执法证") }
        if draft.isAuxiliary != old.isAuxiliary { list.append("是否辅助") }
        if draft.post != old.post { list.append("人员性质") }
        if draft.capacity != old.capacity { list.append("每次最多户数") }
        if draft.expertise != old.expertise { list.append("业务专长") }
        return list
    }

    private static func row(_ draft: Draft, status: Inspector.Status) -> NewInspector {
        NewInspector(
            code: draft.code, name: draft.name, authority: draft.authority, station: draft.station,
            certificate: draft.certificate, isAuxiliary: draft.isAuxiliary, post: draft.post, status: status,
            capacity: draft.capacity, expertise: draft.expertise, recusals: [])
    }

    private static func check(_ draft: Draft, _ old: Inspector?, _ stores: any Stores, _ actor: Actor) throws {
        guard let authority = try stores.registry.authority(id: draft.authority),
            actor.covers(authority.region, department: authority.department)
        else { throw Problem.notFound("机关") }
        var fields: [String: String] = [:]
        if draft.code.isEmpty || draft.code.utf8.count > 40 { fields["code"] = "应为1至40个字节" }
        if draft.name.isEmpty || draft.name.count > 50 { fields["name"] = "应为1至50个字" }
        if !(1...500).contains(draft.capacity) { fields["capacity"] = "应为1至500之间的整数" }
        if let station = draft.station,
            try !stores.registry.stations(authority: authority.id).contains(where: { $0.id == station })
        {
            fields["station"] = "监管所不属于这个机关"
        }
        if let certificate = draft.certificate, certificate.until < certificate.from {
            fields["until"] = "早于有效期起"
        }
        if let number = draft.certificate?.number, old?.certificate?.number != number,
            let holder = try stores.staff.inspector(certificate: number), holder != old?.id
        {
            fields["number"] = "这个执法证编号已经登记给另一名人员"
        }
        if draft.certificate == nil, !draft.isAuxiliary {
            fields["number"] = "没有执法证的人员，请勾选“辅助人员”"
        }
        let known = try stores.registry.tagNumbers()
        if draft.expertise.contains(where: { known[$0] == nil }) { fields["expertise"] = "所选业务标签不存在" }
        guard fields.isEmpty else {
            throw Problem(
                .invalid, "inspector.form", "有\(fields.count)处需要修改。", clause: "2.2.8", fields: fields)
        }
    }

    /// An inspector whom this person may change.
    static func editable(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Inspector {
        guard let inspector = try stores.registry.inspector(id: id) else { throw Problem.notFound("执法检查人员") }
        try actor.require(.registryEdit, over: inspector.region, department: inspector.department, what: "执法检查人员")
        return inspector
    }

    // MARK: Qualifications

    package func addQualification(
        kind: String, number: String, from: Day, until: Day?, inspector id: Int64, by actor: Actor,
        submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        var fields: [String: String] = [:]
        if kind.trimmed.isEmpty || kind.count > 40 { fields["qual_kind"] = "应为1至40个字" }
        if number.trimmed.isEmpty || number.count > 60 { fields["qual_number"] = "应为1至60个字" }
        if let until, until < from { fields["qual_until"] = "不能早于有效期起" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "qualification.form", "有\(fields.count)处需要修改。", clause: "2.2.9", fields: fields)
        }
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            _ = try InspectorKeeping.editable(id, stores, actor)
            try stores.staff.insert(
                Qualification(
                    id: 0, inspector: id, kind: kind.trimmed, number: number.trimmed, from: from, until: until,
                    endedOn: nil), by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.qualification.add", actor: actor.account, object: "inspector/\(id)", at: now,
                    sentence: "登记资质：\(kind.trimmed)。"), at: now)
        }
    }

    package func endQualification(
        _ qualification: Int64, inspector id: Int64, by actor: Actor, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            _ = try InspectorKeeping.editable(id, stores, actor)
            try stores.staff.endQualification(qualification, inspector: id, on: now.day)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.qualification.end", actor: actor.account, object: "inspector/\(id)", at: now,
                    sentence: "注销一项资质。"), at: now)
        }
    }
}
