@testable import Domain
@testable import Web

enum DrawSamples: PageSamples {
    private static let lot = DrawnSubject(
        lot: DrawnLot(
            stratum: "c1:s1", lot: "0123456789ABCDEF0123", rank: 1, ticket: "0.26299714122838", subject: 1),
        name: "样例餐饮店", identifier: "9223", regionName: "道里区")
    private static let visit = DrawnVisit(
        id: 1, slip: "0123456789ABCDEF0123", subjectName: "样例餐饮店", regionName: "道里区", authorityName: "道里区局",
        inspectors: ["张三", "李四"], campaigns: 2, inspections: 3)
    private static let hash = String(repeating: "a", count: 64)

    static func campaign(_ state: Campaign.State, _ id: Int64 = 1) -> Campaign {
        Campaign(
            id: id, plan: 1, number: "2026-230102-scjg-N-001", title: "餐饮服务", authority: 1, authorityName: "道里区局",
            region: AccessSamples.region, department: "scjg", startsOn: Day(number: 20_600),
            endsOn: Day(number: 20_700),
            method: "现场检查", dispatch: .bureau, repeatBasis: nil, state: state, completedOn: nil, publishDue: nil,
            items: ["S-001"], regions: [AccessSamples.region], quotas: [], version: 1)
    }

    private static func actor(_ roles: Set<Role>, _ account: Int64 = 1) -> Actor {
        Actor(
            account: account, name: "张三", roles: roles, authority: 1, authorityName: "道里区局",
            region: AccessSamples.region, regionName: "道里区", department: "scjg", inspector: nil)
    }

    /// A ceremony at any step.
    private static func view(
        _ state: Ceremony.State, committed: Bool = false, revealed: Bool = false, missing: Bool = false,
        value: String? = nil, late: Bool = false, keyedBy: Int64? = nil, abort: Bool = false
    ) -> Ceremonies.View {
        let now = Moment(milliseconds: 1_780_000_000_000)
        let ceremony = Ceremony(
            id: 1, code: "YH-2026-230102-001", title: "食品销售摇号", authority: 1, authorityName: "道里区局",
            region: AccessSamples.region, department: "scjg", state: state, campaigns: [1],
            parties: [("drawer", 1), ("supervisor", 2), ("business", nil)].map { id, account in
                Ceremony.Party(
                    id: id, title: id, account: account, commitment: committed ? hash : nil,
                    revealed: revealed ? hash : nil, isMissing: missing,
                    link: account == nil ? Ceremony.Link(issuedAt: now, expiresAt: now, openedAt: nil) : nil)
            },
            sources: [
                Ceremony.Source(name: "dice:hall-1", value: value, keyedBy: keyedBy),
                Ceremony.Source(name: "drand-quicknet:99999999", value: value),
            ],
            revealDeadline: now.advanced(bySeconds: late ? -60 : 60),
            populationRoot: state == .planned ? nil : hash, populationCount: state == .planned ? nil : 900,
            seed: state == .drawn ? hash : nil, abortReason: state == .aborted ? "停电" : nil, createdAt: now,
            drawnAt: nil, version: 1)
        let acts = [
            "draw.plan", "draw.freeze", "draw.commit", "draw.close-commits", "draw.reveal", "draw.public", "draw.draw",
        ]
        var view = Ceremonies.View(
            ceremony: ceremony, planLeaf: hash,
            lines: acts.enumerated().map {
                LedgerLine(
                    index: Int64($0.offset), at: now, act: $0.element, actorName: $0.offset == 0 ? nil : "张三",
                    object: "ceremony/1", sentence: "步骤。")
            }, campaigns: [campaign(.drawing), campaign(.drawing, 2)], people: [1: "张三"],
            strata: [
                Stratum(name: "c1:s1", campaign: 1, classes: [.d], population: 900, measure: .ratio(1000), take: 90),
                Stratum(name: "c1:s2", campaign: 1, classes: [.c], population: 40, measure: .number(0), take: 0),
            ],
            exclusions: [("本年度已被抽查", 3)], lots: 90, visits: 80, samples: ["c1:s1": [lot]], visitSample: [visit],
            now: now, abortRequest: abort ? AbortRequest(reason: "停电", account: 1, at: now) : nil)
        return view
    }

    private static func show(_ view: Ceremonies.View, _ actor: Actor, problem: Problem? = nil)
        -> (template: String, model: any Sendable)
    {
        (
            "draw/show",
            CeremonyPage.model(
                view, viewer: CeremonyViewer(actor, ceremony: 1), problem: problem,
                form: Fields([("party", "drawer"), ("value", "1")]))
        )
    }

    private static let qr = QRCode(side: 2, modules: [true, false, false, true])

    private static func screen(_ view: Ceremonies.View, _ actor: Actor, qr: QRCode? = qr)
        -> (template: String, model: any Sendable)
    {
        ("draw/screen", CeremonyRoom.model(view, actor: actor, link: "http://x/join/YH", qr: qr))
    }

