import Domain

/// 定向抽查 (2.3.6, 3.6.3): where leads and alerts gather; each number opens its rows, each cell begins a campaign.
enum TargetPages {
    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let region = try call.query.region("region", "地区") ?? actor.region
        let house = call.house, today = house.clock.today
        let found = try await Targeting(house).gathered(actor, region: region)
        let sections = Dictionary(
            (house.reference?.industries.sections ?? []).map { ($0.code, $0.name) }
        ) { first, _ in first }
        func rows(_ kind: String, _ one: LeadGathering, _ number: Int, source: String? = nil) -> PanelCell {
            guard number > 0 else { return .number("0") }
            return PanelCell(
                Figures.grouped(number),
                href: Address("/assessment/\(kind)").with("region", one.region.text)
                    .with("industry", one.section.isEmpty ? "none" : one.section).with("from", found.since.description)
                    .with("state", "all").with("source", source).text, style: "number")
        }
        let columns: [ListColumn<LeadGathering>] = [
            .head("地区") { $0.regionName },
            .text("行业门类") { $0.section.isEmpty ? "未登记" : sections[$0.section] ?? $0.section },
            ListColumn("投诉举报", isNumber: true) { rows("leads", $0, $0.complaints, source: "complaint") },
            ListColumn("转办和监测", isNumber: true) { one in
                one.others > 0 ? rows("leads", one, one.others) : .number("0")
            },
            ListColumn("风险预警", isNumber: true) { rows("alerts", $0, $0.alerts) },
            ListColumn("定向抽查") { one in
                guard let plan = found.plan, actor.may(.planEdit) else { return PanelCell("—") }
                return PanelCell("发起定向抽查", href: Self.href(one, plan, found))
            },
        ]
        let slice = call.slice
        let listing = Listing(
            rows: Array(found.rows.dropFirst(slice.offset).prefix(slice.size)), total: found.rows.count, slice: slice)
        let model = ListModel(
            "线索和预警的分布", listing, address: call.address, tabs: [LeadPages.tabs("/targets")],
            sentence:
                "\(found.since.inWords)以来收到\(found.number)件以上投诉举报的检查对象，自动带有“投诉举报较多”标签，现有 \(Figures.grouped(found.carriers)) 户。",
            links: actor.may(.registryRead)
                ? [LinkModel("查看", href: "/registry/subjects?tag=\(found.tag)")] : [],
            about: "针对风险高、投诉举报较多的区域、行业，按“双随机”方式开展靶向监管；抽取方式与其他任务相同。（依据条款 2.3.6、3.6.3）",
            remarks: found.plan == nil && actor.may(.planEdit)
                ? [RemarkModel("本机关还没有\(today.year)年度的内部计划，编制以后才能发起定向抽查。", .attention)] : [],
            columns: columns,
            empty: EmptyModel("这段时间没有线索和预警", why: "登记线索、导入预警以后，这里按地区和行业统计。"))
        return try await Exports(call).reply(
            Page("shell/list", title: "定向抽查", stage: .assessment, model: model, trail: [("评价", "/assessment")]),
            LeadTables.gathering, filters: ["自 \(found.since.description)"],
            rows: { slice in
                Listing(
                    rows: Array(found.rows.dropFirst(slice.offset).prefix(slice.size)), total: found.rows.count,
                    slice: slice)
            })
    }

    /// The form of a campaign, filled in: area, industry, the highest usual ratio of each class.
    private static func href(_ one: LeadGathering, _ plan: Int64, _ found: Targeting.Found) -> String {
        var address = Address("/plan/\(plan)/campaigns/new").with("title", "\(one.regionName)定向抽查")
            .with("regions", one.region.text)
        for (risk, points) in found.ratios.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            address = address.with(RatioBounds.field(risk), "\(points / 100)")
        }
        // The condition on the form: the industry where it is known, else those that many complained of.
        if !one.section.isEmpty { return address.with("industries", one.section).text }
        return address.with("tags", found.carriers > 0 ? found.tag : nil).text
    }
}

