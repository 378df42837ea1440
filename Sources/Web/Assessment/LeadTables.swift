import Domain

/// What exports of leads and exceptions hold. What a lead says stays inside.
enum LeadTables {
    static func leads(_ isAlert: Bool) -> ExportTable<Lead> {
        ExportTable(
            isAlert ? "风险预警" : "线索", personal: "leads",
            [
                .text("编号", 24) { $0.number }, .text("原编号", 24) { $0.originNumber },
                .text("来源", 14) { $0.source.title },
                .text("类别", 18) { $0.category }, .text("等级", 8) { $0.level == .none ? nil : $0.level.title },
                .text("检查对象", 36) { $0.parties.map(\.name).joined(separator: "、") }, .text("地区", 12) { $0.regionName },
                .day("收到日期") { $0.receivedOn }, .day("处置期限") { $0.dueOn }, .text("状态", 10) { $0.state.title },
                .day("办结日期") { $0.settledOn },
            ])
    }

    static let exceptions = ExportTable<ExceptionLine>(
        "例外统计",
        [.text("机关", 30) { $0.authorityName }, .count("月份") { $0.month }, .count("随机抽取") { $0.drawn }]
            + ExceptionKind.exceptions.map { kind in .count(kind.title) { $0.counts[kind] ?? 0 } }
            + [.count("例外合计") { $0.exceptions }, .text("例外占比", 10) { $0.share.text }])

    static let exceptionRows = ExportTable<ExceptionRow>(
        "例外明细", personal: "exceptions",
        [
            .text("检查对象", 36) { $0.subjectName }, .text("情形", 14) { $0.kind.title }, .text("依据", 36) { $0.basis },
            .text("地区", 12) { $0.regionName }, .text("机关", 30) { $0.authorityName }, .day("日期") { $0.day },
        ])

    static let gathering = ExportTable<LeadGathering>(
        "线索分布",
        [
            .text("地区", 12) { $0.regionName }, .text("行业门类", 10) { $0.section }, .count("投诉举报") { $0.complaints },
            .count("转办和监测") { $0.others }, .count("风险预警") { $0.alerts },
        ])
}
