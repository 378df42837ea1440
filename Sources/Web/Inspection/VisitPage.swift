import Domain

/// One visit: whom, where, by whom, what to check.
enum VisitPage {
    struct Model: Sendable {
        let id: String
        let facts: FactsModel
        let items: [Item]
        let standing: RemarkModel?
        let mayBegin: Bool
        let vacancyHref: String?
        let vacancy: RemarkModel?
        let remark: RemarkModel?
        let timeline: TimelineModel
    }

    struct Item: Sendable {
        let href: String
        let matter: String
        let campaign: String
        let state: ChipModel
        let outcome: ChipModel?
        let action: String
        let primary: Bool
        let note: String?
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let file = try await Inspecting(call.house).visit(try call.id(), actor: actor)
        let visit = file.visit
        let outcomes = call.house.law.outcomes
        let officers = visit.officers.map { officer -> String in
            let department = file.departmentNames[officer.department].map { "\($0)，" } ?? ""
            return officer.isAuxiliary
                ? "\(officer.name)（\(department)辅助人员）"
                : "\(officer.name)（\(department)执法证 \(officer.certificate?.number ?? "未登记")）"
        }
        var primaryGiven = false
        let items = file.inspections.map { one -> Item in
            let open = one.state.isOpenForEntry && file.isMine && file.own.contains(one.id)
            let primary = open && !primaryGiven
            if primary { primaryGiven = true }
            return Item(
                href: "/inspection/inspections/\(one.id)", matter: one.matter,
                campaign: (one.departmentName.map { "\($0)部门 · " } ?? "")
                    + "\(one.campaignTitle)（\(one.campaignNumber)）", state: InspectionChips.inspection(one.state),
                outcome: one.state.isOpenForEntry
                    ? nil : one.outcome.map { InspectionChips.outcome($0, one.outcomeValue, outcomes) },
                action: open ? (one.state == .returned ? "修改结果" : "填写检查表") : "查看", primary: primary,
                note: one.state == .returned ? one.reviewNote.map { "退回理由：\($0)" } : nil)
        }
        let facts = FactsModel([
            .init("统一社会信用代码", visit.subjectIdentifier, figures: true),
            .init("地址", visit.address.isEmpty ? "未登记" : visit.address), .init("辖区", file.regionName),
            .init("承办机关", file.authorityName), .init("检查人员", officers.joined(separator: "、")),
            visit.ground.map {
                .init(
                    "检查方式", "\(DirectCheck.mark)（\($0.title)）",
                    href: actor.may(.assessmentRead) ? "/assessment/checks/\(visit.id)" : nil)
            }
                ?? .init("摇号", visit.ceremonyCode, href: "/ceremonies/\(visit.ceremonyCode)", figures: true),
            .init("签条", visit.ground == nil ? visit.slip : "没有：不经抽取", figures: true),
            .init("状态", "", chip: InspectionChips.visit(visit.state)),
            .init("开始时间", visit.visitedAt?.onScreen ?? "尚未开始", figures: true),
        ])
        let model = Model(
            id: String(visit.id), facts: facts, items: items,
            standing: visit.state == .finished
                ? nil : visit.standing.guidance(outcomes).map { RemarkModel($0, .attention) },
            mayBegin: file.isMine && visit.state == .assigned,
            vacancyHref: file.mayReport && file.vacancy == nil ? "/inspection/visits/\(visit.id)/vacancy" : nil,
            vacancy: file.vacancy.map {
                RemarkModel(
                    "\($0.officers.map(\.name).joined(separator: "、"))的换人申请（\($0.reason.title)）正在处理，处理之前检查人员不变。",
                    .attention)
            },
            remark: file.isMine || !actor.may(.inspect)
                ? nil
                : RemarkModel("您不是本次检查抽取匹配的执法人员，可以查看，不能录入和签名（谁检查、谁录入、谁负责）。", .information),
            timeline: TimelineModel(file.timeline))
        return .page(
            Page(
                "inspection/visit", title: visit.subjectName, stage: .inspection, model: model,
                trail: [("检查", "/inspection"), ("上门检查", "/inspection/visits")],
                actions: [PageAction("检查通知书", href: "/inspection/visits/\(visit.id)/notice", icon: "qr")]))
    }

    static func begin(_ call: Call) async throws -> Reply {
        let done = try await Inspecting(call.house).begin(
            visit: try call.id(), actor: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已记录开始时间。")
    }
}
