/// Ending a ceremony without a draw.
extension Ceremonies {
    /// Ends a ceremony without a draw. The reason is public; its campaigns may be planned into a new ceremony. There is
    /// no redraw without this entry.
    ///
    /// Once every public value is known the outcome can be computed, and an abort could be a way to draw until one likes
    /// it. Then the first call only notes the wish, in the log and on the public page; another account that takes part,
    /// or that may run draws here, ends the ceremony by calling with the same reason or none.
    @discardableResult
    package func abort(_ actor: Actor, ceremony id: Int64, reason: String, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let reason = reason.trimmed
        guard reason.count <= 300 else {
            throw Problem(
                .invalid, "draw.abort.reason", "中止理由不超过300字。", fields: ["reason": "不超过300字"])
        }
        let house = house
        return try await house.submit(submission, by: actor, to: "/draw/\(id)") { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawTakePart)
            guard ceremony.state != .drawn, ceremony.state != .aborted else { throw Problem.moved("摇号") }
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            let request = try stores.draws.abortRequest(ceremony: id)
            if ceremony.isSeedKnown {
                guard let request else {
                    try actor.require(.drawRun)
                    try Ceremonies.stated(reason)
                    try stores.draws.setAbortRequest(
                        AbortRequest(reason: reason, account: actor.account, at: now), ceremony: id)
                    try stores.ledger.append(
                        LedgerEntry(
                            act: "draw.abort-request", actor: actor.account, object: "ceremony/\(id)", at: now,
                            sentence: "种子已知后申请中止：\(reason)", data: ["reason": .text(reason)]), at: now)
                    try Ceremonies.project(id, stores, house.checkpoints)
                    return
                }
                try Ceremonies.agrees(actor, request, ceremony)
                try Ceremonies.end(ceremony, reason: request.reason, actor, at: now, stores, house)
            } else {
                try actor.require(.drawRun)
                try Ceremonies.stated(reason)
                try Ceremonies.end(ceremony, reason: reason, actor, at: now, stores, house)
            }
        }
    }

    private static func stated(_ reason: String) throws {
        guard !reason.isEmpty else {
            throw Problem(
                .invalid, "draw.abort.reason", "中止摇号应写明理由，理由会向社会公开。", clause: "3.5.4",
                fields: ["reason": "请写明理由"])
        }
    }

    /// Another person than the one who asked, and one who was there.
    private static func agrees(_ actor: Actor, _ request: AbortRequest, _ ceremony: Ceremony) throws {
        guard request.account != actor.account else {
            throw Problem(
                .refused, "draw.abort.same", "种子已经可以算出，中止须由另一人同意。", clause: "3.5.4",
                remedy: "请监督人等其他参与方用自己的账号打开本场摇号，同意或不同意中止；不中止时直接抽取。")
        }
        guard actor.may(.drawRun) || ceremony.parties.contains(where: { $0.account == actor.account }) else {
            throw Problem.notFound("摇号")
        }
    }

    private static func end(
        _ ceremony: Ceremony, reason: String, _ actor: Actor, at now: Moment, _ stores: any Stores, _ house: House
    ) throws {
        let entry = try CeremonyEntries.abort(plan: planLeaf(ceremony.id, stores), at: now, reason: reason)
        let position = try stores.ledger.append(
            LedgerEntry(
                act: "draw.abort", actor: actor.account, object: "ceremony/\(ceremony.id)", sentence: "中止摇号：\(reason)",
                bytes: entry), at: now)
        try stores.draws.setAborted(reason: reason, entry: position.index, ceremony: ceremony)
        for campaign in ceremony.campaigns {
            try stores.plans.setState(.planned, from: .drawing, campaign: campaign)
        }
        try project(ceremony.id, stores, house.checkpoints)
    }
}
