/// Trying a draft over the whole registry, and putting it into force.
///
/// A version is in force from its first portion on: whoever enters the registry from then is tagged by it. The rest of the
/// registry follows portion by portion, each in a transaction with an entry of its own, so that nobody waits for more than
/// one portion. Until the last one nothing is frozen, merged or tried. A run that broke off is carried on by the server.
extension TagRuleKeeping {
    /// Subjects that are brought in line in one transaction.
    static let portion = TagSettling.portion

    // MARK: Trial

    /// Goes through the registry and counts who would gain and lose which tag; changes nothing but the draft's record.
    @discardableResult
    package func trial(_ number: Int, by actor: Actor) async throws -> TagTrial {
        try TagKeeping.admit(nil, actor)
        let house = house
        let started = ContinuousClock.now
        return try await running(number, isTrial: true) {
            let day = house.clock.today
            let (sha256, found) = try await house.storage.read { stores in
                let draft = try TagRuleKeeping.draft(number, stores)
                try TagRuleKeeping.refuseWhileSettling(stores.registry)
                let settling = try TagRuleKeeping.settling(draft, stores, on: day)
                return (draft.sha256, try settling.count(stores.registry, progress: house.tagRuns.reach))
            }
            var trial = found
            trial.seconds = Int((ContinuousClock.now - started).components.seconds)
            let kept = trial
            try await house.storage.housekeep {
                try $0.registry.setTrial(kept, of: sha256, rules: number)
            }
            return kept
        }
    }

    // MARK: Into force

    /// Puts the draft into force and brings the whole registry in line. One entry of the log says which rules; every
    /// portion behind the first has its own, and the last gives the sums.
    @discardableResult
    package func apply(_ number: Int, reason: String, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try TagKeeping.admit(nil, actor)
        try TagKeeping.checkReason(reason)
        let house = house
        return try await running(number, isTrial: false) {
            let now = house.clock.now()
            let outcome = try await house.submit(
                submission, by: actor, to: "/registry/tags/rules/\(number)", alone: true
            ) { stores in
                let draft = try TagRuleKeeping.draft(number, stores)
                guard draft.isTried else {
                    throw Problem(
                        .refused, "tag.rules.untried", "这份规则改动后还没有试运行，不能执行。", clause: "2.2.4",
                        remedy: "请先试运行，看清哪些对象会增减标签。")
                }
                try TagRuleKeeping.refuseWhileSettling(stores.registry)
                // Compared with the rules that are still in force.
                let settling = try TagRuleKeeping.settling(draft, stores, on: now.day)
                try stores.registry.putInForce(
                    number, reason: reason, by: actor.account, at: now, trial: TagTrial(), settledTo: 0)
                try TagRuleKeeping.advance(draft, settling, reason: reason, by: actor.account, at: now, stores)
            }
            try await TagRuleKeeping.finish(number, by: actor.account, house)
            return outcome
        }
    }

    /// Goes on with a version that is in force but has not reached every subject: after a process that died.
    package func carryOn() async throws {
        let found = try await house.storage.read { try $0.registry.rulesInForce() }
        guard let found, found.settledTo != nil else { return }
        if let run = house.tagRuns.report, run.failure == nil { return }
        let house = house
        try await running(found.number, isTrial: false) {
            try await TagRuleKeeping.finish(found.number, by: nil, house)
        }
    }

    /// Portion after portion until none is left.
    private static func finish(_ number: Int, by account: Int64?, _ house: House) async throws {
        let found = try await house.storage.read { stores -> TagSettling? in
            guard let version = try stores.registry.ruleVersion(number), version.settledTo != nil,
                let base = try stores.registry.ruleVersion(version.base)
            else { return nil }
            return try TagRuleKeeping.settling(version, since: base, stores, on: house.clock.today)
        }
        guard let settling = found else { return }
        while true {
            let now = house.clock.now()
            do {
                let done = try await house.storage.write(alone: true) { stores -> TagTrial? in
                    // Read anew: another process may have taken a portion too, or the last one.
                    guard let version = try stores.registry.ruleVersion(number), version.settledTo != nil else {
                        throw Settled()
                    }
                    return try advance(version, settling, reason: version.reason, by: account, at: now, stores)
                }
                guard let done else { return }
                house.tagRuns.reach(done.subjects)
            } catch is Settled {
                return
            }
        }
    }

