import Domain

/// What a ceremony waits for, in words.
enum CeremonyWords {
    /// The next thing to happen, from one person's point of view.
    struct Next {
        let title: String
        let detail: String
        /// Whether this person is to do it.
        let isMine: Bool
        /// Until when, or when something comes about.
        var until: Moment?
        var untilWords = "截止"
    }

    static func next(_ ceremony: Ceremony, now: Moment, for viewer: CeremonyViewer) -> Next {
        let runs = viewer.runs
        switch ceremony.state {
        case .planned:
            return runs
                ? Next(title: "冻结名单", detail: "名单和人员固定后，任何人都不能再改。", isMine: true)
                : Next(title: "等待抽取人冻结名单", detail: "冻结后您才能提交承诺。", isMine: false)
        case .frozen: return committing(ceremony, viewer, runs: runs, now: now)
        case .committed: return revealing(ceremony, viewer, runs: runs, now: now)
        case .revealed where ceremony.nextSource != nil: return waiting(ceremony, viewer, runs: runs, now: now)
        case .revealed:
            return runs
                ? Next(title: "抽取", detail: "种子已由各方随机数和公共随机值唯一确定。", isMine: true)
                : Next(title: "等待抽取", detail: "种子已经确定，谁也改变不了结果。", isMine: false)
        case .drawn: return Next(title: "已抽取", detail: "结果可由任何人核验。", isMine: false)
        case .aborted: return Next(title: "已中止", detail: ceremony.abortReason ?? "", isMine: false)
        }
    }

    private static func committing(_ ceremony: Ceremony, _ viewer: CeremonyViewer, runs: Bool, now: Moment) -> Next {
        let waiting = ceremony.parties.filter { $0.commitment == nil }
        if now > ceremony.commitDeadline, !waiting.isEmpty {
            return runs
                ? Next(
                    title: "承诺截止时间已过，请中止", detail: "\(titles(waiting))没有提交承诺，本次摇号不能继续；中止后重新公布方案。",
                    isMine: true)
                : Next(title: "承诺截止时间已过", detail: "\(titles(waiting))没有提交承诺，等待抽取人写明理由中止。", isMine: false)
        }
        let until = waiting.isEmpty ? nil : ceremony.commitDeadline
        if viewer.takesPart, waiting.contains(where: viewer.isSelf) {
            return Next(title: "提交您的承诺", detail: "您的随机数先封存，揭示前没有人知道。", isMine: true, until: until)
        }
        if !viewer.room, viewer.takesPart, let typed = waiting.first(where: { viewer.acts(for: $0) && $0.link == nil })
        {
            return Next(
                title: "请“\(typed.title)”参加", detail: "签发一次性链接，由其本人用手机扫码；没有手机的，在本页代录。", isMine: true,
                until: until)
        }
        if !waiting.isEmpty {
            return Next(
                title: "等待\(titles(waiting))提交承诺", detail: "各方的随机数先封存起来，揭示前没有人知道。", isMine: false,
                until: until)
        }
        return runs
            ? Next(title: "结束承诺，开始揭示", detail: "各方都已提交承诺。", isMine: true)
            : Next(title: "等待抽取人结束承诺", detail: "各方都已提交承诺。", isMine: false)
    }

    private static func revealing(_ ceremony: Ceremony, _ viewer: CeremonyViewer, runs: Bool, now: Moment) -> Next {
        let waiting = ceremony.parties.filter { $0.revealed == nil }
        if now > ceremony.revealDeadline {
            return runs
                ? Next(
                    title: "把未揭示方记为缺席", detail: "截止时间已过：\(titles(waiting))没有揭示。缺席公开，此后的公共随机值仍使结果无人能控制。",
                    isMine: true)
                : Next(title: "揭示已截止", detail: "\(titles(waiting))没有揭示，等待抽取人记为缺席。", isMine: false)
        }
        let until = ceremony.revealDeadline
        let after = "过时不再接受，记为缺席。"
        if viewer.takesPart, waiting.contains(where: viewer.isSelf) {
            return Next(title: "揭示您的随机数", detail: after, isMine: true, until: until)
        }
        if !viewer.room, viewer.takesPart, let typed = waiting.first(where: viewer.acts) {
            return Next(title: "代录“\(typed.title)”的随机数", detail: "须与其承诺一致。" + after, isMine: true, until: until)
        }
        return Next(title: "等待\(titles(waiting))揭示", detail: after, isMine: false, until: until)
    }

