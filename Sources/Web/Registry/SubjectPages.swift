import Domain

/// 检查对象名录: search.
enum SubjectPages {
    struct ListModel: Sendable {
        let filter: FilterModel
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let remark: RemarkModel?
        /// The condition made with the builder, in words, and where it is changed.
        let condition: Condition?
        let paging: PagingModel
    }

    struct Condition: Sendable {
        let sentence: String
        let editHref: String
        let clearHref: String
    }

    struct Row: Sendable {
        let name: String
        let href: String
        let identifier: String
        let region: String
        let type: String
        let tags: String
        let address: String
        let status: ChipModel
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let query = call.query
        var filter = SubjectFilter(region: try query.region("region", "地区") ?? actor.region)
        filter.text = try query.optional("q", "名称或代码", max: 100) ?? ""
        filter.address = try query.optional("address", "地址", max: 100) ?? ""
        filter.tags = query.list("tag").prefix(5).map { $0 }
        filter.types = query.list("type").prefix(5).map { $0 }
        filter.status = try query.choice("status", "状态", of: Subject.Status.self)
        filter.selector = try SelectorForm.read(query, call.house.reference)
        let (listing, choices) = try await RegistryReading(call.house).subjects(
            filter, slice: call.slice, for: actor)
        let (regions, tags) = (choices.regions, choices.tags)
        let names = Dictionary(regions.map { ($0.code, $0.name) }) { first, _ in first }
        let tagNames = Dictionary(tags.map { ($0.code, $0.name) }) { first, _ in first }
        let types = call.house.reference?.types
        let isFiltered = call.address.contains("?")
        let found =
            listing.isCapped
            ? "超过 \(Figures.grouped(SubjectListing.countLimit)) 户" : "\(Figures.grouped(listing.counted)) 户"
        let model = ListModel(
            filter: FilterModel(
                action: "/registry/subjects",
                [
                    .text("q", "名称或代码", value: filter.text),
                    .select("region", "地区", regionOptions(regions, actor, chosen: filter.region)),
                    .select("tag", "标签", options(tags.map { ($0.code, $0.name) }, chosen: filter.tags, all: "全部标签")),
                    .select(
                        "type", "类型",
                        options((types?.all ?? []).map { ($0.code, $0.name) }, chosen: filter.types, all: "全部类型")),
                    .select(
                        "status", "状态",
                        options(
                            [Subject.Status.active, .cancelled, .revoked].map { ($0.rawValue, $0.title) },
                            chosen: filter.status.map { [$0.rawValue] } ?? [], all: "全部状态")),
                    .text("address", "地址", value: filter.address),
                ], found: found, clearHref: isFiltered ? "/registry/subjects" : nil,
                carried: SelectorForm.pairs(filter.selector)),
            head: TableHeadModel(
                [
                    ("名称", nil, false), ("统一社会信用代码", nil, false), ("地区", nil, false), ("类型", nil, false),
                    ("标签", nil, false), ("地址", nil, false), ("状态", nil, false),
                ], address: call.address),
            rows: listing.rows.map { subject in
                Row(
                    name: subject.name, href: "/registry/subjects/\(subject.id)",
                    identifier: IdentifierScheme.shown(subject.identifier),
                    region: names[subject.facts.region] ?? subject.facts.region.text,
                    type: types?.type(code: subject.facts.type).name ?? subject.facts.type,
                    tags: shortened(subject.facts.tags.map { tagNames[$0] ?? $0 }), address: subject.facts.address,
                    status: chip(subject.status))
            },
            empty: listing.rows.isEmpty ? empty(isFiltered, actor) : nil,
            remark: listing.isCapped
                ? RemarkModel("结果较多，只计到 \(Figures.grouped(SubjectListing.countLimit)) 户。加上地区或标签可以缩小范围。") : nil,
            condition: condition(filter, choices, call.house.reference),
            paging: PagingModel(
                Listing(
                    rows: listing.rows, total: listing.isCapped ? SubjectListing.countLimit : listing.counted,
                    slice: listing.slice),
                address: call.address))
        if let file = try await SubjectExport.file(call, filter, model.filter.words, regions: names, tags: tagNames) {
            return file
        }
        return .page(
            Page(
                "registry/subjects", title: "检查对象", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: actor.may(.registryEdit)
                    ? PageAction("导入名录", href: "/registry/imports/new", icon: "plus") : nil,
                actions: [PageAction("圈定对象", href: SelectorForm.href("/registry/selection", filter.selector))]
                    + (actor.may(.registryEdit) ? [PageAction("新增一户", href: "/registry/subjects/new")] : [])
                    + (actor.may(.registryEdit) && !listing.rows.isEmpty
                        ? [
                            PageAction(
                                "给筛选出的对象加标签",
                                href: "/registry/tags/assign?whom=search"
                                    + (call.address.split(separator: "?").dropFirst().first.map { "&\($0)" } ?? ""))
                        ] : []) + Exports.links(call)))
    }

    private static func condition(
        _ filter: SubjectFilter, _ choices: SelectorChoices, _ reference: ReferenceBook?
    ) -> Condition? {
        guard !filter.selector.isEmpty else { return nil }
        let words = SelectorWords(choices, reference)
        return Condition(
            sentence: words.sentence(filter.selector),
            editHref: SelectorForm.href(
                "/registry/selection", filter.selector, [("area", filter.region.text)]),
            clearHref: "/registry/subjects")
    }

    private static func empty(_ isFiltered: Bool, _ actor: Actor) -> EmptyModel {
        if isFiltered {
            return EmptyModel(
                "没有符合条件的检查对象", why: "可以减少条件，或检查名称、代码是否写对。", action: LinkModel("清除条件", href: "/registry/subjects"))
        }
        return EmptyModel(
            "还没有检查对象", why: "本地区的检查对象名录还没有导入。",
            action: actor.may(.registryEdit) ? LinkModel("导入名录", href: "/registry/imports/new") : nil)
    }

    static func options(_ all: [(String, String)], chosen: [String], all title: String) -> [OptionModel] {
        [OptionModel("", title, selected: chosen.isEmpty)]
            + all.map { OptionModel($0.0, $0.1, selected: chosen.contains($0.0)) }
    }

    /// Counties stand indented below their city.
    static func regionOptions(_ regions: [Region], _ actor: Actor, chosen: RegionCode) -> [OptionModel] {
        regions.map { region in
            let indent = region.code.level == .county && actor.region.level != .county ? "　　" : ""
            return OptionModel(region.code.text, indent + region.name, selected: region.code == chosen)
        }
    }

    /// Four tags, then how many more.
    static func shortened(_ names: [String]) -> String {
        names.count <= 4 ? names.joined(separator: "、") : names.prefix(4).joined(separator: "、") + " 等 \(names.count) 项"
    }

    static func chip(_ status: Subject.Status) -> ChipModel {
        ChipModel(status.title, status == .active ? .success : .neutral)
    }
}
