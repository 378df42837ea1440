import VerifiableDraw

/// The population as frozen, read back for the draw with the subjects of its lines. What the log says of it is checked
/// first: rows that somebody changed by hand are not drawn from.
struct FrozenNames {
    private let ceremony: Int64
    private let stores: any Stores
    private let entry: FreezeEntry
    private let lotKey: LotKey
    private let slipKey: SlipKey
    private let population: Population
    /// Subject of every line.
    private let subjects: [Int32]

    /// - Throws: `draw.frozen-changed` when the rows are not those that the log's freeze entry names.
    init(ceremony: Int64, _ stores: any Stores) throws {
        self.ceremony = ceremony
        self.stores = stores
        let secrets = try stores.draws.secrets(ceremony: ceremony)
        guard let place = secrets.freezeEntry, let lot = secrets.lotKey, let slip = secrets.slipKey,
            case .freeze(let entry) = try CeremonyEntry(bytes: try stores.ledger.entry(place))
        else {
            throw Problem(
                .refused, "draw.no-slips", "这次摇号是在启用签条之前冻结的，不能继续抽取。", clause: "3.5.4",
                remedy: "请写明理由中止本次摇号，重新公布方案。")
        }
        self.entry = entry
        lotKey = try LotKey(bytes: lot)
        slipKey = try SlipKey(bytes: slip)
        var text: [UInt8] = []
        var subjects: [Int32] = []
        try stores.draws.forEachPiece(ceremony: ceremony) { piece in
            text += piece.lines
            subjects += SubjectBytes.unpack(piece.subjectIDs)
        }
        guard let population = try? text.withUnsafeBytes({ try Population(utf8: $0) }),
            subjects.count == population.count, population.count == entry.count,
            population.root.utf8.elementsEqual(entry.root.utf8),
            lotKey.commitment.utf8.elementsEqual(entry.lotKey.utf8),
            slipKey.commitment.utf8.elementsEqual(entry.slipKey.utf8)
        else { throw FrozenNames.changed }
        self.population = population
        self.subjects = subjects
    }

    /// The first of every stratum by ticket, with who is behind them.
    /// - Parameter ticketed: told how many lines of the population have had their ticket.
    /// - Throws: `draw.frozen-changed` when a stratum's number is not the one that was frozen.
    func draw(_ strata: [Stratum], seed: DrawSeed, ticketed: (Int) -> Void = { _ in }) throws -> [DrawnLot] {
        let takes = Dictionary(entry.strata.map { ($0.name, $0.take) }, uniquingKeysWith: { first, _ in first })
        guard strata.count == entry.strata.count, strata.allSatisfy({ takes[$0.name] == $0.take }) else {
            throw FrozenNames.changed
        }
        let sampler = Sampler(seed: seed.subjects)
        var lots: [DrawnLot] = []
        var done = 0
        for stratum in strata {
            let drawn = try sampler.draw(from: population, stratum: stratum.name, take: stratum.take)
            for (index, one) in drawn.enumerated() {
                guard let position = population.position(of: try Lot(one.id), in: stratum.name) else {
                    throw Problem(.defect, "draw.position", "抽出的签号不在冻结名单内。", clause: "3.5.4")
                }
                lots.append(
                    DrawnLot(
                        stratum: stratum.name, lot: one.id, rank: index + 1, ticket: one.ticket,
                        subject: Int64(subjects[position])))
            }
            done += stratum.population
            ticketed(done)
        }
        return lots
    }

    /// The slips of those behind the drawn lots in byte order, each with its proof against the root that was frozen.
    /// - Throws: `draw.frozen-changed` when lot or slip of a drawn subject are not those that its identifier makes: somebody
    ///   put another subject behind a lot, or changed an identifier in the registry.
    func slips(of lots: [DrawnLot]) throws -> (subjects: [Int64: Subject], slips: [DrawnSlip]) {
        let subjects = Dictionary(
            try stores.registry.subjects(ids: Array(Set(lots.map(\.subject)))).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        for lot in lots {
            guard let subject = subjects[lot.subject],
                let drawn = try? Lot(lot.lot),
                lotKey.standing(subject.identifier, in: lot.stratum, where: { $0 == drawn }) != nil
            else { throw FrozenNames.changed }
        }
        let slips = try slips(of: Array(subjects.values))
        return (subjects, slips.sorted { $0.slip.utf8.lexicographicallyPrecedes($1.slip.utf8) })
    }

    /// The slip of one subject of the population.
    /// - Throws: as `slips(of:)`.
    func slip(of subject: Subject) throws -> DrawnSlip {
        guard let slip = try slips(of: [subject]).first else { throw FrozenNames.changed }
        return slip
    }

    /// Whether the subject of that identifier stands in the stratum.
    func contains(_ identifier: String, in stratum: String) -> Bool {
        lotKey.standing(identifier, in: stratum) { population.contains(stratum: stratum, lot: $0) } != nil
    }

    private func slips(of subjects: [Subject]) throws -> [DrawnSlip] {
        var prover = SlipProver(subjects: Set(subjects.compactMap { Int32(exactly: $0.id) }))
        do {
            try stores.draws.forEachSlipPiece(ceremony: ceremony) { try prover.add($0) }
        } catch is DrawRefusal {
            throw FrozenNames.changed
        }
        let proven = prover.finish()
        guard proven.root.utf8.elementsEqual(entry.slips.utf8) else { throw FrozenNames.changed }
        return try subjects.map { subject in
            let slip = slipKey.slip(of: subject.identifier)
            guard let number = Int32(exactly: subject.id), let proof = proven.paths[number],
                proof.verifies(slip, root: entry.slips)
            else { throw FrozenNames.changed }
            return DrawnSlip(subject: subject.id, slip: slip.slip, nonce: slip.nonce, proof: proof)
        }
    }

    private static let changed = Problem(
        .refused, "draw.frozen-changed", "保存的名单与冻结时写入日志的不一致，可能被人改动，不能抽取。", clause: "3.5.4",
        remedy: "请保存数据库现场并报告监督人员；查明后写明理由中止本次摇号，重新冻结。")
}
