import Domain
import Foundation

/// The three sample lists with a few turns of their life: a version that is in force, one that changed it, one that is
/// still to come, documents, proposals with every outcome, and checks outside the lists. All of it fictional.
struct DemoCatalogue {
    let house: House
    let reference: String

    private func text(_ name: String) throws -> String {
        do {
            return try String(contentsOf: URL(filePath: reference).appending(path: name), encoding: .utf8)
        } catch {
            throw Problem(.invalid, "demo.reference", "找不到参考数据文件 \(reference)/\(name)。")
        }
    }

    private static func notice(_ day: Day, _ reason: String) -> VersionNotice {
        VersionNotice(effectiveFrom: day, reason: reason, basis: "示例（非官方清单）")
    }

    /// The lists as the year begins.
    func load() async throws {
        guard let province = RegionCode("230000") else { throw Problem.notFound("省") }
        let today = house.clock.today
        let importing = CatalogueImport(house)
        _ = try await importing.apply(
            try SampleLists.items(try text("items-sample.yaml"), province: province),
            checklists: try SampleLists.checklists(try text("checklists-sample.yaml")),
            notice: Self.notice(today, "示例清单，用于演示"), actor: nil)
        _ = try await importing.apply(
            .joint, try SampleLists.joint(try text("joint-sample.yaml"), province: province),
            notice: Self.notice(today, "示例联查清单，用于演示"), actor: nil)
        _ = try await importing.apply(
            .key, try SampleLists.key(try text("key-sample.yaml"), province: province),
            notice: Self.notice(today, "示例重点监管清单，用于演示"), actor: nil)
    }

    /// What people did with the lists since then: called at the end, when the clock stands at the last day.
    func live(_ accounts: DemoAccounts) async throws {
        let admin = try accounts.actor("admin.hlj")
        try await proposals(admin, city: accounts.actor("plan.hrb"), county: accounts.actor("plan.dl"))
        try await changes(admin)
        try await documents(admin)
    }

    private func proposals(_ admin: Actor, city: Actor, county: Actor) async throws {
        let proposing = Proposing(house)
        let keeping = CatalogueKeeping(house)
        let local = try await proposing.propose(
            ProposalDraft(
                list: .items, ground: .local, kind: .add, target: nil, heading: "地方事项",
                matter: "早市摊区食品经营管理的检查（演示）", subjects: "早市摊区开办者", basis: "某市早市管理条例（虚构）第八条",
                reason: "地方性法规规定由市场监管部门以随机抽查方式检查，省清单没有列入。", checks: []), by: city, submission: nil)
        try await proposing.remark(Self.id(local), "请说明检查方式。", by: admin, submission: nil)
        try await proposing.remark(Self.id(local), "以现场检查为主，每年一次。", by: city, submission: nil)
        _ = try await keeping.add(
            .item(
                Item(
                    code: "D2301-01", category: "地方事项", matter: "早市摊区食品经营管理的检查（演示）", subjects: "早市摊区开办者",
                    importance: .general, methods: ["现场检查"], level: "市、县级市场监管部门", basis: "某市早市管理条例（虚构）第八条",
                    department: Department.marketRegulation, region: city.region,
                    selector: Selector(tags: ["market-supermarket"]), isSample: true, note: "虚构的示例")),
            notice: Self.notice(house.clock.today, "采纳哈尔滨市的建议，纳入地方事项"), base: nil, by: admin, submission: nil,
            answering: .init(proposal: Self.id(local), text: "同意纳入，仅在哈尔滨市执行。"))
        try await proposing.record(
            OfflistCheck.Draft(
                inspectedOn: house.clock.today.advanced(by: -6), subjectName: "虚构甲号电动自行车充电点（演示）",
                subjectIdentifier: "", matter: "电动自行车充电收费公示的检查（演示）", basis: "某法（虚构）第十二条",
                cause: "上级交办", outcome: "现场已公示收费标准，未发现问题。"), by: county, submission: nil)
        try await proposing.record(
            OfflistCheck.Draft(
                inspectedOn: house.clock.today.advanced(by: -3), subjectName: "虚构乙号游泳馆（演示）", subjectIdentifier: "",
                matter: "游泳场所电子秤使用的检查（演示）", basis: "某法（虚构）第九条", cause: "群众来电反映",
                outcome: "一台秤未贴检定标志，已当场改正。"), by: county, submission: nil)
        let checks = try await proposing.checks(county, open: true, slice: Slice()).rows
        if let last = checks.last {
            _ = try await proposing.propose(
                ProposalDraft(
                    list: .items, ground: .gap, kind: .add, target: nil, heading: "价格监督检查",
                    matter: last.draft.matter, subjects: "充电设施经营者", basis: last.draft.basis,
                    reason: "依法应当检查，两个清单都没有列入，建议补充。", checks: [last.id]), by: county, submission: nil)
        }
        let declined = try await proposing.propose(
            ProposalDraft(
                list: .key, ground: .adjustment, kind: .add, target: nil, heading: "其他",
                matter: "办公用品零售单位重点监管（演示）", subjects: "办公用品零售者", basis: "某文件（虚构）", reason: "辖区数量较多。",
                checks: []), by: county, submission: nil)
        try await proposing.decline(
            Self.id(declined), "不属于直接关系群众生命财产安全或潜在风险大的领域，按日常随机抽查即可。", by: admin, submission: nil)
    }

