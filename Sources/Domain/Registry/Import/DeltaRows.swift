/// A row of a file that goes the way of a statement, not of the bulk load.
struct DeltaRow: Sendable {
    let row: Int
    let line: Int
    let statement: SubjectStatement
}

/// 变更文件: rows with an operation, a dated statement, a stated region, or a number that is no credit code.
enum DeltaRows {
    typealias Field = SubjectReading.Field

    static let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .operation, ["操作", "变更类型", "变动类型", "操作类型"], note: "只报变化时填写；整份名录不填",
            choices: ["新增", "变更", "迁移", "注销", "吊销", "恢复"]),
        .init(
            .scheme, IdentifierScheme.columnNames, note: "没有统一社会信用代码的填写",
            choices: IdentifierScheme.allCases.map(\.title)),
        .init(.region, ["管辖区划代码", "区划代码", "行政区划代码", "管辖地区代码"], note: "六位现行区划代码；迁移时填写迁入地"),
        .init(.effectiveOn, ["生效日期"], note: "不填为今天"),
        .init(.asOf, ["数据日期", "数据截至日期"], note: "来源数据截至哪一天"),
        .init(.industry, ["行业代码", "国民经济行业代码"]),
        .init(.scale, ["规模", "企业规模"]),
        .init(.station, ["监管所代码", "管辖监管所代码"]),
        .init(.reason, ["变更原因", "变更理由"]),
    ]

    /// Nil: the row says nothing of the kind and is read as ever. A value of nil: it was refused.
    static func read(_ record: TableRecord, _ map: ColumnMap<Field>, into batch: inout SubjectBatch) -> DeltaRow?? {
        func text(_ field: Field) -> String? {
            let bytes = map.bytes(field, in: record)
            return bytes.saysNothing ? nil : String(decoding: bytes, as: UTF8.self)
        }
        guard columns.contains(where: { $0.field != .reason && text($0.field) != nil }) else { return nil }
        var refusals: [RowRefusal] = []
        func refuse(_ field: Field, _ title: String, _ reason: String) {
            refusals.append(
                RowRefusal(
                    row: record.number, line: record.line, field: title,
                    value: RowRefusal.shortened(map.bytes(field, in: record)), reason: reason))
        }
        func day(_ field: Field, _ title: String) -> Day? {
            switch Day.reading(map.bytes(field, in: record)) {
            case .nothing: return nil
            case .day(let day): return day
            case .noSuchDay: refuse(field, title, "这一天不存在")
            case .malformed: refuse(field, title, "不是可以识别的日期，应写作 2019-04-01")
            }
            return nil
        }
        var statement = SubjectStatement(operation: .put, identifier: text(.identifier) ?? "")
        if let word = text(.operation) {
            if let operation = SubjectStatement.Operation(word: word) {
                statement.operation = operation
            } else {
                refuse(.operation, "操作", "不是可以识别的操作（新增、变更、迁移、注销、吊销、恢复）")
            }
        } else if let status = SubjectReading.status(map.bytes(.status, in: record)), status != .active {
            statement.operation = status == .cancelled ? .cancel : .revoke
        }
        if let word = text(.scheme) {
            statement.scheme = IdentifierScheme(word: word)
            if statement.scheme == nil { refuse(.scheme, "编号类型", IdentifierScheme.unknownWord) }
        }
        statement.name = text(.name)
        statement.region = text(.region)
        statement.address = text(.address)
        statement.registeredOn = day(.registeredOn, "注册日期")
        statement.kind = text(.kind)
        statement.capital = text(.capital)
        statement.scope = text(.scope)
        statement.industry = text(.industry)
        statement.scale = text(.scale)
        statement.station = text(.station)
        statement.effectiveOn = day(.effectiveOn, "生效日期")
        statement.asOf = day(.asOf, "数据日期")
        statement.reason = text(.reason)
        guard refusals.isEmpty else {
            batch.refuse(refusals)
            return .some(nil)
        }
        return DeltaRow(row: record.number, line: record.line, statement: statement)
    }

    /// Takes the rows of a batch; what has to wait or cannot be taken stands among the refusals.
    static func take(
        _ batch: inout SubjectBatch, counts: inout ImportCounts, source: SubjectSource, book: ReferenceBook,
        _ stores: any Stores, at: Moment
    ) throws {
        let taking = SubjectTaking(stores: stores, book: book, source: source, at: at)
        for delta in batch.deltas {
            do {
                let done = try remembering(delta, source, stores) { try taking.take(delta.statement, known: $0) }
                switch done.kind {
                case .added: counts.inserted += 1
                case .unchanged: counts.unchanged += 1
                case .conflict: break
                case .changed, .moved, .scheduled, .closed, .reopened: counts.updated += 1
                }
                guard let conflict = done.conflict else { continue }
                let refusal = line(
                    delta, RowRefusal.wholeRow, delta.statement.identifier,
                    done.kind == .conflict ? "列入待处理冲突（第\(conflict)号）" : "部分内容列入待处理冲突（第\(conflict)号）")
                if done.kind == .conflict { batch.refuse([refusal]) } else { batch.refusals.append(refusal) }
            } catch let problem as Problem where problem.kind != .defect && problem.kind != .unavailable {
                batch.refuse([
                    line(
                        delta,
                        problem.fields.keys.sorted().first.flatMap { SubjectField(rawValue: $0)?.title }
                            ?? RowRefusal.wholeRow, delta.statement.identifier, problem.message)
                ])
            }
        }
        batch.deltas = []
    }

    /// Keeps the subject as it was where the row changes it, so that the import can be taken back.
    private static func remembering(
        _ delta: DeltaRow, _ source: SubjectSource, _ stores: any Stores,
        _ take: (SubjectProfile?) throws -> SubjectTaking.Outcome
    ) throws -> SubjectTaking.Outcome {
        let scheme = delta.statement.scheme ?? .uscc
        let number = try scheme.checked(delta.statement.identifier)
        let known = try SubjectTaking.find(
            scheme, number, key: scheme.key(number, department: source.department), in: stores)
        guard let known, let id = source.importID else { return try take(known) }
        let isNew = try stores.imports.keepImage(ofSubject: known.id, import: id)
        do {
            let done = try take(known)
            let isSame = try stores.subjects.profile(id: known.id) == known
            if isNew, isSame, done.kind != .scheduled { try stores.imports.dropImage(ofSubject: known.id, import: id) }
            return done
        } catch {
            if isNew { try stores.imports.dropImage(ofSubject: known.id, import: id) }
            throw error
        }
    }

    /// What ``take(_:counts:source:book:_:at:)`` would count, as far as one row tells without the others.
    static func preview(
        _ batch: inout SubjectBatch, counts: inout ImportCounts, source: SubjectSource, book: ReferenceBook,
        _ stores: any Stores
    ) throws {
        for delta in batch.deltas {
            let scheme = delta.statement.scheme ?? .uscc
            do {
                let number = try scheme.checked(delta.statement.identifier)
                let key = scheme.key(number, department: source.department)
                let isKnown = try stores.subjects.profile(identifier: key) != nil
                let adds = delta.statement.operation == .put || delta.statement.operation == .add
                if isKnown {
                    counts.updated += 1
                } else if adds {
                    counts.inserted += 1
                } else {
                    batch.refuse([line(delta, RowRefusal.wholeRow, number, "名录库中没有这个主体，将列入待处理冲突")])
                }
            } catch let problem as Problem {
                batch.refuse([line(delta, "编号", delta.statement.identifier, problem.message)])
            }
        }
        batch.deltas = []
    }

    private static func line(_ delta: DeltaRow, _ field: String, _ value: String, _ reason: String) -> RowRefusal {
        RowRefusal(
            row: delta.row, line: delta.line, field: field, value: RowRefusal.shortened(Array(value.utf8)[...]),
            reason: reason)
    }
}
