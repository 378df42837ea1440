/// One of the province's lists through the flow: whole or not at all, as its next version (2.2.1). What is missing in the
/// file goes out of the list.
struct CatalogueTableImport: TableImport {
    let list: CatalogueList

    var kind: ImportRecord.Kind {
        switch list {
        case .items: .items
        case .joint: .joint
        case .key: .key
        }
    }

    let unit = "项"
    let isWhole = true
    var address: String { list == .items ? "/catalogue" : "/catalogue/\(list.rawValue)" }
    var fields: [ImportField] { CatalogueTable.fields(list) }

    let questions = [
        ImportQuestion("effective_from", "生效日期", help: "可以是将来的日期：到那一天自动生效，此前现行版本不变。", isDay: true),
        ImportQuestion("reason", "调整原因"),
        ImportQuestion("version_basis", "调整依据", help: "文件名称和文号，或法律法规条款。"),
    ]

    func admit(_ actor: Actor) throws { try CatalogueKeeping.admit(actor, list) }

    func check(_ source: any TableSource, _ order: ImportOrder) async throws -> ImportFinding {
        let importing = CatalogueImport(order.house)
        let reading = try await importing.read(list, source, province: order.actor.region)
        guard reading.rows > 0 else {
            throw Problem(
                .invalid, "table.no-rows", "文件“\(source.name)”只有表头，没有数据行。", remedy: "请选择含有整份清单的文件。")
        }
        let refused = Set(reading.refusals.map(\.row)).count
        guard refused == 0 else {
            return ImportFinding(
                counts: ImportCounts(total: reading.rows, refused: refused), refusals: reading.refusals)
        }
        try CatalogueImport.check(reading.entries)
        let (diff, base) = try await importing.preview(list, reading.entries)
        var finding = ImportFinding(counts: CatalogueTableImport.counts(diff, reading), refusals: [])
        finding.base = base
        finding.caption = diff.isEmpty ? "与第\(base)版完全相同" : "与第\(base)版相比：\(diff.summary)"
        finding.header = ["变化", "编号", list.noun, "内容", "原来", "改为"]
        finding.rows =
            diff.removed.map { ["取消", $0.code, $0.title, "", "", ""] }
            + diff.changed.flatMap { change in
                change.fields.map { ["修改", change.after.code, change.after.title, $0.label, $0.before, $0.after] }
            } + diff.added.map { ["新增", $0.code, $0.title, "", "", ""] }
        if !diff.removed.isEmpty {
            finding.warning = "文件里没有的\(diff.removed.count)项将被取消：取消后不能再安排新的任务。只想修改几项的，请在清单页面逐项修改。"
        }
        return finding
    }

    private static func counts(_ diff: CatalogueDiff, _ reading: CatalogueTable.Reading) -> ImportCounts {
        ImportCounts(
            total: reading.rows, inserted: diff.added.count, updated: diff.changed.count,
            unchanged: reading.rows - diff.added.count - diff.changed.count)
    }

    func apply(_ source: any TableSource, _ order: ImportOrder) async throws {
        guard let base = order.base else { throw Problem.moved(list.title) }
        guard case .day(let day) = Day.reading(Array((order.answers["effective_from"] ?? "").utf8)[...]) else {
            throw Problem(.invalid, "import.answers", "请填写生效日期。", fields: ["effective_from": "请填写生效日期"])
        }
        let importing = CatalogueImport(order.house)
        let reading = try await importing.read(list, source, province: order.actor.region)
        guard reading.refusals.isEmpty else { throw CatalogueTable.refused(reading.refusals) }
        let counts = CatalogueTableImport.counts(try await importing.preview(list, reading.entries).diff, reading)
        let record = NewImport(
            kind: kind, fileName: source.name, digest: source.digest, encoding: source.encoding,
            region: order.actor.region, account: order.actor.account, at: order.house.clock.now())
        let list = list
        // The version and the record of the import are one transaction.
        let recorded = order.house.storing(
            in: HookedStorage(
                inner: order.house.storage, before: { _ in },
                after: { stores in
                    guard let made = try stores.catalogue.latestVersion(list)?.number else {
                        throw Problem.moved(list.title)
                    }
                    let id = try stores.registry.beginImport(record)
                    try stores.registry.finishImport(id, counts: counts, refusals: [])
                    try stores.imports.keep(
                        [
                            RowTrace(
                                object: Int64(made), label: "\(list.title)第\(made)版", before: String(base),
                                after: String(made))
                        ], import: id)
                }))
        let outcome = try await CatalogueImport(recorded).apply(
            list, reading.entries,
            notice: VersionNotice(
                effectiveFrom: day, reason: order.answers["reason"] ?? "", basis: order.answers["version_basis"] ?? ""),
            base: base, actor: order.actor)
        guard outcome.version != nil else {
            throw Problem(.refused, "import.nothing", "文件与\(list.title)第\(base)版完全相同，没有可以导入的内容。")
        }
    }

    // MARK: Undo

    func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts? {
        var facts = ImportUndo.Facts()
        guard let trace = try stores.imports.traces(import: record.id).first, let base = trace.before else {
            return nil
        }
        facts.changed = 1
        facts.sentence = "把\(list.title)恢复成第\(base)版的内容，作为新的一版公布；这次导入产生的第\(trace.object)版仍可查阅。"
        let made = Int(trace.object)
        for version in try stores.catalogue.versions(list) {
            if version.number > made {
                facts.add(.init(label: "\(list.title)第\(version.number)版", what: "导入之后发布"))
            } else if version.number == made, version.withdrawnBy != nil {
                facts.add(.init(label: trace.label, what: "已撤回"))
            }
        }
        return facts
    }

    func undo(_ record: ImportRecord, _ context: RowContext) throws {
        guard let trace = try context.stores.imports.traces(import: record.id).first,
            let base = trace.before.flatMap({ Int($0) })
        else { throw Problem.moved(list.title) }
        try CatalogueKeeping.restore(list, made: Int(trace.object), base: base, context)
    }
}

extension CatalogueKeeping {
    /// The list as it stood before a version, within the transaction that takes the version's import back: a version of
    /// its own. One that has not taken effect is withdrawn by it.
    static func restore(_ list: CatalogueList, made: Int, base: Int, _ context: RowContext) throws {
        let catalogue = context.stores.catalogue
        guard let version = try catalogue.version(list, made) else { throw Problem.notFound("清单版本") }
        let today = context.at.day
        let prior = try catalogue.version(list, base)
        let isAhead = version.effectiveFrom > today
        let notice = VersionNotice(
            effectiveFrom: isAhead ? max(today, prior?.effectiveFrom ?? today) : today, reason: context.reason,
            basis: base == 0 ? "撤销导入" : "恢复第\(base)版的内容")
        _ = try follow(
            list, from: try catalogue.entries(list, version: made), to: try catalogue.entries(list, version: base),
            notice: notice, actor: context.actor, at: context.at, context.house, context.stores,
            restoring: isAhead ? (from: made, prior: prior) : nil)
    }
}
