/// Opens checks without a draw, and changes their officers.
package struct LeadChecks: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// What the form offers.
    package struct Desk: Sendable {
        package let lead: Lead?
        package let items: [Item]
        /// Certified today, of the own authority.
        package let officers: [Inspector]
        package let least: Int
        package let methods: [String]
    }

    package func desk(_ actor: Actor, lead id: Int64?) async throws -> Desk {
        try actor.require(.planEdit)
        let house = house, today = house.clock.today
        return try await house.storage.read { stores in
            let items = try stores.catalogue.items(on: today)
            return Desk(
                lead: try id.map { try Leads.open($0, actor, stores) },
                items: items.filter { $0.region.contains(actor.region) || actor.region.contains($0.region) },
                officers: try stores.registry.inspectors(authority: actor.authority).filter {
                    $0.isCertified(on: today)
                },
                least: try house.law.book.value("matching.certified.min", on: today, in: actor.region),
                methods: Item.methodTitles)
        }
    }

    package func open(_ draft: DirectCheck.Draft, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try actor.require(.planEdit)
        let house = house, now = house.clock.now(), salt = house.randomHex(bytes: 16)
        try LeadChecks.check(draft)
        let address =
            draft.lead.map { "/assessment/leads/\($0)" }
            ?? "/assessment/exceptions/rows?kind=\(ExceptionKind(draft.ground).rawValue)"
        return try await house.submit(submission, by: actor, to: address) { stores in
            let lead = try draft.lead.map { try Leads.open($0, actor, stores) }
            guard let subject = try stores.registry.subject(identifier: draft.identifier),
                actor.region.contains(subject.facts.region)
            else {
                throw Problem(
                    .invalid, "check.subject", "名录库中没有这个检查对象，或不在管辖区域内。", clause: "2.2.1",
                    remedy: "请核对统一社会信用代码，或先把它登记入库。", fields: ["identifier": "名录库中没有，或不在管辖区域内"])
            }
            guard let authority = try stores.registry.authority(id: actor.authority) else {
                throw Problem.notFound("机关")
            }
            let ground = lead.map { DirectCheck.Ground($0.source) } ?? draft.ground
            guard lead != nil || DirectCheck.Ground.free.contains(ground) else {
                throw Problem(
                    .refused, "check.lead", "因\(ground.title)检查的，应当依据登记的线索。", clause: "3.6.2",
                    remedy: "请先登记线索，再从线索安排检查。", fields: ["ground": "请先登记线索"])
            }
            if try stores.assessment.openCheck(subject: subject.id, lead: draft.lead) != nil {
                throw Problem(
                    .conflict, "check.twice", "对这个检查对象的同一线索检查还没有完成。", clause: "3.6.2",
                    remedy: "请在原检查中录入结果。")
            }
            try LeadChecks.admit(subject, ground, method: draft.method, stores, house, on: now.day)
            let listed = try stores.catalogue.items(on: now.day)
            let items = try draft.items.map { code -> NewDirectCheckItem in
                guard let item = listed.first(where: { $0.code.utf8.elementsEqual(code.utf8) }),
                    item.region.contains(subject.facts.region)
                else {
                    throw Problem(
                        .refused, "check.item", "事项 \(code) 不在现行清单中，或不适用于这个地区。", clause: "2.2.1",
                        remedy: "清单以外的法定检查，请在“清单外检查”中登记。", fields: ["items": "请从现行清单中选择"])
                }
                return NewDirectCheckItem(
                    code: item.code, checklist: try stores.catalogue.checklist(item: item.code)?.id)
            }
            try LeadChecks.staff(draft.inspectors, subject, authority.id, stores, house, on: now.day)
            let prefix = "\(now.day.year)-\(authority.code)-X-"
            let days = try house.law.book.value("lead.check.days", on: now.day, in: subject.facts.region)
            let basis = lead?.number ?? draft.basis
            let check = NewDirectCheck(
                number: prefix + Day.padded(try stores.assessment.nextCheck(prefix: prefix), 3),
                title: "\(DirectCheck.mark)（\(ground.title)\(lead.map { " \($0.number)" } ?? "")）",
                authority: authority,
                subject: subject, items: items, method: draft.method, startsOn: now.day,
                endsOn: now.day.advanced(by: days), inspectors: draft.inspectors, ground: ground, basis: basis,
                lead: draft.lead, account: actor.account, at: now)
            let made = try stores.assessment.insert(check)
            let data: [String: LedgerValue] = [
                "campaign": .text(check.number), "ground": .text(ground.rawValue),
                "lead": lead.map { .text($0.number) } ?? .null, "officers": .number(Int64(draft.inspectors.count)),
                "subject_sha256": .text(Digest.sha256Hex(salt + subject.identifier)),
            ]
            try stores.ledger.append(
                LedgerEntry(
                    act: "check.open", actor: actor.account, object: "visit/\(made.visit)", at: now,
                    sentence: "安排\(DirectCheck.mark)，依据：\(ground.title)\(basis.isEmpty ? "" : "（\(basis)）")。",
                    data: data),
                at: now)
            if let lead {
                try stores.assessment.tie(lead: lead.id, campaign: made.campaign, by: actor.account, at: now)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "lead.check", actor: actor.account, object: "lead/\(lead.id)", at: now,
                        sentence: "安排检查 \(check.number)。",
                        data: ["lead": .text(lead.number), "campaign": .text(check.number)]), at: now)
            }
        }
    }

    /// Gives a place in the team to another officer: nobody was drawn, so nobody is drawn again; the reason is logged.
    package func replace(
        visit id: Int64, leaving: Int64, by other: Int64, reason: String, actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        try actor.require(.planEdit)
        let house = house, now = house.clock.now()
        guard (2...200).contains(reason.count) else {
            throw Problem(.invalid, "check.reason", "请写明更换的理由。", clause: "3.5.2", fields: ["reason": "请写明理由"])
        }
        return try await house.submit(submission, by: actor, to: "/inspection/visits/\(id)") { stores in
            guard let visit = try stores.inspections.visit(id: id), visit.ground != nil,
                let subject = try stores.registry.subject(id: visit.subject)
            else { throw Problem.notFound("检查") }
            try actor.require(.planEdit, over: visit.region, department: visit.department, what: "检查")
            guard visit.state != .finished else { throw Problem.moved("检查") }
            guard let slot = visit.officers.firstIndex(where: { $0.inspector == leaving }) else {
                throw Problem.moved("检查人员")
            }
            var team = visit.officers.map(\.inspector)
            team[slot] = other
            try LeadChecks.staff(team, subject, visit.authority, stores, house, on: now.day)
            try stores.inspections.replaceOfficer(visit: id, slot: slot, by: other)
            try stores.ledger.append(
                LedgerEntry(
                    act: "check.replace", actor: actor.account, object: "visit/\(id)", at: now,
                    sentence: "更换一名检查人员：\(reason)", data: ["slot": .number(Int64(slot))]), at: now)
        }
    }

    // MARK: Rules

    private static func check(_ draft: DirectCheck.Draft) throws {
        var fields: [String: String] = [:]
        if draft.identifier.isEmpty { fields["identifier"] = "请填写统一社会信用代码" }
        if draft.items.isEmpty { fields["items"] = "请选择检查事项" }
        if !Item.methodTitles.contains(draft.method) { fields["method"] = "请选择检查方式" }
        if draft.inspectors.isEmpty { fields["inspectors"] = "请选择检查人员" }
        if draft.lead == nil, !(2...200).contains(draft.basis.count) { fields["basis"] = "请写明依据，2至200个字" }
        guard fields.isEmpty else {
            throw Problem(
                .invalid, "check.form", "有\(fields.count)处需要修改。", clause: "3.6.2", fields: fields)
        }
    }

    /// What standing in a library asks of a check without a draw (5.3.1, 5.3.2). A law that asks for the check is above
    /// both; alerts are what the rule says they count as.
    static func admit(
        _ subject: Subject, _ ground: DirectCheck.Ground, method: String, _ stores: any Stores, _ house: House,
        on day: Day
    ) throws {
        let book = house.law.book, region = subject.facts.region
        var word = ground.title
        if ground == .alert { word = try book.rule("lead.alert.counts-as", on: day, in: region).text ?? word }
        if ground == .law { word = "法律法规" }
        for entry in try stores.registry.libraryEntries(subject: subject.id) where entry.holds(on: day) {
            guard let library = try stores.registry.library(entry.library) else { continue }
            switch library.kind {
            case .sandbox:
                let rule = try book.rule("library.sandbox.triggers", on: day, in: region)
                let names = rule.list ?? []
                guard ground == .law || names.contains(where: { $0.hasPrefix(word) }) else {
                    throw rule.refusal(
                        "check.sandbox", "检查对象在“沙盒”监管包容期内，\(ground.title)不是可以检查的事件。",
                        remedy:
                            "只因\(names.joined(separator: "、"))检查；法律法规另有规定的，选择“\(DirectCheck.Ground.law.title)”并写明条款。",
                        fields: ["ground": "包容期内只做事件触发式检查"])
                }
            case .whitelist:
                let methods = try book.rule("library.whitelist.on-site-methods", on: day, in: region).list ?? []
                guard methods.contains(where: { method.contains($0) }) else { continue }
                let rule = try book.rule("library.whitelist.exceptions", on: day, in: region)
                let names = rule.list ?? []
                guard names.contains(where: { $0.hasPrefix(word) }) else {
                    throw rule.refusal(
                        "check.whitelist", "检查对象在“白名单”，不因\(ground.title)主动实施现场检查。",
                        remedy: "请改用网络检查、书面检查等非现场方式；可以现场检查的情形：\(names.joined(separator: "、"))。",
                        fields: ["method": "请改用非现场方式"])
                }
            }
        }
    }

    /// Two certified people of the authority at least, none of whom must stay away (2.2.8, 2.1.1).
    private static func staff(
        _ ids: [Int64], _ subject: Subject, _ authority: Int64, _ stores: any Stores, _ house: House, on day: Day
    ) throws {
        let least = try house.law.book.rule("matching.certified.min", on: day, in: subject.facts.region)
        var certified = 0
        for id in ids {
            guard let one = try stores.registry.inspector(id: id), one.authority == authority, one.status == .active
            else {
                throw Problem(
                    .invalid, "check.officer", "所选人员不是本机关在册的检查人员。", clause: "2.2.8",
                    fields: ["inspectors": "请从本机关检查人员中选择"])
            }
            if one.isCertified(on: day) { certified += 1 }
            if let bar = one.recusals.first(where: {
                $0.bars(
                    identifier: subject.identifier, region: subject.facts.region, tags: Set(subject.facts.tags),
                    on: day)
            }) {
                throw Problem(
                    .refused, "check.recusal", "\(one.name)对这个检查对象登记了回避（\(bar.kind.title)），不能指派。", clause: "2.1.1",
                    remedy: "请指派其他检查人员。", fields: ["inspectors": "\(one.name)应当回避"])
            }
        }
        guard certified >= least.value ?? 0, Set(ids).count == ids.count else {
            throw least.refusal(
                "check.two", "检查至少由\(least.value ?? 0)名持有效执法证的人员实施，现有\(certified)名。",
                remedy: "请增加执法证在有效期内的人员。", fields: ["inspectors": "至少\(least.value ?? 0)名持证人员"])
        }
    }
}
