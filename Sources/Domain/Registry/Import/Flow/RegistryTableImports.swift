/// 检查对象 through the flow.
struct SubjectTableImport: PortionedImport {
    let kind = ImportRecord.Kind.subjects
    let unit = "户"
    let address = "/registry/subjects"

    var fields: [ImportField] { SubjectReading.columns.map(\.about) }

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

    func batches(_ source: any TableSource, _ order: ImportOrder, after row: Int) async throws -> any ImportBatches {
        try order.actor.require(.registryEdit)
        return try await SubjectBatches(source, order, after: row)
    }

    func logged(_ source: any TableSource, _ record: ImportRecord, _ house: House) -> [String: LedgerValue] {
        let counts = record.counts
        return [
            "file": .text(source.digest), "reference": .text(house.reference?.hash ?? ""),
            "region": .text(record.region.text), "total": .number(Int64(counts.total)),
            "inserted": .number(Int64(counts.inserted)), "updated": .number(Int64(counts.updated)),
            "unchanged": .number(Int64(counts.unchanged)), "refused": .number(Int64(counts.refused)),
        ]
    }

    func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts? {
        try stores.imports.undoFacts(record)
    }

    func undo(_ record: ImportRecord, _ context: RowContext) throws {
        try SubjectUndoing(record, context).remember()
        try context.stores.imports.undo(record, by: context.actor.account, at: context.at)
        // Their old words come back; rules and decisions may be newer than these.
        let registry = context.stores.registry
        try TagsInForce(registry, on: context.at.day).settling.settle(
            try context.stores.imports.changedSubjects(import: record.id), cause: "undo:\(record.id)", at: context.at,
            registry)
    }
}

/// 执法检查人员 through the flow.
struct InspectorTableImport: TableImport {
    let kind = ImportRecord.Kind.inspectors
    let unit = "人"
    let address = "/registry/inspectors"

    var fields: [ImportField] { InspectorReading.columns.map(\.about) }

    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding {
        let outcome = try await InspectorImport(order.house).apply(source, actor: order.actor, previewOnly: true)
        return ImportFinding(counts: outcome.counts, refusals: outcome.refusals)
    }

    func apply(_ source: any TableSource, _ order: ImportOrder) async throws {
        _ = try await InspectorImport(order.house).apply(source, actor: order.actor)
    }

    func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts? {
        try stores.imports.undoFacts(record)
    }

    func undo(_ record: ImportRecord, _ context: RowContext) throws {
        try context.stores.imports.undo(record, by: context.actor.account, at: context.at)
    }
}

/// 信用风险分类 through the flow. Internal (invariant 4).
struct RiskTableImport: TableImport {
    let kind = ImportRecord.Kind.risk
    let unit = "户"
    let address = "/registry/subjects"
    let dayTitle: String? = "分类结果的日期"

    var fields: [ImportField] { RiskImport.columns.map(\.about) }

    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding {
        let outcome = try await RiskImport(order.house).apply(
            source, dated: try dated(order), actor: order.actor, previewOnly: true, progress: order.progress)
        return ImportFinding(counts: outcome.counts, refusals: outcome.refusals)
    }

    func apply(_ source: any TableSource, _ order: ImportOrder) async throws {
        _ = try await RiskImport(order.house).apply(
            source, dated: try dated(order), actor: order.actor, progress: order.progress)
    }

    func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts? {
        try stores.imports.undoFacts(record)
    }

    func undo(_ record: ImportRecord, _ context: RowContext) throws {
        try context.stores.imports.undo(record, by: context.actor.account, at: context.at)
    }

    private func dated(_ order: ImportOrder) throws -> Day {
        guard let dated = order.dated else {
            throw Problem(.invalid, "risk.dated", "请填写分类结果的日期。", fields: ["dated": "请填写分类结果的日期"])
        }
        return dated
    }
}