    private static func record(qr: QRCode?, paper: Bool) -> (template: String, model: any Sendable) {
        let facts = Ceremonies.RecordFacts(
            commitEntries: ["drawer": 2], revealEntries: ["drawer": 4], publicEntries: ["dice:hall-1": 5],
            seedDocument: "vdraw-seed/v1\n", lots: [("c1:s1", [lot.lot])], inspectors: 2, places: 4, inspections: 3)
        return (
            "draw/record",
            RecordPage.make(
                view(.drawn, committed: true, revealed: true, value: "31"), facts, link: "http://x", qr: qr,
                key: "mingcha+x", paper: paper)
        )
    }

    private static func audit(_ findings: [AuditFinding]?, signed: Bool = true) -> AuditPage.Model {
        let now = Moment(milliseconds: 1_780_000_000_000)
        let mine = findings.map {
            Audit(
                ceremony: 1, account: 1, openedAt: now, openedEntry: 7, checkedAt: now, findings: $0,
                signedAt: signed ? now : nil, remark: nil)
        }
        return AuditPage.model(
            Auditing.View(ceremony: view(.drawn).ceremony, mine: mine, signed: 1), form: Fields(), problem: nil)
    }

    private static func inclusion(_ places: [Bool], slip: Bool, problem: Problem? = nil) -> InclusionPage.Model {
        let now = Moment(milliseconds: 1_780_000_000_000)
        return InclusionPage.model(
            Ceremonies.Reconciliation(
                ceremony: view(.drawn).ceremony,
                lines: [0, 5].map {
                    .init(
                        campaign: "餐饮服务", registry: 903 + $0, frozen: 900,
                        excluded: $0 > 0 ? [] : [(reason: "本年度已被抽查", count: 3)])
                }),
            found: places.isEmpty
                ? nil
                : Ceremonies.Inclusion(
                    identifier: "91230102MA0000000X", name: places.contains(true) ? "样例餐饮店" : nil,
                    places: places.map { .init(campaign: "餐饮服务", isIn: $0, reason: "在冻结名单内") },
                    slip: slip
                        ? DrawnSlip(
                            subject: 1, slip: "0123456789ABCDEF0123", nonce: String(repeating: "A", count: 44),
                            index: 3, count: 900, path: [hash, hash]) : nil, withheld: slip ? nil : "检查结束前不提供签条。"),
            typed: "9123", problem: problem, at: now)
    }

