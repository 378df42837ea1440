/// Proposals for the lists from below, and the checks outside them (2.2.2, 3.6.5).
package struct Proposing: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package struct Dossier: Sendable {
        package let proposal: Proposal
        package let notes: [ProposalNote]
        package let checks: [OfflistCheck]
        /// The entry that it would revise or retire.
        package let target: ListEntry?
        package let timeline: [LedgerLine]
    }

    // MARK: Proposals

    package func propose(_ draft: ProposalDraft, by actor: Actor, submission: String?) async throws -> String {
        try actor.require(.cataloguePropose)
        try draft.check()
        if draft.ground == .local, actor.region.level == .province {
            throw Problem(
                .refused, "proposal.province", "地方事项由市、县市场监管部门上报，省级可以直接修改清单。", clause: "2.2.2",
                remedy: "请在清单页面直接新增事项。")
        }
        let now = house.clock.now()
        let salt = house.randomHex(bytes: 16)
        return try await house.storage.write { stores in
            // The number of a new proposal is known only once it is inserted; a second arrival takes it back.
            let id = try stores.catalogue.insert(draft, by: actor, at: now)
            let location = "/catalogue/proposals/\(id)"
            try stores.claim(submission, by: actor, to: location, at: now)
            if let target = draft.target {
                let stands = try stores.catalogue.history(draft.list, target).first { $0.until == nil }
                guard let stands, CatalogueKeeping.concerns(stands.entry.region, actor) else {
                    throw Problem.notFound(draft.list.noun)
                }
            }
            for check in draft.checks {
                guard let record = try stores.catalogue.offlistCheck(id: check), actor.covers(record.region) else {
                    throw Problem.notFound("清单外检查记录")
                }
                guard try stores.catalogue.tie(check: check, to: id) else {
                    throw Problem(
                        .conflict, "offlist.proposed", "这次检查已经转为清单建议。", clause: "3.6.5", remedy: "请打开原来的建议补充说明。")
                }
            }
            try stores.catalogue.insertNote(proposal: id, .proposed, draft.reason, by: actor, at: now)
            try Proposing.log(
                "proposal.propose", id, "提出清单建议：\(draft.kind.title)\(draft.list.noun)", draft.reason, salt, actor, now,
                stores)
            return location
        }
    }

    package func remark(_ id: Int64, _ text: String, by actor: Actor, submission: String?) async throws {
        try actor.requireEither(.cataloguePropose, .catalogueEdit)
        let text = try Proposing.stated(text, "text", "请写明补充说明")
        let now = house.clock.now()
        let salt = house.randomHex(bytes: 16)
        try await house.submit(submission, by: actor, to: "/catalogue/proposals/\(id)") { stores in
            let proposal = try Proposing.visible(id, actor, stores)
            guard proposal.state == .open else { throw Proposing.closed(proposal) }
            try stores.catalogue.insertNote(proposal: id, .remarked, text, by: actor, at: now)
            try Proposing.log("proposal.remark", id, "补充说明", text, salt, actor, now, stores)
        }
    }

    /// The province says no, and why.
    package func decline(_ id: Int64, _ reason: String, by actor: Actor, submission: String?) async throws {
        let reason = try Proposing.stated(reason, "reason", "请写明不予采纳的理由")
        try actor.require(.catalogueEdit)
        let house = house
        let now = house.clock.now()
        let salt = house.randomHex(bytes: 16)
        try await house.submit(submission, by: actor, to: "/catalogue/proposals/\(id)") { stores in
            let proposal = try Proposing.visible(id, actor, stores)
            try CatalogueKeeping.admitProvince(actor, proposal.list)
            try Proposing.close(proposal, .declined, reason, nil, nil, by: actor, stores, at: now)
            try Proposing.log("proposal.decline", id, "不予采纳", reason, salt, actor, now, stores)
        }
    }

    /// Whoever proposed takes it back before it is answered.
    package func withdraw(_ id: Int64, _ reason: String, by actor: Actor, submission: String?) async throws {
        try actor.require(.cataloguePropose)
        let reason = try Proposing.stated(reason, "withdraw_reason", "请写明撤回的理由")
        let now = house.clock.now()
        let salt = house.randomHex(bytes: 16)
        try await house.submit(submission, by: actor, to: "/catalogue/proposals/\(id)") { stores in
            let proposal = try Proposing.visible(id, actor, stores)
            guard proposal.region == actor.region else {
                throw Problem(
                    .refused, "proposal.own", "只有提出单位可以撤回建议。", clause: proposal.ground.clause,
                    remedy: "省级对建议应予采纳或说明不予采纳的理由。")
            }
            try Proposing.close(proposal, .withdrawn, reason, nil, nil, by: actor, stores, at: now)
            try Proposing.log("proposal.withdraw", id, "撤回建议", reason, salt, actor, now, stores)
        }
    }

    /// Part of the transaction that makes the version (``CatalogueKeeping/change``).
    static func accept(
        _ answer: CatalogueKeeping.Answer, code: String, _ list: CatalogueList, version: Int, by actor: Actor,
        _ stores: any Stores, at now: Moment
    ) throws {
        let proposal = try visible(answer.proposal, actor, stores)
        guard proposal.list == list else {
            throw Problem(
                .invalid, "proposal.list", "这条建议针对的是\(proposal.list.title)。", clause: proposal.ground.clause,
                remedy: "请从建议页面重新打开表单。")
        }
        if proposal.ground == .local {
            let entry = try stores.catalogue.history(list, code).first { $0.until == nil }?.entry
            guard let entry, entry.region == proposal.region else {
                throw Problem(
                    .refused, "proposal.area", "地方事项只在提出单位所在的行政区域（\(proposal.regionName)）内执行。",
                    clause: "2.2.2", remedy: "请把适用区域改为 \(proposal.region.text)。",
                    fields: ["region": "应为提出单位所在的 \(proposal.region.text)"])
            }
        }
        try close(proposal, .accepted, answer.text, code, version, by: actor, stores, at: now)
        try stores.ledger.append(
            LedgerEntry(
                act: "proposal.accept", actor: actor.account, object: "proposal/\(proposal.id)", at: now,
                sentence: "采纳清单建议，纳入\(list.title)第\(version)版",
                data: ["list": .text(list.rawValue), "code": .text(code), "version": .number(Int64(version))]), at: now)
    }

    private static func close(
        _ proposal: Proposal, _ state: Proposal.State, _ answer: String, _ code: String?, _ version: Int?,
        by actor: Actor, _ stores: any Stores, at now: Moment
    ) throws {
        guard
            try stores.catalogue.decide(
                proposal: proposal.id, state, answer: answer, code: code, version: version, by: actor.account, at: now)
        else { throw closed(proposal) }
        let act: ProposalNote.Act =
            switch state {
            case .accepted: .accepted
            case .withdrawn: .withdrawn
            case .declined, .open: .declined
            }
        try stores.catalogue.insertNote(proposal: proposal.id, act, answer, by: actor, at: now)
    }

    private static func closed(_ proposal: Proposal) -> Problem {
        Problem(
            .conflict, "proposal.closed", "这条建议已经办结（\(proposal.state.title)），不能再改变。",
            clause: proposal.ground.clause, remedy: "情况有变化的，请提出新的建议。")
    }

    /// What was written stays in the database; the log keeps that it was, and a salted digest.
    private static func log(
        _ act: String, _ id: Int64, _ sentence: String, _ text: String, _ salt: String, _ actor: Actor, _ now: Moment,
        _ stores: any Stores
    ) throws {
        try stores.ledger.append(
            LedgerEntry(
                act: act, actor: actor.account, object: "proposal/\(id)", at: now, sentence: sentence,
                data: ["digest": .text(Digest.sha256Hex(salt + "\n" + text))]), at: now)
    }

    private static func stated(_ text: String, _ field: String, _ message: String) throws -> String {
        let text = text.trimmed
        guard !text.isEmpty, text.count <= 2000 else {
            throw Problem(
                .invalid, "proposal.text", text.isEmpty ? message : "不超过2000字", clause: "2.2.2",
                fields: [field: text.isEmpty ? message : "不超过2000字"])
        }
        return text
    }

    private static func visible(_ id: Int64, _ actor: Actor, _ stores: any Stores) throws -> Proposal {
        guard let proposal = try stores.catalogue.proposal(id: id), actor.covers(proposal.region) else {
            throw Problem.notFound("清单建议")
        }
        return proposal
    }

    // MARK: Reading

    package func list(_ actor: Actor, state: Proposal.State?, slice: Slice) async throws -> Listing<Proposal> {
        try actor.require(.catalogueRead)
        return try await house.storage.read {
            try $0.catalogue.proposals(region: actor.region, state: state, slice: slice)
        }
    }

    package func dossier(_ actor: Actor, _ id: Int64) async throws -> Dossier {
        try actor.require(.catalogueRead)
        return try await house.storage.read { stores in
            let proposal = try Proposing.visible(id, actor, stores)
            let target = try (proposal.draft.target ?? proposal.code).flatMap {
                try stores.catalogue.history(proposal.list, $0).first?.entry
            }
            return Dossier(
                proposal: proposal, notes: try stores.catalogue.notes(proposal: id),
                checks: try stores.catalogue.offlistChecks(proposal: id), target: target,
                timeline: try stores.ledger.timeline(object: "proposal/\(id)"))
        }
    }

    // MARK: Checks outside the lists

    package func record(_ draft: OfflistCheck.Draft, by actor: Actor, submission: String?) async throws {
        try actor.require(.cataloguePropose)
        let now = house.clock.now()
        try draft.check(today: now.day)
        let salt = house.randomHex(bytes: 16)
        try await house.submit(submission, by: actor, to: "/catalogue/checks") { stores in
            let id = try stores.catalogue.insert(draft, by: actor, at: now)
            let text = [draft.subjectName, draft.subjectIdentifier, draft.matter, draft.basis, draft.outcome]
                .joined(separator: "\n")
            try stores.ledger.append(
                LedgerEntry(
                    act: "offlist.record", actor: actor.account, object: "offlist/\(id)", at: now,
                    sentence: "记录清单外检查", data: ["digest": .text(Digest.sha256Hex(salt + "\n" + text))]), at: now)
        }
    }

    package func checks(_ actor: Actor, open: Bool, slice: Slice) async throws -> Listing<OfflistCheck> {
        try actor.require(.catalogueRead)
        return try await house.storage.read {
            try $0.catalogue.offlistChecks(region: actor.region, open: open, slice: slice)
        }
    }

    package func check(_ actor: Actor, _ id: Int64) async throws -> OfflistCheck {
        try actor.require(.catalogueRead)
        return try await house.storage.read { stores in
            guard let check = try stores.catalogue.offlistCheck(id: id), actor.covers(check.region) else {
                throw Problem.notFound("清单外检查记录")
            }
            return check
        }
    }
}

extension Actor {
    /// One of two permissions is enough; the refusal names the first.
    func requireEither(_ first: Permission, _ second: Permission) throws {
        if !may(second) { try require(first) }
    }
}
