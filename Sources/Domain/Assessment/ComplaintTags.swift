/// 投诉举报较多 as a tag (2.3.6): whoever was complained of often enough within a period carries it for a time, so that
/// selectors, the index and draws know it as they know every tag.
struct ComplaintTags {
    let stores: any Stores
    let house: House
    let at: Moment

    /// After a lead came in.
    func follow(_ lead: Lead) throws {
        guard lead.source == .complaint else { return }
        try settle(lead.parties.map(\.subject), region: lead.region)
    }

    /// Gives the tag to those that reach the number; takes it from those that do not and have it from this rule only where
    /// `releases` says that complaints went away.
    func settle(_ subjects: [Int64], region: RegionCode, releases: Bool = false) throws {
        guard !subjects.isEmpty else { return }
        let book = house.law.book
        let number = try book.value("target.complaints.number", on: at.day, in: region)
        let months = try book.value("target.complaints.months", on: at.day, in: region)
        let since = at.day.advanced(byMonths: -months)
        let often = Dictionary(
            try stores.assessment.complained(since: since, atLeast: number, region: region).map {
                ($0.subject, $0.number)
            }
        ) { first, _ in first }
        guard releases || subjects.contains(where: { often[$0] != nil }) else { return }
        let tag = try tag(region)
        let until = at.day.lastDay(
            ofMonths: try book.value("target.complaints.validity", on: at.day, in: region))
        let holds = try stores.registry.openHolds(subjects: subjects)
        for subject in Set(subjects).sorted() {
            let standing = holds[subject]?.last { $0.tag == tag.number }
            // What a person decided is left alone.
            if let standing, standing.source != .rule { continue }
            if let count = often[subject] {
                if standing?.until == until { continue }
                try stores.registry.endHolds(standing.map { [$0.id] } ?? [], at: at)
                try stores.registry.insert(
                    [
                        NewTagHold(
                            subject: subject, tag: tag.number, gives: true, source: .rule, from: at.day, until: until,
                            reason: "\(months)个月内收到\(count)件投诉举报", account: nil)
                    ], at: at, today: at.day)
            } else if releases, let standing {
                try stores.registry.endHolds([standing.id], at: at)
            } else {
                continue
            }
            try TagHolding.settle(tag, [subject], cause: "complaints", at: at, stores.registry)
            try stores.ledger.append(
                LedgerEntry(
                    act: often[subject] == nil ? "tag.rule-end" : "tag.rule", actor: nil, object: "subject/\(subject)",
                    at: at,
                    sentence: often[subject] == nil
                        ? "“\(tag.name)”标签因投诉举报撤回而结束。" : "按规则加上标签“\(tag.name)”，至 \(until.description) 止。",
                    data: ["tag": .text(tag.code)]), at: at)
        }
    }

    private func tag(_ region: RegionCode) throws -> RegistryTag {
        let rule = try house.law.book.rule("target.complaints.tag", on: at.day, in: region)
        let code = rule.list?.first ?? ""
        return try RuleTags.tag(
            code, name: "投诉举报较多", meaning: "由投诉举报件数按规则认定，到期自动去掉（2.3.6）。", stores.registry, on: at.day)
    }
}

/// Tags that rules over other records give.
enum RuleTags {
    static let dimension = "supervision"

    /// The tag, made at its first use.
    static func tag(_ code: String, name: String, meaning: String, _ registry: any RegistryStore, on day: Day) throws
        -> RegistryTag
    {
        func known() throws -> RegistryTag? {
            try registry.tagRecords().first { $0.code.utf8.elementsEqual(code.utf8) && $0.state == .active }
        }
        if let tag = try known() { return tag }
        if try !registry.tagDimensions().contains(where: { $0.code == dimension }) {
            try registry.insert(TagDimension(code: dimension, name: "监管情况"))
        }
        _ = try registry.insert(
            TagRules.Tag(code: code, name: name, dimension: dimension), meaning: meaning, owner: nil, since: day)
        guard let tag = try known() else { throw Problem(.defect, "tag.rule", "标签没有写入。") }
        return tag
    }
}
