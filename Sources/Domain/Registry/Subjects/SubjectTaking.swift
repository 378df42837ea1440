/// Takes one statement into the registry. Delta rows, calls of other systems, people's forms and decided conflicts all
/// come this way, so that each is checked alike and leaves the same history.
struct SubjectTaking {
    let stores: any Stores
    let book: ReferenceBook
    let source: SubjectSource
    let at: Moment
    /// A person has decided for this statement: only what the registry cannot know is still refused.
    let isDecided: Bool
    private let tags: TagsInForce

    init(stores: any Stores, book: ReferenceBook, source: SubjectSource, at: Moment, isDecided: Bool = false) {
        self.stores = stores
        self.book = book
        self.source = source
        self.at = at
        self.isDecided = isDecided
        tags = TagsInForce(stores.registry, on: at.day)
    }

    enum Kind: String, Sendable { case added, changed, moved, scheduled, closed, reopened, unchanged, conflict }

    struct Outcome: Sendable {
        var kind: Kind
        var subject: Int64?
        var fields: [FieldChange] = []
        /// A part of the statement, or all of it, waits for a decision.
        var conflict: Int64?
    }

    /// Throws a ``Problem`` where the statement itself is unusable.
    ///
    /// - Parameter known: the subject, where the caller has it; else it is looked up by the statement's number.
    func take(_ statement: SubjectStatement, known: SubjectProfile? = nil) throws -> Outcome {
        let scheme = statement.scheme ?? .uscc
        let number = known == nil ? try scheme.checked(statement.identifier) : ""
        let key = known?.identifier ?? scheme.key(number, department: source.department)
        let known = try known ?? SubjectTaking.find(scheme, number, key: key, in: stores)
        if let sentence = try unknownCode(statement) {
            return try conflict(.unknown, sentence, statement, key: key, known: known)
        }
        guard let known else { return try add(statement, scheme: scheme, number: number, key: key) }
        return try change(known, statement, key: key)
    }

    /// By the main number, or by one beside it. Two departments may have given the same number of their own.
    static func find(_ scheme: IdentifierScheme, _ number: String, key: String, in stores: any Stores) throws
        -> SubjectProfile?
    {
        if let found = try stores.subjects.profile(identifier: key) { return found }
        return scheme == .own ? nil : try stores.subjects.profile(scheme: scheme, number: number)
    }

    // MARK: New subjects

    private func add(_ statement: SubjectStatement, scheme: IdentifierScheme, number: String, key: String) throws
        -> Outcome
    {
        guard statement.operation == .put || statement.operation == .add else {
            guard !isDecided else {
                throw Problem(
                    .conflict, "subject.unknown", "名录库中仍没有这个主体，无法\(statement.operation.title)。", clause: "2.2.6",
                    remedy: "请先新增，或保留现状。")
            }
            return try conflict(
                .operation, "来件要求\(statement.operation.title)，但名录库中没有这个主体。", statement, key: key, known: nil)
        }
        guard let name = statement.name?.trimmed, !name.isEmpty else {
            throw SubjectTaking.invalid("name", "没有填写名称")
        }
        let address = statement.address?.trimmed ?? ""
        let place = try place(statement, scheme: scheme, number: number, address: address)
        guard isDecided || source.region.contains(place.region) else {
            return try conflict(
                .foreign, "管辖地区 \(place.region.text) 不在来源单位的管辖范围内。", statement, key: key, known: nil,
                region: place.region)
        }
        let type =
            scheme == .uscc
            ? book.types.type(of: Array(number.utf8)) : book.types.type(code: statement.type ?? "unknown")
        var profile = SubjectProfile(
            id: 0, scheme: scheme, identifier: key, name: name, status: .active,
            facts: SubjectFacts(
                type: type.code, isMarket: type.market, region: place.region, regionHow: place.how.rawValue,
                registeredOn: statement.registeredOn, kind: statement.kind?.trimmed ?? "",
                capital: statement.capital?.trimmed ?? "", scope: statement.scope?.trimmed ?? "", address: address,
                tags: []),
            industry: industry(statement) ?? "", scale: statement.scale.flatMap(SubjectScale.init(word:)),
            station: try station(statement), keeper: source.department, asOf: statement.asOf, absentSince: nil,
            changedAt: at)
        try SubjectTaking.check(profile)
        profile.facts.tags = try tags.codes(of: profile)
        let hash = SubjectReading.hash(key, name, .active, profile.facts)
        let id = try stores.subjects.insert(profile, hash: hash, import: source.importID ?? 0, at: at)
        if scheme != .uscc {
            _ = try stores.subjects.insert(
                OtherIdentifier(
                    id: 0, subject: id, scheme: scheme, number: number, issuer: "", from: statement.registeredOn,
                    until: nil))
        }
        var fields = [FieldChange(field: .name, old: "", new: name)]
        fields += try parts(statement, subject: id, region: place.region)
        try remember(id, .add, statement, fields)
        return Outcome(kind: .added, subject: id, fields: fields)
    }

    // MARK: Known subjects

