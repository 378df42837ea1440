/// 成员单位名录库 (2.2.6): a member department's own list of subjects, out of the common registry, with tags of its own.
package struct Directory: Sendable {
    package let department: Department
    /// Whether other departments of the same region may read it.
    package let isShared: Bool
    package let note: String

    package init(department: Department, isShared: Bool, note: String) {
        self.department = department
        self.isShared = isShared
        self.note = note
    }
}

package struct DirectoryRow: Sendable {
    package let subject: Int64
    package let identifier: String
    package let name: String
    package let region: RegionCode
    package let status: Subject.Status
    /// All tags it carries; the page picks the department's own.
    package let tags: [String]
    package let note: String
    package let since: Day

    package init(
        subject: Int64, identifier: String, name: String, region: RegionCode, status: Subject.Status, tags: [String],
        note: String, since: Day
    ) {
        self.subject = subject
        self.identifier = identifier
        self.name = name
        self.region = region
        self.status = status
        self.tags = tags
        self.note = note
        self.since = since
    }
}

package protocol DirectoryStore {
    /// What was declared, by department; departments that declared nothing share nothing.
    func directories() throws -> [String: (isShared: Bool, note: String)]
    func declareDirectory(_ department: String, isShared: Bool, note: String, at: Moment) throws
    /// Subjects in the directories, by department.
    func countDirectories(region: RegionCode) throws -> [String: Int]
    func directory(_ department: String, region: RegionCode, text: String, tag: Int64?, slice: Slice) throws
        -> Listing<DirectoryRow>
    /// How a subject stands in a directory; nil when it does not.
    func directoryEntry(_ department: String, subject: Int64) throws -> (note: String, since: Day)?
    func setDirectoryNote(_ note: String, directory: String, subject: Int64) throws
    /// Those of the subjects that stand in the directory.
    func inDirectory(_ department: String, subjects: [Int64]) throws -> Set<Int64>
    /// Departments in whose directories a subject stands.
    func directories(of subject: Int64) throws -> [String]
    func insert(_ subjects: [Int64], directory: String, note: String, since: Day, by account: Int64?, at: Moment) throws
    /// False when it does not stand there.
    func remove(_ subject: Int64, directory: String, reason: String, on day: Day) throws -> Bool
}

