/// The reviewers' side: a signed result is approved, or goes back to its officers with a reason.
///
/// Four eyes: nobody reviews a result that they entered or a visit that they were assigned to.
package struct Reviewing: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// Signed results of the person's region and department, the oldest first.
    package func queue(_ actor: Actor, slice: Slice = Slice()) async throws -> Listing<InspectionBrief> {
        try actor.require(.review)
        let today = house.clock.today
        return try await house.storage.read {
            try $0.inspections.waitingForReview(
                region: actor.region, department: actor.department, on: today, slice: slice)
        }
    }

    package func approve(inspection id: Int64, version: Int, actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try await decide(.approved, inspection: id, version: version, note: nil, actor: actor, submission: submission)
    }

    /// Sends a result back to its officers. The note says what to correct.
    package func sendBack(inspection id: Int64, version: Int, note: String, actor: Actor, submission: String?)
        async throws -> SubmissionOutcome
    {
        guard !note.isEmpty else {
            throw Problem(
                .invalid, "review.note", "退回需要写明理由。", remedy: "请写明需要改正或者补充的内容。",
                fields: ["note": "请写明需要改正或者补充的内容"])
        }
        guard note.count <= 500 else {
            throw Problem(.invalid, "review.note-length", "退回理由不能超过 500 个字。", fields: ["note": "不能超过 500 个字"])
        }
        return try await decide(
            .returned, inspection: id, version: version, note: note, actor: actor, submission: submission)
    }

    private func decide(
        _ state: Inspection.State, inspection id: Int64, version: Int, note: String?, actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        try actor.require(.review)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/inspection/review") { stores in
            guard let inspection = try stores.inspections.inspection(id: id),
                let visit = try stores.inspections.visit(id: inspection.visit)
            else { throw Problem.notFound("检查记录") }
            try actor.require(
                .review, over: visit.region, department: inspection.department ?? visit.department, what: "检查记录")
            guard inspection.enteredBy != actor.account, visit.officer(actor.inspector) == nil else {
                throw Problem(
                    .refused, "review.own", "检查人员不能审核自己参与检查的结果。", clause: "3.5.1",
                    remedy: "请由其他审核人员审核。")
            }
            guard inspection.state == .entered else { throw Problem.moved("这项检查结果") }
            guard
                try stores.inspections.review(
                    state, inspection: id, version: version, by: actor.account, at: now, note: note)
            else { throw Problem.versionPassed }
            if state == .returned, visit.state == .finished {
                try stores.inspections.setState(.visited, visit: visit.id)
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: state == .approved ? "inspection.approve" : "inspection.return", actor: actor.account,
                    object: "inspection/\(id)", at: now,
                    sentence: state == .approved ? "\(actor.name)审核通过" : "\(actor.name)退回修改：\(note ?? "")",
                    data: ["version": .number(Int64(version + 1))]), at: now)
        }
    }
}
