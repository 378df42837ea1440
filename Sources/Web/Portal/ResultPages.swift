import Domain
import TransparencyLog

/// Results: search, and the page of each.
enum ResultPages {
    struct Row: Sendable {
        let href: String
        let name: String
        let identifier: String
        let heading: String
        let region: String
        let matter: String
        let outcome: ChipModel
        let published: String

        init(_ result: PublicResult) {
            href = "/results/\(result.id)"
            name = result.subjectName
            identifier = result.subjectIdentifier
            heading = result.heading
            region = result.regionName
            matter = result.matter
            outcome = ResultPages.chip(result)
            published = result.publishedOn.description
        }
    }

    struct List: Sendable {
        let filter: FilterModel
        let tabs: TabsModel
        let rows: [Row]
        let paging: PagingModel?
        let empty: EmptyModel?
        let feed: String
    }

    struct Model: Sendable {
        let id: String
        let outcome: ChipModel
        let explanation: String
        let detail: [String]
        let facts: FactsModel
        let item: FactsModel
        let proof: FactsModel
        /// Where a visitor's browser checks that this subject was drawn; nil for results without a slip.
        let check: String?
        let timely: ChipModel?
    }

    static func chip(_ result: PublicResult) -> ChipModel {
        result.isNegative
            ? ChipModel(result.outcomeText, .attention, icon: "info") : ChipModel(result.outcomeText, .success)
    }

    static func asked(_ call: Call) throws -> ResultSearch {
        let text = try call.query.optional("q", "查询内容", max: 100) ?? ""
        if !text.isEmpty { try call.doors.search(call) }
        return ResultSearch(
            text: text,
            region: try call.query.region("region", "地区"), outcome: call.query.optional("outcome"),
            from: try call.query.day("from", "起始日期"), to: try call.query.day("to", "截止日期"),
            heading: call.query.optional("heading"), ceremony: call.query.optional("ceremony"),
            campaign: call.query.optional("campaign"))
    }

    static func search(_ call: Call) async throws -> Reply {
        let portal = Portal(call.house)
        let search = try asked(call)
        let listing = try await portal.results(search, slice: Slice(page: call.slice.page, size: 20))
        let regions = try await portal.regions()
        let regionOptions =
            [OptionModel("", "全部", selected: search.region == nil)]
            + regions.map { OptionModel($0.code.text, $0.name, selected: $0.code == search.region) }
        let outcomeOptions =
            [OptionModel("", "全部", selected: search.outcome == nil)]
            + portal.outcomes.map { OptionModel($0.code, $0.title, selected: $0.code == search.outcome) }
        let here = Address(call.address).with("page", nil)
        let headings: [String?] = [nil, PublicResult.marketHeading, PublicResult.otherHeading]
        let narrowed = search != ResultSearch(heading: search.heading)
        let model = List(
            filter: FilterModel(
                action: "/results",
                [
                    .text("q", "名称或者统一社会信用代码", value: search.text), .select("region", "地区", regionOptions),
                    .select("outcome", "结果", outcomeOptions),
                    .day("from", "公示日期从", value: search.from?.description ?? ""),
                    .day("to", "到", value: search.to?.description ?? ""),
                ], found: "\(Figures.grouped(listing.total)) 条", clearHref: narrowed ? "/results" : nil),
            tabs: TabsModel(
                headings.map {
                    TabsModel.Tab($0 ?? "全部", href: here.with("heading", $0).text, current: $0 == search.heading)
                }, label: "检查对象"), rows: listing.rows.map(Row.init),
            paging: listing.rows.isEmpty ? nil : PagingModel(listing, address: call.address),
            empty: listing.rows.isEmpty
                ? EmptyModel(
                    "没有找到公示的结果", why: narrowed ? "换一个名称、代码或者日期试试；负面结果届满三年后停止公示。" : "检查完成后 20 个工作日内在这里公示。") : nil,
            feed: here.text.replacingPrefix("/results", with: "/results.atom"))
        if let file = try await Exports(call, isPublic: true).list(
            PortalTables.results, filters: model.filter.words + model.tabs.words,
            rows: { try await portal.results(search, slice: $0) })
        {
            return file
        }
        return .publicPage(
            Page(
                "portal/results", title: "检查结果", stage: .portal, model: model, frame: .portal,
                actions: Exports.links(call)))
    }

