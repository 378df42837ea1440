import Domain

/// Adding, revising and retiring items; each makes a new version of the list.
enum ItemForm {
    struct Model: Sendable {
        let action: String
        let base: String
        let intro: String
        let refusal: RemarkModel?
        let fields: [FieldModel]
        let notice: [FieldModel]
        let button: String
        let cancelHref: String
    }

    // MARK: Pages

    static func new(_ call: Call) async throws -> Reply {
        try admit(call)
        return .page(try await page(call, item: nil, isNew: true, problem: nil))
    }

    static func edit(_ call: Call) async throws -> Reply {
        let item = try await existing(call)
        return .page(try await page(call, item: item, isNew: false, problem: nil))
    }

    static func ask(_ call: Call) async throws -> Reply {
        let item = try await existing(call)
        return .page(try await retirePage(call, item, problem: nil))
    }

    // MARK: Actions

    static func add(_ call: Call) async throws -> Reply {
        try await submit(call, isNew: true, code: call.form.text("code"))
    }

    static func revise(_ call: Call) async throws -> Reply {
        _ = try await existing(call)
        return try await submit(call, isNew: false, code: try call.parameter("code"))
    }

    static func retire(_ call: Call) async throws -> Reply {
        let item = try await existing(call)
        do {
            let outcome = try await CatalogueKeeping(call.house).retire(
                item.code, notice: try notice(call), base: try base(call), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(outcome.location, notice: "事项已取消，清单更新为第\(outcome.version ?? 0)版。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await retirePage(call, item, problem: problem))
        }
    }

    private static func submit(_ call: Call, isNew: Bool, code: String) async throws -> Reply {
        let actor = try call.signedIn()
        var written: Item?
        do {
            let item = try item(call, code: code)
            written = item
            let keeping = CatalogueKeeping(call.house)
            let notice = try notice(call)
            let base = try base(call)
            let outcome =
                isNew
                ? try await keeping.add(item, notice: notice, base: base, by: actor, submission: call.submissionKey)
                : try await keeping.revise(item, notice: notice, base: base, by: actor, submission: call.submissionKey)
            guard let version = outcome.version else {
                return .seeOther("/catalogue/items/\(code)", notice: "内容没有变化，没有产生新版本。")
            }
            return .seeOther("/catalogue/versions/\(version)", notice: "清单已更新为第\(version)版。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await page(call, item: written, isNew: isNew, problem: problem))
        }
    }

    // MARK: Reading the form

    private static func admit(_ call: Call) throws {
        let actor = try call.signedIn()
        guard !CataloguePages.mayEdit(actor) else { return }
        throw Problem(
            .refused, "catalogue.province", "抽查事项清单由省级统一维护，\(actor.regionName)不能直接修改。", clause: "2.2.1",
            remedy: "需要增加或取消事项的，请报省级部门。")
    }

    private static func existing(_ call: Call) async throws -> Item {
        // The item first: one of a foreign region looks as if it did not exist.
        let dossier = try await CatalogueKeeping(call.house).dossier(
            try call.signedIn(), item: try call.parameter("code"))
        try admit(call)
        guard dossier.standing else { throw Problem.moved("抽查事项") }
        return dossier.item
    }

    private static func base(_ call: Call) throws -> Int? {
        try call.form.int("base", "清单版本").map(Int.init)
    }

    private static func notice(_ call: Call) throws -> VersionNotice {
        guard let day = try call.form.day("effective_from", "生效日期") else {
            throw Fields.refusal("effective_from", "请填写生效日期")
        }
        return VersionNotice(
            effectiveFrom: day, reason: call.form.text("reason"), basis: call.form.text("version_basis"))
    }

    private static func item(_ call: Call, code: String) throws -> Item {
        let form = call.form
        guard let importance = try form.choice("importance", "事项类别", of: Item.Importance.self) else {
            throw Fields.refusal("importance", "请选择事项类别")
        }
        guard let region = try form.region("region", "适用区域") else { throw Fields.refusal("region", "请填写适用区域") }
        return Item(
            code: code, category: form.text("category"), matter: form.text("matter"), subjects: form.text("subjects"),
            importance: importance, methods: form.list("methods"), level: form.text("level"),
            basis: form.text("basis"), department: form.text("department"), region: region,
            selector: Selector(
                tags: form.list("tags"), types: form.list("types"), allTags: form.list("all_tags"),
                noTags: form.list("no_tags")), isSample: form.flag("is_sample"), note: form.optional("note"))
    }

    // MARK: Showing it

    private static func page(_ call: Call, item: Item?, isNew: Bool, problem: Problem?) async throws -> Page {
        let actor = try call.signedIn()
        let keeping = CatalogueKeeping(call.house)
        let names = try await keeping.names(actor)
        let version = try await keeping.overview(actor).version?.number ?? 0
        let code = item?.code ?? call.form.text("code")
        let model = Model(
            action: isNew ? "/catalogue/items" : "/catalogue/items/\(code)",
            base: call.form.optional("base") ?? String(version),
            intro: "保存后清单成为第\(version + 1)版，原来的内容保留在历史版本中。",
            refusal: problem.map { RemarkModel($0.description, .danger) },
            fields: ItemFields.all(call, item: item, isNew: isNew, names: names, errors: problem?.fields ?? [:]),
            notice: noticeFields(call, problem), button: isNew ? "新增并发布新版本" : "保存并发布新版本",
            cancelHref: isNew ? "/catalogue" : "/catalogue/items/\(code)")
        return Page(
            "catalogue/form", title: isNew ? "新增事项" : "修订：\(item?.matter ?? code)", stage: .catalogue, model: model,
            trail: [("一单", "/catalogue")], status: problem.map { $0.kind.status } ?? 200)
    }

    private static func retirePage(_ call: Call, _ item: Item, problem: Problem?) async throws -> Page {
        let version = try await CatalogueKeeping(call.house).overview(try call.signedIn()).version?.number ?? 0
        let model = Model(
            action: "/catalogue/items/\(item.code)/retire", base: call.form.optional("base") ?? String(version),
            intro: "取消后不能再为这个事项安排新的任务；已有的任务、结果和历史版本不受影响。清单成为第\(version + 1)版。",
            refusal: problem.map { RemarkModel($0.description, .danger) }, fields: [],
            notice: noticeFields(call, problem), button: "取消这个事项", cancelHref: "/catalogue/items/\(item.code)")
        return Page(
            "catalogue/form", title: "取消事项：\(item.matter)", stage: .catalogue, model: model,
            trail: [("一单", "/catalogue"), (item.matter, "/catalogue/items/\(item.code)")],
            status: problem.map { $0.kind.status } ?? 200)
    }

    private static func noticeFields(_ call: Call, _ problem: Problem?) -> [FieldModel] {
        let errors = problem?.fields ?? [:]
        let today = call.house.clock.today
        return [
            FieldModel(
                .day, "effective_from", "生效日期", value: call.form.optional("effective_from") ?? today.description,
                help: "今天或更早，不早于现行版本的生效日期。", error: errors["effective_from"]),
            FieldModel(
                .area, "reason", "调整原因", value: call.form.text("reason"), error: errors["reason"], maxlength: 500),
            FieldModel(
                .area, "version_basis", "调整依据", value: call.form.text("version_basis"), help: "文件名称和文号，或法律法规条款。",
                error: errors["version_basis"], maxlength: 500),
        ]
    }
}
