/// 执法证持证人员同步 (2.2.7): page by page, each page with its cursor in one transaction, so that a run that broke off goes
/// on where it stood. Certificates are taken over by themselves; what touches a person's place waits for a person.
package struct CertificateSync: Sendable {
    private let house: House
    /// A run that said nothing for so long is taken for dead, in seconds.
    private static let patience = 600
    /// Errors kept of one run.
    private static let errorLimit = 500

    package init(_ house: House) { self.house = house }

    /// Runs to the end of the platform's changes. What went wrong stands in the run; it throws only where it cannot begin.
    /// - Parameter isFull: forgets the cursor and reads everything again.
    package func run(_ source: any CertificateSource, by actor: Actor?, isFull: Bool = false) async throws -> SyncRun {
        if let actor {
            try actor.require(.registryEdit)
            guard actor.region.level == .province else {
                throw Problem(
                    .forbidden, "sync.province", "持证人员由省级统一同步。", clause: "2.2.7", remedy: "请联系省级平台管理人员。")
            }
        }
        let house = house
        var run = try await begin(source, actor)
        var isAgain = isFull
        do {
            var cursor: String? =
                isFull || source.name.isEmpty
                ? nil : try await house.storage.read { try $0.staff.cursor(source: source.name) }
            while true {
                let page: HolderPage
                do {
                    page = try await source.page(since: cursor)
                } catch let problem as Problem where problem.code == "certificates.cursor" && !isAgain {
                    // The platform forgot where we were: everything once more.
                    (isAgain, cursor) = (true, nil)
                    continue
                }
                let before = run
                run = try await house.storage.write { stores in
                    try CertificateSync.take(page, before, source, actor, stores, house)
                }
                guard page.more else { break }
                guard page.next != cursor else {
                    throw Problem(
                        .unavailable, "certificates.stuck", "平台一再给出同一页。", remedy: "请平台运维人员检查接口的 next。")
                }
                cursor = page.next
            }
            run.state = .done
        } catch let problem as Problem {
            run.state = .failed
            run.problem = "\(problem.message)\(problem.remedy ?? "")"
        }
        run.endedAt = house.clock.now()
        let ended = run
        try await house.storage.housekeep { try $0.staff.update(ended) }
        return ended
    }

    private func begin(_ source: any CertificateSource, _ actor: Actor?) async throws -> SyncRun {
        let now = house.clock.now()
        return try await house.storage.housekeep { stores in
            if let last = try stores.staff.runs(slice: Slice(size: 1)).rows.first, last.state == .running {
                guard last.endedAt.advanced(bySeconds: CertificateSync.patience) < now else {
                    throw Problem(
                        .conflict, "sync.running", "另一次同步正在进行。", clause: "2.2.7", remedy: "请等它结束后再试。")
                }
                var dead = last
                dead.state = .failed
                dead.problem = "程序中途停止；下一次从断点继续。"
                try stores.staff.update(dead)
            }
            var run = SyncRun(
                id: 0, source: source.name.isEmpty ? "file" : source.name, state: .running, startedAt: now, endedAt: now
            )
            run.id = try stores.staff.insert(run, account: actor?.account)
            return run
        }
    }

    /// One page within its transaction; the run with its new counts.
    private static func take(
        _ page: HolderPage, _ before: SyncRun, _ source: any CertificateSource, _ actor: Actor?, _ stores: any Stores,
        _ house: House
    ) throws -> SyncRun {
        var run = before
        let now = house.clock.now()
        run.pages += 1
        run.endedAt = now
        for row in page.rows {
            run.received += 1
            switch row {
            case .faulty(let record, let reason):
                run.refused += 1
                if run.refused <= errorLimit {
                    try stores.staff.insertError(
                        run: run.id, ordinal: run.refused, page: run.pages, record: record, reason: reason)
                }
            case .record(let record):
                switch try HolderTaking(run: run.id, stores: stores, house: house, now: now).take(record) {
                case .inserted: run.inserted += 1
                case .updated: run.updated += 1
                case .unchanged: run.unchanged += 1
                }
            }
        }
        if !source.name.isEmpty { try stores.staff.setCursor(page.next, source: source.name) }
        try stores.staff.update(run)
        try stores.ledger.append(
            LedgerEntry(
                act: "registry.sync", actor: actor?.account, object: "sync/\(run.id)", at: now,
                sentence: "同步持证人员第\(run.pages)页：\(page.rows.count)条。",
                data: ["page": .number(Int64(run.pages)), "rows": .number(Int64(page.rows.count))]), at: now)
        return run
    }

    // MARK: Reading

    package struct Overview: Sendable {
        package let runs: Listing<SyncRun>
        package let differences: Listing<SyncDifference>
        package let errors: [(page: Int, record: String, reason: String)]
    }

    package func overview(open: Bool?, slice: Slice, for actor: Actor) async throws -> Overview {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            let runs = try stores.staff.runs(slice: Slice(size: 10))
            // Faulty records carry no region: only the province sees them.
            let errors =
                actor.region.level == .province ? try runs.rows.first.map { try stores.staff.errors(run: $0.id) } : nil
            return Overview(
                runs: runs, differences: try stores.staff.differences(within: actor.region, open: open, slice: slice),
                errors: errors ?? [])
        }
    }

    // MARK: Settling

    /// Does what a difference asks for, or sets it aside.
    package func settle(_ id: Int64, accept: Bool, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/certificates") { stores in
            guard let difference = try stores.staff.difference(id: id) else { throw Problem.notFound("差异") }
            try actor.require(.registryEdit, over: difference.region, what: "差异")
            guard difference.state == .open else { throw Problem.moved("差异") }
            if accept { try CertificateSync.accept(difference, by: actor, stores, house, at: now) }
            try stores.staff.setSettled(difference: id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.sync.settle", actor: actor.account,
                    object: difference.inspector.map { "inspector/\($0)" } ?? "sync/\(difference.run)", at: now,
                    sentence: "处理同步差异“\(difference.kind.title)”：\(accept ? "按平台更新" : "维持名录库")。"), at: now)
        }
    }

    private static func accept(
        _ difference: SyncDifference, by actor: Actor, _ stores: any Stores, _ house: House, at now: Moment
    ) throws {
        guard let id = difference.inspector,
            let holder = try difference.holder.flatMap({ try stores.staff.holder(id: $0) })
        else { throw Problem.notFound("执法检查人员") }
        _ = try InspectorKeeping.editable(id, stores, actor)
        func move(_ kind: StaffMove.Kind, to authority: Int64?) throws {
            let move = try stores.staff.insert(
                NewMove(
                    inspector: id, kind: kind, effectiveOn: now.day, toAuthority: authority, toStation: nil, post: "",
                    document: "", note: "执法证平台同步", account: actor.account, at: now))
            guard let due = try stores.staff.move(id: move) else { throw Problem.notFound("人员变动") }
            _ = try DayRoll.apply(due, stores, house, at: now)
        }
        switch difference.kind {
        case .unit:
            guard let authority = holder.authority else {
                throw Problem(
                    .refused, "sync.unit", "平台单位“\(holder.record.unitName)”还没有对应到机关。", clause: "2.2.9",
                    remedy: "请先在“持证未入库”中为这个单位选择机关，或在人员页面登记调转。")
            }
            try move(.transfer, to: authority)
        case .left: try move(.departure, to: nil)
        case .name: try stores.staff.setName(holder.record.name, inspector: id, at: now)
        case .certificate, .twice: break
        }
    }
}
