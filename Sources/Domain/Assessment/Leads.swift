/// 线索 and 预警: taking them in, seeing them, closing them, making campaigns of them (2.3.5, 3.6.2).
package struct Leads: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// Longest text of a lead, in characters.
    package static let longest = 2000

    // MARK: Taking in

    package func register(_ draft: LeadDraft, by actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try actor.require(.planEdit)
        let house = house, now = house.clock.now()
        return try await house.submit(
            submission, by: actor, locating: { "/assessment/leads/\(try $0.assessment.next(of: LeadTaking.series))" }
        ) { stores, location in
            let taken = try LeadTaking(stores: stores, house: house, at: now).take(
                draft, within: actor.region, department: actor.department ?? Department.marketRegulation,
                by: actor.account, as: location.split(separator: "/").last.flatMap { Int64($0) })
            guard taken.isNew else {
                throw Problem(
                    .conflict, "lead.twice", "原编号 \(draft.originNumber) 已登记为\(taken.lead.number)。",
                    clause: draft.source.clause, remedy: "请在列表中打开它处置。",
                    fields: ["origin_number": "已登记为\(taken.lead.number)"])
            }
        }
    }

    // MARK: Reading

    package func list(_ actor: Actor, _ filter: LeadFilter, slice: Slice) async throws -> Listing<Lead> {
        try actor.require(.assessmentRead, over: filter.region, what: "地区")
        return try await house.storage.read { try $0.assessment.leads(filter, slice: slice) }
    }

    /// Of the person's own region and department.
    package func filter(_ actor: Actor) -> LeadFilter {
        LeadFilter(region: actor.region, department: actor.department, today: house.clock.today)
    }

    package struct Dossier: Sendable {
        package let lead: Lead
        package let thread: [LeadCampaign]
        package let timeline: [LedgerLine]
        /// Own campaigns that can still be tied to it: not drawn yet.
        package let candidates: [Campaign]
        package let plans: [Plan]
        package let mayHandle: Bool
        /// The rule that gives its last day.
        package let rule: LawRule?
    }

    package func dossier(_ id: Int64, for actor: Actor) async throws -> Dossier {
        try actor.require(.assessmentRead)
        let house = house, today = house.clock.today
        return try await house.storage.read { stores in
            let lead = try Leads.visible(id, actor, .assessmentRead, stores)
            let mayHandle = actor.may(.planEdit) && (lead.state == .open || lead.state == .underWay)
            let thread = try stores.assessment.campaigns(lead: id)
            let tied = Set(thread.map(\.campaign))
            let own = mayHandle ? try stores.plans.campaigns(year: today.year, authority: actor.authority) : []
            return Dossier(
                lead: lead, thread: thread, timeline: try stores.ledger.timeline(object: "lead/\(id)"),
                candidates: own.filter { $0.state == .planned && !tied.contains($0.id) },
                plans: try [Plan.Kind.internal, .joint].compactMap {
                    try stores.plans.plan(year: today.year, kind: $0, authority: actor.authority)
                }, mayHandle: mayHandle,
                rule: try? LeadTaking.rule(lead.source, lead.level, house.law.book, on: lead.receivedOn, lead.region))
        }
    }

    /// Leads that a campaign came of, for its page: the other side of the thread.
    package func behind(campaign id: Int64, for actor: Actor) async throws -> [Lead] {
        guard actor.may(.assessmentRead) else { return [] }
        return try await house.storage.read { stores in
            try stores.assessment.leads(campaign: id).filter { actor.covers($0.region, department: $0.department) }
        }
    }

    // MARK: Handling

    /// Ties a campaign of the own plans to one or several leads; the campaign is not drawn yet.
    package func tie(
        _ ids: [Int64], campaign id: Int64, by actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        try actor.require(.planEdit)
        let house = house, now = house.clock.now()
        guard let first = ids.first else {
            throw Problem(.invalid, "lead.none", "请选择线索。", fields: ["lead": "请选择线索"])
        }
        return try await house.submit(submission, by: actor, to: "/assessment/leads/\(first)") { stores in
            guard let campaign = try stores.plans.campaign(id: id), campaign.authority == actor.authority,
                campaign.state == .planned
            else {
                throw Problem(
                    .refused, "lead.campaign", "只能关联本机关尚未抽取的抽查任务。", clause: "2.3.5",
                    remedy: "请选择待抽取的任务，或先在计划中增加任务。", fields: ["campaign": "请选择待抽取的任务"])
            }
            for one in Set(ids).sorted() {
                let lead = try Leads.open(one, actor, stores)
                guard campaign.regions.contains(where: { $0.contains(lead.region) || lead.region.contains($0) }) else {
                    throw Problem(
                        .refused, "lead.region", "任务“\(campaign.title)”不覆盖\(lead.regionName)。",
                        clause: lead.source.clause, remedy: "请选择覆盖这个地区的任务。", fields: ["campaign": "不覆盖线索所在地区"])
                }
                try stores.assessment.tie(lead: one, campaign: id, by: actor.account, at: now)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "lead.plan", actor: actor.account, object: "lead/\(one)", at: now,
                        sentence: "列入抽查任务“\(campaign.title)”（\(campaign.number)）。",
                        data: ["lead": .text(lead.number), "campaign": .text(campaign.number)]), at: now)
            }
        }
    }

    /// Closes a lead that needs no check, or that was handled otherwise.
    package func close(_ id: Int64, reason: String, version: Int, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try actor.require(.planEdit)
        guard (4...500).contains(reason.count) else {
            throw Problem(
                .invalid, "lead.reason", "请写明关闭的理由。", clause: "3.6.2",
                fields: ["reason": "写明怎样核实、为什么不检查，4至500个字"])
        }
        let now = house.clock.now()
        let salt = house.randomHex(bytes: 16)
        return try await house.submit(submission, by: actor, to: "/assessment/leads/\(id)") { stores in
            let lead = try Leads.open(id, actor, stores)
            guard try stores.assessment.campaigns(lead: id).allSatisfy({ $0.state == .cancelled }) else {
                throw Problem(
                    .refused, "lead.under-way", "已经由此安排检查，有结果后自动办结，不能直接关闭。", clause: lead.source.clause,
                    remedy: "不再检查的，请先取消任务。")
            }
            try stores.assessment.closeLead(id, reason: reason, on: now.day, version: version)
            try stores.ledger.append(
                LedgerEntry(
                    act: "lead.close", actor: actor.account, object: "lead/\(id)", at: now, sentence: "关闭：\(reason)",
                    data: [
                        "lead": .text(lead.number), "reason_sha256": .text(Digest.sha256Hex(salt + reason)),
                    ]), at: now)
        }
    }

    // MARK: Parts

    static func visible(_ id: Int64, _ actor: Actor, _ permission: Permission, _ stores: any Stores) throws -> Lead {
        guard let lead = try stores.assessment.lead(id: id) else { throw Problem.notFound("线索") }
        try actor.require(permission, over: lead.region, department: lead.department, what: "线索")
        return lead
    }

    /// One that can still be handled by this person.
    static func open(_ id: Int64, _ actor: Actor, _ stores: any Stores) throws -> Lead {
        let lead = try visible(id, actor, .planEdit, stores)
        guard lead.state == .open || lead.state == .underWay else {
            throw Problem(
                .conflict, "lead.done", "线索\(lead.number)\(lead.state.title)，不能再处置。", clause: lead.source.clause,
                remedy: "有新情况的，请登记新的线索。")
        }
        return lead
    }

    /// Closes the leads of a completed campaign whose other campaigns are done too; to be called in the transaction that
    /// completed it: the result itself is the closing (2.3.5).
    static func settle(campaign id: Int64, at now: Moment, in stores: any Stores) throws {
        for lead in try stores.assessment.leads(campaign: id) where lead.state == .underWay {
            let thread = try stores.assessment.campaigns(lead: lead.id)
            guard thread.allSatisfy({ $0.state == .completed || $0.state == .cancelled }) else { continue }
            try stores.assessment.settleLead(lead.id, on: now.day)
            try stores.ledger.append(
                LedgerEntry(
                    act: "lead.settle", actor: nil, object: "lead/\(lead.id)", at: now,
                    sentence: "检查结果已经录入，\(lead.source.title)办结。", data: ["lead": .text(lead.number)]), at: now)
        }
    }
}

