import Domain

/// `/draw/:id`: the ceremony for who runs it and for the witnesses on their phones. The part below the page head is
/// fetched again by `ceremony.mjs` while the ceremony goes on. The meeting room's screen is `CeremonyRoom`.
enum CeremonyPage {
    struct Model: Sendable {
        let live: CeremonyLive
        let commits: [Secret]
        let reveals: [Secret]
        let confirmation: CeremonySources.Entry?
        let facts: FactsModel
        let timeline: TimelineModel
        let abortHref: String?
        let recordHref: String?
    }

    struct Next: Sendable {
        let title: String
        let detail: String
        let isMine: Bool
        let countdown: Countdown?
    }

    /// The time until which something must be done; counted down by the browser.
    struct Countdown: Sendable {
        let until: String
        let words: String
    }

    /// A step with one button; the sentence says what it does for good.
    struct Form: Sendable {
        let action: String
        let button: String
        let consequence: String
        /// Whether the draw itself: the page shows its progress.
        let draws: Bool

        init(action: String, button: String, consequence: String, draws: Bool = false) {
            self.action = action
            self.button = button
            self.consequence = consequence
            self.draws = draws
        }
    }

    /// A party's value, to be sealed or opened.
    struct Secret: Sendable {
        let action: String
        /// Where the server makes a value; nil for one-time links, whose browsers run scripts.
        let valueAction: String?
        let party: String
        let title: String
        let typed: Bool
        let code: String
        let planLeaf: String
        let error: String?
    }

    /// Somebody asked to abort although the seed is known.
    struct Abort: Sendable {
        let reason: String
        let who: String
        /// Where another one agrees; nil for who asked, and who cannot.
        let href: String?
    }

    /// A stage of the draw, shown while it runs.
    struct Stage: Sendable {
        let name: String
        let title: String
        let unit: String
    }

    static let stages = DrawProgress.Stage.allCases.map {
        Stage(name: String($0.rawValue), title: $0.title, unit: $0.unit)
    }

    static func show(_ call: Call) async throws -> Reply {
        if call.query.flag("room") { return try await CeremonyRoom.show(call) }
        return try await page(call, problem: nil)
    }

