import Domain

/// What the public may take as a file: what the portal shows, from the projection.
enum PortalTables {
    static let results = ExportTable<PublicResult>(
        "检查结果",
        [
            .text("检查对象", 36) { $0.subjectName }, .text("统一社会信用代码", 22) { $0.subjectIdentifier },
            .text("类别", 12) { $0.heading }, .text("地区", 12) { $0.regionName }, .text("检查机关", 30) { $0.authorityName },
            .text("抽查任务", 20) { $0.campaignNumber }, .text("抽查事项", 36) { $0.matter },
            .day("检查日期") { $0.inspectedOn }, .text("检查结果", 28) { $0.outcomeText }, .text("结果说明", 50) { $0.detail },
            .day("公示日期") { $0.publishedOn }, .text("摇号", 24) { $0.ceremonyCode }, .text("签条", 40) { $0.slip },
        ])

    static let plans = ExportTable<PublicPlan>(
        "年度抽查计划",
        [
            .text("计划", 44) { $0.title }, .count("年度") { $0.year }, .text("种类", 18) { $0.kind },
            .text("机关", 30) { $0.authorityName }, .count("任务") { $0.campaigns.count },
            .day("公示日期") { $0.publishedOn },
        ])

    static let items = ExportTable<PublicItem>(
        "抽查事项清单",
        [
            .text("编号", 12) { $0.code }, .text("抽查类别", 20) { $0.category }, .text("抽查事项", 40) { $0.matter },
            .text("检查对象", 24) { $0.subjects }, .text("事项类型", 14) { $0.importance },
            .text("检查方式", 24) { $0.methods.joined(separator: "、") }, .text("检查主体", 20) { $0.level },
            .text("检查依据", 60) { $0.basis }, .text("部门", 14) { $0.department }, .text("适用区域", 14) { $0.region },
            .text("来源", 8) { $0.isSample ? "示例" : "正式" }, .text("说明", 30) { $0.note },
        ])

    static let ceremonies = ExportTable<PublicCeremony>(
        "公开摇号",
        [
            .text("摇号", 40) { $0.title }, .text("编号", 24) { $0.code }, .text("机关", 30) { $0.authorityName },
            .text("状态", 14) { $0.state.title }, .day("公布方案") { $0.plannedOn },
            .text("摇号时间", 18) { $0.drawnAt?.onScreen }, .text("名录条数", 12) { $0.populationCount.map(String.init) },
            .text("抽中条数", 12) { $0.drawnCount.map(String.init) },
        ])
}
