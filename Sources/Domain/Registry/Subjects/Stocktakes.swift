/// 名单核对: a full list of a source beside the registry. It changes nothing; who is absent is marked when somebody asks.
package struct Stocktake: Sendable {
    package let id: Int64
    package let fileName: String
    package let region: RegionCode
    package let department: String
    /// Kinds of numbers that the list holds: it says nothing of subjects known by others.
    package let schemes: [IdentifierScheme]
    package let rows: Int
    /// Rows whose subject the registry does not hold.
    package let unknown: Int
    package let unreadable: Int
    package let absent: Int
    package let accountName: String?
    package let account: Int64?
    package let at: Moment
    package let markedAt: Moment?

    package init(
        id: Int64, fileName: String, region: RegionCode, department: String, schemes: [IdentifierScheme],
        rows: Int, unknown: Int, unreadable: Int,
        absent: Int, accountName: String?, account: Int64?, at: Moment, markedAt: Moment?
    ) {
        self.id = id
        self.fileName = fileName
        self.region = region
        self.department = department
        self.schemes = schemes
        self.rows = rows
        self.unknown = unknown
        self.unreadable = unreadable
        self.absent = absent
        self.accountName = accountName
        self.account = account
        self.at = at
        self.markedAt = markedAt
    }
}

package struct Stocktakes: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package func list(slice: Slice, for actor: Actor) async throws -> Listing<Stocktake> {
        try actor.require(.registryRead)
        return try await house.storage.read { try $0.subjects.stocktakes(region: actor.region, slice: slice) }
    }

    package func show(_ id: Int64, slice: Slice, for actor: Actor) async throws -> (
        stocktake: Stocktake, absent: Listing<Subject>
    ) {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            let stocktake = try Stocktakes.find(id, stores, actor, .registryRead)
            return (stocktake, try stores.subjects.absentSubjects(stocktake: id, slice: slice))
        }
    }

    /// Compares a full list of the actor's department and region. Kept are the numbers and who is absent, not the file.
    package func compare(_ source: any TableSource, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try actor.require(.registryEdit)
        let department = actor.department ?? Department.marketRegulation
        let list = try Stocktakes.identifiers(source, department: department)
        guard list.rows > 0 else {
            throw Problem(
                .invalid, "table.no-rows", "文件“\(source.name)”只有表头，没有数据行。", remedy: "请选择含有数据的文件。")
        }
        guard !list.schemes.isEmpty else {
            throw Problem(
                .invalid, "stocktake.numbers", "文件“\(source.name)”里没有一行的编号可以识别。",
                remedy: "请检查编号一列；不是统一社会信用代码的，另加“编号类型”一列。")
        }
        let now = house.clock.now()
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                var met: Set<String> = []
                var present: Set<Int64> = []
                try stores.subjects.forEachNumber(by: department, within: actor.region, schemes: list.schemes) {
                    id, scheme, number in
                    let name = scheme.key(number, department: department)
                    guard list.names.contains(name) else { return }
                    met.insert(name)
                    present.insert(id)
                }
                var absent: [Int64] = []
                try stores.subjects.forEachKept(by: department, within: actor.region, schemes: list.schemes) {
                    id, identifier in
                    if list.names.contains(identifier) {
                        met.insert(identifier)
                    } else if !present.contains(id) {
                        absent.append(id)
                    }
                }
                let id = try stores.subjects.insert(
                    Stocktake(
                        id: 0, fileName: source.name, region: actor.region, department: department,
                        schemes: list.schemes, rows: list.rows,
                        unknown: list.names.count - met.count, unreadable: list.unreadable, absent: absent.count,
                        accountName: nil, account: actor.account, at: now, markedAt: nil), absent: absent)
                return "/registry/stocktakes/\(id)"
            }, alone: true
        ) { stores, location in
            let id = location.split(separator: "/").last.flatMap { Int64($0) } ?? 0
            let absent = try stores.subjects.stocktake(id: id)?.absent ?? 0
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.stocktake", actor: actor.account,
                    object: "stocktake/\(id)", at: now,
                    sentence: "核对完整名单：\(list.rows) 行，名录库中 \(absent) 户不在名单内。",
                    data: ["rows": .number(Int64(list.rows)), "absent": .number(Int64(absent))]), at: now)
        }
    }

    /// Marks those who are absent; they stay as they are, and may be drawn, until somebody has looked.
    package func mark(_ id: Int64, by actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/stocktakes/\(id)", alone: true) { stores in
            let stocktake = try Stocktakes.find(id, stores, actor, .registryEdit)
            guard stocktake.markedAt == nil else { throw Problem.moved("名单核对") }
            let ids = try stores.subjects.absentIDs(stocktake: id)
            var marked = 0
            for start in stride(from: 0, to: ids.count, by: 500) {
                for known in try stores.subjects.profiles(ids: Array(ids[start..<min(start + 500, ids.count)]))
                where known.absentSince == nil && known.status == .active {
                    var new = known
                    new.absentSince = stocktake.at.day
                    try stores.subjects.update(new, from: known, at: now)
                    try stores.subjects.insert([
                        NewSubjectChange(
                            subject: known.id, act: .mark, source: SubjectSource(actor),
                            effectiveOn: stocktake.at.day, reason: "不在完整名单“\(stocktake.fileName)”内",
                            fields: known.differences(to: new), at: now)
                    ])
                    marked += 1
                }
            }
            let returned = try Stocktakes.release(stocktake, missing: Set(ids), stores, actor, at: now)
            try stores.subjects.markStocktake(id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.stocktake.mark", actor: actor.account, object: "stocktake/\(id)", at: now,
                    sentence: "标记名单缺失 \(marked) 户" + (returned > 0 ? "，解除标记 \(returned) 户。" : "。"),
                    data: ["marked": .number(Int64(marked)), "returned": .number(Int64(returned))]), at: now)
        }
    }

    /// Takes the mark off those that this list names again. It says nothing of subjects known by numbers of a kind that it
    /// does not hold: these stand neither among its absent nor lose a mark.
    private static func release(
        _ stocktake: Stocktake, missing: Set<Int64>, _ stores: any Stores, _ actor: Actor, at now: Moment
    ) throws -> Int {
        let marked = try stores.subjects.absent(by: stocktake.department, within: stocktake.region)
            .filter { !missing.contains($0) }
        var returned = 0
        for known in try stores.subjects.profiles(ids: marked)
        where stocktake.schemes.contains(known.scheme) && (known.absentSince.map { $0 <= stocktake.at.day } ?? false) {
            var new = known
            new.absentSince = nil
            try stores.subjects.update(new, from: known, at: now)
            try stores.subjects.insert([
                NewSubjectChange(
                    subject: known.id, act: .mark, source: SubjectSource(actor), effectiveOn: stocktake.at.day,
                    reason: "完整名单“\(stocktake.fileName)”中有这一户", fields: known.differences(to: new), at: now)
            ])
            returned += 1
        }
        return returned
    }

    private enum Field: Hashable { case number, scheme }

    /// The identifiers of a table, and which kinds of numbers it holds: subjects known by another kind are not what the
    /// list is of. Only the columns of the number are needed.
    private static func identifiers(_ source: any TableSource, department: String) throws -> (
        names: Set<String>, schemes: [IdentifierScheme], rows: Int, unreadable: Int
    ) {
        let reader = try source.open()
        let map = try ColumnMap<Field>(
            [
                .init(.number, SubjectReading.numberNames + ["编号", "证照编号"], required: true),
                .init(.scheme, IdentifierScheme.columnNames),
            ], header: reader.header, encoding: source.encoding)
        var record = TableRecord()
        var names: Set<String> = []
        var schemes: Set<IdentifierScheme> = []
        var (rows, unreadable) = (0, 0)
        while try reader.next(&record) {
            rows += 1
            let word = map.bytes(.scheme, in: record)
            let scheme: IdentifierScheme? =
                word.saysNothing ? .uscc : IdentifierScheme(word: map.text(.scheme, in: record))
            if record.defect == nil, let scheme, let number = try? scheme.checked(map.text(.number, in: record)) {
                names.insert(scheme.key(number, department: department))
                schemes.insert(scheme)
            } else {
                unreadable += 1
            }
        }
        return (names, IdentifierScheme.allCases.filter(schemes.contains), rows, unreadable)
    }

    private static func find(_ id: Int64, _ stores: any Stores, _ actor: Actor, _ permission: Permission) throws
        -> Stocktake
    {
        guard let found = try stores.subjects.stocktake(id: id) else { throw Problem.notFound("名单核对") }
        try actor.require(permission, over: found.region, department: found.department, what: "名单核对")
        return found
    }
}
