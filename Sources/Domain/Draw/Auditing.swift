import VerifiableDraw

/// 审计: opening the keys of a finished ceremony, comparing it with the registry subject by subject, and signing what was found.
///
/// Only auditors do this, and only once nothing can be changed any more; that the keys were opened is logged before anything is
/// shown.
package struct Auditing: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// A ceremony with the actor's own audit of it, if any.
    package struct View: Sendable {
        package let ceremony: Ceremony
        package let mine: Audit?
        /// How many auditors signed.
        package let signed: Int

        package init(ceremony: Ceremony, mine: Audit?, signed: Int) {
            self.ceremony = ceremony
            self.mine = mine
            self.signed = signed
        }
    }

    package func view(_ actor: Actor, ceremony id: Int64) async throws -> View {
        try await house.storage.read { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawAudit)
            let audits = try stores.draws.audits(ceremony: id)
            return View(
                ceremony: ceremony, mine: audits.first { $0.account == actor.account },
                signed: audits.count { $0.signedAt != nil })
        }
    }

    /// Opens the keys for this auditor: logged and public, and cannot be taken back. The check follows at once.
    @discardableResult
    package func open(_ actor: Actor, ceremony id: Int64, submission: String? = nil) async throws -> SubmissionOutcome {
        let house = house
        let outcome = try await house.submit(submission, by: actor, to: Auditing.address(id)) { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawAudit)
            try Auditing.checkOpenable(ceremony)
            guard try stores.draws.audits(ceremony: id).allSatisfy({ $0.account != actor.account }) else {
                throw Problem(.conflict, "draw.audit-open", "您已经打开过这场摇号的密钥。", clause: "3.5.4", remedy: "请直接查看核对结果。")
            }
            let now = house.clock.now()
            let position = try stores.ledger.append(
                LedgerEntry(
                    act: Auditing.openAct, actor: actor.account, object: "ceremony/\(id)", at: now,
                    sentence: "审计账号打开签号和签条的密钥，进行核对"), at: now)
            try stores.draws.openAudit(ceremony: id, account: actor.account, at: now, entry: position.index)
            try Auditing.project(ceremony, stores)
        }
        try await check(actor, ceremony: id)
        return outcome
    }

    /// Compares again, with the registry as it stands now.
    package func check(_ actor: Actor, ceremony id: Int64) async throws {
        let found = try await files(actor, ceremony: id)
        let now = house.clock.now()
        try await house.storage.housekeep {
            try $0.draws.setAuditFindings(found.findings, ceremony: id, account: actor.account, at: now)
        }
    }

    /// The package; only for who has opened the keys.
    package func files(_ actor: Actor, ceremony id: Int64) async throws -> AuditFiles {
        let checkpoints = house.checkpoints
        return try await house.storage.read { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawAudit)
            _ = try Auditing.opened(actor, id, stores)
            return try AuditFiles(ceremony, stores, checkpoints)
        }
    }

    /// Signs the findings of the last check: an entry in the log, a line on the public page.
    @discardableResult
    package func sign(_ actor: Actor, ceremony id: Int64, remark: String, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let remark = remark.trimmed
        guard remark.count <= 200 else {
            throw Problem(.invalid, "draw.audit-remark", "说明不超过200字。", fields: ["remark": "不超过200字"])
        }
        let digest = try await files(actor, ceremony: id).digest
        let house = house
        return try await house.submit(submission, by: actor, to: Auditing.address(id)) { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawAudit)
            let audit = try Auditing.opened(actor, id, stores)
            guard audit.signedAt == nil else { throw Problem.moved("审计核对") }
            guard let findings = audit.findings else {
                throw Problem(.refused, "draw.audit-check", "还没有核对，不能签署。", clause: "3.5.4", remedy: "请先点“重新核对”。")
            }
            let now = house.clock.now()
            let position = try stores.ledger.append(
                LedgerEntry(
                    act: Auditing.signAct, actor: actor.account, object: "ceremony/\(id)", at: now,
                    sentence: Auditing.sentence(findings, opened: audit.openedAt.day, remark: remark),
                    data: [
                        "findings": .list(
                            findings.map { .object(["state": .text($0.state.rawValue), "title": .text($0.title)]) }),
                        "package": .text(digest), "remark": .text(remark),
                    ]), at: now)
            try stores.draws.signAudit(
                ceremony: id, account: actor.account, at: now, entry: position.index, remark: remark)
            try Auditing.project(ceremony, stores)
        }
    }

    static let openAct = "draw.keys"
    static let signAct = "draw.audit"

    private static func address(_ id: Int64) -> String { "/draw/\(id)/audit" }

    /// What the public reads: no names, no identifiers; a finding's detail may hold them.
    static func sentence(_ findings: [AuditFinding], opened: Day, remark: String) -> String {
        let failed = findings.filter { $0.state == .failed }.map(\.title)
        let result =
            failed.isEmpty
            ? "核对\(findings.count { $0.state == .passed })项，全部相符"
            : "有\(failed.count)项不符：\(failed.joined(separator: "、"))"
        return "审计账号已于\(opened.inWords)打开签号密钥，对照名录库核对：\(result)。" + (remark.isEmpty ? "" : "说明：\(remark)")
    }

    static func checkOpenable(_ ceremony: Ceremony) throws {
        guard ceremony.state == .drawn || (ceremony.state == .aborted && ceremony.populationRoot != nil) else {
            throw Problem(
                .refused, "draw.audit-early", "摇号还没有结束，不能打开密钥：此时打开会让人知道签号背后是谁。", clause: "3.5.4",
                remedy: "请在抽取或者中止之后再核对。")
        }
    }

    private static func opened(_ actor: Actor, _ id: Int64, _ stores: any Stores) throws -> Audit {
        guard let audit = try stores.draws.audits(ceremony: id).first(where: { $0.account == actor.account }) else {
            throw Problem(
                .refused, "draw.audit-closed", "您还没有打开这场摇号的密钥。", clause: "3.5.4", remedy: "请先在审计核对页打开密钥。")
        }
        return audit
    }

    /// The new line on the public page; all else of the projection stays as the draw left it.
    static func project(_ ceremony: Ceremony, _ stores: any Stores) throws {
        guard let shown = try stores.publication.publicCeremony(code: ceremony.code) else { return }
        let lines = try stores.ledger.timeline(object: "ceremony/\(ceremony.id)")
        try stores.publication.publish(
            PublicCeremony(
                code: shown.code, title: shown.title, authorityName: shown.authorityName, region: shown.region,
                state: shown.state, plannedOn: shown.plannedOn, drawnAt: shown.drawnAt,
                populationCount: shown.populationCount, drawnCount: shown.drawnCount, visitCount: shown.visitCount,
                steps: lines.map {
                    PublicCeremony.Step(
                        title: Ceremonies.title(of: $0.act), text: $0.sentence, at: $0.at, entry: $0.index)
                }, record: shown.record))
    }
}

extension Auditing {
    /// The same for whoever runs the server: `mingcha audit ceremony`. That the keys were opened is logged too.
    package func files(code: String) async throws -> AuditFiles {
        let house = house
        return try await house.storage.write { stores in
            guard let ceremony = try stores.draws.ceremony(code: code) else { throw Problem.notFound("摇号") }
            try Auditing.checkOpenable(ceremony)
            let now = house.clock.now()
            _ = try stores.ledger.append(
                LedgerEntry(
                    act: Auditing.openAct, actor: nil, object: "ceremony/\(ceremony.id)", at: now,
                    sentence: "在服务器上用命令打开签号和签条的密钥，进行核对"), at: now)
            try Auditing.project(ceremony, stores)
            return try AuditFiles(ceremony, stores, house.checkpoints)
        }
    }
}
