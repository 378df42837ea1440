/// The entry conditions of a library, each with the rule it comes from and whether the subject meets it.
///
/// The list is for signed-in people: that a subject meets the sandbox's conditions tells its class (invariant 4).
package struct LibraryConditions: Sendable {
    package struct Condition: Sendable {
        package let title: String
        package let isMet: Bool
        /// What was found.
        package let finding: String
        package let rule: LawRule?
    }

    package let all: [Condition]
    package var areMet: Bool { all.allSatisfy(\.isMet) }

    init(
        _ library: Library, _ subject: Subject, category: String?, stores: any Stores, house: House
    ) throws {
        let law = house.law.book
        let today = house.clock.today
        let province = library.region
        let registry = stores.registry
        let facts = subject.facts
        let names = Dictionary(try registry.tags().map { ($0.code, $0.name) }) { first, _ in first }
        func named(_ codes: [String]) -> String { codes.map { names[$0] ?? $0 }.joined(separator: "、") }
        let risk = try registry.risk(subject: subject.id, on: today)
        let riskCode = risk?.risk.rawValue ?? RiskClass.unclassified.rawValue
        let riskTitle = risk.map { "\($0.risk.title)（\($0.dated.description)）" } ?? "未分类"
        var found: [Condition] = [
            Condition(
                title: "存续", isMet: subject.status == .active, finding: subject.status.title, rule: nil),
            Condition(
                title: "在本库适用地区", isMet: library.region.contains(facts.region),
                finding: try registry.region(facts.region)?.name ?? facts.region.text, rule: nil),
        ]
        switch library.kind {
        case .sandbox:
            let regions = try law.rule("library.sandbox.regions", on: today, in: province)
            found.append(
                Condition(
                    title: "在试点地区",
                    isMet: (regions.list ?? []).contains { RegionCode($0)?.contains(facts.region) ?? false },
                    finding: try registry.region(facts.region)?.name ?? facts.region.text, rule: regions))
            let categories = try law.rule("library.sandbox.categories", on: today, in: province)
            if let category {
                found.append(
                    Condition(
                        title: "属于“四新”", isMet: (categories.list ?? []).contains(category),
                        finding: category.isEmpty ? "没有选择" : category, rule: categories))
            }
            let classes = try law.rule("library.sandbox.classes", on: today, in: province)
            found.append(
                Condition(
                    title: "低风险", isMet: (classes.list ?? []).contains(riskCode), finding: riskTitle,
                    rule: classes))
            let barred = try law.rule("library.sandbox.barred-tags", on: today, in: province)
            let dangerous = try TagFollowing.inUse(barred.list ?? [], registry)
            let carried = facts.tags.filter(dangerous.contains)
            found.append(
                Condition(
                    title: "不涉及公共安全、生命财产安全、人身健康", isMet: carried.isEmpty,
                    finding: carried.isEmpty ? "没有相关标签" : "带有标签：\(named(carried))", rule: barred))
        case .whitelist:
            let required = try law.rule("library.whitelist.required-tags", on: today, in: province)
            let wanted = try TagFollowing.inUse(required.list ?? [], registry)
            let carried = facts.tags.filter(wanted.contains)
            found.append(
                Condition(
                    title: "从事\(named(wanted))业务", isMet: !carried.isEmpty,
                    finding: carried.isEmpty ? "没有这个标签" : named(carried), rule: required))
            let barred = try law.rule("library.whitelist.barred-classes", on: today, in: province)
            found.append(
                Condition(
                    title: "不属于\((barred.list ?? []).joined(separator: "、"))类",
                    isMet: !(barred.list ?? []).contains(riskCode), finding: riskTitle, rule: barred))
        }
        all = found
    }

    /// Refuses with every condition that is not met.
    func check(_ library: Library) throws {
        let unmet = all.filter { !$0.isMet }
        guard let first = unmet.first else { return }
        let text = unmet.map { "\($0.title)（\($0.finding)）" }.joined(separator: "；")
        let message = "不符合“\(library.name)”的入库条件：\(text)。"
        guard let rule = first.rule else {
            throw Problem(
                .refused, "library.conditions", message, clause: library.kind.clause, remedy: "请核对检查对象的登记信息。")
        }
        throw rule.refusal(
            "library.conditions", message, remedy: "标签有误的，请先在检查对象的标签页改正；等级有误的，请以新的分类结果为准。")
    }
}
