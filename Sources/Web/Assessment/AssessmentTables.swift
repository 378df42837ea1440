import Domain

/// What exports of the assessment hold: both counts of each figure, never only the quotient.
enum AssessmentTables {
    static let indicators = ExportTable<IndicatorRow>(
        "评价指标",
        [.text("地区、机关", 30) { $0.name }]
            + Indicator.allCases.flatMap { indicator -> [ExportTable<IndicatorRow>.Column] in
                [
                    .text(indicator.title, 22) { $0.figures[indicator]?.text },
                    .count("\(indicator.title)分子") { $0.figures[indicator]?.numerator ?? 0 },
                    .count("\(indicator.title)分母") { $0.figures[indicator]?.denominator ?? 0 },
                ]
            })

    static func evidence(_ outcomes: OutcomeTypes) -> ExportTable<IndicatorEvidence> {
        ExportTable(
            "指标明细", personal: "evidence",
            [
                .text("检查对象", 36) { $0.subjectName }, .text("地区", 12) { $0.regionName },
                .text("机关", 30) { $0.authorityName }, .text("抽查事项", 36) { $0.matter },
                .text("结果", 24) { one in one.outcome.map { outcomes.title($0, one.outcomeValue) } },
                .day("检查日期") { $0.inspectedOn }, .day("公示截止") { $0.due }, .day("公示日期") { $0.publishedOn },
            ])
    }
}
