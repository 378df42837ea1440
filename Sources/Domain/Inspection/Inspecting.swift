/// The officers' side of the stage: see one's visits, fill in the checklist, sign the result.
///
/// Who checks enters, who enters answers for it (谁检查、谁录入、谁负责, 2.4.2): only the inspectors that the draw assigned
/// to a visit may change anything in it. Everybody else, also of the same bureau, may at most read.
package struct Inspecting: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    // MARK: Reading

    /// An inspector's own visits; for reviewers and those who lead, the visits of their region and department.
    package func visits(
        _ actor: Actor, progress: VisitFilter.Progress = .open, campaign: Int64? = nil, text: String = "",
        slice: Slice = Slice()
    ) async throws -> Listing<VisitBrief> {
        try actor.require(.inspectionRead)
        var filter = VisitFilter(campaign: campaign, progress: progress, text: text)
        if Inspecting.seesOwnOnly(actor) {
            filter.inspector = actor.inspector ?? 0
        } else {
            filter.region = actor.region
            filter.department = actor.department
        }
        return try await house.storage.read { [filter] in try $0.inspections.visits(filter, slice: slice) }
    }

    /// Open visits of this person, or of their region and department, whose subject was closed or moved since the draw.
    package func changed(_ actor: Actor) async throws -> Int {
        try await visits(actor, progress: .changed, slice: Slice(size: 1)).total
    }

    /// Whether the list of visits is this person's own and not the region's.
    package static func seesOwnOnly(_ actor: Actor) -> Bool {
        actor.may(.inspect) && !actor.may(.review) && !actor.may(.assessmentRead) && !actor.may(.publicationRead)
    }

    /// Campaigns under way with their progress, for those who lead.
    package func progress(_ actor: Actor, slice: Slice = Slice()) async throws -> Listing<CampaignProgress> {
        try actor.require(.inspectionRead)
        return try await house.storage.read {
            try $0.inspections.progress(region: actor.region, department: actor.department, slice: slice)
        }
    }

    /// Everything about a visit.
    package func visit(_ id: Int64, actor: Actor) async throws -> VisitFile {
        try actor.require(.inspectionRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            let visit = try Inspecting.visible(stores.inspections.visit(id: id), to: actor)
            return VisitFile(
                visit: visit, regionName: try stores.registry.region(visit.region)?.name ?? visit.region.text,
                authorityName: try stores.registry.authority(id: visit.authority)?.name ?? "机关",
                inspections: try stores.inspections.briefs(visit: id, on: today),
                isMine: Inspecting.mayEnter(visit, actor),
                departmentNames: visit.joined.isEmpty
                    ? [:]
                    : Dictionary(
                        try stores.registry.departments().map { ($0.code, $0.name) },
                        uniquingKeysWith: { first, _ in first }),
                own: Set(
                    try stores.inspections.inspections(visit: id).filter { Inspecting.mayEnter($0, visit, actor) }
                        .map(\.id)),
                mayReport: visit.state != .finished && visit.ground == nil
                    && (Inspecting.mayEnter(visit, actor) || Vacancies.mayReportForAll(actor, visit)),
                vacancy: try stores.draws.vacancies(visit: id).first { $0.state == .open },
                timeline: try stores.ledger.timeline(object: "visit/\(id)"))
        }
    }

    /// Everything about one inspection, with the advice of 2.4.1.
    package func inspection(_ id: Int64, actor: Actor) async throws -> InspectionSheet {
        try actor.require(.inspectionRead)
        let outcomes = house.law.outcomes
        let today = house.clock.today
        return try await house.storage.read { stores in
            guard let inspection = try stores.inspections.inspection(id: id),
                let brief = try stores.inspections.briefs(visit: inspection.visit, on: today)
                    .first(where: { $0.id == id })
            else { throw Problem.notFound("检查记录") }
            let visit = try Inspecting.visible(stores.inspections.visit(id: inspection.visit), to: actor)
            let checklist = try inspection.checklist.flatMap { try stores.catalogue.checklist(id: $0) }
            return InspectionSheet(
                visit: visit, inspection: inspection, brief: brief,
                item: try stores.catalogue.item(inspection.item, on: inspection.inspectedOn ?? today),
                checklist: checklist,
                advice: OutcomeAdvice.from(
                    answers: inspection.answers, sections: checklist?.sections ?? [], outcomes: outcomes),
                isMine: Inspecting.mayEnter(inspection, visit, actor),
                timeline: try stores.ledger.timeline(object: "inspection/\(id)"))
        }
    }

    // MARK: Changing

    /// The officers have arrived.
    package func begin(visit id: Int64, actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try actor.require(.inspect)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/inspection/visits/\(id)") { stores in
            let visit = try Inspecting.visible(stores.inspections.visit(id: id), to: actor)
            _ = try Inspecting.officer(of: visit, actor)
            guard visit.state == .assigned else { throw Problem.moved("这次上门") }
            try stores.inspections.begin(visit: id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "visit.begin", actor: actor.account, object: "visit/\(id)", at: now,
                    sentence: "\(actor.name)开始上门检查", namesActor: false), at: now)
        }
    }

    /// Keeps a draft, without log entry: it is nobody's statement yet. Returns the new version.
    package func keep(_ draft: InspectionDraft, inspection id: Int64, version: Int, actor: Actor) async throws -> Kept {
        try actor.require(.inspect)
        let outcomes = house.law.outcomes
        return try await house.storage.housekeep { stores in
            let (inspection, visit) = try Inspecting.open(id, version: version, actor, stores)
            _ = try Inspecting.officer(of: visit, actor)
            let sections = try inspection.checklist.flatMap { try stores.catalogue.checklist(id: $0) }?.sections ?? []
            let tidy = try EntryRules(outcomes: outcomes, sections: sections).tidied(draft)
            guard try stores.inspections.keep(tidy, inspection: id, version: version) else {
                throw Problem.versionPassed
            }
            return Kept(
                version: version + 1,
                advice: OutcomeAdvice.from(answers: tidy.answers, sections: sections, outcomes: outcomes))
        }
    }

    /// Enters and signs a result: one of exactly nine outcome types (2.1.2) with its particulars, by an assigned and
    /// certified inspector (2.4.2), dated between the draw and today.
    ///
    /// Afterwards the visit is finished when all its results are signed, and the campaign is completed when this was
    /// the last of its inspections; see ``CampaignCompletion``.
    package func sign(
        _ draft: InspectionDraft, inspection id: Int64, version: Int, actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        try actor.require(.inspect)
        let now = house.clock.now()
        let law = house.law
        let salt = house.randomHex(bytes: 16)
        return try await house.submit(submission, by: actor, to: "/inspection/inspections/\(id)") { stores in
            let (inspection, visit) = try Inspecting.open(id, version: version, actor, stores)
            let officer = try Inspecting.officer(of: visit, actor)
            let sections = try inspection.checklist.flatMap { try stores.catalogue.checklist(id: $0) }?.sections ?? []
            let result = try EntryRules(outcomes: law.outcomes, sections: sections)
                .result(draft, drawnOn: visit.drawnOn, by: actor.account, at: now, salt: salt)
            guard officer.certificate?.isValid(on: result.inspectedOn) ?? false else {
                throw Problem(
                    .refused, "inspection.certificate",
                    "\(officer.name)的执法证在检查日期（\(result.inspectedOn.inWords)）不在有效期内，不能录入和签名。", clause: "2.2.8",
                    remedy: "请由本次检查的另一名执法人员录入，或者请名录库管理人员核对执法证信息。")
            }
            guard try stores.inspections.sign(result, inspection: id, version: version) else {
                throw Problem.versionPassed
            }
            let outcome = law.outcomes.title(result.outcome, result.outcomeValue)
            try stores.ledger.append(
                LedgerEntry(
                    act: "inspection.sign", actor: actor.account, object: "inspection/\(id)", at: now,
                    sentence: "\(actor.name)录入并签名：\(outcome)",
                    data: [
                        "item": .text(inspection.item), "digest": .text(result.digest),
                        "version": .number(Int64(version + 1)),
                    ], namesActor: false), at: now)
            try stores.inspections.begin(visit: visit.id, at: now)
            if try stores.inspections.unsigned(visit: visit.id) == 0 {
                try stores.inspections.setState(.finished, visit: visit.id)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "visit.finish", actor: actor.account, object: "visit/\(visit.id)", at: now,
                        sentence: "本次上门的结果已全部录入", namesActor: false), at: now)
            }
            try CampaignCompletion(law: law).check(campaign: inspection.campaign, actor: actor, at: now, in: stores)
        }
    }

    // MARK: Rules

    /// Assigned inspectors see their visits wherever they are; others see those of their region and department, but whoever
    /// left a visit (3.5.2) sees it no more, unless they lead.
    static func visible(_ visit: Visit?, to actor: Actor) throws -> Visit {
        guard let visit,
            visit.officer(actor.inspector) != nil || visit.isCovered(by: actor)
        else { throw Problem.notFound("检查") }
        if let inspector = actor.inspector, visit.left.contains(inspector), visit.officer(inspector) == nil,
            seesOwnOnly(actor)
        {
            throw Problem.notFound("检查")
        }
        return visit
    }

    static func mayEnter(_ visit: Visit, _ actor: Actor) -> Bool {
        guard actor.may(.inspect), let officer = visit.officer(actor.inspector) else { return false }
        return !officer.isAuxiliary
    }

    /// In a joint visit each department enters its own.
    static func mayEnter(_ inspection: Inspection, _ visit: Visit, _ actor: Actor) -> Bool {
        guard mayEnter(visit, actor), let officer = visit.officer(actor.inspector) else { return false }
        return officer.department.utf8.elementsEqual((inspection.department ?? visit.department).utf8)
    }

    /// 谁检查、谁录入、谁负责 (2.4.2): what one department checks, another one's people neither enter nor sign.
    private static func checkDepartment(
        _ inspection: Inspection, _ visit: Visit, _ officer: Visit.Officer, _ stores: any Stores
    ) throws {
        let department = inspection.department ?? visit.department
        guard !officer.department.utf8.elementsEqual(department.utf8) else { return }
        let name = try stores.registry.departments().first { $0.code == department }?.name ?? department
        let people = visit.officers.filter { $0.department == department && !$0.isAuxiliary }.map(\.name)
        throw Problem(
            .refused, "inspection.department", "这项内容由\(name)部门检查，由其检查人员录入和签名，谁检查、谁录入、谁负责。", clause: "2.4.2",
            remedy: "请由\(people.joined(separator: "、"))登录后录入。")
    }

    /// The assigned inspector behind this account; refuses everybody else (2.4.2) and auxiliaries (2.2.8).
    static func officer(of visit: Visit, _ actor: Actor) throws -> Visit.Officer {
        let assigned = visit.officers.filter { !$0.isAuxiliary }.map(\.name).joined(separator: "、")
        guard let officer = visit.officer(actor.inspector) else {
            throw Problem(
                .refused, "inspection.not-assigned", "只有本次检查抽取匹配的执法人员（\(assigned)）才能录入和签名，谁检查、谁录入、谁负责。",
                clause: "2.4.2", remedy: "请由上述人员登录后录入；人员确需更换的，请抽取人员办理随机递补。")
        }
        guard !officer.isAuxiliary else {
            throw Problem(
                .refused, "inspection.auxiliary", "辅助人员不能录入和签名检查结果。", clause: "2.2.8",
                remedy: "请由本次检查的执法人员（\(assigned)）录入。")
        }
        return officer
    }

    private static func open(
        _ id: Int64, version: Int, _ actor: Actor, _ stores: any Stores
    ) throws -> (Inspection, Visit) {
        guard let inspection = try stores.inspections.inspection(id: id) else { throw Problem.notFound("检查记录") }
        let visit = try visible(stores.inspections.visit(id: inspection.visit), to: actor)
        // Who asks comes before what state it is in: strangers learn nothing about progress.
        try checkDepartment(inspection, visit, try officer(of: visit, actor), stores)
        guard inspection.state.isOpenForEntry else {
            throw Problem(
                .conflict, "inspection.closed", "这项结果已经签名提交（\(inspection.state.title)），不能再修改。",
                remedy: "确需更正的，请审核人员退回后再修改。")
        }
        guard inspection.version == version else { throw Problem.versionPassed }
        return (inspection, visit)
    }
}

