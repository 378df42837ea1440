package import Domain
import HTTPTypes

package enum FollowUpRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [Route(.get, "/followup", .needs(.followUpRead), scope: .listScoped, FollowUpList.show)]
    }
}

/// 后续: what the inspections leave to be done. Each row opens its inspection.
enum FollowUpList {
    struct Model: Sendable {
        let about: String
        let tabs: TabsModel
        let filter: FilterModel
        let rows: [Row]
        let paging: PagingModel?
        let empty: EmptyModel?
    }

    struct Row: Sendable {
        let href: String
        let subject: String
        let identifier: String
        let region: String
        let matter: String
        let problem: String
        let inspected: String
        let term: String
        let state: ChipModel
        let settledHref: String?
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let kind = try call.query.choice("kind", "分类", of: FollowUpFilter.Kind.self) ?? .correcting
        let text = try call.query.optional("q", "检查对象", max: 100) ?? ""
        let today = call.house.clock.today
        let listing = try await FollowingUp(call.house).cases(actor, kind: kind, text: text, slice: call.slice)
        let rows = listing.rows.map { one in
            Row(
                href: "/inspection/inspections/\(one.inspection)", subject: one.subjectName,
                identifier: one.subjectIdentifier, region: one.regionName, matter: one.matter, problem: one.problem,
                inspected: one.inspectedOn.description, term: term(one), state: chip(one, today: today),
                settledHref: one.settledBy.map { "/inspection/inspections/\($0)" })
        }
        let here = Address(call.address).with("page", nil)
        let model = Model(
            about: about(kind),
            tabs: TabsModel(
                FollowUpFilter.Kind.allCases.map {
                    TabsModel.Tab($0.title, href: here.with("kind", $0.rawValue).text, current: $0 == kind)
                }, label: "后续处置"),
            filter: FilterModel(
                action: "/followup", [.text("q", "检查对象", value: text)], found: "\(Figures.grouped(listing.total)) 件",
                clearHref: text.isEmpty ? nil : "/followup?kind=\(kind.rawValue)"), rows: rows,
            paging: rows.isEmpty ? nil : PagingModel(listing, address: call.address),
            empty: rows.isEmpty ? EmptyModel(text.isEmpty ? "没有这类结果" : "没有符合条件的结果", why: about(kind)) : nil)
        if let file = try await Exports(call).list(
            table(today), filters: model.tabs.words + model.filter.words,
            rows: { try await FollowingUp(call.house).cases(actor, kind: kind, text: text, slice: $0) })
        {
            return file
        }
        return .page(
            Page("followup/list", title: "后续处置", stage: .followup, model: model, actions: Exports.links(call)))
    }

    private static func table(_ today: Day) -> ExportTable<FollowUpCase> {
        ExportTable(
            "后续处置", personal: "followups",
            [
                .text("检查对象", 32) { $0.subjectName }, .text("统一社会信用代码", 22) { $0.subjectIdentifier },
                .text("地区", 12) { $0.regionName }, .text("抽查事项", 36) { $0.matter }, .text("问题", 50) { $0.problem },
                .day("检查日期") { $0.inspectedOn }, .text("期限、去向", 24) { term($0) },
                .text("状态", 18) { chip($0, today: today).word },
            ])
    }

    private static func term(_ one: FollowUpCase) -> String {
        if let body = one.handlingBody { return "交\(body)" }
        if one.isImmediate { return "立即改正" }
        return one.term.map { "\($0.description) 前改正" } ?? "未写明期限"
    }

    private static func chip(_ one: FollowUpCase, today: Day) -> ChipModel {
        if one.settledBy != nil { return ChipModel("复查未发现问题", .success) }
        if one.handlingBody != nil { return ChipModel("待后续调查处理", .attention) }
        if one.isImmediate { return ChipModel("责令立即改正", .information) }
        guard let term = one.term else { return ChipModel("待改正", .attention) }
        return term < today ? ChipModel("期限已到，待复查", .danger) : ChipModel("改正期限内", .information)
    }

    private static func about(_ kind: FollowUpFilter.Kind) -> String {
        switch kind {
        case .correcting: "责令立即改正或者限期改正、还没有复查记录的结果，按期限先后。复查以同一检查对象、同一事项后来的检查结果为准。"
        case .overdue: "限期改正的期限已过，还没有复查记录的结果。"
        case .handling: "需要立案或者移送后再作结论的结果，按检查日期先后。"
        case .settled: "责令改正后，同一事项再次检查未发现问题的结果。"
        }
    }
}
