import Domain

/// `/draw/:id`: the ceremony in the meeting room and on the witnesses' phones. The part below the page head is fetched
/// again by `ceremony.mjs` while the ceremony goes on.
enum CeremonyPage {
    struct Model: Sendable {
        /// Changes with every step; `ceremony.mjs` compares it.
        let stamp: String
        /// Where the state is fetched again; nil when nothing can change any more.
        let poll: String?
        let room: Bool
        let code: String
        let chip: ChipModel
        let next: Next
        let steps: StepsModel
        let forms: [Form]
        let commits: [Secret]
        let reveals: [Secret]
        let dice: Dice?
        let parties: [Party]
        let facts: FactsModel
        let outcome: CeremonyOutcome?
        let timeline: TimelineModel
        let abortHref: String?
    }

    struct Next: Sendable {
        let title: String
        let detail: String
        let isMine: Bool
    }

    /// A step with one button; the sentence says what it does for good.
    struct Form: Sendable {
        let action: String
        let button: String
        let consequence: String
    }

    /// A party's value, to be sealed or opened.
    struct Secret: Sendable {
        let action: String
        let valueAction: String
        let party: String
        let title: String
        let typed: Bool
        let code: String
        let planLeaf: String
        let error: String?
    }

    struct Dice: Sendable {
        let action: String
        let source: String
        let value: FieldModel
        let again: FieldModel
    }

    struct Party: Sendable {
        let title: String
        let person: String
        let commitment: ChipModel
        let commitmentValue: String?
        let reveal: ChipModel
        let revealValue: String?
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    /// The page, with a refused form's message beside its field.
    static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await Ceremonies(call.house).view(actor, ceremony: try call.id())
        let room = call.query.flag("room")
        let address = "/draw/\(view.ceremony.id)"
        return .page(
            Page(
                "draw/show", title: view.ceremony.title, stage: .draw,
                model: model(view, actor: actor, room: room, problem: problem, form: call.form),
                trail: [("抽取", "/draw")],
                actions: [
                    room
                        ? PageAction("退出大屏", href: address)
                        : PageAction("大屏显示", href: address + "?room=1", icon: "eye"),
                    PageAction("公开页面", href: "/ceremonies/\(view.ceremony.code)", icon: "proof"),
                ] + InclusionPage.link(view.ceremony, for: actor), status: problem == nil ? 200 : 422))
    }

    static func state(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await Ceremonies(call.house).view(actor, ceremony: try call.id())
        return .fragment(
            template: "draw/live",
            model: model(view, actor: actor, room: call.query.flag("room"), problem: nil, form: Fields()))
    }

    static func model(_ view: Ceremonies.View, actor: Actor, room: Bool, problem: Problem?, form: Fields) -> Model {
        let ceremony = view.ceremony
        let address = "/draw/\(ceremony.id)"
        let next = CeremonyWords.next(ceremony, for: actor, now: view.now)
        let ended = ceremony.state == .drawn || ceremony.state == .aborted
        let overdue = view.now > ceremony.revealDeadline
        let secrets = { (wanted: (Ceremony.Party) -> Bool, step: String) in
            ceremony.parties.filter { wanted($0) && Ceremonies.mayAct(actor, for: $0) }.map { party in
                Secret(
                    action: "\(address)/\(step)", valueAction: address + "/value", party: party.id, title: party.title,
                    typed: party.account == nil, code: ceremony.code, planLeaf: view.planLeaf,
                    error: form.text("party") == party.id
                        ? problem?.fields["commitment"] ?? problem?.fields["value"] : nil)
            }
        }
        let takesPart = actor.may(.drawTakePart) && !overdue
        return Model(
            stamp: "\(ceremony.state.rawValue)-\(view.lines.last?.index ?? 0)-\(overdue ? 1 : 0)",
            poll: ended ? nil : address + "/state" + (room ? "?room=1" : ""), room: room, code: ceremony.code,
            chip: CeremonyWords.chip(ceremony.state),
            next: Next(title: next.title, detail: next.detail, isMine: next.isMine), steps: CeremonyWords.steps(view),
            forms: actor.may(.drawRun) ? forms(view, address) : [],
            commits: takesPart && ceremony.state == .frozen ? secrets({ $0.commitment == nil }, "commit") : [],
            reveals: takesPart && ceremony.state == .committed ? secrets({ $0.revealed == nil }, "reveal") : [],
            dice: actor.may(.drawRun) && ceremony.state == .revealed && ceremony.publicValue == nil
                ? dice(ceremony, address, problem) : nil,
            parties: ceremony.parties.map { party($0, view) }, facts: facts(view),
            outcome: ceremony.state == .drawn ? CeremonyOutcome(view, actor: actor, room: room) : nil,
            timeline: TimelineModel(view.lines),
            abortHref: actor.may(.drawRun) && !ended ? address + "/abort" : nil)
    }