/// A kept draft.
package struct Kept: Sendable {
    /// The version that the next save must carry.
    package let version: Int
    package let advice: OutcomeAdvice
}

extension Inspection.State {
    /// Whether officers may still write.
    package var isOpenForEntry: Bool { self == .assigned || self == .returned }
}

extension OutcomeTypes {
    /// The name of a result as people read it; 合格/不合格 by its value.
    package func title(_ code: String, _ value: String?) -> String {
        guard let outcome = outcome(code) else { return code }
        guard let value, let match = outcome.values.first(where: { $0.code.utf8.elementsEqual(value.utf8) }) else {
            return outcome.title
        }
        return match.title
    }

    /// Whether a result counts as 发现问题 (6.2.1).
    package func isProblem(_ code: String, _ value: String?) -> Bool {
        guard let outcome = outcome(code) else { return false }
        return outcome.problem
            ?? outcome.values.first { match in value.map { match.code.utf8.elementsEqual($0.utf8) } ?? false }?.problem
            ?? false
    }

    /// Whether a result is negative information in the sense of 5.5.x.
    package func isNegative(_ code: String, _ value: String?) -> Bool {
        guard let outcome = outcome(code) else { return false }
        return outcome.negative
            ?? outcome.values.first { match in value.map { match.code.utf8.elementsEqual($0.utf8) } ?? false }?.negative
            ?? false
    }
}

extension Problem {
    /// The form was made from an older version of the inspection.
    static let versionPassed = Problem(
        .conflict, "inspection.version", "这项检查刚刚被另一台设备或另一名检查人员修改过，您的这次提交没有生效，对方的内容没有被覆盖。",
        remedy: "请刷新页面核对最新内容后再填写。")
}
