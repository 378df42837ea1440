import TransparencyLog
import VerifiableDraw

extension Ceremonies {
    /// The text a party commits with: leaf hash of the plan entry, 64 hex characters.
    package static func planLeaf(_ ceremony: Int64, _ stores: any Stores) throws -> String {
        guard let index = try stores.draws.secrets(ceremony: ceremony).planEntry else { throw Problem.notFound("摇号方案") }
        return MerkleTree.leafHash(try stores.ledger.entry(index)).hex
    }

    /// A party seals its value: with its own account, or with its one-time link. A party without account may also be
    /// typed in by the drawer before witnesses, as long as it has not opened a link.
    @discardableResult
    package func commit(
        _ actor: Actor, ceremony id: Int64, party: String, commitment: String, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let hex = try Ceremonies.commitmentHex(commitment)
        let house = house
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawTakePart)
            try Ceremonies.own(party, ceremony, actor)
            try Ceremonies.seal(hex, party: party, of: ceremony, by: .person(actor), stores, house)
        }
    }

    static func commitmentHex(_ text: String) throws -> String {
        let hex = text.trimmed.lowercased()
        guard Hex.bytes(lower: hex, count: 32) != nil else {
            throw Problem(
                .invalid, "draw.commitment", "承诺值应为64位十六进制数。", clause: "3.5.4",
                fields: ["commitment": "请粘贴完整的承诺值"])
        }
        return hex
    }

    /// The commitment's step, whoever the party is.
    static func seal(
        _ hex: String, party: String, of ceremony: Ceremony, by hand: Hand, _ stores: any Stores, _ house: House
    ) throws {
        try expect(.frozen, ceremony, to: "提交承诺")
        guard ceremony.parties.contains(where: { $0.id == party && $0.commitment == nil }) else {
            throw Problem(
                .conflict, "draw.committed-before", "“\(title(party, ceremony))”已经提交过承诺，不能更换。",
                clause: "3.5.4", remedy: "请等待其他参与方提交后揭示原来的随机数。")
        }
        let now = try moment(ceremony, stores, house.clock)
        guard now <= ceremony.commitDeadline else {
            throw Problem(
                .refused, "draw.commit-late", "承诺截止时间\(ceremony.commitDeadline.onScreen)已过，不再接受承诺。",
                clause: "3.5.4", remedy: "请写明理由中止本次摇号，重新公布方案。")
        }
        let position = try stores.ledger.append(
            LedgerEntry(
                act: "draw.commit", actor: hand.account, object: "ceremony/\(ceremony.id)",
                sentence: "\(title(party, ceremony))\(hand.words)提交承诺",
                bytes: try CeremonyEntries.commit(
                    plan: planLeaf(ceremony.id, stores), at: now, party: party, commitment: hex)), at: now)
        try stores.draws.setCommitment(hex, entry: position.index, at: now, party: party, ceremony: ceremony.id)
        try project(ceremony.id, stores, house.checkpoints)
    }

    /// A random value with its commitment, for a party whose browser cannot make one. Kept nowhere: the server has seen
    /// it, which the page says.
    package func makeValue(_ actor: Actor, ceremony id: Int64, party: String) async throws
        -> (title: String, value: String, commitment: String)
    {
        let value = house.randomHex(bytes: 32)
        return try await house.storage.read { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawTakePart)
            try Ceremonies.expect(.frozen, ceremony, to: "提交承诺")
            try Ceremonies.own(party, ceremony, actor)
            do {
                let leaf = try Ceremonies.planLeaf(id, stores)
                return (
                    Ceremonies.title(party, ceremony), value,
                    try Commitment.hex(plan: leaf, party: party, value: value)
                )
            } catch let refusal as DrawRefusal {
                throw refusal.forPeople
            }
        }
    }

    /// Ends the round of commitments; from here on values may be revealed. All parties must have committed: who was
    /// named in the plan and is not there is a reason to abort, not to go on quietly.
    @discardableResult
    package func closeCommits(_ actor: Actor, ceremony id: Int64, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            try Ceremonies.expect(.frozen, ceremony, to: "结束承诺")
            let waiting = ceremony.parties.filter { $0.commitment == nil }
            guard waiting.isEmpty else {
                throw Problem(
                    .refused, "draw.commit-waiting", "还有参与方没有提交承诺：\(waiting.map(\.title).joined(separator: "、"))。",
                    clause: "3.5.4", remedy: "请等待其提交；确实无法到场的，请写明理由中止后重新公布方案。")
            }
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            let size = try stores.ledger.size()
            let root = try stores.ledger.root(size: size).hex
            // Recusals and leaves entered since the freeze count in this draw: nobody knows yet whom they will meet.
            let bars = try Ceremonies.refreshBars(id, stores, on: now.day)
            try stores.ledger.append(
                LedgerEntry(
                    act: "draw.close-commits", actor: actor.account, object: "ceremony/\(id)", at: now,
                    sentence: "结束承诺，开始揭示", data: ["size": .number(size), "root": .text(root), "bars": .text(bars)]),
                at: now)
            try stores.draws.setCommitted(treeSize: size, treeRoot: root, ceremony: ceremony)
            try Ceremonies.project(id, stores, house.checkpoints)
        }
    }

    /// Takes recusals and leaves of the frozen inspectors as they stand into the frozen list.
    /// - Returns: SHA-256 of their text, lower-case hex.
    private static func refreshBars(_ id: Int64, _ stores: any Stores, on day: Day) throws -> String {
        guard var staffing = try stores.draws.staffing(ceremony: id) else { throw Problem.notFound("冻结的人员名单") }
        var recusals: [Int64: [Recusal]] = [:]
        for authority in Set(staffing.officers.map(\.authority)) {
            for inspector in try stores.registry.inspectors(authority: authority) {
                recusals[inspector.id] = inspector.recusals
            }
        }
        for officer in staffing.officers where recusals[officer.inspector] == nil {
            recusals[officer.inspector] = try stores.registry.inspector(id: officer.inspector)?.recusals
        }
        staffing.refresh(
            recusals: recusals,
            leaves: Dictionary(grouping: try stores.registry.leaves(endingFrom: day), by: \.inspector))
        try stores.draws.setStaffing(staffing, ceremony: id)
        return Digest.sha256Hex(staffing.barsText)
    }

    /// A party opens its value; it must hash to the commitment.
    @discardableResult
    package func reveal(_ actor: Actor, ceremony id: Int64, party: String, value: String, submission: String? = nil)
        async throws -> SubmissionOutcome
    {
        let house = house
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawTakePart)
            try Ceremonies.own(party, ceremony, actor)
            try Ceremonies.open(value, party: party, of: ceremony, by: .person(actor), stores, house)
        }
    }

    /// The reveal's step, whoever the party is.
    static func open(
        _ value: String, party: String, of ceremony: Ceremony, by hand: Hand, _ stores: any Stores, _ house: House
    ) throws {
        let hex = value.trimmed.lowercased()
        try expect(.committed, ceremony, to: "揭示")
        guard ceremony.parties.contains(where: { $0.id == party && $0.revealed == nil }) else {
            throw Problem(
                .conflict, "draw.revealed-before", "“\(title(party, ceremony))”已经揭示过随机数。", clause: "3.5.4",
                remedy: "无需再次操作。")
        }
        let now = try moment(ceremony, stores, house.clock)
        guard now <= ceremony.revealDeadline else {
            throw Problem(
                .refused, "draw.reveal-late", "揭示截止时间\(ceremony.revealDeadline.onScreen)已过，不再接受揭示。",
                clause: "3.5.4", remedy: "请由抽取人员将未揭示方记为缺席，由公共随机值完成抽取。")
        }
        let expected: String
        do {
            expected = try Commitment.hex(plan: planLeaf(ceremony.id, stores), party: party, value: hex)
        } catch let refusal as DrawRefusal {
            throw Problem(.invalid, "draw.reveal", refusal.reason, fields: ["value": refusal.reason])
        }
        guard let sealed = ceremony.parties.first(where: { $0.id == party })?.commitment, sealed == expected else {
            throw Problem(
                .refused, "draw.reveal-mismatch", "揭示的随机数与先前的承诺不一致，没有接受。", clause: "3.5.4",
                remedy: "请核对保存的随机数，逐字粘贴。", fields: ["value": "与承诺不一致"])
        }
        let position = try stores.ledger.append(
            LedgerEntry(
                act: "draw.reveal", actor: hand.account, object: "ceremony/\(ceremony.id)",
                sentence: "\(title(party, ceremony))\(hand.words)揭示随机数",
                bytes: try CeremonyEntries.reveal(
                    plan: planLeaf(ceremony.id, stores), at: now, party: party, value: hex)), at: now)
        try stores.draws.setReveal(hex, entry: position.index, at: now, party: party, ceremony: ceremony.id)
        if ceremony.parties.allSatisfy({ $0.id == party || $0.revealed != nil }) {
            try stores.draws.setRevealed(ceremony: ceremony)
        }
        try project(ceremony.id, stores, house.checkpoints)
    }

    /// After the deadline: who has not revealed is missing. Allowed because the public value comes later still.
    @discardableResult
    package func closeReveals(_ actor: Actor, ceremony id: Int64, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            try Ceremonies.expect(.committed, ceremony, to: "结束揭示")
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            // To the second, as the entries spell times: the public value must stand after the deadline there too.
            guard now.milliseconds / 1000 > ceremony.revealDeadline.milliseconds / 1000 else {
                throw Problem(
                    .refused, "draw.reveal-early", "揭示截止时间是\(ceremony.revealDeadline.onScreen)，在此之前不能把任何一方记为缺席。",
                    clause: "3.5.4", remedy: "请等待其揭示，或等到截止时间之后。")
            }
            let missing = ceremony.parties.filter { $0.revealed == nil }
            for party in missing { try stores.draws.setMissing(party: party.id, ceremony: id) }
            try stores.ledger.append(
                LedgerEntry(
                    act: "draw.close-reveals", actor: actor.account, object: "ceremony/\(id)", at: now,
                    sentence: "结束揭示，缺席：\(missing.map(\.title).joined(separator: "、"))",
                    data: ["missing": .list(missing.map { .text($0.id) })]), at: now)
            try stores.draws.setRevealed(ceremony: ceremony)
            try Ceremonies.project(id, stores, house.checkpoints)
        }
    }

    static func own(_ party: String, _ ceremony: Ceremony, _ actor: Actor) throws {
        guard let found = ceremony.parties.first(where: { $0.id.utf8.elementsEqual(party.utf8) }) else {
            throw Problem.notFound("参与方")
        }
        if let account = found.account {
            guard account == actor.account else {
                throw Problem(
                    .forbidden, "draw.party", "“\(found.title)”由其本人操作，您不能代为提交。", clause: "3.5.4",
                    remedy: "请该参与方登录自己的账号操作。")
            }
        } else {
            guard found.link?.openedAt == nil else {
                throw Problem(
                    .forbidden, "draw.party-link", "“\(found.title)”已用一次性链接在自己的设备上参加，不能代录。", clause: "3.5.4",
                    remedy: "请其本人操作；设备不能用时，重新签发一次性链接。")
            }
            try actor.require(.drawRun, over: ceremony.region, department: ceremony.department, what: "摇号")
        }
    }

    static func title(_ party: String, _ ceremony: Ceremony) -> String {
        ceremony.parties.first { $0.id.utf8.elementsEqual(party.utf8) }?.title ?? party
    }
}

/// Whose hand makes a party's step.
enum Hand: Sendable {
    case person(Actor)
    /// The browser that opened the party's one-time link.
    case link

    var account: Int64? {
        switch self {
        case .person(let actor): actor.account
        case .link: nil
        }
    }

    /// For the timeline: an entry without account needs its explanation.
    var words: String {
        switch self {
        case .person: ""
        case .link: "用一次性链接"
        }
    }
}
