import Domain

/// What exports of the two libraries hold. The risk class is in none of them (invariant 4).
enum RegistryTables {
    static func inspectors(_ today: Day, _ tagNames: [String: String]) -> ExportTable<Inspector> {
        ExportTable(
            "执法检查人员", personal: "inspectors",
            [
                .text("姓名", 12) { $0.name }, .text("工号", 16) { $0.code }, .text("机关", 30) { $0.authorityName },
                .text("监管所", 20) { $0.stationName }, .text("执法证编号", 22) { $0.certificate?.number },
                .text("执法证状态", 14) { InspectorPages.chip($0, today).word },
                .day("有效期起") { $0.certificate?.from }, .day("有效期止") { $0.certificate?.until },
                .text("是否辅助", 10) { $0.isAuxiliary ? "是" : "否" }, .text("人员性质", 10) { $0.post },
                .text("专长", 36) { $0.expertise.map { tagNames[$0] ?? $0 }.joined(separator: "、") },
                .count("容量") { $0.capacity },
                .count("生效回避数") { one in
                    one.recusals.count { $0.from <= today && ($0.until.map { today <= $0 } ?? true) }
                },
            ])
    }

    static let imports = ExportTable<ImportRecord>(
        "导入记录", personal: "imports",
        [
            .text("文件", 36) { $0.fileName }, .text("内容", 14) { $0.kind.title }, .text("时间", 18) { $0.at.onScreen },
            .text("导入人", 12) { $0.accountName ?? "命令行" }, .count("总行数") { $0.counts.total },
            .count("新增") { $0.counts.inserted }, .count("更新") { $0.counts.updated },
            .count("未变") { $0.counts.unchanged }, .count("退回") { $0.counts.refused },
            .text("文件指纹（SHA-256）", 66) { $0.digest },
        ])

    static let refusals = ExportTable<RowRefusal>(
        "退回清单", personal: "refusals",
        [
            .count("数据行") { $0.row }, .count("文件行") { $0.line }, .text("字段", 20) { $0.field },
            .text("原值", 40) { $0.value }, .text("原因", 60) { $0.reason },
        ])
}

/// The registry of subjects as a file: streamed, because it may have millions of rows.
enum SubjectExport {
    static func file(
        _ call: Call, _ filter: SubjectFilter, _ words: [String], regions: [RegionCode: String], tags: [String: String]
    ) async throws -> Reply? {
        let actor = try call.signedIn()
        let types = call.house.reference?.types
        let table = ExportTable<Subject>(
            "检查对象", personal: "subjects",
            [
                .text("名称", 36) { $0.name }, .text("统一社会信用代码", 22) { $0.identifier },
                .text("地区", 12) { regions[$0.facts.region] ?? $0.facts.region.text },
                .text("类型", 16) { types?.type(code: $0.facts.type).name ?? $0.facts.type },
                .text("登记状态", 10) { $0.status.title }, .day("注册日期") { $0.facts.registeredOn },
                .text("企业类型", 24) { $0.facts.kind }, .text("注册资金", 16) { $0.facts.capital },
                .text("注册地址", 44) { $0.facts.address },
                .text("标签", 36) { $0.facts.tags.map { tags[$0] ?? $0 }.joined(separator: "、") },
                .text("经营范围", 60) { $0.facts.scope },
            ])
        return try await Exports(call).stream(table, filters: words) { stores, add in
            try RegistryReading.forEach(filter, for: actor, stores, add)
        }
    }
}
