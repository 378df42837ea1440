import Domain

/// `/draw/:id/inclusion`: the counter's look-up. Does the frozen population add up to the registry, and does somebody who
/// asks stand in it?
enum InclusionPage {
    struct Model: Sendable {
        let code: String
        let action: String
        let identifier: FieldModel
        let found: Found?
        let lines: [Line]
        let asOf: String
    }

    struct Line: Sendable {
        let campaign: String
        let registry: String
        let frozen: String
        let excluded: [String]
        let state: ChipModel
    }

    struct Found: Sendable {
        let title: String
        let answer: RemarkModel
        let places: [Place]
        let slip: FactsModel?
        let proof: String
        let check: String
        let withheld: RemarkModel?
    }

    struct Place: Sendable {
        let campaign: String
        let state: ChipModel
        let reason: String
    }

    /// The ceremony page's way here, for those who may use it.
    static func link(_ ceremony: Ceremony, for actor: Actor) -> [PageAction] {
        actor.may(.drawLookUp) && ceremony.populationRoot != nil
            ? [PageAction("核对名单", href: "/draw/\(ceremony.id)/inclusion", icon: "search")] : []
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, found: nil, problem: nil) }

    static func find(_ call: Call) async throws -> Reply {
        do {
            let found = try await Ceremonies(call.house).lookUp(
                try call.signedIn(), ceremony: try call.id(), identifier: call.form.text("identifier"))
            return try await page(call, found: found, problem: nil)
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, found: nil, problem: problem)
        }
    }

    private static func page(_ call: Call, found: Ceremonies.Inclusion?, problem: Problem?) async throws -> Reply {
        let counts = try await Ceremonies(call.house).reconciliation(try call.signedIn(), ceremony: try call.id())
        return .page(
            Page(
                "draw/inclusion", title: "核对名单", stage: .draw,
                model: model(
                    counts, found: found, typed: call.form.text("identifier"), problem: problem,
                    at: call.house.clock.now()),
                trail: [("抽取", "/draw"), (counts.ceremony.title, "/draw/\(counts.ceremony.id)")],
                status: problem == nil ? 200 : 422))
    }

    static func model(
        _ counts: Ceremonies.Reconciliation, found: Ceremonies.Inclusion?, typed: String, problem: Problem?,
        at now: Moment
    ) -> Model {
        Model(
            code: counts.ceremony.code, action: "/draw/\(counts.ceremony.id)/inclusion",
            identifier: FieldModel(
                .text, "identifier", "统一社会信用代码", value: found == nil ? typed : "", help: "查询会留痕，但不记录查的是谁。",
                error: problem?.fields["identifier"], maxlength: 18),
            found: found.map { Self.found($0, counts.ceremony) },
            lines: counts.lines.map(Self.line), asOf: now.onScreen)
    }

    private static func line(_ line: Ceremonies.Reconciliation.Line) -> Line {
        let change = line.change
        return Line(
            campaign: line.campaign, registry: Figures.grouped(line.registry), frozen: Figures.grouped(line.frozen),
            excluded: line.excluded.map { "\($0.reason) \(Figures.grouped($0.count)) 户" },
            state: change == 0
                ? ChipModel("相符", .success)
                : ChipModel(
                    "名录库\(change > 0 ? "多" : "少") \(Figures.grouped(abs(change))) 户", .attention))
    }

    private static func found(_ one: Ceremonies.Inclusion, _ ceremony: Ceremony) -> Found {
        Found(
            title: one.name.map { "\($0)（\(one.identifier)）" } ?? one.identifier,
            answer: one.isIn
                ? RemarkModel("在冻结名单内。", .success) : RemarkModel("不在冻结名单内，原因见下表。", .attention),
            places: one.places.map {
                Place(
                    campaign: $0.campaign, state: $0.isIn ? ChipModel("在名单内", .success) : ChipModel("不在", .attention),
                    reason: $0.reason)
            },
            slip: one.slip.map {
                FactsModel([
                    .init("摇号编号", ceremony.code, figures: true), .init("签条", $0.slip, figures: true),
                    .init("随机码", $0.nonce, figures: true),
                    .init(
                        "在签条树中的位置", "\(Figures.grouped($0.count)) 户中的第 \(Figures.grouped($0.index + 1)) 位"),
                ])
            },
            proof: one.slip.map { $0.path.joined(separator: "\n") } ?? "",
            check: one.slip.map {
                "/verify/slip#\(ceremony.code)/\(one.identifier)/\($0.slip)/\($0.nonce)"
            } ?? "", withheld: one.withheld.map { RemarkModel($0) })
    }
}