    static func show(_ call: Call) async throws -> Reply {
        let portal = Portal(call.house)
        let result = try await portal.result(try call.id())
        var facts: [FactsModel.Fact] = [
            .init("统一社会信用代码", result.subjectIdentifier, figures: true), .init("类别", result.heading),
            .init("地区", result.regionName), .init("检查机关", result.authorityName),
            .init("检查日期", result.inspectedOn.inWords), .init("公示日期", result.publishedOn.inWords),
        ]
        if let due = result.due { facts.append(.init("公示截止", due.inWords)) }
        if let ends = result.endsOn { facts.append(.init("停止公示", "\(ends.inWords)届满，次日起不再显示")) }
        let model = Model(
            id: String(result.id), outcome: ResultPages.chip(result),
            explanation: portal.explanation(result.outcome),
            detail: result.detail.split(separator: "\n").map(String.init),
            facts: FactsModel(facts),
            item: FactsModel([
                .init("抽查事项", result.matter, href: "/items/\(result.item)"), .init("抽查类别", result.category),
                .init("检查依据", result.basis.isEmpty ? "清单来源未载明" : result.basis),
                .init("抽查任务", "\(result.campaignTitle)（\(result.campaignNumber)）"),
            ]),
            proof: FactsModel(
                (result.ceremonyCode.isEmpty
                    ? [.init("检查方式", DirectCheck.mark)]
                    : [.init("摇号", result.ceremonyCode, href: "/ceremonies/\(result.ceremonyCode)", figures: true)])
                    + (result.slip.isEmpty ? [] : [.init("签条", result.slip, figures: true)])
                    + [.init("留痕日志", "第 \(result.logEntry) 条", figures: true)]),
            check: ResultPages.check(result),
            timely: result.due.map {
                result.publishedOn <= $0 ? ChipModel("按时公示", .success) : ChipModel("超过期限公示", .attention)
            })
        return .publicPage(
            Page(
                "portal/result", title: result.subjectName, stage: .portal, model: model,
                trail: [("检查结果", "/results")], frame: .portal))
    }

    /// All of it behind the `#`: what is checked, and of whom, never reaches the server.
    private static func check(_ result: PublicResult) -> String? {
        guard !result.slip.isEmpty, !result.slipNonce.isEmpty else { return nil }
        return
            "/verify/slip#\(result.ceremonyCode)/\(result.subjectIdentifier)/\(result.slip)/\(result.slipNonce)"
    }

    /// C2SP tlog-proof with the entry inside, for `mingcha-verify receipt`.
    static func receipt(_ call: Call) async throws -> Reply {
        let proof = try await Portal(call.house).proof(of: try call.id())
        return .text(proof.receipt, cache: .seconds(60))
    }

    static func record(_ call: Call) async throws -> Reply {
        let proof = try await Portal(call.house).proof(of: try call.id())
        return .text(proof.record, type: "application/json; charset=utf-8", cache: .seconds(60))
    }
}

extension String {
    /// The text with another beginning; itself when it does not begin so.
    func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}

/// The newest results of a search as Atom (RFC 4287).
enum ResultFeed {
    static func show(_ call: Call) async throws -> Reply {
        let search = try ResultPages.asked(call)
        let listing = try await Portal(call.house).results(search, slice: Slice(size: 50))
        let base = call.configuration.origin ?? ""
        let updated = (listing.rows.first?.publishedOn ?? call.house.clock.today).description + "T00:00:00+08:00"
        var text = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
            <title>明查 检查结果公示</title>
            <id>\(escape("\(base)/results.atom"))</id>
            <link rel="self" href="\(escape(base + call.address))"/>
            <link rel="alternate" href="\(escape("\(base)/results"))"/>
            <updated>\(updated)</updated>
            <author><name>明查 双随机、一公开 公示平台</name></author>

            """
        for result in listing.rows {
            text += """
                <entry>
                <title>\(escape("\(result.subjectName)：\(result.outcomeText)"))</title>
                <id>\(escape("\(base)/results/\(result.id)"))</id>
                <link href="\(escape("\(base)/results/\(result.id)"))"/>
                <updated>\(result.publishedOn.description)T00:00:00+08:00</updated>
                <summary>\(escape("\(result.regionName) \(result.authorityName) \(result.matter)"))</summary>
                </entry>

                """
        }
        return .text(text + "</feed>\n", type: "application/atom+xml; charset=utf-8", cache: .seconds(60))
    }

    /// Text as XML 1.0 may hold it: markup escaped, control characters left out.
    private static func escape(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\t", "\n", "\r": out.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
