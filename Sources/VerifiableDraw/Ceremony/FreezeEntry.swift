/// The second entry: what the draw is made from, fixed before anybody can know the seed.
package struct FreezeEntry: Sendable, Codable, Equatable {
    /// A stratum with its size and how many are drawn.
    package struct Stratum: Sendable, Codable, Equatable {
        /// Opaque; never a risk class.
        package let name: String
        /// N
        package let count: Int
        /// Exactly one of the two quotas is given.
        package let basisPoints: Int?
        package let fixed: Int?
        /// k
        package let take: Int

        package enum CodingKeys: String, CodingKey {
            case name, count, fixed, take
            case basisPoints = "basispoints"
        }

        /// - Throws: `quotaRange`.
        package init(name: String, count: Int, quota: Quota) throws(DrawRefusal) {
            self.name = name
            self.count = count
            take = try quota.count(of: count)
            switch quota {
            case .basisPoints(let points): (basisPoints, fixed) = (points, nil)
            case .fixed(let number): (basisPoints, fixed) = (nil, number)
            }
        }

        /// Nil when none or both are given.
        package var quota: Quota? {
            switch (basisPoints, fixed) {
            case (let points?, nil): .basisPoints(points)
            case (nil, let number?): .fixed(number)
            default: nil
            }
        }
    }

    /// A dated policy value that the freeze used, by its name in the policy's data.
    package struct PolicyValue: Sendable, Codable, Equatable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// How many subjects were left out for a reason, for example on the whitelist.
    package struct Exclusion: Sendable, Codable, Equatable {
        package let reason: String
        package let count: Int

        package init(reason: String, count: Int) {
            self.reason = reason
            self.count = count
        }
    }

    /// Leaf hash of the plan entry.
    package let plan: String
    package let time: String
    /// Merkle root and number of lines of `population.txt`.
    package let root: String
    package let count: Int
    /// In byte order of the names; strata of N = 0 are named too.
    package let strata: [Stratum]
    package let policy: [PolicyValue]
    /// `FreezeEntry.hash(of:)` of `policy`.
    package let policyHash: String
    package let exclusions: [Exclusion]
    /// Distinct subjects of the population: leaves of the slip tree.
    package let subjects: Int
    /// Root of the slip tree.
    package let slips: String
    /// SHA-256 of the keys of the subjects' lots, of their slips, and of the inspectors' lots.
    package let lotKey: String
    package let slipKey: String
    package let inspectorKey: String?
    /// SHA-256 of the officers text (see `MatchingRecord`), when inspectors are matched in this ceremony.
    package let officers: String?

    package enum CodingKeys: String, CodingKey {
        case plan, time, root, count, strata, policy, exclusions, subjects, slips, officers
        case policyHash = "policyhash"
        case lotKey = "lotkey"
        case slipKey = "slipkey"
        case inspectorKey = "inspectorkey"
    }

    package init(
        plan: String, time: String, root: String, count: Int, strata: [Stratum], policy: [PolicyValue],
        exclusions: [Exclusion], subjects: Int, slips: String, lotKey: String, slipKey: String, inspectorKey: String?,
        officers: String?
    ) {
        self.plan = plan
        self.time = time
        self.root = root
        self.count = count
        self.strata = strata.sorted { ByteOrder.precedes($0.name, $1.name) }
        self.policy = policy
        policyHash = FreezeEntry.hash(of: policy)
        self.exclusions = exclusions
        self.subjects = subjects
        self.slips = slips
        self.lotKey = lotKey
        self.slipKey = slipKey
        self.inspectorKey = inspectorKey
        self.officers = officers
    }

    /// Lower-case hex SHA-256 of the lines `name TAB value LF` in their order.
    package static func hash(of policy: [PolicyValue]) -> String {
        Digests.sha256Hex(policy.map { "\($0.name)\t\($0.value)\n" }.joined())
    }

    /// What is wrong with the entry in itself, or nil.
    package var fault: String? {
        if !CeremonyTime.isValid(time) { return "时间格式不对" }
        let hashes = [plan, root, policyHash, slips, lotKey, slipKey] + [inspectorKey, officers].compactMap { $0 }
        if !hashes.allSatisfy({ Hex.bytes(lower: $0, count: 32) != nil }) { return "哈希写得不对" }
        if count < 0 || subjects < 0 || strata.contains(where: { $0.count < 0 })
            || exclusions.contains(where: { $0.count < 0 })
        {
            return "数量为负"
        }
        for pair in zip(strata, strata.dropFirst()) where !ByteOrder.precedes(pair.0.name, pair.1.name) {
            return "各层没有按字节顺序排列，或者重复"
        }
        if !strata.allSatisfy({ Identifier.isValid($0.name) }) { return "层名的格式不对" }
        if !ByteOrder.equal(policyHash, FreezeEntry.hash(of: policy)) { return "政策取值与其哈希不符" }
        return nil
    }
}
