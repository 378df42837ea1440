import Domain

/// What exports of draws hold. Who may not see names before the visits gets lots without names here too; classes are
/// in none of them.
enum DrawTables {
    static let ceremonies = ExportTable<Ceremony>(
        "摇号",
        [
            .text("摇号", 40) { $0.title }, .text("编号", 24) { $0.code }, .text("机关", 30) { $0.authorityName },
            .text("状态", 14) { $0.state.title }, .text("公布方案", 18) { $0.createdAt.onScreen },
        ])

    static func lots(named: Bool) -> ExportTable<DrawnSubject> {
        let lots: [ExportTable<DrawnSubject>.Column] = [
            .count("名次") { $0.lot.rank }, .text("签号", 70) { $0.lot.lot }, .text("签票", 70) { $0.lot.ticket },
        ]
        let names: [ExportTable<DrawnSubject>.Column] = [
            .text("检查对象", 36) { $0.name }, .text("统一社会信用代码", 22) { $0.identifier },
            .text("地区", 12) { $0.regionName },
        ]
        return ExportTable("抽中的签号", personal: named ? "drawn" : nil, lots + (named ? names : []))
    }

    static let visits = ExportTable<DrawnVisit>(
        "上门检查和执法人员", personal: "drawn-visits",
        [
            .text("签条", 40) { $0.slip }, .text("检查对象", 36) { $0.subjectName }, .text("地区", 12) { $0.regionName },
            .text("机关", 30) { $0.authorityName }, .text("执法人员", 24) { $0.inspectors.joined(separator: "、") },
            .count("任务数") { $0.campaigns }, .count("检查项数") { $0.inspections },
        ])
}
