import VerifiableDraw

/// What the public numbers of a draw would tell of the classes of those drawn (2.3.2; invariant 4).
///
/// Everybody may know which classes a stratum holds: its ratio is public, and so are the law's bounds. Nobody can tell a
/// lot's name; but results name subject and campaign, so whoever knows a result knows in which strata its lot can stand.
enum ClassExposure {
    /// What a campaign would draw from.
    struct Group {
        let classes: [RiskClass]
        let basisPoints: Int
        /// Subjects by class, as frozen.
        let counts: [RiskClass: Int]

        /// Classes that somebody in it has.
        var present: Set<RiskClass> { Set(counts.filter { $0.value > 0 }.keys) }
    }

    /// Refuses a campaign all of whose drawn subjects would have one class, and everybody could know it.
    static func check(_ campaign: Campaign, _ groups: [Group]) throws {
        let drawn = groups.filter { $0.basisPoints > 0 && !$0.present.isEmpty }
        // Classes of one ratio stand in one stratum: which of them is there, nobody outside can know.
        guard drawn.count == 1, let only = drawn.first, only.classes.count == 1, let risk = only.classes.first,
            risk != .unclassified
        else { return }
        throw Problem(
            .refused, "draw.class-exposed",
            "任务“\(campaign.title)”抽出的全部是\(risk.title)主体：结果一公示，谁都能看出他们的信用风险分类，而分类只供内部使用。", clause: "2.3.2",
            remedy: "请中止本次摇号，在计划中给相近的类别设同一个抽查比例（例如A、B两类都设为3%），或者增加抽查的类别，再重新公布方案。")
    }

    /// Drawn subjects of whom the public can work out the class: those of a group, drawn by the same campaigns, whose
    /// lots can all have one class only. What lots can have is what all strata they stand in allow, drawn or not.
    /// - Returns: number of such subjects, and of such groups.
    static func exposed(_ lots: [DrawnLot], strata: [Stratum], population: Population) throws -> (
        subjects: Int, groups: Int
    ) {
        let byName = Dictionary(strata.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var drawnBy: [Int64: (lot: String, campaigns: Set<Int64>)] = [:]
        for lot in lots {
            guard let stratum = byName[lot.stratum] else { continue }
            drawnBy[lot.subject, default: (lot.lot, [])].campaigns.insert(stratum.campaign)
        }
        var groups: [Set<Int64>: (classes: Set<RiskClass>, subjects: Int)] = [:]
        for drawn in drawnBy.values {
            let lot = try Lot(drawn.lot)
            let possible = strata.filter { population.contains(stratum: $0.name, lot: lot) }
                .reduce(into: Set(RiskClass.allCases)) { $0.formIntersection($1.classes) }
            groups[drawn.campaigns, default: ([], 0)].classes.formUnion(possible)
            groups[drawn.campaigns, default: ([], 0)].subjects += 1
        }
        let told = groups.values.filter { $0.classes.count == 1 && !$0.classes.contains(.unclassified) }
        return (told.reduce(0) { $0 + $1.subjects }, told.count)
    }
}