    /// A public value is to come.
    private static func waiting(_ ceremony: Ceremony, _ viewer: CeremonyViewer, runs: Bool, now: Moment) -> Next {
        guard let source = ceremony.nextSource else { return Next(title: "", detail: "", isMine: false) }
        let kind = CeremonySources.Kind(of: source.name)
        if let round = DrandQuicknet(source: source.name), now < round.time {
            return Next(
                title: "等待 drand 第\(round.number)轮", detail: "这一轮还没有产生，谁也不知道它的值。", isMine: false,
                until: round.time, untilWords: "产生于")
        }
        if viewer.confirms(source, of: ceremony), !viewer.room {
            return Next(title: "请您复录\(kind.title)", detail: "看着实物独立录入，与第一遍一致才算数。", isMine: true)
        }
        if source.keyedBy != nil {
            return Next(title: "等待另一人复录\(kind.title)", detail: "两遍一致才算数。", isMine: false)
        }
        switch kind {
        case .dice:
            return runs
                ? Next(title: "掷骰子，录入点数", detail: "当众掷骰，按顺序录入，再录一遍核对。", isMine: true)
                : Next(title: "等待当众掷骰子", detail: "请看着骰子，记下点数，与页面核对。", isMine: false)
        case .lottery:
            return runs
                ? Next(title: "录入开奖号码", detail: "\(source.name)，方案公布时已写明；开奖后按公告录入。", isMine: true)
                : Next(title: "等待开奖号码", detail: "\(source.name)，方案公布时已写明；请与开奖公告核对。", isMine: false)
        case .drand, .other:
            return runs
                ? Next(title: "录入\(kind.title)", detail: "\(source.name)，方案公布时已写明。", isMine: true)
                : Next(title: "等待录入\(kind.title)", detail: "\(source.name)，方案公布时已写明；请自己取来核对。", isMine: false)
        }
    }

    static func titles(_ parties: [Ceremony.Party]) -> String { parties.map(\.title).joined(separator: "、") }

    static func chip(_ ceremony: Ceremony) -> ChipModel {
        switch ceremony.state {
        case .planned: ChipModel(ceremony.state.title, .neutral)
        case .revealed where ceremony.isSeedKnown: ChipModel("待抽取", .attention)
        case .frozen, .committed, .revealed: ChipModel(ceremony.state.title, .attention)
        case .drawn: ChipModel(ceremony.state.title, .success)
        case .aborted: ChipModel(ceremony.state.title, .danger)
        }
    }

    /// The ceremony's entries as this viewer may read them: a party without account sees no names of staff, and what a
    /// one-time link did is told as that.
    static func timeline(_ view: Ceremonies.View, for viewer: CeremonyViewer) -> TimelineModel {
        TimelineModel(
            view.lines.map { line in
                let who =
                    line.actorName.map { viewer.actor == nil ? "工作人员" : $0 }
                    ?? (["draw.commit", "draw.reveal", "draw.link-open"].contains(line.act) ? "参与方本人" : nil)
                return LedgerLine(
                    index: line.index, at: line.at, act: line.act, actorName: who, object: line.object,
                    sentence: line.sentence)
            })
    }

    /// The steps in the protocol's order, each with who did it when and where it stands in the log.
    static func steps(_ view: Ceremonies.View, for viewer: CeremonyViewer) -> StepsModel {
        let ceremony = view.ceremony
        let order: [(title: String, acts: [String], reached: Bool)] = [
            ("公布方案", ["draw.plan"], true),
            ("冻结名单", ["draw.freeze"], ceremony.state != .planned),
            (
                "各方承诺", ["draw.close-commits", "draw.commit"],
                ceremony.parties.allSatisfy { $0.commitment != nil } && isPast(.frozen, ceremony)
            ),
            ("揭示随机数", ["draw.close-reveals", "draw.reveal"], isPast(.committed, ceremony)),
            ("公共随机值", ["draw.public"], ceremony.isSeedKnown),
            ("抽取与匹配", ["draw.draw"], ceremony.state == .drawn),
        ]
        var current = true
        let aborted = ceremony.state == .aborted
        return StepsModel(
            order.map { step in
                let line = view.lines.last { step.acts.contains($0.act) }
                let done =
                    aborted
                    ? line != nil && step.acts.first.map { first in view.lines.contains { $0.act == first } } == true
                    : step.reached
                let detail = line.map { line in
                    let who = viewer.actor == nil ? nil : line.actorName
                    return "\(line.at.onScreen)，\(who.map { "\($0)，" } ?? "")第\(line.index)条"
                }
                if done { return StepsModel.Step(step.title, .done, detail: detail) }
                defer { current = false }
                return StepsModel.Step(
                    step.title, current ? (aborted ? .failed : .current) : .waiting, detail: current ? detail : nil)
            })
    }

    private static func isPast(_ state: Ceremony.State, _ ceremony: Ceremony) -> Bool {
        let order: [Ceremony.State] = [.planned, .frozen, .committed, .revealed, .drawn]
        guard let here = order.firstIndex(of: ceremony.state), let there = order.firstIndex(of: state) else {
            return false
        }
        return here > there
    }
}
