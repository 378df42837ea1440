/// 专项库: making libraries, and a subject's way through one.
///
/// The log names the library and a salted digest, never the subject: standing in a sandbox tells a class (invariant 4).
package struct LibraryKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package enum Step: Sendable {
        case enter, refuse, renew, exit
    }

    // MARK: Libraries

    package func open(
        kind: Library.Kind, name: String, region: RegionCode, basis: String, by actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        try LibraryKeeping.admit(actor, region)
        guard (2...40).contains(name.count), (2...200).contains(basis.count) else {
            throw Problem(
                .invalid, "library.form", "请填写库名和依据。", clause: kind.clause,
                fields: ["name": "库名为2至40个字", "basis": "依据为2至200个字"].filter {
                    $0.key == "name" ? !(2...40).contains(name.count) : !(2...200).contains(basis.count)
                })
        }
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/libraries") { stores in
            guard let place = try stores.registry.region(region) else { throw Problem.notFound("地区") }
            if kind == .sandbox {
                let rule = try house.law.book.rule("library.sandbox.regions", on: now.day, in: region)
                guard (rule.list ?? []).contains(where: { RegionCode($0)?.contains(region) ?? false }) else {
                    throw rule.refusal(
                        "library.region", "\(place.name)不是“沙盒”监管的试点地区。", remedy: "请选择试点地区，或由省级调整试点范围。",
                        fields: ["region": "不是试点地区"])
                }
            }
            guard try !stores.registry.libraries().contains(where: { $0.name == name }) else {
                throw Problem(
                    .conflict, "library.twice", "已有名为“\(name)”的库。", clause: kind.clause,
                    fields: ["name": "这个名称已经使用"])
            }
            let id = try stores.registry.insertLibrary(
                kind: kind, name: name, region: region, basis: basis, since: now.day)
            try stores.ledger.append(
                LedgerEntry(
                    act: "library.open", actor: actor.account, object: "library/\(id)", at: now,
                    sentence: "建立\(kind.title)库“\(name)”（\(place.name)）。",
                    data: ["kind": .text(kind.rawValue), "name": .text(name), "region": .text(region.text)]), at: now)
        }
    }

    /// Libraries are kept by the market regulation department, from the library's own region upward.
    package static func mayKeep(_ actor: Actor, _ region: RegionCode) -> Bool {
        actor.may(.registryEdit) && actor.keepsCommonTags && actor.region.contains(region)
    }

    private static func admit(_ actor: Actor, _ region: RegionCode) throws {
        try actor.require(.registryEdit)
        guard mayKeep(actor, region) else {
            throw Problem(
                .refused, "library.keeper", "这个库由其适用地区的市场监督管理部门审核。", clause: "5.3.1",
                remedy: "县（市、区）可以提出申请，由库所在地区的部门决定。")
        }
    }

    // MARK: A subject's way

    /// Application; also a county below the library's region may hand one in for a subject of its own.
    package func apply(
        library id: Int64, identifier: String, category: String, statement: String, by actor: Actor,
        submission: String?
    ) async throws -> SubmissionOutcome {
        try actor.require(.registryEdit)
        guard (1...500).contains(statement.count) else {
            throw Problem(
                .invalid, "library.statement", "请写明申请理由。", clause: "5.3.1",
                fields: ["statement": "写明符合条件的情况，不超过500个字"])
        }
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/libraries/\(id)") { stores in
            let registry = stores.registry
            guard let library = try registry.library(id), library.endedOn == nil,
                LibraryReading.sees(library, actor)
            else { throw Problem.notFound("库") }
            guard let subject = try registry.subject(identifier: identifier),
                actor.covers(subject.facts.region)
            else {
                throw Problem(
                    .invalid, "library.subject", "名录库中没有这个统一社会信用代码，或不在您的管辖区域内。",
                    fields: ["identifier": "没有这个检查对象"])
            }
            let earlier = try registry.libraryEntries(subject: subject.id).filter { $0.library == id }
            guard !earlier.contains(where: { $0.state == .applied || $0.holds(on: now.day) }) else {
                throw Problem(
                    .conflict, "library.stands", "“\(subject.name)”已经在库或正在审核。", clause: library.kind.clause,
                    fields: ["identifier": "已经在库或正在审核"])
            }
            try LibraryConditions(
                library, subject, category: library.kind == .sandbox ? category : nil, stores: stores, house: house
            ).check(library)
            let entry = try registry.insertEntry(
                library: id, subject: subject.id, category: library.kind == .sandbox ? category : "",
                statement: statement)
            try LibraryKeeping.note(
                .apply, entry, library, statement, nil, subject: subject, by: actor, at: now, stores, house)
        }
    }

    /// Entry, refusal, renewal, exit.
    ///
    /// - Parameter version: of the entry as the person saw it.
    package func decide(
        _ step: Step, entry id: Int64, reason: String, version: Int, by actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        guard (1...300).contains(reason.count) else {
            throw Problem(
                .invalid, "library.reason", "请写明理由。", clause: "5.3.1", remedy: "理由随记录保存，不超过300个字。",
                fields: ["reason": "请写明理由，不超过300个字"])
        }
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/libraries/entries/\(id)") { stores in
            let registry = stores.registry
            guard let entry = try registry.libraryEntry(id), let library = try registry.library(entry.library),
                let subject = try registry.subject(id: entry.subject), actor.covers(subject.facts.region)
            else { throw Problem.notFound("入库记录") }
            try LibraryKeeping.admit(actor, library.region)
            let events = try registry.libraryEvents(entry: id)
            let next = try LibraryKeeping.next(
                step, entry, library, subject, events, reason: reason, at: now, stores, house)
            try registry.setEntry(id, state: next.state, from: next.from, until: next.until, version: version)
            try LibraryKeeping.note(
                next.act, id, library, reason, next.until, subject: subject, by: actor, at: now, stores, house)
        }
    }

    private typealias Next = (state: LibraryEntry.State, from: Day?, until: Day?, act: LibraryEvent.Act)

    private static func next(
        _ step: Step, _ entry: LibraryEntry, _ library: Library, _ subject: Subject, _ events: [LibraryEvent],
        reason: String, at now: Moment, _ stores: any Stores, _ house: House
    ) throws -> Next {
        let law = house.law.book
        let today = now.day
        let category = library.kind == .sandbox ? entry.category : nil
        func months() throws -> Int {
            try law.value(
                library.kind == .sandbox ? "library.sandbox.tolerance" : "library.whitelist.period", on: today,
                in: library.region)
        }
        switch step {
        case .enter:
            guard entry.state == .applied else { throw Problem.moved("这条入库申请") }
            // What held when it was handed in may have changed since.
            try LibraryConditions(library, subject, category: category, stores: stores, house: house).check(library)
            return (.standing, today, today.lastDay(ofMonths: try months()), .enter)
        case .refuse:
            guard entry.state == .applied else { throw Problem.moved("这条入库申请") }
            return (.refused, nil, nil, .refuse)
        case .renew:
            guard entry.state == .standing, let until = entry.until, let from = entry.from else {
                throw Problem.moved("这条入库记录")
            }
            guard until >= today else {
                throw Problem(
                    .refused, "library.expired", "\(until.inWords)已到期，不能续期。", clause: library.kind.clause,
                    remedy: "请重新申请入库。")
            }
            if library.kind == .sandbox {
                let rule = try law.rule("library.sandbox.renewals", on: today, in: library.region)
                let done = events.count { $0.act == .renew }
                guard done < (rule.value ?? 0) else {
                    throw rule.refusal(
                        "library.renewals", "“包容期”为一年，不再延续。", remedy: "到期后恢复常规监管；需要延长试点的，由省级调整规则。")
                }
            }
            try LibraryConditions(library, subject, category: category, stores: stores, house: house).check(library)
            return (.standing, from, until.advanced(by: 1).lastDay(ofMonths: try months()), .renew)
        case .exit:
            guard entry.state == .standing, let from = entry.from else { throw Problem.moved("这条入库记录") }
            // It has no effect from today on.
            return (.exited, from, today.advanced(by: -1), .exit)
        }
    }

    private static func note(
        _ act: LibraryEvent.Act, _ entry: Int64, _ library: Library, _ reason: String, _ until: Day?, subject: Subject,
        by actor: Actor, at now: Moment, _ stores: any Stores, _ house: House
    ) throws {
        let salt = house.randomHex(bytes: 16)
        try stores.registry.insertEvent(
            entry: entry, act: act, reason: reason, until: until, salt: salt, by: actor.account, at: now)
        try stores.ledger.append(
            LedgerEntry(
                act: "library.\(act.rawValue)", actor: actor.account, object: "library/\(library.id)", at: now,
                sentence: "“\(library.name)”\(act.title)1户。",
                data: ["digest": .text(Digest.sha256Hex("\(salt):\(entry):\(subject.identifier):\(reason)"))]), at: now)
    }
}
