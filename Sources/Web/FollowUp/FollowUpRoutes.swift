package import Domain
import HTTPTypes

package enum FollowUpRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [Route(.get, "/followup", .needs(.followUpRead), scope: .listScoped, FollowUpList.show)]
    }
}

/// 后续: what the inspections leave to be done. Each row opens its inspection.
enum FollowUpList {
    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let kind = try call.query.choice("kind", "分类", of: FollowUpFilter.Kind.self) ?? .correcting
        let text = try call.query.optional("q", "检查对象", max: 100) ?? ""
        let today = call.house.clock.today
        let listing = try await FollowingUp(call.house).cases(actor, kind: kind, text: text, slice: call.slice)
        let here = Address(call.address).with("page", nil)
        let model = ListModel(
            "后续处置", listing, address: call.address,
            tabs: [
                TabsModel(
                    FollowUpFilter.Kind.allCases.map {
                        TabsModel.Tab($0.title, href: here.with("kind", $0.rawValue).text, current: $0 == kind)
                    }, label: "后续处置")
            ],
            filter: FilterModel(
                action: "/followup", [.text("q", "检查对象", value: text)], found: "\(Figures.grouped(listing.total)) 件",
                clearHref: text.isEmpty ? nil : "/followup?kind=\(kind.rawValue)"),
            about: listing.rows.isEmpty ? nil : about(kind),
            columns: [
                ListColumn("检查对象") {
                    PanelCell(
                        $0.subjectName, href: "/inspection/inspections/\($0.inspection)", isHead: true,
                        note: PanelCell.Note($0.regionName, code: $0.subjectIdentifier))
                },
                .text("抽查事项") { $0.matter }, .text("发现的问题") { $0.problem },
                .figures("检查日期", wraps: false) { $0.inspectedOn.description }, .figures("要求") { term($0) },
                ListColumn("状态") { one in
                    PanelCell(
                        "", chip: chip(one, today: today),
                        note: one.settledBy.map { PanelCell.Note("查看复查", href: "/inspection/inspections/\($0)") })
                },
            ], empty: EmptyModel(text.isEmpty ? "没有这类结果" : "没有符合条件的结果", why: about(kind)))
        return try await Exports(call).reply(
            Page("shell/list", title: "后续处置", stage: .followup, model: model), table(today), filters: model.words,
            rows: { try await FollowingUp(call.house).cases(actor, kind: kind, text: text, slice: $0) })
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