    /// The page, with a refused form's message beside its field.
    static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await Ceremonies(call.house).view(actor, ceremony: try call.id())
        let viewer = CeremonyViewer(actor, ceremony: view.ceremony.id)
        let isDrawn = view.ceremony.state == .drawn
        return .page(
            Page(
                "draw/show", title: view.ceremony.title, stage: .draw,
                model: model(view, viewer: viewer, problem: problem, form: call.form),
                trail: [("抽取", "/draw")],
                actions: [
                    PageAction("大屏显示", href: viewer.address + "?room=1", icon: "eye"),
                    PageAction("公开页面", href: "/ceremonies/\(view.ceremony.code)", icon: "proof"),
                ] + (isDrawn ? [PageAction("摇号记录", href: viewer.address + "/record", icon: "download")] : [])
                    + InclusionPage.link(view.ceremony, for: actor) + AuditPage.link(view.ceremony, for: actor)
                    + (view.ceremony.state == .planned && actor.may(.drawRun)
                        ? [PageAction("人手够不够", href: viewer.address + "/staffing")] : []),
                status: problem == nil ? 200 : 422))
    }

    static func state(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await Ceremonies(call.house).view(actor, ceremony: try call.id())
        if call.query.flag("room") {
            return .fragment(template: "draw/room", model: try CeremonyRoom.model(view, actor: actor, call: call))
        }
        return .fragment(
            template: "draw/live",
            model: model(
                view, viewer: CeremonyViewer(actor, ceremony: view.ceremony.id), problem: nil, form: Fields()))
    }

    static func model(_ view: Ceremonies.View, viewer: CeremonyViewer, problem: Problem?, form: Fields) -> Model {
        let ceremony = view.ceremony
        let address = viewer.address
        let ended = ceremony.state == .drawn || ceremony.state == .aborted
        let secrets = { (wanted: (Ceremony.Party) -> Bool, step: String) in
            ceremony.parties.filter { wanted($0) && viewer.acts(for: $0) }.map { party in
                Secret(
                    action: "\(address)/\(step)", valueAction: viewer.party == nil ? address + "/value" : nil,
                    party: party.id, title: party.title, typed: !viewer.isSelf(party), code: ceremony.code,
                    planLeaf: view.planLeaf,
                    error: form.text("party") == party.id
                        ? problem?.fields["commitment"] ?? problem?.fields["value"] : nil)
            }
        }
        let commits = viewer.takesPart && ceremony.state == .frozen && view.now <= ceremony.commitDeadline
        let reveals = viewer.takesPart && ceremony.state == .committed && view.now <= ceremony.revealDeadline
        return Model(
            live: CeremonyLive(view, viewer, problem: problem),
            commits: commits ? secrets({ $0.commitment == nil }, "commit") : [],
            reveals: reveals ? secrets({ $0.revealed == nil }, "reveal") : [],
            confirmation: CeremonySources.confirmation(view, viewer, problem),
            facts: facts(view),
            timeline: CeremonyWords.timeline(view, for: viewer),
            abortHref: viewer.runs && !ended && view.abortRequest == nil ? address + "/abort" : nil,
            recordHref: ceremony.state == .drawn && viewer.party == nil ? address + "/record" : nil)
    }

    /// Changes with everything the page shows.
    static func stamp(_ view: Ceremonies.View) -> String {
        let ceremony = view.ceremony
        let late = [ceremony.commitDeadline, ceremony.revealDeadline].filter { view.now > $0 }.count
        let rounds = ceremony.sources.compactMap { DrandQuicknet(source: $0.name) }.filter { view.now >= $0.time }.count
        return "\(ceremony.state.rawValue)-\(view.lines.last?.index ?? 0)-\(late)-\(rounds)"
    }

    static func next(_ view: Ceremonies.View, _ viewer: CeremonyViewer) -> Next {
        let words = CeremonyWords.next(view.ceremony, now: view.now, for: viewer)
        return Next(
            title: words.title, detail: words.detail, isMine: words.isMine && !viewer.room,
            countdown: words.until.map {
                Countdown(until: $0.description, words: "\(words.untilWords)\($0.toTheSecond)")
            })
    }

    static func forms(_ view: Ceremonies.View, _ address: String) -> [Form] {
        let ceremony = view.ceremony
        switch ceremony.state {
        case .planned:
            return [
                Form(
                    action: address + "/freeze", button: "冻结名单",
                    consequence: "固定检查对象、抽取数量和执法人员，写入留痕日志；此后名录再变也不影响本次摇号。")
            ]
        case .frozen where ceremony.parties.allSatisfy { $0.commitment != nil }:
            return [
                Form(action: address + "/close-commits", button: "结束承诺", consequence: "此后不能再更换承诺，各方开始揭示随机数。")
            ]
        case .committed where view.now > ceremony.revealDeadline:
            return [
                Form(
                    action: address + "/close-reveals", button: "记为缺席",
                    consequence: "没有揭示的一方记为缺席并公开；种子由已揭示的随机数和此后的公共随机值确定。")
            ]
        case .revealed where ceremony.isSeedKnown:
            return [
                Form(
                    action: address + "/draw", button: "抽取",
                    consequence: "按种子抽出检查对象并匹配执法人员，结果立即公开签号，不能重抽。", draws: true)
            ]
        default: return []
        }
    }

    static func abort(_ view: Ceremonies.View, _ viewer: CeremonyViewer) -> Abort? {
        guard let request = view.abortRequest, let actor = viewer.actor else { return nil }
        let may =
            request.account != actor.account && actor.may(.drawTakePart)
            && (viewer.runs || view.ceremony.parties.contains { $0.account == actor.account })
        return Abort(
            reason: request.reason,
            who: request.account == actor.account
                ? "您在\(request.at.onScreen)申请中止，须由另一人同意。不中止就直接抽取。"
                : "抽取人在\(request.at.onScreen)申请中止。种子已经可以算出，须由另一人同意；不同意就请抽取人直接抽取。",
            href: may ? viewer.address + "/abort" : nil)
    }

    private static func facts(_ view: Ceremonies.View) -> FactsModel {
        let ceremony = view.ceremony
        var facts: [FactsModel.Fact] = [
            .init("编号", ceremony.code, figures: true),
            .init("机关", ceremony.authorityName),
            .init("抽查任务", view.campaigns.map { "\($0.title)（\($0.number)）" }.joined(separator: "、")),
            .init("承诺截止", ceremony.commitDeadline.onScreen, figures: true),
            .init("揭示截止", ceremony.revealDeadline.onScreen, figures: true),
        ]
        if let count = ceremony.populationCount {
            facts.append(.init("名单", "\(Figures.grouped(count)) 条", figures: true))
        }
        if let root = ceremony.populationRoot { facts.append(.init("名单根哈希", root, figures: true)) }
        for exclusion in view.exclusions {
            facts.append(.init("未列入", "\(exclusion.reason)：\(Figures.grouped(exclusion.count)) 户"))
        }
        if let seed = ceremony.seed { facts.append(.init("种子", seed, figures: true)) }
        if let reason = ceremony.abortReason { facts.append(.init("中止理由", reason)) }
        return FactsModel(facts)
    }
}
