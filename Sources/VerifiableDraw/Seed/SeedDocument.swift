/// The text from which the seed is hashed: every value that went into it, in an order nobody chooses.
///
/// ```
/// vdraw-seed/v1
/// plan <hex leaf hash of the plan entry>
/// freeze <hex Merkle root of the frozen population> <count>
/// commits <tree size> <hex root>
/// reveal <party> <64 hex> | missing <party>        sorted by party id bytes
/// public <source> <value>                          in the plan's order
/// ```
package struct SeedDocument: Sendable, Equatable {
    /// What became of a party's sealed value.
    package enum Share: Sendable, Equatable {
        /// Opened in time: 64 lower-case hex characters.
        case revealed(String)
        /// Not opened by the deadline.
        case missing
    }

    package let planLeaf: String
    package let populationRoot: String
    package let populationCount: Int
    /// Size and root of the log's tree that holds all commitments.
    package let commitsTreeSize: Int
    package let commitsRoot: String
    /// By party id bytes.
    package let shares: [(party: String, share: Share)]
    package let publicValues: [PublicValue]

    /// - Parameters:
    ///   - shares: in any order; every party of the plan once.
    ///   - publicValues: in the plan's order.
    /// - Throws: `hexFormat`, `valueFormat` (negative numbers), `partyFormat`, `partyRepeated`,
    ///   `missingWithoutPublicValue` (a party that withholds its value would choose the outcome),
    ///   `seedWithoutValue` (nothing random at all).
    package init(
        planLeaf: String, populationRoot: String, populationCount: Int, commitsTreeSize: Int, commitsRoot: String,
        shares: [(party: String, share: Share)], publicValues: [PublicValue]
    ) throws(DrawRefusal) {
        try SeedRules.checkHash(planLeaf, of: "计划条目的叶哈希")
        try SeedRules.checkHash(populationRoot, of: "名单根哈希")
        try SeedRules.checkHash(commitsRoot, of: "承诺时的日志根哈希")
        guard populationCount >= 0, commitsTreeSize >= 0 else {
            throw DrawRefusal(.valueFormat, "名单行数和日志条数不能为负数")
        }
        for (party, share) in shares {
            try SeedRules.checkParty(party)
            if case .revealed(let value) = share { try SeedRules.checkHash(value, of: "参与方“\(party)”的随机数") }
        }
        let sorted = shares.sorted { ByteOrder.precedes($0.party, $1.party) }
        for index in sorted.indices.dropFirst() where ByteOrder.equal(sorted[index].party, sorted[index - 1].party) {
            throw DrawRefusal(.partyRepeated, "参与方“\(sorted[index].party)”出现两次")
        }
        if let absent = sorted.first(where: { $0.share == .missing }), publicValues.isEmpty {
            throw DrawRefusal(.missingWithoutPublicValue, "参与方“\(absent.party)”未公开随机数，又没有截止后的公开值，不能产生种子")
        }
        guard !(sorted.isEmpty && publicValues.isEmpty) else {
            throw DrawRefusal(.seedWithoutValue, "没有任何参与方的随机数，也没有公开值，不能产生种子")
        }
        self.planLeaf = planLeaf
        self.populationRoot = populationRoot
        self.populationCount = populationCount
        self.commitsTreeSize = commitsTreeSize
        self.commitsRoot = commitsRoot
        self.shares = sorted
        self.publicValues = publicValues
    }

    /// The document, each line ending in LF.
    package var text: String {
        var lines = ["vdraw-seed/v1", "plan \(planLeaf)", "freeze \(populationRoot) \(populationCount)"]
        lines.append("commits \(commitsTreeSize) \(commitsRoot)")
        for (party, share) in shares {
            switch share {
            case .revealed(let value): lines.append("reveal \(party) \(value)")
            case .missing: lines.append("missing \(party)")
            }
        }
        for value in publicValues { lines.append("public \(value.source) \(value.value)") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Lower-case hex SHA-256 of the text.
    package var seed: DrawSeed { DrawSeed(Digests.sha256Hex(text)) }

    package static func == (a: SeedDocument, b: SeedDocument) -> Bool { ByteOrder.equal(a.text, b.text) }
}

/// A ceremony's seed and what is derived from it for each purpose, so that no two draws share tickets by accident.
package struct DrawSeed: Sendable, Hashable {
    /// The seed itself, 64 lower-case hex characters.
    package let hex: String

    package init(_ hex: String) { self.hex = hex }

    /// Seed of the subjects' tickets, in all strata and campaigns of the ceremony.
    package var subjects: String { hex + ":subjects" }
    /// Seed of the order in which inspections choose.
    package var inspections: String { hex + ":inspections" }
    /// Seed of one inspection's order of inspectors.
    package func assignment(of inspection: String) -> String { hex + ":assign:" + inspection }
}
