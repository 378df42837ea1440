import Domain

/// What exports of inspections hold.
enum InspectionTables {
    static let campaigns = ExportTable<CampaignProgress>(
        "检查任务进度",
        [
            .text("编号", 20) { $0.number }, .text("任务", 44) { $0.title }, .text("机关", 30) { $0.authorityName },
            .text("地区", 12) { $0.regionName }, .count("检查件数") { $0.inspections }, .count("已录入") { $0.signed },
            .count("退回") { $0.returned }, .count("待公示") { $0.approved }, .count("已公示") { $0.disclosed },
            .day("检查截止") { $0.endsOn }, .day("公示截止") { $0.publishDue }, .text("状态", 10) { $0.state.title },
        ])

    static let visits = ExportTable<VisitBrief>(
        "上门检查", personal: "visits",
        [
            .text("检查对象", 36) { $0.subjectName }, .text("统一社会信用代码", 22) { $0.subjectIdentifier },
            .text("地址", 44) { $0.address }, .text("地区", 12) { $0.regionName }, .text("检查人员", 20) { $0.officers },
            .count("检查项数") { $0.inspections }, .count("已录入") { $0.signed }, .count("被退回") { $0.returned },
            .day("截止日期") { $0.dueOn }, .text("状态", 10) { $0.state.title }, .text("对象变动", 16) { $0.standing.title },
            .text("承办机关", 30) { $0.authorityName },
        ])

    static func review(_ outcomes: OutcomeTypes) -> ExportTable<InspectionBrief> {
        ExportTable(
            "待审核的检查结果", personal: "reviews",
            [
                .text("检查对象", 36) { $0.subjectName }, .text("统一社会信用代码", 22) { $0.subjectIdentifier },
                .text("地区", 12) { $0.regionName }, .text("抽查事项", 36) { $0.matter },
                .text("任务", 20) { $0.campaignNumber },
                .text("结果", 24) { one in one.outcome.map { outcomes.title($0, one.outcomeValue) } },
                .day("检查日期") { $0.inspectedOn }, .text("录入人", 12) { $0.enteredByName },
                .day("公示截止") { $0.publishDue },
            ])
    }
}

/// What exports of the publication queue hold.
enum PublicationTables {
    static func queue(_ outcomes: OutcomeTypes) -> ExportTable<PublicationCase> {
        ExportTable(
            "公示进度", personal: "publications",
            [
                .text("检查对象", 36) { $0.subjectName },
                .text("类别", 12) { $0.isMarket ? PublicResult.marketHeading : PublicResult.otherHeading },
                .text("地区", 12) { $0.regionName }, .text("抽查事项", 36) { $0.matter },
                .text("任务", 20) { $0.campaignNumber },
                .text("结果", 24) { one in one.outcome.map { outcomes.title($0, one.outcomeValue) } },
                .text("状态", 12) { $0.state.title }, .day("公示截止") { $0.due },
            ])
    }
}
