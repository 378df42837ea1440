import Domain

/// What was drawn. Names stand only where the person may see them, and never on the meeting room's screen.
struct CeremonyOutcome: Sendable {
    struct Stratum: Sendable {
        let name: String
        let campaign: String
        /// The classes, for who draws; nil on the screen.
        let risk: String?
        let population: String
        let take: String
        let lots: [Lot]
        let more: LinkModel?
    }

    struct Lot: Sendable {
        let rank: String
        let lot: String
        let ticket: String
        let subject: String?
    }

    struct Visit: Sendable {
        let slip: String
        let subject: String
        let region: String
        let authority: String
        let officers: String
        let campaigns: String
        let inspections: String
    }

    let summary: String
    let batch: CeremonyBatch?
    let named: Bool
    let strata: [Stratum]
    /// Strata of which nothing was to be drawn, in a line.
    let undrawn: String?
    let visits: [Visit]
    let moreVisits: LinkModel?
    let publicHref: String
    let jsonHref: String
    let unnamed: RemarkModel?

    init(_ view: Ceremonies.View, viewer: CeremonyViewer) {
        let named = viewer.seesSubjects
        let ceremony = view.ceremony
        let titles = Dictionary(view.campaigns.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
        self.named = named
        summary =
            "从 \(Figures.grouped(ceremony.populationCount ?? 0)) 条中抽出 \(Figures.grouped(view.lots)) 条，"
            + "上门 \(Figures.grouped(view.visits)) 户。"
        batch = CeremonyBatch(view)
        strata = view.strata.filter { $0.take > 0 }.map { stratum in
            let rows = view.samples[stratum.name] ?? []
            return Stratum(
                name: stratum.name, campaign: titles[stratum.campaign] ?? "",
                risk: named ? stratum.classes.map(\.title).joined(separator: "、") : nil,
                population: Figures.grouped(stratum.population), take: Figures.grouped(stratum.take),
                lots: rows.map { CeremonyOutcome.lot($0, named: named) },
                more: stratum.take > rows.count && viewer.party == nil
                    ? LinkModel(
                        "全部 \(Figures.grouped(stratum.take)) 条",
                        href: Address("/draw/\(ceremony.id)/lots").with("stratum", stratum.name).text) : nil)
        }
        let rest = view.strata.filter { $0.take == 0 }.map {
            "\($0.name)（\(named ? $0.classes.map(\.title).joined(separator: "、") + "，" : "")\(Figures.grouped($0.population)) 条）"
        }
        undrawn = rest.isEmpty ? nil : "没有抽取的层：" + rest.joined(separator: "、") + "。"
        visits = named ? view.visitSample.map(CeremonyOutcome.visit) : []
        moreVisits =
            named && view.visits > view.visitSample.count
            ? LinkModel("全部 \(Figures.grouped(view.visits)) 户", href: "/draw/\(ceremony.id)/visits") : nil
        publicHref = "/ceremonies/\(ceremony.code)"
        jsonHref = "/ceremonies/\(ceremony.code)/ceremony.json"
        unnamed = named ? nil : RemarkModel("上门检查之前，这里只显示签号，不显示名称。")
    }

    static func lot(_ drawn: DrawnSubject, named: Bool) -> Lot {
        Lot(
            rank: String(drawn.lot.rank), lot: drawn.lot.lot, ticket: drawn.lot.ticket,
            subject: named ? "\(drawn.name)（\(drawn.regionName)）" : nil)
    }

    static func visit(_ visit: DrawnVisit) -> Visit {
        Visit(
            slip: visit.slip, subject: visit.subjectName, region: visit.regionName, authority: visit.authorityName,
            officers: visit.inspectors.joined(separator: "、"), campaigns: String(visit.campaigns),
            inspections: String(visit.inspections))
    }
}

/// What a batch saves: the visits of each campaign drawn alone beside those of one ceremony for all of them.
///
/// Real numbers: drawn alone, each lot of a campaign would be a visit of its own.
struct CeremonyBatch: Sendable {
    struct Row: Sendable {
        let campaign: String
        let lots: String
    }

    let rows: [Row]
    let apart: String
    let together: String
    let saved: String
    let sentence: String

    /// Nil for a ceremony of one campaign.
    init?(_ view: Ceremonies.View) {
        guard view.campaigns.count > 1 else { return nil }
        var takes: [Int64: Int] = [:]
        for stratum in view.strata { takes[stratum.campaign, default: 0] += stratum.take }
        rows = view.campaigns.map { Row(campaign: $0.title, lots: Figures.grouped(takes[$0.id] ?? 0)) }
        let less = view.lots - view.visits
        apart = Figures.grouped(view.lots)
        together = Figures.grouped(view.visits)
        saved = Figures.grouped(less)
        sentence =
            less > 0
            ? "同一个种子，各任务单独抽也是这些签号，要上门 \(apart) 次；一起抽，同一户一次上门，只要 \(together) 次，"
                + "少上门 \(saved) 次（\(Figures.percent(less, of: view.lots))）。"
            : "这几个任务没有抽中同一户，合并没有减少上门次数。"
    }
}
