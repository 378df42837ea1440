import Domain

/// What exports of plans hold; ratios by class stay inside.
enum PlanTables {
    static let plans = ExportTable<Planning.PlanLine>(
        "抽查计划",
        [
            .text("计划", 44) { $0.plan.title }, .count("年度") { $0.plan.year }, .text("种类", 18) { $0.plan.kind.title },
            .text("机关", 30) { $0.plan.authorityName }, .count("任务") { $0.campaigns },
            .text("状态", 10) { $0.plan.state.title }, .day("报备截止") { $0.deadline.due },
            .text("时限", 14) { $0.deadline.words },
        ])

    static let reporting = ExportTable<Planning.ReportingEntry>(
        "计划报备情况",
        [
            .text("机关", 30) { $0.line.authorityName }, .text("地区", 12) { $0.line.regionName },
            .text("状态", 10) { $0.line.state?.title ?? "未编制" }, .day("报备日期") { $0.line.reportedAt?.day },
            .text("时限", 14) { $0.deadline.words },
            .text("上级回执", 14) { ReportingPage.answer($0.line) ?? "—" }, .day("最近催报") { $0.urgedAt?.day },
        ])

    static let reports = ExportTable<PlanReport>(
        "下级报备",
        [
            .text("报备内容", 44) { $0.title }, .text("机关", 30) { $0.authorityName },
            .text("计划", 44) { $0.planTitle }, .day("报备日期") { $0.reportedAt.day },
            .text("报备人", 12) { $0.reporterName }, .text("理由", 30) { $0.reason },
            .text("状态", 14) { $0.state.title }, .day("答复日期") { $0.answeredAt?.day },
            .text("回执", 20) { PlanReportPages.receipt($0) }, .text("意见或退回理由", 40) { $0.answer },
        ])

    static func campaigns(_ names: [RegionCode: String]) -> ExportTable<Campaign> {
        ExportTable(
            "抽查任务",
            [
                .text("编号", 20) { $0.number }, .text("任务", 44) { $0.title }, .text("机关", 30) { $0.authorityName },
                .text("抽查事项", 30) { $0.items.joined(separator: "、") },
                .text("区域", 30) { PlanWords.regions($0.regions, names) }, .text("检查方式", 16) { $0.method },
                .day("开始") { $0.startsOn }, .day("结束") { $0.endsOn }, .text("状态", 10) { $0.state.title },
            ])
    }
}