/// Takes a lead in: checks it, numbers it, gives it its last day. One way for forms, files and the interface.
struct LeadTaking {
    let stores: any Stores
    let house: House
    let at: Moment

    /// The rule that gives a lead its last day.
    static func rule(
        _ source: Lead.Source, _ level: Lead.Level, _ book: LawBook, on day: Day, _ region: RegionCode
    ) throws -> LawRule {
        let id =
            source == .alert
            ? "lead.due.alert.\(level == .none ? Lead.Level.middle.rawValue : level.rawValue)"
            : "lead.due.\(source.rawValue)"
        return try book.rule(id, on: day, in: region)
    }

    static func check(_ draft: LeadDraft, today: Day) throws {
        var fields: [String: String] = [:]
        if !(1...60).contains(draft.originNumber.count) { fields["origin_number"] = "请填写原编号，不超过60个字" }
        if !(1...40).contains(draft.category.count) { fields["category"] = "请填写类别，不超过40个字" }
        if !(1...60).contains(draft.origin.count) { fields["origin"] = "请填写来源，不超过60个字" }
        if !(1...Leads.longest).contains(draft.content.count) { fields["content"] = "请填写内容，不超过\(Leads.longest)个字" }
        if draft.receivedOn > today { fields["received_on"] = "不能晚于今天" }
        if draft.source == .alert, draft.level == .none { fields["level"] = "请选择等级" }
        if draft.identifiers.isEmpty, draft.region == nil { fields["identifiers"] = "请填写检查对象的统一社会信用代码，或选择地区" }
        guard fields.isEmpty else {
            throw Problem(
                .invalid, "lead.form", "有\(fields.count)处需要修改。", clause: draft.source.clause, fields: fields)
        }
    }

