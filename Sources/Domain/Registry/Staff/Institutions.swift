/// Keeping institutions, commissioning them, and judging what they did.
package struct Institutions: Sendable {
    let house: House
    /// Within so many days of its end a qualification is shown as ending. A setting of the screen, no rule.
    package static let soonDays = 60

    package init(_ house: House) { self.house = house }

    package struct Draft: Sendable {
        package let code: String
        package let name: String
        package let region: RegionCode
        package let fields: String
        package let status: Institution.Status

        package init(
            code: String, name: String, region: RegionCode, fields: String, status: Institution.Status = .active
        ) {
            self.code = code
            self.name = name
            self.region = region
            self.fields = fields
            self.status = status
        }
    }

    /// Adds an institution, or changes the one of that id.
    package func save(_ draft: Draft, id: Int64?, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        try actor.require(.registryEdit, over: draft.region, what: "行政区划")
        let now = house.clock.now()
        var fields: [String: String] = [:]
        if !IdentifierCheck.isValid(draft.code) { fields["code"] = "请填写正确的18位统一社会信用代码" }
        if draft.name.trimmed.isEmpty || draft.name.count > 100 { fields["name"] = "应为1至100个字" }
        if draft.fields.trimmed.isEmpty || draft.fields.count > 300 { fields["fields"] = "应为1至300个字" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "institution.form", "有\(fields.count)处需要修改。", clause: "3.2.2", fields: fields)
        }
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                let known = try stores.staff.institution(code: draft.code)
                if let known, known.id != id {
                    throw Problem(
                        .conflict, "institution.twice", "这个统一社会信用代码已经登记为“\(known.name)”。", clause: "3.2.2",
                        fields: ["code": "已经登记"])
                }
                if let id {
                    guard let old = try stores.staff.institution(id: id) else { throw Problem.notFound("专业机构") }
                    try actor.require(.registryEdit, over: old.region, what: "专业机构")
                    guard old.code.utf8.elementsEqual(draft.code.utf8) else {
                        throw Problem(
                            .refused, "institution.code", "统一社会信用代码登记后不能修改。", clause: "3.2.2",
                            remedy: "代码录错的，请停用本条后重新登记。", fields: ["code": "不能修改"])
                    }
                }
                let saved = try stores.staff.upsert(
                    Institution(
                        id: id ?? 0, code: draft.code, name: draft.name.trimmed, region: draft.region,
                        fields: draft.fields.trimmed, status: draft.status, qualifications: []), at: now)
                return "/registry/institutions/\(saved)"
            },
            { stores, location in
                let object = location.split(separator: "/").last.map { "institution/\($0)" } ?? "institution"
                try stores.ledger.append(
                    LedgerEntry(
                        act: id == nil ? "registry.institution.add" : "registry.institution.revise",
                        actor: actor.account, object: object, at: now,
                        sentence: id == nil ? "登记专业机构“\(draft.name.trimmed)”。" : "修改专业机构登记。"), at: now)
            })
    }

    package func addQualification(
        _ qualification: InstitutionQualification, institution id: Int64, by actor: Actor, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        var fields: [String: String] = [:]
        if qualification.kind.isEmpty || qualification.kind.count > 60 { fields["qual_kind"] = "应为1至60个字" }
        if qualification.number.isEmpty || qualification.number.count > 60 { fields["qual_number"] = "应为1至60个字" }
        if qualification.issuer.count > 60 { fields["qual_issuer"] = "不超过60个字" }
        if qualification.until < qualification.from { fields["qual_until"] = "不能早于有效期起" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "institution.form", "有\(fields.count)处需要修改。", clause: "3.2.2", fields: fields)
        }
        return try await house.submit(submission, by: actor, to: "/registry/institutions/\(id)") { stores in
            guard let old = try stores.staff.institution(id: id) else { throw Problem.notFound("专业机构") }
            try actor.require(.registryEdit, over: old.region, what: "专业机构")
            _ = try stores.staff.upsert(
                Institution(
                    id: id, code: old.code, name: old.name, region: old.region, fields: old.fields, status: old.status,
                    qualifications: [qualification]), at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.institution.qualification", actor: actor.account, object: "institution/\(id)",
                    at: now,
                    sentence: "登记资质“\(qualification.kind)”，有效期至 \(qualification.until.description)。"), at: now)
        }
    }

    /// Commissions for the actor's own authority. Without a qualification over the whole period it is refused.
    package func commission(
        institution id: Int64, campaign: Int64?, visit: Int64?, matter: String, document: String, starts: Day,
        ends: Day, by actor: Actor, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try actor.require(.registryEdit)
        let now = house.clock.now()
        var fields: [String: String] = [:]
        if matter.trimmed.isEmpty || matter.count > 200 { fields["matter"] = "应为1至200个字" }
        if document.trimmed.isEmpty || document.count > 80 { fields["document"] = "请填写委托文书编号，不超过80字" }
        if ends < starts { fields["ends"] = "不能早于开始日期" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "institution.form", "有\(fields.count)处需要修改。", clause: "3.2.2", fields: fields)
        }
        return try await house.submit(submission, by: actor, to: "/registry/institutions/\(id)") { stores in
            guard let institution = try stores.staff.institution(id: id) else { throw Problem.notFound("专业机构") }
            guard institution.status == .active else {
                throw Problem(
                    .refused, "institution.ended", "“\(institution.name)”已停用，不能委托。", clause: "3.2.2",
                    remedy: "请选择其他机构，或由登记机关恢复。")
            }
            guard institution.isQualified(from: starts, until: ends) else {
                throw Problem(
                    .refused, "institution.qualification",
                    "“\(institution.name)”没有在整个委托期间（\(starts.inWords)至\(ends.inWords)）有效的资质，不能委托。", clause: "3.2.2",
                    remedy: "请先登记续期后的资质，或缩短委托期间、选择其他机构。", fields: ["ends": "资质不覆盖委托期间"])
            }
            if let campaign {
                guard let known = try stores.plans.campaign(id: campaign), known.authority == actor.authority else {
                    throw Problem(
                        .invalid, "institution.campaign", "只能选择本机关的任务。", clause: "3.2.2",
                        fields: ["campaign": "只能选择本机关的任务"])
                }
            }
            if let visit {
                guard let known = try stores.inspections.visit(id: visit),
                    actor.covers(known.region, department: known.department)
                else {
                    throw Problem(
                        .invalid, "institution.visit", "没有这次检查，或不在您的管辖范围内。", clause: "3.2.2",
                        fields: ["visit": "没有这次检查"])
                }
            }
            guard let authority = try stores.registry.authority(id: actor.authority) else {
                throw Problem.notFound("机关")
            }
            _ = try stores.staff.insert(
                Commission(
                    id: 0, institution: id, authority: authority.id, authorityName: authority.name,
                    region: authority.region, department: authority.department, campaign: campaign,
                    campaignTitle: nil, visit: visit, matter: matter.trimmed, document: document.trimmed,
                    starts: starts, ends: ends, evaluation: nil), at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.commission.add", actor: actor.account, object: "institution/\(id)", at: now,
                    sentence: "\(authority.name)委托：\(matter.trimmed)（\(document.trimmed)）。"), at: now)
        }
    }

    /// Judges a commission once, by the authority that gave it, not before it began.
    package func evaluate(
        _ id: Int64, _ evaluation: Commission.Evaluation, by actor: Actor, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try actor.require(.registryEdit)
        let now = house.clock.now()
        let marks = ["quality": evaluation.quality, "timeliness": evaluation.timeliness, "conduct": evaluation.conduct]
        var fields = marks.filter { !(1...5).contains($0.value) }.mapValues { _ in "请评1至5分" }
        if evaluation.words.count > 500 { fields["words"] = "不超过500字" }
        if marks.values.contains(where: { $0 < 3 }), evaluation.words.trimmed.isEmpty {
            fields["words"] = "有一项低于3分的，请写明情况"
        }
        guard fields.isEmpty else {
            throw Problem(.invalid, "commission.form", "有\(fields.count)处需要修改。", clause: "3.2.2", fields: fields)
        }
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                guard let commission = try stores.staff.commission(id: id) else { throw Problem.notFound("委托") }
                try actor.require(
                    .registryEdit, over: commission.region, department: commission.department, what: "委托")
                guard commission.starts <= now.day else {
                    throw Problem(
                        .refused, "commission.early", "委托自\(commission.starts.inWords)开始，还不能评价。", clause: "3.2.2",
                        remedy: "请在机构完成工作后评价。")
                }
                try stores.staff.setEvaluation(evaluation, commission: id, by: actor.account, at: now)
                return "/registry/institutions/\(commission.institution)"
            },
            { stores, location in
                let object = location.split(separator: "/").last.map { "institution/\($0)" } ?? "institution"
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.commission.evaluate", actor: actor.account, object: object, at: now,
                        sentence:
                            "评价一次委托：质量\(evaluation.quality)分，时效\(evaluation.timeliness)分，规范\(evaluation.conduct)分。"),
                    at: now)
            })
    }
}