/// Keeping and reading directories: only the department's own people edit, each in the own region.
package struct DirectoryKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package static func mayEdit(_ department: String, _ actor: Actor) -> Bool {
        actor.may(.registryEdit) && (actor.department.map { $0.utf8.elementsEqual(department.utf8) } ?? false)
    }

    /// The joint meeting's office sees all; others their own and what is shared.
    static func mayRead(_ department: String, isShared: Bool, _ actor: Actor) -> Bool {
        guard actor.may(.registryRead) else { return false }
        guard let own = actor.department else { return true }
        return isShared || own.utf8.elementsEqual(department.utf8)
    }

    private static func admit(_ department: String, _ actor: Actor) throws {
        try actor.require(.registryEdit)
        guard mayEdit(department, actor) else {
            throw Problem(
                .refused, "directory.owner", "名录库由成员单位自己维护，您不是该部门的人员。", clause: "2.2.6",
                remedy: "需要增减的，请联系该部门；市场监管部门只督促，不代为维护。")
        }
    }

    package struct Overview: Sendable {
        package let directory: Directory
        package let subjects: Int
        package let tags: Int
        package let mayRead: Bool
        package let mayEdit: Bool
    }

    package func overview(for actor: Actor) async throws -> [Overview] {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            let registry = stores.registry
            let declared = try registry.directories()
            let counts = try registry.countDirectories(region: actor.region)
            let tags = try registry.tagRecords().filter { $0.state == .active }
            return try registry.departments().map { department in
                let directory = DirectoryKeeping.directory(department, declared)
                return Overview(
                    directory: directory, subjects: counts[department.code] ?? 0,
                    tags: tags.count { $0.owner == department.code },
                    mayRead: DirectoryKeeping.mayRead(department.code, isShared: directory.isShared, actor),
                    mayEdit: DirectoryKeeping.mayEdit(department.code, actor))
            }
        }
    }

    private static func directory(_ department: Department, _ declared: [String: (isShared: Bool, note: String)])
        -> Directory
    {
        let one = declared[department.code]
        return Directory(department: department, isShared: one?.isShared ?? false, note: one?.note ?? "")
    }

    package struct List: Sendable {
        package let directory: Directory
        package let rows: Listing<DirectoryRow>
        package let tags: [RegistryTag]
        package let regionNames: [RegionCode: String]
        package let mayEdit: Bool
        package let timeline: [LedgerLine]
    }

    package func list(_ code: String, text: String, tag: String?, slice: Slice, for actor: Actor) async throws -> List {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            let registry = stores.registry
            guard let department = try registry.department(code) else { throw Problem.notFound("部门") }
            let directory = DirectoryKeeping.directory(department, try registry.directories())
            guard DirectoryKeeping.mayRead(code, isShared: directory.isShared, actor) else {
                throw Problem(
                    .refused, "directory.closed", "\(department.name)没有公开本部门的名录库。", clause: "2.2.6",
                    remedy: "需要查看的，请联系该部门把名录库设为“同地区部门可查看”。")
            }
            let tags = try registry.tagRecords().filter { $0.state == .active && $0.owner == code }
            let number = tag.flatMap { wanted in tags.first { $0.code.utf8.elementsEqual(wanted.utf8) }?.number }
            return List(
                directory: directory,
                rows: try registry.directory(code, region: actor.region, text: text, tag: number, slice: slice),
                tags: tags,
                regionNames: Dictionary(try registry.regions(within: actor.region).map { ($0.code, $0.name) }) {
                    first, _ in first
                }, mayEdit: DirectoryKeeping.mayEdit(code, actor),
                timeline: try stores.ledger.timeline(object: "directory/\(code)"))
        }
    }

    package func declare(_ code: String, isShared: Bool, note: String, by actor: Actor, submission: String?)
        async throws
        -> SubmissionOutcome
    {
        try DirectoryKeeping.admit(code, actor)
        guard actor.region.level == .province else {
            throw Problem(
                .refused, "directory.province", "名录库是否公开由该部门的省级人员决定。", clause: "2.2.6",
                remedy: "请联系本部门省级人员。")
        }
        guard note.count <= 300 else {
            throw Problem(.invalid, "directory.note", "说明过长。", fields: ["note": "说明不超过300个字"])
        }
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/directories/\(code)") { stores in
            guard try stores.registry.department(code) != nil else { throw Problem.notFound("部门") }
            try stores.registry.declareDirectory(code, isShared: isShared, note: note, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "directory.declare", actor: actor.account, object: "directory/\(code)", at: now,
                    sentence: isShared ? "名录库设为同地区部门可查看。" : "名录库设为仅本部门查看。",
                    data: ["shared": .flag(isShared)]), at: now)
        }
    }

    /// Takes subjects of the common registry into the directory. Unknown identifiers are told, all or nothing.
    package func add(_ identifiers: [String], to code: String, note: String, by actor: Actor, submission: String?)
        async throws -> SubmissionOutcome
    {
        try DirectoryKeeping.admit(code, actor)
        guard !identifiers.isEmpty else {
            throw Problem(.invalid, "directory.empty", "请填写统一社会信用代码。", fields: ["identifiers": "每行一个统一社会信用代码"])
        }
        guard note.count <= 200 else {
            throw Problem(.invalid, "directory.note", "备注过长。", fields: ["entry_note": "备注不超过200个字"])
        }
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/directories/\(code)", alone: true) {
            stores in
            let registry = stores.registry
            guard try registry.department(code) != nil else { throw Problem.notFound("部门") }
            var ids: [Int64] = [], unknown: [String] = []
            for start in stride(from: 0, to: identifiers.count, by: 1_000) {
                let part = Array(identifiers[start..<min(start + 1_000, identifiers.count)])
                let known = try registry.known(identifiers: part)
                for one in part {
                    if let found = known[one], actor.region.contains(found.region) {
                        ids.append(found.id)
                    } else {
                        unknown.append(one)
                    }
                }
            }
            guard unknown.isEmpty else {
                throw Problem(
                    .refused, "directory.unknown",
                    "有 \(unknown.count) 个代码在名录库中没有，或不在您的管辖区域内：\(unknown.prefix(5).joined(separator: "、"))\(unknown.count > 5 ? " 等" : "")。",
                    clause: "2.2.6", remedy: "请核对代码；尚未登记的对象请先由名录导入。", fields: ["identifiers": "有无法识别的代码"])
            }
            let there = try registry.inDirectory(code, subjects: ids)
            let fresh = Set(ids).subtracting(there).sorted()
            guard !fresh.isEmpty else {
                throw Problem(
                    .conflict, "directory.twice", "这些对象都已在本部门名录库中。", clause: "2.2.6",
                    fields: ["identifiers": "已在名录库中"])
            }
            try registry.insert(fresh, directory: code, note: note, since: now.day, by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "directory.add", actor: actor.account, object: "directory/\(code)", at: now,
                    sentence: "名录库增加 \(fresh.count) 户。", data: ["subjects": .number(Int64(fresh.count))]), at: now)
        }
    }

    package func remove(_ subject: Int64, from code: String, reason: String, by actor: Actor, submission: String?)
        async throws -> SubmissionOutcome
    {
        try DirectoryKeeping.admit(code, actor)
        try TagKeeping.checkReason(reason)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/directories/\(code)") { stores in
            try DirectoryKeeping.takeOut(subject, of: code, reason: reason, by: actor, at: now, stores)
        }
    }

    /// Within a transaction. The department's own tags go with it.
    static func takeOut(
        _ subject: Int64, of code: String, reason: String, by actor: Actor, at now: Moment, _ stores: any Stores
    ) throws {
        try admit(code, actor)
        let registry = stores.registry
        guard let one = try registry.subject(id: subject), actor.region.contains(one.facts.region) else {
            throw Problem.notFound("检查对象")
        }
        guard try registry.remove(subject, directory: code, reason: reason, on: now.day) else {
            throw Problem.moved("名录库中的这个对象")
        }
        let own = try registry.tagRecords().filter { $0.owner == code }
        let book = try TagBook(registry, only: Set(own.map(\.code)))
        let holds = try registry.openHolds(subjects: [subject])[subject] ?? []
        try registry.endHolds(holds.filter { hold in own.contains { $0.number == hold.tag } }.map(\.id), at: now)
        try TagSettling(book, only: Set(own.map(\.number)), on: now.day)
            .settle([subject], cause: "directory:\(code)", at: now, registry)
        try stores.ledger.append(
            LedgerEntry(
                act: "directory.remove", actor: actor.account, object: "directory/\(code)", at: now,
                sentence: "名录库移出1户：\(reason)", data: ["subject": .text("subject/\(subject)")]), at: now)
    }
}