    private static func forms(_ view: Ceremonies.View, _ address: String) -> [Form] {
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
                    consequence: "没有揭示的一方记为缺席并公开；种子由已揭示的随机数和此后掷出的骰子确定。")
            ]
        case .revealed where ceremony.publicValue != nil:
            return [
                Form(
                    action: address + "/draw", button: "抽取",
                    consequence: "按种子抽出检查对象并匹配执法人员，结果立即公开签号，不能重抽。")
            ]
        default: return []
        }
    }

    private static func dice(_ ceremony: Ceremony, _ address: String, _ problem: Problem?) -> Dice {
        let isDice = ceremony.publicSource.hasPrefix("dice:")
        return Dice(
            action: address + "/public-value", source: ceremony.publicSource,
            value: FieldModel(
                isDice ? .telephone : .text, "value", isDice ? "骰子点数" : "公共随机值",
                help: isDice ? "按掷出的顺序连写，十面骰的 0 就写 0，建议不少于 20 个。" : "按公布的写法录入。",
                error: problem?.fields["value"], maxlength: 256),
            again: FieldModel(
                isDice ? .telephone : .text, "again", "再录一遍", help: "由另一人读数，不要复制。", error: problem?.fields["again"],
                maxlength: 256))
    }

    private static func party(_ party: Ceremony.Party, _ view: Ceremonies.View) -> Party {
        let before = view.ceremony.state == .planned || view.ceremony.state == .frozen
        let reveal: ChipModel =
            party.revealed != nil
            ? ChipModel("已揭示", .success)
            : party.isMissing
                ? ChipModel("缺席", .danger) : before ? ChipModel("未开始", .neutral) : ChipModel("待揭示", .attention)
        return Party(
            title: party.title,
            person: party.account.map { view.people[$0] ?? "" } ?? "由抽取人当面代录",
            commitment: party.commitment != nil
                ? ChipModel("已承诺", .success) : ChipModel("待承诺", view.ceremony.state == .frozen ? .attention : .neutral),
            commitmentValue: party.commitment, reveal: reveal, revealValue: party.revealed)
    }

    private static func facts(_ view: Ceremonies.View) -> FactsModel {
        let ceremony = view.ceremony
        var facts: [FactsModel.Fact] = [
            .init("编号", ceremony.code, figures: true),
            .init("机关", ceremony.authorityName),
            .init("抽查任务", view.campaigns.map { "\($0.title)（\($0.number)）" }.joined(separator: "、")),
            .init("公共来源", ceremony.publicSource, figures: true),
            .init("承诺和揭示截止", ceremony.revealDeadline.onScreen, figures: true),
        ]
        if let count = ceremony.populationCount {
            facts.append(.init("名单", "\(Figures.grouped(count)) 条", figures: true))
        }
        if let root = ceremony.populationRoot { facts.append(.init("名单根哈希", root, figures: true)) }
        for exclusion in view.exclusions {
            facts.append(.init("未列入", "\(exclusion.reason)：\(Figures.grouped(exclusion.count)) 户"))
        }
        if let value = ceremony.publicValue { facts.append(.init("公共随机值", value, figures: true)) }
        if let seed = ceremony.seed { facts.append(.init("种子", seed, figures: true)) }
        if let reason = ceremony.abortReason { facts.append(.init("中止理由", reason)) }
        return FactsModel(facts)
    }
}