    /// One change in force, and one that is published ahead of its day.
    private func changes(_ admin: Actor) async throws {
        let keeping = CatalogueKeeping(house)
        let today = house.clock.today
        if case .item(let item)? = try await keeping.dossier(admin, item: "S02").newest {
            _ = try await keeping.revise(
                .item(
                    Item(
                        code: item.code, category: item.category, matter: item.matter, subjects: item.subjects,
                        importance: item.importance, methods: ["现场检查", "网络检查", "书面检查"], level: item.level,
                        basis: item.basis, department: item.department, region: item.region, selector: item.selector,
                        isSample: true, note: item.note)),
                notice: Self.notice(today, "增加书面检查方式（演示）"), base: nil, by: admin, submission: nil)
        }
        _ = try await keeping.retire(
            "S03", notice: Self.notice(today, "经营期限不再单独检查（演示）"), base: nil, by: admin, submission: nil)
        _ = try await keeping.add(
            .item(
                Item(
                    code: "S31", category: "登记事项检查", matter: "歇业备案情况的检查（演示）", subjects: "办理歇业备案的经营主体",
                    importance: .general, methods: ["书面检查"], level: "县级以上市场监管部门", basis: "某条例（虚构）第三十条",
                    department: Department.marketRegulation, region: admin.region,
                    selector: Selector(types: ["91", "92"]),
                    isSample: true, note: "虚构的示例")),
            notice: Self.notice(today.advanced(by: 45), "新增歇业备案事项，提前公布（演示）"), base: nil, by: admin,
            submission: nil)
        if case .joint(let joint)? = try await keeping.dossier(admin, .joint, "J06").newest {
            _ = try await keeping.revise(
                .joint(
                    JointItem(
                        code: joint.code, trade: joint.trade, matter: joint.matter, lead: joint.lead,
                        parts: joint.parts + [.init(department: "wsjk", matter: "餐饮具集中消毒")],
                        subjects: joint.subjects, level: joint.level, basis: joint.basis, items: joint.items,
                        region: joint.region, isSample: true, note: joint.note)),
                notice: Self.notice(today, "卫生健康部门参与（演示）"), base: nil, by: admin, submission: nil)
        }
        for code in ["J06", "J07", "J08"] {
            _ = try await BookletKeeping(house).publish(code, by: admin, submission: nil)
        }
    }

    private func documents(_ admin: Actor) async throws {
        let keeping = DocumentKeeping(house)
        for (list, code, kind, title, isPublic) in [
            (CatalogueList.items, "S26", CatalogueDocument.Kind.guide, "食品销售单位检查指南（演示）", true),
            (.items, "S26", .rules, "食品销售检查实施细则（演示，内部）", false), (.joint, "J06", .joint, "餐饮服务联查指南（演示）", true),
        ] {
            try await keeping.add(
                kind, title: title, isPublic: isPublic, note: "首次发布",
                file: DocumentFile(filename: title + ".pdf", bytes: DemoPaper.pdf("Mingcha demo \(code), version 1")),
                to: list, code, by: admin, submission: nil)
        }
        guard let first = try await CatalogueKeeping(house).dossier(admin, item: "S26").documents.first else { return }
        try await keeping.replace(
            first.id, note: "补充现场检查步骤",
            file: DocumentFile(
                filename: first.title + "（第二版）.pdf", bytes: DemoPaper.pdf("Mingcha demo S26, version 2")),
            by: admin, submission: nil)
    }

    private static func id(_ location: String) -> Int64 {
        location.split(separator: "/").last.flatMap { Int64($0) } ?? 0
    }
}

/// A page of one line that any PDF reader opens.
enum DemoPaper {
    static func pdf(_ line: String) -> [UInt8] {
        let content = "BT /F1 24 Tf 72 720 Td (\(line)) Tj ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }
}

extension DemoCatalogue {
    /// What the list keeper left: a second version of one checklist, and a draft of another that waits.
    static func checklists(_ house: House, by keeper: Actor) async throws {
        let keeping = ChecklistKeeping(house)
        var lifts = try await keeping.file(keeper, item: "S28").draft
        if let last = lifts.sections.indices.last {
            lifts.sections[last].questions.insert(
                Checklist.Question(
                    code: "CS28-14", text: "安全管理人员在岗人数", kind: .number, unit: "人", guidance: "按当天在岗的填写", least: "0",
                    most: "999", isWhole: true), at: 0)
        }
        let kept = try await keeping.keep(lifts, base: 1, revision: 0, by: keeper)
        _ = try await keeping.publish(
            item: "S28", revision: kept, reason: "增加在岗人数（演示）", by: keeper, submission: nil)
        var food = try await keeping.file(keeper, item: "S26").draft
        food.sections[0].questions.removeAll { $0.kind == .text }
        food.sections[0].title = "现场检查"
        ChecklistEdit("section.add-rows")?.apply(to: &food.sections, item: "S26")
        if let last = food.sections.indices.last {
            food.sections[last].title = "抽查的食品（逐种填写）"
            food.sections[last].questions = [
                .init(code: "CS26-12", text: "食品名称和批号", kind: .text),
                .init(
                    code: "CS26-13", text: "查到的问题", kind: .several, options: ["超过保质期", "没有标签", "来源不明"],
                    isOptional: true, suggestions: [.init(.contains, "超过保质期", "pending-handling")]),
                // Still without its question: a draft holds what is unfinished.
                .init(code: "CS26-14", text: "照片", kind: .photo, least: "1", condition: .init([.init("", .equals)])),
            ]
        }
        _ = try await keeping.keep(food, base: 1, revision: 0, by: keeper)
    }
}
