/// 名单核对: a full list of a source beside the registry. It changes nothing; who is absent is marked when somebody asks.
package struct Stocktake: Sendable {
    package let id: Int64
    package let fileName: String
    package let region: RegionCode
    package let department: String
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
        id: Int64, fileName: String, region: RegionCode, department: String, rows: Int, unknown: Int, unreadable: Int,
        absent: Int, accountName: String?, account: Int64?, at: Moment, markedAt: Moment?
    ) {
        self.id = id
        self.fileName = fileName
        self.region = region
        self.department = department
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
        let list = try Stocktakes.identifiers(source)
        guard list.rows > 0 else {
            throw Problem(
                .invalid, "table.no-rows", "文件“\(source.name)”只有表头，没有数据行。", remedy: "请选择含有数据的文件。")
        }
        let now = house.clock.now()
        let department = actor.department ?? Department.marketRegulation
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                var absent: [Int64] = []
                var met = 0
                try stores.subjects.forEachKept(by: department, within: actor.region) { id, identifier in
                    if list.names.contains(identifier) { met += 1 } else { absent.append(id) }
                }
                let id = try stores.subjects.insert(
                    Stocktake(
                        id: 0, fileName: source.name, region: actor.region, department: department, rows: list.rows,
                        unknown: list.names.count - met, unreadable: list.unreadable, absent: absent.count,
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
            try stores.subjects.markStocktake(id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.stocktake.mark", actor: actor.account, object: "stocktake/\(id)", at: now,
                    sentence: "标记名单缺失 \(marked) 户。", data: ["marked": .number(Int64(marked))]), at: now)
        }
    }

    /// The identifiers of a table. Only the column of the number is needed.
    private static func identifiers(_ source: any TableSource) throws -> (
        names: Set<String>, rows: Int, unreadable: Int
    ) {
        let reader = try source.open()
        let map = try ColumnMap<Bool>(
            [
                .init(true, ["统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一社会信用代码/注册号", "统一代码"], required: true)
            ], header: reader.header, encoding: source.encoding)
        var record = TableRecord()
        var names: Set<String> = []
        var (rows, unreadable) = (0, 0)
        while try reader.next(&record) {
            rows += 1
            if let code = try? IdentifierCheck.checked(map.bytes(true, in: record)) {
                names.insert(String(decoding: code, as: UTF8.self))
            } else {
                unreadable += 1
            }
        }
        return (names, rows, unreadable)
    }

    private static func find(_ id: Int64, _ stores: any Stores, _ actor: Actor, _ permission: Permission) throws
        -> Stocktake
    {
        guard let found = try stores.subjects.stocktake(id: id) else { throw Problem.notFound("名单核对") }
        try actor.require(permission, over: found.region, department: found.department, what: "名单核对")
        return found
    }
}