    private struct Settled: Error {}

    /// Brings the next portion in line; nil when that was the last.
    @discardableResult
    private static func advance(
        _ version: TagRuleVersion, _ settling: TagSettling, reason: String, by account: Int64?, at now: Moment,
        _ stores: any Stores
    ) throws -> TagTrial? {
        let registry = stores.registry
        let part = try settling.portion(after: version.settledTo ?? 0, registry)
        var tally = TagSettling.Tally(version.settledTo == nil ? TagTrial() : version.trial ?? TagTrial())
        if let part {
            try registry.write(part.found, cause: "rules:\(version.number)", at: now)
            tally.add(part.found, of: part.subjects)
        }
        let trial = tally.trial
        let isLast = part.map { $0.subjects < portion } ?? true
        try registry.settled(version.number, to: isLast ? nil : part?.last, trial: trial)
        let isFirst = version.settledTo == nil
        let words: String
        if isLast {
            words =
                "执行标签规则第\(version.number)版：查看 \(trial.subjects) 户，\(trial.changed) 户改变，增加 \(trial.gained)、去掉 \(trial.lost) 个标签：\(reason)"
        } else {
            words =
                isFirst
                ? "标签规则第\(version.number)版开始执行：\(reason)"
                : "标签规则第\(version.number)版执行到第 \(trial.subjects) 户，已有 \(trial.changed) 户改变。"
        }
        try stores.ledger.append(
            LedgerEntry(
                act: isLast ? "tag.rules.apply" : isFirst ? "tag.rules.begin" : "tag.rules.portion", actor: account,
                // What stands between is not for the version's page.
                object: isLast || isFirst ? "tag-rules/\(version.number)" : "tag-run/\(version.number)", at: now,
                sentence: words,
                data: [
                    "rules_sha256": .text(version.sha256), "subjects": .number(Int64(trial.subjects)),
                    "changed": .number(Int64(trial.changed)), "gained": .number(Int64(trial.gained)),
                    "lost": .number(Int64(trial.lost)),
                ]), at: now)
        return isLast ? nil : trial
    }

    // MARK: Parts

    /// Refuses what must not meet a registry that stands between two versions of the rules.
    static func refuseWhileSettling(_ registry: any RegistryStore) throws {
        guard let number = try registry.rulesUnderWay() else { return }
        throw Problem(
            .conflict, "tag.rules.under-way", "标签规则第\(number)版正在执行，名录中的标签还没有全部更新。", clause: "2.2.4",
            remedy: "请等它执行完；进度见“标签规则”。")
    }

    /// Over the tags whose rules differ from those in force; the others cannot change.
    private static func settling(_ draft: TagRuleVersion, _ stores: any Stores, on day: Day) throws -> TagSettling {
        guard let current = try stores.registry.rulesInForce() else { throw Problem.notFound("标签规则") }
        return try settling(draft, since: current, stores, on: day)
    }

    private static func settling(
        _ version: TagRuleVersion, since base: TagRuleVersion, _ stores: any Stores, on day: Day
    ) throws -> TagSettling {
        let codes = version.rules.differing(from: base.rules)
        guard !codes.isEmpty else {
            throw Problem(
                .refused, "tag.rules.same", "草稿与现行规则没有差别。", clause: "2.2.4", remedy: "请先修改一个标签的规则。")
        }
        let book = try TagBook(stores.registry, rules: version.rules, only: codes)
        return TagSettling(book, only: Set(codes.compactMap { book.byCode[$0]?.number }), on: day)
    }

    private func running<T: Sendable>(_ number: Int, isTrial: Bool, _ work: @Sendable () async throws -> T) async throws
        -> T
    {
        let total = try await house.storage.read { stores in
            try stores.registry.countAllSubjects()
        }
        guard house.tagRuns.begin(number, isTrial: isTrial, total: total) else {
            throw Problem(
                .conflict, "tag.rules.running", "另一次试运行或执行正在进行。", clause: "2.2.4", remedy: "请等它结束后再试。")
        }
        do {
            let result = try await work()
            house.tagRuns.end(nil)
            return result
        } catch {
            house.tagRuns.end(
                error as? Problem
                    ?? Problem(
                        .defect, "tag.rules.failed", "运行中断。", remedy: "执行中的规则会由服务器接着执行；试运行请重试。反复出现时请联系平台管理员。"))
            throw error
        }
    }
}
