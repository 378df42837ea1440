/// A state of the subjects in memory, as of one number of the change sequence. It never changes: readers share it.
///
/// It is derived and may be thrown away at any time. SQL is the truth: ``RegistryStore`` answers the same questions.
package protocol SubjectSets: Sendable {
    /// The number of the change sequence that it shows.
    var sequence: Int64 { get }
    /// The snapshot of classes that ``classes(_:)`` counts by; nil before the first.
    var riskSnapshot: Int64? { get }
    func count(_ query: SubjectQuery) -> Int
    /// Ids of one page in their order, and how many there are in all.
    func page(_ query: SubjectQuery, _ slice: Slice) -> (ids: [Int64], total: Int)
    func breakdown(_ query: SubjectQuery) -> SubjectBreakdown
    func classes(_ query: SubjectQuery) -> [RiskClass: Int]
    /// Which subjects the queries find in common, in no particular order; see ``SubjectOverlap``.
    func overlaps(_ queries: [SubjectQuery], types: [String]) -> [SubjectOverlap]
}

/// Keeps ``SubjectSets`` current from the change sequence, each process for itself. `Index` implements it; only `mingcha` joins
/// the two.
package protocol SubjectIndex: Sendable {
    /// The sets as of exactly that number; nil when they are not there yet, or show another state.
    func sets(at sequence: Int64) -> (any SubjectSets)?
    /// Looks for changes now and waits until the sets show that number or a later one, but no longer than told. Returns at once
    /// while there is so much to read that waiting would not help.
    func settle(at sequence: Int64, patience: Duration) async
}

/// What the index reads of a subject.
package struct IndexedSubject: Sendable {
    package let id: Int64
    package let identifier: String
    package let name: String
    package let address: String
    package let region: String
    package let type: String
    package let status: String
    package let isMarket: Bool
    /// Empty when not known, as are the scale and the station.
    package let industry: String
    package let scale: String
    package let station: Int64?

    package init(
        id: Int64, identifier: String, name: String, address: String, region: String, type: String, status: String,
        isMarket: Bool, industry: String, scale: String, station: Int64?
    ) {
        self.id = id
        self.identifier = identifier
        self.name = name
        self.address = address
        self.region = region
        self.type = type
        self.status = status
        self.isMarket = isMarket
        self.industry = industry
        self.scale = scale
        self.station = station
    }
}

extension House {
    /// Reads with sets that show the very state the transaction sees. When they are behind, they are given a moment to catch up;
    /// then the body gets nil and asks the database.
    package func reading<T: Sendable>(
        _ body: @escaping @Sendable (any Stores, (any SubjectSets)?) throws -> T
    ) async throws -> T {
        guard let index else { return try await storage.read { try body($0, nil) } }
        for _ in 0..<2 {
            let (answer, sequence): (T?, Int64) = try await storage.read { stores in
                let sequence = try stores.registry.changeHead().sequence
                guard let sets = index.sets(at: sequence) else { return (nil, sequence) }
                return (try body(stores, sets), sequence)
            }
            if let answer { return answer }
            await index.settle(at: sequence, patience: .milliseconds(500))
        }
        return try await storage.read { stores in
            try body(stores, index.sets(at: try stores.registry.changeHead().sequence))
        }
    }

    /// Before a transaction that takes ``freezingSets(_:)``: gives the index a moment to catch up.
    package func settleIndex() async throws {
        guard let index else { return }
        await index.settle(
            at: try await storage.read { try $0.registry.changeHead().sequence }, patience: .seconds(5))
    }

    /// The sets for a freeze: exactly what the transaction sees, or a refusal. Nil in a house without index.
    package func freezingSets(_ stores: any Stores) throws -> (any SubjectSets)? {
        guard let index else { return nil }
        guard let sets = index.sets(at: try stores.registry.changeHead().sequence) else {
            throw Problem(
                .unavailable, "index.stale", "检查对象名录刚有变动，索引还没有跟上，这次没有冻结。", clause: "2.2.5",
                remedy: "通常几秒钟就会跟上，请稍后再冻结一次。")
        }
        return sets
    }
}

extension SubjectSets {
    /// Refuses a freeze whose candidates the index counts otherwise: one of the two is wrong, and nobody may draw from that.
    /// Classes of another snapshot than the index knows cannot be compared.
    package func expect(
        _ counted: [RiskClass: Int], of query: SubjectQuery, riskOn day: Day, _ stores: any Stores
    ) throws {
        guard riskSnapshot == (try stores.registry.riskSnapshot(until: day)), classes(query) != counted else { return }
        throw Problem(
            .defect, "index.disagrees", "检查对象索引与名录对不上，这次没有冻结。", clause: "2.2.5",
            remedy: "请平台管理员重新启动程序（索引会重建），仍不一致时请报修。")
    }
}
