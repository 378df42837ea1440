import Domain

/// Every version of a list in public, and what changed between any two.
extension PublicListPages {
    struct VersionsModel: Sendable {
        let lists: TabsModel
        let rows: [VersionRow]
        let hasRows: Bool
        let empty: EmptyModel?
        let compare: CompareModel?
    }

    struct VersionRow: Sendable {
        let title: String
        let href: String
        let effective: String
        let published: String
        let summary: String
        let entries: String
        let reason: String
        let basis: String
        let state: ChipModel
    }

    static func versionHref(_ list: CatalogueList, _ number: Int) -> String {
        address("/items/versions/\(number)", list).text
    }

    static func versions(_ call: Call) async throws -> Reply {
        let list = try chosen(call)
        let found = try await Portal(call.house).versions(list)
        let model = VersionsModel(
            lists: tabs("/items/versions", list),
            rows: found.versions.map { one in
                VersionRow(
                    title: "第\(one.number)版", href: versionHref(list, one.number),
                    effective: one.effectiveFrom.description, published: one.publishedOn.description,
                    summary: one.summary, entries: Figures.grouped(one.entries), reason: one.reason, basis: one.basis,
                    state: one.standing.state(of: one.number, inForce: found.inForce, on: found.today).chip)
            }, hasRows: !found.versions.isEmpty,
            empty: found.versions.isEmpty ? EmptyModel("还没有版本", why: "\(list.title)发布后，每一次调整都在这里公开。") : nil,
            compare: found.versions.count > 1 ? compare(found.versions, list, from: found.versions[1].number) : nil)
        if let file = try await Exports(call, isPublic: true).cells(
            "\(list.title)历次调整", ["版本", "生效日期", "公布日期", "变化", "事项数", "原因", "依据"], whole: found.versions,
            { one in
                [
                    .count(one.number), .day(one.effectiveFrom), .day(one.publishedOn), .text(one.summary),
                    .count(one.entries), .text(one.reason), .text(one.basis),
                ]
            })
        {
            return file
        }
        return .publicPage(
            Page(
                "portal/items-versions", title: "\(list.title)历次调整", stage: .portal, model: model,
                trail: [(list.title, address("/items", list).text)], frame: .portal, actions: Exports.links(call)))
    }

    private static func compare(_ versions: [PublicVersion], _ list: CatalogueList, from: Int, to: Int? = nil)
        -> CompareModel
    {
        CompareModel(
            "/items/compare", list, versions: versions.map { ($0.number, $0.effectiveFrom) }, from: from,
            to: to ?? versions.first?.number ?? 0)
    }

    struct VersionModel: Sendable {
        let facts: FactsModel
        let title: String
        let diff: DiffModel
        let compare: CompareModel
    }

    static func version(_ call: Call) async throws -> Reply {
        try await comparison(call, from: nil, to: Int(try call.id("number")))
    }

    static func compared(_ call: Call) async throws -> Reply {
        guard let to = try call.query.int("to", "版本"), let from = try call.query.int("from", "版本") else {
            throw Problem.notFound("清单版本")
        }
        return try await comparison(call, from: Int(from), to: Int(to))
    }

    private static func comparison(_ call: Call, from: Int?, to: Int) async throws -> Reply {
        let list = try chosen(call)
        let found = try await Portal(call.house).comparison(list, from: from, to: to)
        let version = found.to
        let against = from ?? to - 1
        let model = VersionModel(
            facts: FactsModel([
                .init(
                    "生效日期", version.effectiveFrom.inWords,
                    chip: version.standing.state(of: to, inForce: found.inForce, on: found.today).chip),
                .init("调整原因", version.reason), .init("调整依据", version.basis),
                .init("发布日期", version.publishedOn.inWords), .init("本版事项数", Figures.grouped(version.entries)),
            ]), title: against == 0 ? "第\(to)版的全部事项" : "第\(to)版与第\(against)版相比",
            diff: DiffModel(found.diff) { href(list, $0) },
            compare: compare(found.versions, list, from: against, to: to))
        return .publicPage(
            Page(
                "portal/items-version", title: "\(list.title)第\(to)版", stage: .portal, model: model,
                trail: [
                    (list.title, address("/items", list).text), ("历次调整", address("/items/versions", list).text),
                ], frame: .portal))
    }
}
