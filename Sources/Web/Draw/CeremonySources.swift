import Domain

/// Public sources: what they are in words, when they are known, how they are keyed.
enum CeremonySources {
    struct Card: Sendable {
        let title: String
        let name: String
        let word: ChipModel
        let detail: String
        /// In groups of five, easy to compare aloud.
        let groups: [String]
        let value: String?
        /// When a drand round comes out; counted down.
        let countdown: CeremonyPage.Countdown?
        let howTo: [String]
    }

    /// A form for the next public value.
    struct Entry: Sendable {
        let action: String
        let source: String
        let title: String
        let words: String
        let value: FieldModel?
        let again: FieldModel
        /// Whether a first keying alone may be sent, to be keyed again by somebody else.
        let mayHandOver: Bool
        let handOverAction: String
        /// Whether it is the keying by the second person.
        let isSecond: Bool
    }

    /// Kind of a source by its name.
    enum Kind: String, CaseIterable {
        case dice
        case lottery
        case drand = "drand-quicknet"
        case other

        init(of source: String) { self = Kind(rawValue: String(source.prefix { $0 != ":" })) ?? .other }

        var title: String {
            switch self {
            case .dice: "十面骰"
            case .lottery: "彩票开奖号码"
            case .drand: "drand 公共随机数"
            case .other: "其他公共来源"
            }
        }
    }

    static func cards(_ view: Ceremonies.View) -> [Card] {
        let ceremony = view.ceremony
        return ceremony.sources.enumerated().map { index, source in
            let kind = Kind(of: source.name)
            let isNext = ceremony.state == .revealed && ceremony.nextSource?.name == source.name
            let round = DrandQuicknet(source: source.name)
            let waits = round.map { $0.time > view.now } ?? false
            return Card(
                title: ceremony.sources.count > 1 ? "\(index + 1). \(kind.title)" : kind.title, name: source.name,
                word: source.value != nil
                    ? ChipModel("已录入", .success)
                    : isNext ? ChipModel(source.keyedBy == nil ? "待录入" : "待复录", .attention) : ChipModel("未到", .neutral),
                detail: detail(kind, round, waits: waits), groups: source.value.map(groups) ?? [],
                value: source.value,
                countdown: source.value == nil && waits
                    ? round.map {
                        CeremonyPage.Countdown(until: $0.time.description, words: "这一轮产生于\($0.time.toTheSecond)")
                    } : nil,
                howTo: source.value == nil ? round.map(howTo) ?? [] : [])
        }
    }

    private static func detail(_ kind: Kind, _ round: DrandQuicknet?, waits: Bool) -> String {
        switch kind {
        case .dice: return "揭示结束后当众掷出，按顺序连写，0 就写 0。"
        case .lottery: return "方案公布时已写明期号，开奖在揭示截止之后。"
        case .drand:
            guard let round else { return "" }
            return waits
                ? "第\(round.number)轮，\(round.time.toTheSecond)才产生，此前谁也不知道。"
                : "第\(round.number)轮，已在\(round.time.toTheSecond)产生。"
        case .other: return "按方案公布的写法录入。"
        }
    }

    /// How a round is carried in by hand: the room has no network, and needs none.
    private static func howTo(_ round: DrandQuicknet) -> [String] {
        [
            "在任何能上网的设备上打开 api.drand.sh/\(DrandQuicknet.chain)/public/\(round.number)，"
                + "或用别的 drand 站点、客户端取 quicknet 链的第\(round.number)轮。",
            "抄下 signature 后面的96位小写十六进制数，带回会场录入。",
            "核验：用 tools/check-drand.py 或 drand 自己的工具验证签名；签名不对，任何人事后都能发现。",
        ]
    }

    static func groups(_ value: String) -> [String] {
        var rest = Substring(value)
        var groups: [String] = []
        while !rest.isEmpty {
            groups.append(String(rest.prefix(5)))
            rest = rest.dropFirst(5)
        }
        return groups
    }

    /// Both keyings at one screen, or the first of two people.
    static func entry(_ view: Ceremonies.View, _ viewer: CeremonyViewer, _ problem: Problem?) -> Entry? {
        guard viewer.runs, view.ceremony.state == .revealed, let source = view.ceremony.nextSource,
            source.keyedBy == nil || source.keyedBy == viewer.actor?.account,
            DrandQuicknet(source: source.name).map({ $0.time <= view.now }) ?? true
        else { return nil }
        let kind = Kind(of: source.name)
        return Entry(
            action: viewer.address + "/public-value", source: source.name, title: "录入\(kind.title)",
            words: source.keyedBy == nil
                ? "录两遍，两遍一致才算数。第二遍由另一人读数，看不到第一遍。"
                : "第一遍已录入，等另一人在自己的设备上复录。录错了可以在这里重录。",
            value: FieldModel(
                kind == .dice ? .telephone : .text, "value", source.keyedBy == nil ? "第一遍" : "重录第一遍",
                help: help(kind), error: problem?.fields["value"], maxlength: 400),
            again: FieldModel(
                kind == .dice ? .telephone : .text, "again", "第二遍", help: "由另一人读数，不能粘贴。",
                error: problem?.fields["again"], maxlength: 400),
            mayHandOver: true, handOverAction: viewer.address + "/key", isSecond: false)
    }

    /// The second person's keying.
    static func confirmation(_ view: Ceremonies.View, _ viewer: CeremonyViewer, _ problem: Problem?) -> Entry? {
        guard view.ceremony.state == .revealed, !viewer.room, let source = view.ceremony.nextSource,
            viewer.confirms(source, of: view.ceremony)
        else { return nil }
        let kind = Kind(of: source.name)
        return Entry(
            action: viewer.address + "/confirm-value", source: source.name, title: "复录\(kind.title)",
            words: "另一人已录入第一遍，您看不到。请看着实物，独立录入一遍；两遍一致才算数。", value: nil,
            again: FieldModel(
                kind == .dice ? .telephone : .text, "value", "第二遍", help: help(kind),
                error: problem?.fields["again"] ?? problem?.fields["value"], maxlength: 400),
            mayHandOver: false, handOverAction: "", isSecond: true)
    }

    private static func help(_ kind: Kind) -> String {
        switch kind {
        case .dice: "按掷出的顺序连写，可以用空格分组，建议不少于 20 个。"
        case .lottery: "按开奖公告的顺序连写。"
        case .drand: "signature 的96位小写十六进制数。"
        case .other: "按公布的写法录入。"
        }
    }
}
