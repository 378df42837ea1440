import Domain

/// 摇号记录: the ceremony on paper, to be signed by those present. As a page to print, and as a PDF.
enum RecordPage {
    struct Model: Sendable {
        let code: String
        let facts: FactsModel
        let parties: [Party]
        let sources: [Source]
        let seed: String
        let seedDocument: String
        let strata: [Stratum]
        let exclusions: [Exclusion]
        let summary: String
        let batch: CeremonyBatch?
        let matching: String
        let entries: [Entry]
        let logKey: String
        let qrPath: String?
        let qrBox: String
        let verifyLink: String
        let annex: [Annex]
        let annexNote: String
        let pdfHref: String?
    }

    struct Party: Sendable {
        let title: String
        let commitment: String
        let value: String
        let committedAt: String
        let revealedAt: String
    }

    struct Source: Sendable {
        let title: String
        let name: String
        let value: String
        let at: String
    }

    struct Stratum: Sendable {
        let name: String
        let campaign: String
        let population: String
        let take: String
    }

    struct Exclusion: Sendable {
        let reason: String
        let count: String
    }

    struct Entry: Sendable {
        let title: String
        let sentence: String
        let at: String
        let index: String
    }

    struct Annex: Sendable {
        let name: String
        let lots: [Lot]
    }

    struct Lot: Sendable {
        let rank: String
        let lot: String
    }

    /// Lots that the annex prints; beyond that the file is the record.
    static let annexLimit = 3000

    static func show(_ call: Call) async throws -> Reply {
        let (view, model) = try await model(call, paper: false)
        return .page(
            Page(
                "draw/record", title: "摇号记录", stage: .draw, model: model,
                trail: [("抽取", "/draw"), (view.ceremony.title, "/draw/\(view.ceremony.id)")],
                primary: PageAction("下载 PDF", href: "/draw/\(view.ceremony.id)/record.pdf", icon: "download")))
    }

    static func pdf(_ call: Call) async throws -> Reply {
        let (view, model) = try await model(call, paper: true)
        return .pdf(
            Page("draw/record", title: "摇号记录 \(view.ceremony.code)", model: model, frame: .print),
            filename: "摇号记录-\(view.ceremony.code).pdf")
    }

    private static func model(_ call: Call, paper: Bool) async throws -> (Ceremonies.View, Model) {
        let actor = try call.signedIn()
        let ceremonies = Ceremonies(call.house)
        let view = try await ceremonies.view(actor, ceremony: try call.id())
        guard view.ceremony.state == .drawn else {
            throw Problem(
                .conflict, "draw.record", "这场摇号还没有抽取，没有记录可打印。", clause: "3.5.4", remedy: "请抽取后再打印。")
        }
        let facts = try await ceremonies.recordFacts(actor, ceremony: view.ceremony.id, limit: annexLimit)
        let link = call.origin + "/verify/ceremony#" + view.ceremony.code
        let qr = try call.house.press?.qr(link)
        return (view, make(view, facts, link: link, qr: qr, key: call.house.checkpoints.vkey, paper: paper))
    }

    static func make(
        _ view: Ceremonies.View, _ drawn: Ceremonies.RecordFacts, link: String, qr: QRCode?, key: String, paper: Bool
    ) -> Model {
        let ceremony = view.ceremony
        let titles = Dictionary(view.campaigns.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
        let at = { (entry: Int64?) in
            view.lines.first { $0.index == entry }.map { "\($0.at.toTheSecond)，第\($0.index)条" } ?? "—"
        }
        return Model(
            code: ceremony.code,
            facts: FactsModel([
                .init("名称", ceremony.title), .init("编号", ceremony.code, figures: true),
                .init("组织机关", ceremony.authorityName),
                .init("抽查任务", view.campaigns.map { "\($0.title)（\($0.number)）" }.joined(separator: "、")),
                .init("公布方案", ceremony.createdAt.toTheSecond, figures: true),
                .init("承诺截止", ceremony.commitDeadline.toTheSecond, figures: true),
                .init("揭示截止", ceremony.revealDeadline.toTheSecond, figures: true),
                .init("抽取", ceremony.drawnAt?.toTheSecond ?? "", figures: true),
                .init("名单", "\(Figures.grouped(ceremony.populationCount ?? 0)) 条", figures: true),
                .init("名单根哈希", ceremony.populationRoot ?? "", figures: true),
            ]),
            parties: ceremony.parties.map {
                Party(
                    title: $0.title, commitment: $0.commitment ?? "—", value: $0.revealed ?? "缺席",
                    committedAt: at(drawn.commitEntries[$0.id]), revealedAt: at(drawn.revealEntries[$0.id]))
            },
            sources: ceremony.sources.map {
                Source(
                    title: CeremonySources.Kind(of: $0.name).title, name: $0.name, value: $0.value ?? "—",
                    at: at(drawn.publicEntries[$0.name]))
            }, seed: ceremony.seed ?? "", seedDocument: drawn.seedDocument,
            strata: view.strata.map {
                Stratum(
                    name: $0.name, campaign: titles[$0.campaign] ?? "", population: Figures.grouped($0.population),
                    take: Figures.grouped($0.take))
            },
            exclusions: view.exclusions.map { Exclusion(reason: $0.reason, count: Figures.grouped($0.count)) },
            summary: "从 \(Figures.grouped(ceremony.populationCount ?? 0)) 条中抽出 \(Figures.grouped(view.lots)) 条，"
                + "上门 \(Figures.grouped(view.visits)) 户。",
            batch: CeremonyBatch(view),
            matching: "匹配执法人员 \(Figures.grouped(drawn.inspectors)) 名，共 \(Figures.grouped(drawn.places)) 人次，"
                + "检查 \(Figures.grouped(drawn.inspections)) 项。每户至少两人，按公开规则 SLO-1 算出，任何人可重算。",
            entries: view.lines.map {
                Entry(
                    title: Ceremonies.title(of: $0.act), sentence: $0.sentence, at: $0.at.toTheSecond,
                    index: String($0.index))
            }, logKey: key, qrPath: qr?.path, qrBox: qr.map { "0 0 \($0.side + 8) \($0.side + 8)" } ?? "",
            verifyLink: link,
            annex: drawn.lots.map { stratum in
                Annex(
                    name: stratum.name,
                    lots: stratum.lots.map { Lot(rank: String($0.rank), lot: $0.lot) })
            },
            annexNote: view.lots > annexLimit
                ? "共 \(Figures.grouped(view.lots)) 条，这里印前 \(Figures.grouped(annexLimit)) 条；全部在公开文件 ceremony.json 中，其哈希已写入留痕日志。"
                : "共 \(Figures.grouped(view.lots)) 条，各层按签票顺序。", pdfHref: paper ? nil : "/draw/\(ceremony.id)/record.pdf"
        )
    }
}
