/// What standing in a library does to a draw: the freeze asks for each candidate (5.3.1, 5.3.2).
///
/// A campaign that names a law, regulation or rule as its reason to draw again takes everybody: the pilot and the alliance
/// give way to the law.
package struct LibraryRules: Sendable {
    package enum Reason: Sendable, Hashable, CaseIterable {
        case sandbox, whitelistOnSite, whitelistDrawn

        /// As the freeze's exclusions are worded.
        package var text: String {
            switch self {
            case .sandbox: "在“沙盒”监管库，包容期内只做事件触发式检查"
            case .whitelistOnSite: "在“白名单”，不主动实施现场检查"
            case .whitelistDrawn: "在“白名单”，本年度已被抽查"
            }
        }
    }

    private let members: [Int64: Library.Kind]
    private let isOnSite: Bool
    private let perYear: Int
    private let cites: Bool
    /// Of the usual ratio, in basis points: 5,000 is one half.
    private let share: Int

    /// - Parameters:
    ///   - method: 检查方式 of the campaign.
    ///   - cites: whether it names a law as its reason to draw again.
    init(
        method: String, cites: Bool, law: LawBook, stores: any Stores, on day: Day, in region: RegionCode
    ) throws {
        let methods = try law.rule("library.whitelist.on-site-methods", on: day, in: region).list ?? []
        isOnSite = methods.contains { method.contains($0) }
        perYear = try law.value("library.whitelist.per-year", on: day, in: region)
        self.cites = cites
        share = try law.value("library.whitelist.ratio-share", on: day, in: region)
        members = Dictionary(
            try stores.registry.libraryMembers(on: day).map { ($0.subject, $0.kind) },
            // Whoever stands in both is left alone altogether.
            uniquingKeysWith: { first, second in first == .sandbox ? first : second })
    }

    /// Subjects that a question finds and that would be left out for standing in a library, by reason; who was drawn already this
    /// year is not among them.
    func leftOut(of query: SubjectQuery, _ stores: any Stores) throws -> [Reason: Int] {
        let asked = members.filter { $0.value == .sandbox || isOnSite }
        guard !cites, !asked.isEmpty, !query.regions.isEmpty else { return [:] }
        var counts: [Reason: Int] = [:]
        for subject in try stores.registry.subjects(ids: asked.keys.sorted()) where query.reaches(subject) {
            counts[asked[subject.id] == .sandbox ? .sandbox : .whitelistOnSite, default: 0] += 1
        }
        return counts
    }

    /// Whether the candidate is drawn at the whitelist's ratio (5.3.2). The same in every campaign of a ceremony: in one that cites a
    /// law the two ratios are equal.
    func isEased(_ candidate: Candidate) -> Bool { !members.isEmpty && members[candidate.id] == .whitelist }

    /// What is drawn of each class, in the whitelist and outside: there the share of the ratio, rounded up to a basis point. A number
    /// is drawn of both together.
    func measures(_ measures: [RiskClass: Measure]) -> [DrawClass: Measure] {
        var all: [DrawClass: Measure] = [:]
        for (risk, measure) in measures {
            all[DrawClass(risk)] = measure
            let eased = measure.points.map { Measure.ratio(max(1, ($0 * share + 9_999) / 10_000)) }
            all[DrawClass(risk, isEased: true)] = cites ? measure : eased ?? measure
        }
        return all
    }

    /// Why the candidate is left out; nil when it may be drawn.
    package func reason(_ candidate: Candidate) -> Reason? {
        guard !cites, !members.isEmpty, let kind = members[candidate.id] else { return nil }
        switch kind {
        case .sandbox: return .sandbox
        case .whitelist:
            if isOnSite { return .whitelistOnSite }
            return candidate.drawnThisYear >= perYear ? .whitelistDrawn : nil
        }
    }
}

/// The same in words, for a subject's page.
package struct LibraryEffect: Sendable {
    package let sentences: [String]
    package let clause: String
    package let source: String

    init(_ kind: Library.Kind, _ entry: LibraryEntry, law: LawBook, on day: Day, in region: RegionCode) throws {
        clause = kind.clause
        let until = entry.until?.inWords ?? ""
        switch kind {
        case .sandbox:
            let triggers = try law.rule("library.sandbox.triggers", on: day, in: region)
            source = triggers.source
            sentences = [
                "包容期到\(until)止，其间不列入随机抽取。",
                "只因\((triggers.list ?? []).joined(separator: "、"))实施“事件触发式”检查；任务写明法律法规规章依据的，仍可抽取。",
            ]
        case .whitelist:
            let exceptions = try law.rule("library.whitelist.exceptions", on: day, in: region)
            let perYear = try law.value("library.whitelist.per-year", on: day, in: region)
            let share = try law.value("library.whitelist.ratio-share", on: day, in: region)
            source = exceptions.source
            sentences = [
                "在库到\(until)止，其间现场检查的任务不抽取，网络检查、书面检查等非现场任务按同类对象比例的\(RatioBounds.percent(share))抽取，一年不超过\(perYear)次。",
                "仍可现场检查的情形：\((exceptions.list ?? []).joined(separator: "、"))。",
            ]
        }
    }
}
