/// 信用风险分类结果导入: identifier and class, as a snapshot of a day. Internal (architecture.md, invariant 4).
///
/// Several files of one day join one snapshot; whoever a new day's files do not name keeps the class of the snapshot
/// before.
package struct RiskImport: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    enum Field: Hashable, Sendable { case identifier, risk }

    static let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .identifier, ["统一社会信用代码", "社会信用代码", "信用代码", "统一代码"], required: true, note: "18位，单元格设为文本格式",
            example: "（示例）92230000MA00000000"),
        .init(
            .risk, ["信用风险等级", "信用风险分类", "风险等级", "信用等级", "分类结果", "风险分类", "等级", "类别"], required: true,
            note: "A、B、C、D 之一，仅供内部使用", example: "A", choices: ["A", "B", "C", "D"]),
    ]

    package func apply(
        _ source: any TableSource, dated day: Day, actor: Actor?, submission: String? = nil, previewOnly: Bool = false,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportOutcome {
        guard day <= house.clock.today else {
            throw Problem(
                .invalid, "risk.future", "分类日期 \(day.inWords) 晚于今天。", remedy: "请填写分类结果实际形成的日期。",
                fields: ["dated": "不能晚于今天"])
        }
        let now = house.clock.now()
        let frame = RowImport(
            house: house, kind: .risk, actor: actor, submission: submission, previewOnly: previewOnly)
        return try await frame.run(source, about: "（\(day.description)）") { stores, _, outcome in
            let reader = try source.open()
            let map = try ColumnMap(RiskImport.columns, header: reader.header, encoding: source.encoding)
            let registry = stores.registry
            let snapshot =
                try registry.riskSnapshot(dated: day)
                ?? registry.beginRiskSnapshot(dated: day, source: source.name, at: now)
            var record = TableRecord()
            var seen: [PackedIdentifier: Int32] = [:]
            var batch: [(identifier: String, risk: RiskClass, row: Int, line: Int)] = []
            func flush() throws {
                try RiskImport.write(batch, snapshot: snapshot, actor: actor, registry: registry, outcome: &outcome)
                batch.removeAll(keepingCapacity: true)
                progress(ImportProgress(rows: record.number, lines: source.lines))
            }
            while try reader.next(&record) {
                outcome.counts.total += 1
                if let refusal = record.unreadable(columns: reader.header) {
                    outcome.refuse(refusal)
                    continue
                }
                let rawIdentifier = map.bytes(.identifier, in: record)
                let rawClass = map.bytes(.risk, in: record)
                var faults: [(field: String, value: ArraySlice<UInt8>, reason: String)] = []
                var identifier: [UInt8] = []
                do throws(IdentifierCheck.Fault) {
                    identifier = try IdentifierCheck.checked(rawIdentifier)
                } catch {
                    faults.append(("统一社会信用代码", rawIdentifier, error.sentence))
                }
                let risk = RiskImport.risk(rawClass)
                if risk == nil { faults.append(("信用风险等级", rawClass, "应为 A、B、C、D 之一")) }
                if faults.isEmpty,
                    let first = seen.updateValueIfAbsent(
                        Int32(clamping: record.line), for: PackedIdentifier(identifier))
                {
                    faults.append(("统一社会信用代码", rawIdentifier, "与文件第\(first)行重复，只采用先出现的一行"))
                }
                guard faults.isEmpty, let risk else {
                    outcome.refuse(record, faults)
                    continue
                }
                batch.append((String(decoding: identifier, as: UTF8.self), risk, record.number, record.line))
                if batch.count == 1_000 { try flush() }
            }
            try flush()
        }
    }

    private static func write(
        _ batch: [(identifier: String, risk: RiskClass, row: Int, line: Int)], snapshot: Int64, actor: Actor?,
        registry: any RegistryStore, outcome: inout ImportOutcome
    ) throws {
        let known = try registry.known(identifiers: batch.map(\.identifier))
        let before = try registry.riskClasses(snapshot: snapshot, subjects: known.values.map(\.id))
        var rows: [(subject: Int64, risk: RiskClass)] = []
        for one in batch {
            guard let subject = known[one.identifier], actor?.region.contains(subject.region) ?? true else {
                outcome.refuse(
                    RowRefusal(
                        row: one.row, line: one.line, field: "统一社会信用代码", value: one.identifier,
                        reason: "名录库中没有这个主体，或不在您的管辖区域内"))
                continue
            }
            let old = before[subject.id]
            outcome.count(old == nil ? .inserted : old == one.risk ? .unchanged : .updated)
            if old != one.risk { rows.append((subject.id, one.risk)) }
        }
        try registry.setRisk(rows, snapshot: snapshot)
    }

    /// `A`, `a`, `Ａ`, `A类`, `A级`.
    private static func risk(_ bytes: ArraySlice<UInt8>) -> RiskClass? {
        var text = ScopeText()
        text.set(bytes)
        guard let first = text.bytes.first else { return nil }
        let rest = text.bytes.dropFirst()
        guard rest.isEmpty || rest.elementsEqual("类".utf8) || rest.elementsEqual("级".utf8) else { return nil }
        switch first {
        case 0x41: return .a
        case 0x42: return .b
        case 0x43: return .c
        case 0x44: return .d
        default: return nil
        }
    }
}
