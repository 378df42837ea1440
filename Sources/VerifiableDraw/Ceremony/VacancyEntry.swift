/// A place of a drawn inspection falls vacant (docs/draw-spec.md, 12): logged before anybody can know who will fill it.
package struct VacancyEntry: Sendable, Codable, Equatable {
    /// Why an inspector leaves.
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case recusal, illness, leave, transfer, certificate, other
    }

    /// Leaf hash of the plan entry.
    package let plan: String
    package let time: String
    /// Id of the inspection.
    package let inspection: String
    /// Lots of those who leave it, in the order of their places.
    package let officers: [String]
    package let reason: Reason
    /// `SubSeed.commitment` to the server's value.
    package let commitment: String

    package init(
        plan: String, time: String, inspection: String, officers: [String], reason: Reason, commitment: String
    ) {
        self.plan = plan
        self.time = time
        self.inspection = inspection
        self.officers = officers
        self.reason = reason
        self.commitment = commitment
    }

    /// What is wrong with the entry in itself, or nil.
    package var fault: String? {
        if !Identifier.isValid(inspection) { return "检查编号的格式不对" }
        if officers.isEmpty { return "没有写明谁退出" }
        if officers.contains(where: { (try? Lot($0)) == nil }) { return "退出人员的签号格式不对" }
        if Set(officers.map(ByteKey.init)).count != officers.count { return "退出人员重复" }
        if Hex.bytes(lower: commitment, count: 32) == nil { return "承诺值写得不对" }
        return nil
    }
}

/// A vacancy is filled: both values are opened and the places matched anew.
package struct ReplacementEntry: Sendable, Codable, Equatable {
    package let plan: String
    package let time: String
    /// Leaf hash of the vacancy entry.
    package let vacancy: String
    /// 64 lower-case hex characters each: the server's value and that of the person who approved.
    package let server: String
    package let approver: String
    /// `SubSeed.hex`
    package let seed: String
    /// SHA-256 of the officers, inspections and assignment texts (see `MatchingRecord`).
    package let officersText: String
    package let inspections: String
    package let assignment: String

    package enum CodingKeys: String, CodingKey {
        case plan, time, vacancy, server, approver, seed, inspections, assignment
        case officersText = "officerstext"
    }

    package init(
        plan: String, time: String, vacancy: String, server: String, approver: String, seed: String,
        matching: MatchingRecord
    ) {
        self.plan = plan
        self.time = time
        self.vacancy = vacancy
        self.server = server
        self.approver = approver
        self.seed = seed
        officersText = Digests.sha256Hex(
            MatchingRecord.officersText(officers: matching.officers, pools: matching.pools))
        inspections = Digests.sha256Hex(MatchingRecord.inspectionsText(matching.inspections))
        assignment = Digests.sha256Hex(MatchingRecord.assignmentText(matching.assignment))
    }
}