    /// Of the ids of leads.
    static let series = "lead"

    /// - Parameter given: an id that was taken from the series before; nil for the next.
    /// - Returns: the lead, and whether it is new: one that came before is left as it is.
    func take(
        _ draft: LeadDraft, within area: RegionCode, department: String, by account: Int64?, as given: Int64? = nil
    ) throws -> (lead: Lead, isNew: Bool) {
        try LeadTaking.check(draft, today: at.day)
        var subjects: [Subject] = []
        for identifier in Set(draft.identifiers).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let subject = try stores.registry.subject(identifier: identifier), area.contains(subject.facts.region)
            else {
                let words = "名录库中没有“\(identifier)”，或不在管辖区域内"
                throw Problem(
                    .invalid, "lead.subject", words + "。", clause: draft.source.clause,
                    remedy: "请核对统一社会信用代码；对象不在名录库的，请只填写地区。", fields: ["identifiers": words])
            }
            subjects.append(subject)
        }
        let regions = Set(subjects.map(\.facts.region))
        // Several counties: it belongs to the smallest division that holds them all.
        guard let region = regions.first.map({ Self.common(Array(regions), $0) }) ?? draft.region,
            area.contains(region), try stores.registry.region(region) != nil
        else {
            throw Problem(
                .invalid, "lead.region", "地区不在管辖区域内。", fields: ["region": "地区不在管辖区域内"])
        }
        if let known = try stores.assessment.lead(
            source: draft.source, region: region, originNumber: draft.originNumber)
        {
            return (known, false)
        }
        let rule = try Self.rule(draft.source, draft.level, house.law.book, on: draft.receivedOn, region)
        let calendar = house.law.calendar.overlaid(with: try stores.publication.calendarEdits())
        let due = calendar.day(rule.value ?? 0, workingDaysAfter: draft.receivedOn)
        let prefix = "\(draft.source == .alert ? "YJ" : "XS")-\(at.day.year)-\(region.text)-"
        let number = prefix + Day.padded(Int(try stores.assessment.next(of: prefix)), 4)
        let salt = house.randomHex(bytes: 16)
        let id = try given ?? stores.assessment.next(of: LeadTaking.series)
        try stores.assessment.insert(
            NewLead(
                id: id, number: number, draft: draft, region: region, department: department, dueOn: due,
                subjects: subjects.map(\.id), account: account, salt: salt), at: at)
        try stores.ledger.append(
            LedgerEntry(
                act: draft.source == .alert ? "lead.alert" : "lead.register", actor: account, object: "lead/\(id)",
                at: at, sentence: "登记\(draft.source.title)\(number)，\(due.inWords)前处置。",
                data: [
                    "number": .text(number), "source": .text(draft.source.rawValue), "region": .text(region.text),
                    "due": .text(due.description), "subjects": .number(Int64(subjects.count)),
                    "content_sha256": .text(Digest.sha256Hex(salt + draft.content)),
                ]), at: at)
        guard let lead = try stores.assessment.lead(id: id) else { throw Problem.notFound("线索") }
        try ComplaintTags(stores: stores, house: house, at: at).follow(lead)
        return (lead, true)
    }

    private static func common(_ regions: [RegionCode], _ first: RegionCode) -> RegionCode {
        var found = first
        while !regions.allSatisfy({ found.contains($0) }) {
            guard let parent = found.parent else { return found }
            found = parent
        }
        return found
    }
}
