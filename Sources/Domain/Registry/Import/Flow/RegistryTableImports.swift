/// 检查对象 through the flow.
struct SubjectTableImport: TableImport {
    let kind = ImportRecord.Kind.subjects

    var fields: [ImportField] {
        SubjectReading.columns.map {
            $0.field([
                "企业名称": .init(note: "登记的全称，不超过200个字", example: "（示例）虚构市虚构商店"),
                "统一社会信用代码": .init(note: "18位，单元格设为文本格式", example: "（示例）92230000MA00000000"),
                "注册日期": .init(note: "写作 2019-04-01", example: "2019-04-01"),
                "企业类型": .init(note: "照营业执照填写", example: "个体工商户"),
                "经营范围": .init(note: "照营业执照填写，用于识别业务标签", example: "食品销售"),
                "地区": .init(note: "市或县区名称，可不填，按地址识别", example: "哈尔滨市"),
                "注册地址": .init(note: "含市、县（区）名称", example: "黑龙江省哈尔滨市道里区虚构路1号"),
                "登记状态": .init(note: "不填视为存续", example: "存续", choices: ["存续", "注销", "吊销"]),
            ])
        }
    }

    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding {
        let report = try await SubjectImport(order.house).preview(source, actor: order.actor, progress: order.progress)
        var finding = ImportFinding(counts: report.counts, refusals: report.refusals)
        let book = order.house.reference
        let regions = Dictionary((book?.regions ?? []).map { ($0.code, $0.name) }) { first, _ in first }
        let tags = Dictionary((book?.tags ?? []).map { ($0.code, $0.name) }) { first, _ in first }
        finding.header = ["名称", "统一社会信用代码", "地区", "类型", "标签"]
        finding.rows = report.first.map { row in
            [
                row.name, row.identifier, regions[row.facts.region] ?? row.facts.region.text,
                book?.types.type(code: row.facts.type).name ?? row.facts.type,
                row.facts.tags.prefix(4).map { tags[$0] ?? $0 }.joined(separator: "、"),
            ]
        }
        if let top = report.tags.first {
            finding.rankings.append(
                .init(
                    title: "最多的标签是“\(top.name)”", unit: "户",
                    lines: report.tags.prefix(15).map { .init(name: $0.name, number: $0.number) }))
        }
        if !report.regions.isEmpty {
            finding.rankings.append(
                .init(
                    title: "分布在 \(report.regions.count) 个地区", unit: "户",
                    lines: report.regions.sorted { $0.number > $1.number }.prefix(15).map {
                        .init(name: regions[$0.code] ?? $0.code.text, number: $0.number)
                    }))
        }
        return finding
    }

    func apply(_ source: any TableSource, _ order: ImportOrder) async throws {
        _ = try await SubjectImport(order.house).apply(source, actor: order.actor, progress: order.progress)
    }
}

/// 执法检查人员 through the flow.
struct InspectorTableImport: TableImport {
    let kind = ImportRecord.Kind.inspectors

    var fields: [ImportField] {
        InspectorReading.columns.map {
            $0.field([
                "工号": .init(note: "单位内唯一，设为文本格式", example: "（示例）0001"),
                "姓名": .init(note: "1至50个字", example: "（示例）姓名"),
                "机关代码": .init(note: "所属机关在本平台的代码", example: "（示例）230102-SCJG"),
                "监管所": .init(note: "没有的填“无”，新名称自动建立", example: "虚构监管所"),
                "执法证编号": .init(note: "设为文本格式；辅助人员可不填", example: "（示例）23000000001"),
                "证件类型": .init(note: "不填为行政执法证", example: "行政执法证"),
                "有效期起": .init(note: "写作 2026-03-01", example: "2026-03-01"),
                "有效期止": .init(note: "写作 2031-02-28", example: "2031-02-28"),
                "是否辅助": .init(note: "不填为否", example: "否", choices: ["是", "否"]),
                "人员性质": .init(note: "不填为行政", example: "行政", choices: ["行政", "事业", "其他"]),
                "专长": .init(note: "业务标签名称，多项用顿号隔开", example: "食品销售"),
                "回避": .init(note: "检查对象:信用代码、区域:区划代码、行业:标签名，多项用分号隔开"),
                "容量": .init(note: "每次最多户数，1至500，不填为20", example: "20"),
                "状态": .init(note: "不填为在岗", example: "在岗", choices: ["在岗", "离岗", "退休", "调离"]),
            ])
        }
    }

    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding {
        let outcome = try await InspectorImport(order.house).apply(source, actor: order.actor, previewOnly: true)
        return ImportFinding(counts: outcome.counts, refusals: outcome.refusals)
    }

    func apply(_ source: any TableSource, _ order: ImportOrder) async throws {
        _ = try await InspectorImport(order.house).apply(source, actor: order.actor)
    }
}

/// 信用风险分类 through the flow. Internal (invariant 4).
struct RiskTableImport: TableImport {
    let kind = ImportRecord.Kind.risk
    let dayTitle: String? = "分类结果的日期"

    var fields: [ImportField] {
        RiskImport.columns.map {
            $0.field([
                "统一社会信用代码": .init(note: "18位，单元格设为文本格式", example: "（示例）92230000MA00000000"),
                "信用风险等级": .init(note: "A、B、C、D 之一，仅供内部使用", example: "A", choices: ["A", "B", "C", "D"]),
            ])
        }
    }

    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding {
        let outcome = try await RiskImport(order.house).apply(
            source, dated: try dated(order), actor: order.actor, previewOnly: true, progress: order.progress)
        return ImportFinding(counts: outcome.counts, refusals: outcome.refusals)
    }

    func apply(_ source: any TableSource, _ order: ImportOrder) async throws {
        _ = try await RiskImport(order.house).apply(
            source, dated: try dated(order), actor: order.actor, progress: order.progress)
    }

    private func dated(_ order: ImportOrder) throws -> Day {
        guard let dated = order.dated else {
            throw Problem(.invalid, "risk.dated", "请填写分类结果的日期。", fields: ["dated": "请填写分类结果的日期"])
        }
        return dated
    }
}
