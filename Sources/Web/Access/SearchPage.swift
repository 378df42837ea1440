import Domain

/// One box for everything: the first hits of each list, how many there are, and the list with the question filled in.
enum SearchPage {
    struct Model: Sendable {
        let question: String
        let sections: [Section]
        let empty: EmptyModel?
    }

    struct Section: Sendable {
        let title: String
        /// `共 12 户`; the link to all of them says so.
        let found: String
        let href: String
        let hits: [Hit]
    }

    struct Hit: Sendable {
        let title: String
        let href: String
        let note: String
    }

    private static let shown = Slice(size: 5)

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let question = String(call.query.text("q").prefix(100))
        var sections: [Section] = []
        if !question.isEmpty {
            if actor.may(.registryRead) {
                sections.append(try await subjects(call, question, actor))
                sections.append(try await inspectors(call, question, actor))
            }
            if actor.may(.planRead) { sections.append(try await campaigns(call, question, actor)) }
            if actor.may(.inspectionRead) { sections.append(try await visits(call, question, actor)) }
            if actor.may(.catalogueRead) { sections.append(try await items(call, question, actor)) }
        }
        sections = sections.filter { !$0.hits.isEmpty }
        let empty =
            question.isEmpty
            ? EmptyModel("请输入要查找的内容", why: "可以输入检查对象名称、统一社会信用代码、任务名称或编号、人员姓名或工号。")
            : sections.isEmpty ? EmptyModel("没有找到“\(question)”", why: "只查本辖区内的内容。可以换一个词，或者只输入名称的一部分。") : nil
        return .page(
            Page(
                "access/search", title: question.isEmpty ? "搜索" : "搜索“\(question)”", stage: .workbench,
                model: Model(question: question, sections: sections, empty: empty), trail: [("工作台", "/workbench")]))
    }

    private static func all(_ path: String, _ question: String) -> String {
        Address(path).with("q", question).text
    }

    private static func subjects(_ call: Call, _ question: String, _ actor: Actor) async throws -> Section {
        var filter = SubjectFilter(region: actor.region)
        filter.text = question
        let (found, choices) = try await RegistryReading(call.house).subjects(filter, slice: shown, for: actor)
        let names = Dictionary(choices.regions.map { ($0.code, $0.name) }) { first, _ in first }
        return Section(
            title: "检查对象",
            found: found.isCapped
                ? "超过 \(Figures.grouped(SubjectListing.countLimit)) 户" : "共 \(Figures.grouped(found.counted)) 户",
            href: all("/registry/subjects", question),
            hits: found.rows.map {
                Hit(
                    title: $0.name, href: "/registry/subjects/\($0.id)",
                    note:
                        "\(IdentifierScheme.shown($0.identifier))，\(names[$0.facts.region] ?? $0.facts.region.text)，\($0.status.title)"
                )
            })
    }

    private static func inspectors(_ call: Call, _ question: String, _ actor: Actor) async throws -> Section {
        var filter = InspectorFilter(
            region: actor.region, department: actor.department, on: call.house.clock.today,
            soonDays: RegistryReading.soonDays)
        filter.text = question
        let (found, _, _) = try await RegistryReading(call.house).inspectors(filter, slice: shown, for: actor)
        return Section(
            title: "执法检查人员", found: "共 \(Figures.grouped(found.total)) 人", href: all("/registry/inspectors", question),
            hits: found.rows.map {
                Hit(title: $0.name, href: "/registry/inspectors/\($0.id)", note: "\($0.code)，\($0.authorityName)")
            })
    }

    private static func campaigns(_ call: Call, _ question: String, _ actor: Actor) async throws -> Section {
        let found = try await Planning(call.house).campaigns(actor, text: question, slice: shown)
        return Section(
            title: "抽查任务", found: "共 \(Figures.grouped(found.total)) 项", href: "/plan",
            hits: found.rows.map {
                Hit(
                    title: $0.title, href: "/plan/campaigns/\($0.id)",
                    note: "\($0.number)，\($0.authorityName)，\($0.state.title)")
            })
    }

    private static func visits(_ call: Call, _ question: String, _ actor: Actor) async throws -> Section {
        let found = try await Inspecting(call.house).visits(actor, progress: .all, text: question, slice: shown)
        return Section(
            title: "上门检查", found: "共 \(Figures.grouped(found.total)) 户",
            href: Address("/inspection/visits").with("progress", "all").with("q", question).text,
            hits: found.rows.map {
                Hit(title: $0.subjectName, href: "/inspection/visits/\($0.id)", note: "\($0.regionName)，\($0.officers)")
            })
    }

    private static func items(_ call: Call, _ question: String, _ actor: Actor) async throws -> Section {
        let overview = try await CatalogueKeeping(call.house).overview(actor, .items)
        let found = overview.entries.filter { $0.code.contains(question) || $0.title.contains(question) }
        return Section(
            title: "抽查事项", found: "共 \(found.count) 项", href: all("/catalogue", question),
            hits: found.prefix(shown.size).map {
                Hit(title: $0.title, href: CataloguePages.href(.items, $0.code), note: "\($0.code)，\($0.heading)")
            })
    }
}