    private func change(_ known: SubjectProfile, _ statement: SubjectStatement, key: String) throws -> Outcome {
        if !isDecided {
            if !source.region.contains(known.facts.region) {
                return try conflict(
                    .foreign, "这个主体由 \(known.facts.region.text) 管辖，不在来源单位的管辖范围内。", statement, key: key,
                    known: known)
            }
            if let stated = statement.asOf, let held = known.asOf, stated < held {
                return try conflict(
                    .older, "来件数据截至 \(stated.description)，名录库已有 \(held.description) 的数据。", statement, key: key,
                    known: known)
            }
        }
        var new = try wanted(known, statement)
        var fields = known.differences(to: new)
        if statement.operation == .add, !isDecided, !fields.isEmpty || source.way == .hand {
            return try conflict(
                .operation, "来件报为新增，但名录库中已有这个主体。", statement, key: key, known: known)
        }
        var waiting: Int64?
        if !isDecided {
            let contest = try FieldContest(
                fields, known, source, try stores.subjects.histories([known.id])[known.id] ?? FieldHistory(),
                industries: book.industries, kept: { try stores.subjects.keptConflicts(subject: known.id) })
            for one in contest.withheld { new.take(one.field, from: known) }
            if !contest.open.isEmpty {
                waiting = try conflict(
                    .disagree, "与名录库不一致：" + contest.open.map(\.field.title).joined(separator: "、") + "。", statement,
                    key: key, known: known
                ).conflict
            }
        }
        // By the words that stand in the end: what waits for a decision brings no tags.
        if new.reads(differentlyFrom: known) { new.facts.tags = try tags.codes(of: new) }
        fields = known.differences(to: new)
        // The day is the keeper's: another department's calendar does not make the keeper's word old.
        if isDecided || source.department.utf8.elementsEqual(known.keeper.utf8) {
            new.asOf = [known.asOf, statement.asOf].compactMap { $0 }.max()
        }
        if new != known { try stores.subjects.update(new, from: known, at: at) }
        let scheduled = try schedule(known, statement)
        fields += try parts(statement, subject: known.id, region: new.facts.region)
        if let moved = fields.first(where: { $0.field == .region }), let from = RegionCode(moved.old) {
            _ = try stores.subjects.insert(
                RegionMove(
                    id: 0, subject: known.id, from: from, to: new.facts.region,
                    effectiveOn: statement.effectiveOn ?? at.day, reason: statement.reason ?? "", isDone: true),
                by: source.account, at: at, doneAt: at)
        }
        let act = SubjectTaking.act(fields, new)
        try remember(known.id, act, statement, fields)
        let kind: Kind =
            scheduled
            ? .scheduled
            : fields.isEmpty
                ? (waiting == nil ? .unchanged : .conflict)
                : act == .move
                    ? .moved : act == .cancel || act == .revoke ? .closed : act == .reopen ? .reopened : .changed
        return Outcome(kind: kind, subject: known.id, fields: fields, conflict: waiting)
    }

    /// The profile as the statement wants it; its tags are still those of before.
    private func wanted(_ known: SubjectProfile, _ statement: SubjectStatement) throws -> SubjectProfile {
        var new = known
        func set(_ value: String?, _ path: WritableKeyPath<SubjectProfile, String>) {
            if let value = value?.trimmed { new[keyPath: path] = value }
        }
        if let name = statement.name?.trimmed, !name.isEmpty { new.name = name }
        set(statement.address, \.facts.address)
        set(statement.kind, \.facts.kind)
        set(statement.capital, \.facts.capital)
        set(statement.scope, \.facts.scope)
        set(industry(statement), \.industry)
        if let day = statement.registeredOn { new.facts.registeredOn = day }
        if let scale = statement.scale { new.scale = SubjectScale(word: scale) }
        if statement.station != nil { new.station = try station(statement) }
        if let type = statement.type, known.scheme != .uscc {
            let found = book.types.type(code: type)
            new.facts.type = found.code
            new.facts.isMarket = found.market
        }
        switch statement.operation {
        case .cancel: new.status = .cancelled
        case .revoke: new.status = .revoked
        case .reopen: new.status = .active
        case .put, .add, .change, .move: break
        }
        if new.status != known.status, let day = statement.effectiveOn, at.day < day {
            throw SubjectTaking.invalid("effectiveOn", "\(statement.operation.title)的日期晚于今天，请在当天办理")
        }
        if let stated = try stated(statement), stated != known.facts.region, !comesLater(statement) {
            new.facts.region = stated
            new.facts.regionHow = RegionResolver.Place.How.stated.rawValue
        }
        // Somebody has named it, or looked at it.
        new.absentSince = nil
        try SubjectTaking.check(new)
        return new
    }

    private func comesLater(_ statement: SubjectStatement) -> Bool {
        statement.effectiveOn.map { at.day < $0 } ?? false
    }

    /// Writes a move down whose day has not come.
    private func schedule(_ known: SubjectProfile, _ statement: SubjectStatement) throws -> Bool {
        guard comesLater(statement), let day = statement.effectiveOn, let to = try stated(statement),
            to != known.facts.region
        else { return false }
        let waiting = try stores.subjects.parts(subject: known.id).moves.contains { !$0.isDone }
        guard !waiting else {
            throw Problem(
                .conflict, "subject.move-waiting", "这个主体已有一次待生效的迁移。", clause: "2.2.6",
                remedy: "请先撤销原来的迁移，再登记新的。", fields: ["region": "已有待生效的迁移"])
        }
        _ = try stores.subjects.insert(
            RegionMove(
                id: 0, subject: known.id, from: known.facts.region, to: to, effectiveOn: day,
                reason: statement.reason ?? "", isDone: false), by: source.account, at: at, doneAt: nil)
        return true
    }

    private func remember(_ id: Int64, _ act: SubjectAct, _ statement: SubjectStatement, _ fields: [FieldChange]) throws
    {
        guard !fields.isEmpty else { return }
        try stores.subjects.insert([
            NewSubjectChange(
                subject: id, act: act, source: source, effectiveOn: statement.effectiveOn,
                reason: statement.reason?.trimmed ?? "", fields: fields, at: at)
        ])
    }

    static func act(_ fields: [FieldChange], _ new: SubjectProfile) -> SubjectAct {
        if fields.contains(where: { $0.field == .status }) {
            return new.status == .active ? .reopen : new.status == .cancelled ? .cancel : .revoke
        }
        return fields.contains { $0.field == .region } ? .move : .change
    }
}
