extension PublicResult {
    /// 经营主体.
    package static let marketHeading = "经营主体"
    /// Non-market subjects stand under their own heading (2.4.5).
    package static let otherHeading = "非市场主体"

    /// What the portal will show of an approved result, with the end of its display (5.5.1) and the record that the
    /// log vouches for. Row id and log entry are still 0.
    static func draft(_ one: PublicationCase, on day: Day, law: Law, salt: String) throws -> PublicResult {
        guard let outcome = one.outcome, let inspectedOn = one.inspectedOn else {
            throw Problem(.defect, "publication.unsigned", "这项检查没有已签名的结果，不能公示。", clause: "2.4.2")
        }
        let isNegative = law.outcomes.isNegative(outcome, one.outcomeValue)
        let endsOn = isNegative ? try Expiry.lastDay(publishedOn: day, region: one.region, book: law.book) : nil
        let shown = try law.book.rule("publish.particulars", on: day, in: one.region).list ?? []
        let detail = shown.compactMap { code -> String? in
            guard let text = one.particulars[code], let particular = law.outcomes.particular(code) else { return nil }
            return "\(particular.title)：\(PublicResult.words(text, kind: particular.kind))"
        }.joined(separator: "\n")
        let heading = one.isMarket ? marketHeading : otherHeading
        let outcomeText = law.outcomes.title(outcome, one.outcomeValue)
        let record = LedgerValue.object([
            "v": .number(1), "subject": .text(one.subjectName), "identifier": .text(one.subjectIdentifier),
            "heading": .text(heading), "region": .text(one.regionName), "authority": .text(one.authorityName),
            "campaign": .text(one.campaignNumber), "ceremony": .text(one.ceremonyCode),
            "slip": .text(one.slip), "nonce": .text(one.slipNonce),
            "item": .text(one.item), "matter": .text(one.matter), "basis": .text(one.basis),
            "inspected": .text(inspectedOn.description), "outcome": .text(outcomeText), "detail": .text(detail),
            "due": one.due.map { .text($0.description) } ?? .null, "published": .text(day.description),
            "ends": endsOn.map { .text($0.description) } ?? .null, "salt": .text(salt),
        ])
        return PublicResult(
            id: 0, inspection: one.inspection, subjectName: one.subjectName, subjectIdentifier: one.subjectIdentifier,
            heading: heading, region: one.region, regionName: one.regionName, authorityName: one.authorityName,
            campaignNumber: one.campaignNumber, campaignTitle: one.campaignTitle, plan: one.plan,
            ceremonyCode: one.ceremonyCode, slip: one.slip, slipNonce: one.slipNonce, item: one.item,
            category: one.category, matter: one.matter, basis: one.basis, inspectedOn: inspectedOn, outcome: outcome,
            outcomeText: outcomeText, detail: detail,
            isNegative: isNegative, due: one.due, publishedOn: day, endsOn: endsOn, record: record.json, logEntry: 0)
    }

    /// The same with its place in the log.
    func logged(_ entry: Int64) -> PublicResult {
        PublicResult(
            id: id, inspection: inspection, subjectName: subjectName, subjectIdentifier: subjectIdentifier,
            heading: heading, region: region, regionName: regionName, authorityName: authorityName,
            campaignNumber: campaignNumber, campaignTitle: campaignTitle, plan: plan, ceremonyCode: ceremonyCode,
            slip: slip, slipNonce: slipNonce, item: item, category: category, matter: matter, basis: basis,
            inspectedOn: inspectedOn,
            outcome: outcome, outcomeText: outcomeText, detail: detail, isNegative: isNegative, due: due,
            publishedOn: publishedOn, endsOn: endsOn, record: record, logEntry: entry)
    }

    /// A particular as people read it: terms are stored as `immediate` or a day.
    package static func words(_ text: String, kind: String) -> String {
        guard kind == "term" else { return text }
        if text.utf8.elementsEqual(EntryRules.immediately.utf8) { return "立即改正" }
        return Day(text).map { "\($0.inWords)前改正" } ?? text
    }
}

/// How long negative results stay public (5.5.1).
package enum Expiry {
    /// The last day on display: 三年 from the publication on, by the rule in force on the day of publication.
    package static func lastDay(publishedOn day: Day, region: RegionCode, book: LawBook) throws -> Day {
        day.advanced(byMonths: try book.value("repair.expiry", on: day, in: region))
    }
}

extension Day {
    /// The same day of the month so many months later; where that month is shorter, its last day (民法典 202).
    package func advanced(byMonths months: Int) -> Day {
        let (year, month, day) = civil
        let index = year * 12 + (month - 1) + months
        let newYear = index / 12
        let newMonth = index % 12 + 1
        return Day(year: newYear, month: newMonth, day: min(day, Day.length(ofMonth: newMonth, year: newYear))) ?? self
    }
}