/// 例外统计 (3.6.4).
enum ExceptionPages {
    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let year = try call.query.int("year", "年度", in: 2000...9000).map(Int.init)
        let region = try call.query.region("region", "地区")
        let (scope, lines) = try await Exceptions(call.house).table(actor, year: year, region: region)
        func cell(_ line: ExceptionLine, _ kind: ExceptionKind?, _ number: Int) -> PanelCell {
            guard number > 0 else { return .number("0") }
            return PanelCell(
                Figures.grouped(number),
                href: Address("/assessment/exceptions/rows").with("year", String(scope.year))
                    .with("region", scope.region.text).with("authority", String(line.authority))
                    .with("month", line.month == 0 ? nil : String(line.month)).with("kind", kind?.rawValue).text,
                style: "number")
        }
        // The year of each authority, then its months.
        var rows: [ExceptionLine] = []
        for (authority, months) in Dictionary(grouping: lines, by: \.authority).sorted(by: { $0.key < $1.key }) {
            let sum = months.reduce(into: [ExceptionKind: Int]()) { $0.merge($1.counts, uniquingKeysWith: +) }
            rows.append(
                ExceptionLine(
                    authority: authority, authorityName: months[0].authorityName, month: 0, counts: sum))
            rows += months.sorted { $0.month < $1.month }
        }
        let slice = call.slice
        let listing = Listing(
            rows: Array(rows.dropFirst(slice.offset).prefix(slice.size)), total: rows.count, slice: slice)
        let thisYear = call.house.clock.today.year
        let columns: [ListColumn<ExceptionLine>] =
            [
                .head("机关") { $0.month == 0 ? $0.authorityName : "" },
                .text("月份") { $0.month == 0 ? "全年" : "\($0.month)月" },
                ListColumn("随机抽取", isNumber: true) { cell($0, .drawn, $0.drawn) },
            ]
            + ExceptionKind.exceptions.map { kind in
                ListColumn(kind.title, isNumber: true) { cell($0, kind, $0.counts[kind] ?? 0) }
            } + [
                ListColumn("例外合计", isNumber: true) { cell($0, nil, $0.exceptions) },
                .number("例外占比") { $0.share.text },
            ]
        let model = ListModel(
            "例外统计", listing, address: call.address, tabs: [LeadPages.tabs("/exceptions")],
            filter: FilterModel(
                action: "/assessment/exceptions",
                [
                    .select(
                        "year", "年度",
                        (0..<5).map { thisYear - $0 }.map {
                            OptionModel(String($0), "\($0)年", selected: $0 == scope.year)
                        })
                ], carried: region.map { [(name: "region", value: $0.text)] } ?? []),
            about: "按抽取或安排的月份统计上门户次，清单外检查按检查月份统计；例外占比＝例外合计÷（例外合计＋随机抽取）。日常检查原则上都经抽取。（依据条款 3.6.4）",
            columns: columns,
            empty: EmptyModel("\(scope.year)年还没有检查", why: "抽取、线索检查和清单外检查都会计入。"))
        let mayEdit = actor.may(.planEdit)
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "例外统计", stage: .assessment, model: model, trail: [("评价", "/assessment")],
                actions: mayEdit
                    ? [PageAction("安排不经抽取的检查", href: "/assessment/checks/new", icon: "plus")] : []),
            LeadTables.exceptions, filters: model.words + ["地区代码：\(scope.region.text)"],
            rows: { slice in
                let months = rows.filter { $0.month > 0 }
                return Listing(
                    rows: Array(months.dropFirst(slice.offset).prefix(slice.size)), total: months.count, slice: slice)
            })
    }

    static func rows(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let query = call.query
        let year = try query.int("year", "年度", in: 2000...9000).map(Int.init)
        let region = try query.region("region", "地区")
        let authority = try query.int("authority", "机关")
        let month = try query.int("month", "月份", in: 1...12).map(Int.init)
        let kind = try query.choice("kind", "情形", of: ExceptionKind.self)
        let ask = { (slice: Slice) in
            try await Exceptions(call.house).rows(
                actor, year: year, region: region, authority: authority, month: month, kind: kind, slice: slice)
        }
        let listing = try await ask(call.slice)
        let what = [
            year.map { "\($0)年" } ?? "今年", month.map { "\($0)月" } ?? "", kind?.title ?? "不经抽取的检查",
        ].joined()
        let model = ListModel(
            "例外明细", listing, address: call.address, about: "\(what) \(Figures.grouped(listing.total)) 件。",
            columns: [
                ListColumn("检查对象") { one in
                    PanelCell(
                        one.subjectName,
                        href: actor.may(.inspectionRead) ? one.visit.map { "/inspection/visits/\($0)" } : nil,
                        isHead: true, note: PanelCell.Note(one.regionName))
                },
                .text("情形") { $0.kind.title },
                ListColumn("依据") { one in
                    PanelCell(one.basis, href: one.lead.map { "/assessment/leads/\($0)" })
                },
                .text("机关") { $0.authorityName }, .figures("日期", wraps: false) { $0.day.description },
            ], empty: EmptyModel("没有记录", why: "这个范围内没有这种情形的检查。"))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "例外明细", stage: .assessment, model: model,
                trail: [("评价", "/assessment"), ("例外统计", "/assessment/exceptions")]), LeadTables.exceptionRows,
            filters: [what], rows: ask)
    }
}
