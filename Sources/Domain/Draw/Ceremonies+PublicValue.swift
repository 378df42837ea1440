import VerifiableDraw

/// The public values: keyed twice, in the plan's order.
extension Ceremonies {
    /// Both keyings of the next public value at one screen.
    /// - Parameter source: the source that the form showed; nil for the next one.
    @discardableResult
    package func enterPublicValue(
        _ actor: Actor, ceremony id: Int64, source: String? = nil, value: String, again: String,
        submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let first = Ceremonies.keyed(value)
        if let difference = PublicSources.difference(first, Ceremonies.keyed(again)) {
            throw Ceremonies.differing(difference, field: "again")
        }
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            let known = try Ceremonies.expected(source, first, ceremony, now: house.clock.now())
            try Ceremonies.settle(known, ceremony, actor, stores, house)
        }
    }

    /// The first keying alone; somebody else keys the value again on a device of their own. Not public before the two
    /// agree.
    @discardableResult
    package func keyPublicValue(
        _ actor: Actor, ceremony id: Int64, source: String? = nil, value: String, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let text = Ceremonies.keyed(value)
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            let known = try Ceremonies.expected(source, text, ceremony, now: house.clock.now())
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            try stores.draws.setKeying(
                known.value, source: known.source, account: actor.account, at: now, ceremony: id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "draw.key", actor: actor.account, object: "ceremony/\(id)", at: now,
                    sentence: "\(known.source)录入第一遍，等待另一人复录", data: ["source": .text(known.source)]), at: now)
        }
    }

    /// The second keying, by another account: one that takes part, or one that may run draws here.
    @discardableResult
    package func confirmPublicValue(
        _ actor: Actor, ceremony id: Int64, source: String? = nil, value: String, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let text = Ceremonies.keyed(value)
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawTakePart)
            guard actor.may(.drawRun) || ceremony.parties.contains(where: { $0.account == actor.account }) else {
                throw Problem.notFound("摇号")
            }
            let known = try Ceremonies.expected(source, text, ceremony, now: house.clock.now(), field: "again")
            guard let first = try stores.draws.keying(source: known.source, ceremony: id) else {
                throw Problem(
                    .conflict, "draw.keying-first", "第一遍还没有录入。", clause: "3.5.4", remedy: "请抽取人先录入第一遍。")
            }
            guard first.account != actor.account else {
                throw Problem(
                    .refused, "draw.keying-same", "第二遍应由另一人录入。", clause: "3.5.4",
                    remedy: "请参与方用自己的账号复录，或在同一页面上录入两遍。")
            }
            if let difference = PublicSources.difference(first.value, known.value) {
                throw Ceremonies.differing(difference, field: "again")
            }
            try stores.draws.removeKeying(source: known.source, ceremony: id)
            try Ceremonies.settle(known, ceremony, actor, stores, house)
        }
    }

    /// Spaces and line breaks between groups of digits are how people write long numbers down.
    private static func keyed(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }

    private static func differing(_ difference: String, field: String) -> Problem {
        Problem(
            .invalid, "draw.double-keying", "两遍录入的公共随机值不一致：\(difference)。", clause: "3.5.4",
            remedy: "请对照实物核对这些位置，改正后重新录入。", fields: [field: "与第一遍不一致：\(difference)"])
    }

    /// The value of the source that comes next, if it may be entered now.
    private static func expected(
        _ source: String?, _ value: String, _ ceremony: Ceremony, now: Moment, field: String = "value"
    ) throws -> PublicValue {
        try expect(.revealed, ceremony, to: "录入公共随机值")
        guard let next = ceremony.nextSource else { throw Problem.moved("公共随机值") }
        if let source, !source.utf8.elementsEqual(next.name.utf8) { throw Problem.moved("公共随机值") }
        if let round = DrandQuicknet(source: next.name), now < round.time {
            throw Problem(
                .refused, "draw.round-early", "drand第\(round.number)轮要到\(round.time.toTheSecond)才产生，现在不可能知道它的值。",
                clause: "3.5.4", remedy: "请等到这一轮产生，再带入它的签名。")
        }
        do {
            return try PublicValue(source: next.name, value: value)
        } catch {
            throw Problem(.invalid, "draw.public-value", error.reason, fields: [field: error.reason])
        }
    }

    /// The value becomes part of the seed.
    private static func settle(
        _ known: PublicValue, _ ceremony: Ceremony, _ actor: Actor, _ stores: any Stores, _ house: House
    ) throws {
        let now = try moment(ceremony, stores, house.clock)
        let position = try stores.ledger.append(
            LedgerEntry(
                act: "draw.public", actor: actor.account, object: "ceremony/\(ceremony.id)",
                sentence: "录入公共随机值 \(known.value)（来源编号 \(known.source)）",
                bytes: try CeremonyEntries.publicValue(plan: planLeaf(ceremony.id, stores), at: now, value: known)),
            at: now)
        try stores.draws.setPublicValue(
            known.value, source: known.source, entry: position.index, at: now, ceremony: ceremony.id)
        try project(ceremony.id, stores, house.checkpoints)
    }
}