    static var samples: [(template: String, model: any Sendable)] {
        let drawer = actor([.drawer]), witness = actor([.witness], 2), auditor = actor([.auditor], 3)
        let wrong = Problem(.invalid, "x", "不对。", fields: ["value": "不对", "commitment": "不对", "again": "不同"])
        let field = FieldModel(.text, "x", "名称", help: "说明", error: "不对")
        return [
            show(view(.planned), drawer), show(view(.planned), witness),
            show(view(.frozen), drawer, problem: wrong), screen(view(.frozen), witness),
            screen(view(.frozen), drawer, qr: nil),
            show(view(.frozen, committed: true), drawer), show(view(.frozen, late: true), drawer),
            show(view(.committed, committed: true), drawer, problem: wrong),
            show(view(.committed, committed: true), witness),
            show(view(.committed, committed: true, late: true), drawer),
            show(view(.revealed, committed: true, missing: true), drawer, problem: wrong),
            show(view(.revealed, committed: true, revealed: true, value: "31"), drawer),
            show(view(.drawn, committed: true, revealed: true, value: "31"), drawer),
            screen(view(.drawn, committed: true, revealed: true, value: "31"), auditor),
            screen(view(.revealed, committed: true, revealed: true), drawer),
            screen(view(.revealed, committed: true, revealed: true, value: "31"), drawer),
            screen(view(.aborted), drawer),
            show(view(.revealed, committed: true, revealed: true, keyedBy: 1), witness, problem: wrong),
            show(view(.revealed, committed: true, revealed: true, value: "31", abort: true), witness),
            show(view(.revealed, committed: true, revealed: true, value: "31", abort: true), drawer),
            record(qr: qr, paper: false), record(qr: nil, paper: true),
            (
                "draw/room", screen(view(.frozen), drawer).model
            ),
            (
                "draw/link",
                PartyPages.Issued(
                    party: "企业代表", path: "M0 0", box: "0 0 9 9", link: "http://x", until: "2026", backHref: "/draw/1")
            ),
            (
                "draw/link",
                PartyPages.Issued(party: "企业代表", path: nil, box: "", link: "http://x", until: "", backHref: "/draw/1")
            ),
            (
                "draw/offer",
                PartyPages.Offer(
                    party: "企业代表", title: "食品", code: "YH", authority: "局", action: "/draw/link/x", publicHref: "/x")
            ),
            (
                "draw/join",
                JoinPage.Model(
                    code: "YH", title: "食品", authority: "局", signInHref: "/login", publicHref: "/x", ended: false)
            ),
            (
                "draw/join",
                JoinPage.Model(
                    code: "YH", title: "食品", authority: "局", signInHref: "/login", publicHref: "/x", ended: true)
            ),
            show(view(.aborted), auditor),
            ("draw/live", show(view(.frozen), witness).model),
            ("draw/outcome", CeremonyOutcome(view(.drawn), viewer: CeremonyViewer(drawer, ceremony: 1))),
            ("draw/outcome", CeremonyOutcome(view(.drawn), viewer: CeremonyViewer(witness, ceremony: 1))),
            ("draw/running", CeremonyLive(view(.revealed), CeremonyViewer(drawer, ceremony: 1))),
            (
                "draw/tile",
                CeremonyParties.Tile(
                    title: "企业代表", person: "在场", look: "sealed", icon: "lock", word: "已承诺", detail: "。",
                    commitment: hash, value: hash, isSelf: true,
                    link: .init(action: "/draw/1/link", party: "business", button: "签发", state: "。"))
            ),
            (
                "draw/source",
                CeremonySources.Card(
                    title: "十面骰", name: "dice:hall", word: ChipModel("待录入"), detail: "。", groups: ["31415"],
                    value: "31415", countdown: .init(until: "2026", words: "产生于"), howTo: ["打开"])
            ),
            (
                "draw/entry",
                CeremonySources.Entry(
                    action: "/x", source: "dice:hall", title: "录入", words: "。", value: field, again: field,
                    mayHandOver: true, handOverAction: "/y", isSecond: false)
            ),
            (
                "draw/entry",
                CeremonySources.Entry(
                    action: "/x", source: "dice:hall", title: "复录", words: "。", value: nil, again: field,
                    mayHandOver: false, handOverAction: "", isSecond: true)
            ),
            (
                "draw/new",
                CeremonyForm.Model(
                    campaigns: FieldModel(.checks([OptionModel("1", "餐饮", help: "说明")]), "campaigns", "任务"), none: nil,
                    refused: [
                        .init(title: "药品", number: "N-2", why: "没有报备。", clause: "2.3.16"),
                        .init(title: "药品", number: "N-3", why: "。", clause: nil),
                    ],
                    overlap: .init(
                        rows: [.init(first: "甲", second: "乙", firstCount: "2", secondCount: "3", shared: "1")],
                        sentence: "比较。"), mayCompare: true, title: field, drawer: "张三", supervisor: field,
                    noSupervisor: RemarkModel("没有监督人。", .attention),
                    parties: [.init(label: "第三方", title: field, account: field)], partyRows: "1", mayAddParty: true,
                    sources: [.init(label: "来源", kind: field, id: field)], sourceRows: "1", mayAddSource: true,
                    commitDeadline: field, deadline: field, error: RemarkModel("有 1 处需要改正。", .danger))
            ),
            (
                "draw/new",
                CeremonyForm.Model(
                    campaigns: nil, none: EmptyModel("没有任务", why: "。", action: LinkModel("查看计划", href: "/plan")),
                    refused: [], overlap: nil, mayCompare: false, title: field, drawer: "张三", supervisor: field,
                    noSupervisor: nil, parties: [], partyRows: "1", mayAddParty: false, sources: [], sourceRows: "1",
                    mayAddSource: false, commitDeadline: field, deadline: field, error: nil)
            ),
            ("draw/audit", audit(nil)), ("draw/audit", audit([])),
            ("draw/audit", audit([.init(title: "名单", state: .failed, detail: "差一户")], signed: false)),
            ("draw/inclusion", inclusion([], slip: false)), ("draw/inclusion", inclusion([true, false], slip: true)),
            ("draw/inclusion", inclusion([false], slip: false)), ("draw/inclusion", inclusion([true], slip: false)),
            (
                "draw/inclusion",
                inclusion([], slip: false, problem: Problem(.invalid, "x", "不对。", fields: ["identifier": "不对"]))
            ),
            (
                "draw/value",
                CeremonyActions.ValueModel(
                    value: hash, commitment: hash, action: "/draw/1/commit", party: "drawer", title: "抽取人")
            ),
            (
                "draw/abort",
                CeremonyAbort.Model(
                    code: "YH", consequence: "不能撤销。", action: "/draw/1/abort", cancelHref: "/draw/1", button: "中止",
                    reason: field, stated: nil, confirm: nil)
            ),
            (
                "draw/abort",
                CeremonyAbort.Model(
                    code: "YH", consequence: "不能撤销。", action: "/draw/1/abort", cancelHref: "/draw/1", button: "同意",
                    reason: nil, stated: "停电", confirm: field)
            ),
        ]
    }
}
