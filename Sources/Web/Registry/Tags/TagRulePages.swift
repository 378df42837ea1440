import Domain

/// 标签规则: versions, the draft, its trial and its application.
enum TagRulePages {
    static let trail = TagPages.trail + [("规则", "/registry/tags/rules")]

    private static func chip(_ version: TagRuleVersion) -> ChipModel {
        if version.settledTo != nil { return ChipModel("正在执行", .attention) }
        let state = version.state
        return ChipModel(
            state.title, state == .active ? .success : state == .draft ? .attention : .neutral)
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let versions = try await TagReading(call.house).versions(for: actor)
        let mayKeep = TagKeeping.mayKeep(nil, actor)
        let hasDraft = versions.contains { $0.state == .draft }
        let list = PanelTable(
            "规则版本", ["版本", "状态", "理由", "操作人", "时间", "改变的对象#"],
            versions.map { one -> [PanelCell] in
                [
                    .head("第\(one.number)版", href: "/registry/tags/rules/\(one.number)"),
                    PanelCell("", chip: chip(one)), PanelCell(one.reason.isEmpty ? "—" : one.reason),
                    PanelCell(one.accountName ?? "系统"), .figures((one.appliedAt ?? one.at).onScreen),
                    .number(one.appliedAt == nil ? "—" : Figures.grouped(one.trial?.changed ?? 0)),
                ]
            })
        let model = PanelsModel([
            Panel(
                "版本", note: "规则按经营范围、名称和主体类型认定标签，是可以查看、下载、核对的数据。改动先起草、再试运行、后执行；手工加上和去掉的标签不受影响。（依据条款 2.2.4）",
                table: list, none: "还没有标签规则。",
                form: mayKeep
                    ? PanelForm("/registry/tags/rules/draft", [], button: hasDraft ? "打开草稿" : "起草新版") : nil)
        ])
        let table = ExportTable<TagRuleVersion>(
            "标签规则版本",
            [
                .count("版本") { $0.number }, .text("状态") { $0.state.title }, .text("理由", 40) { $0.reason },
                .text("操作人") { $0.accountName ?? "系统" }, .text("起草", 20) { $0.at.onScreen },
                .text("执行", 20) { $0.appliedAt?.onScreen }, .count("规则") { $0.rules.rules.count },
                .count("改变的对象") { $0.trial?.changed ?? 0 }, .count("增加的标签") { $0.trial?.gained ?? 0 },
                .count("去掉的标签") { $0.trial?.lost ?? 0 }, .text("规则指纹", 66) { $0.sha256 },
            ])
        if let file = try await Exports(call).whole(table, filters: [], versions) { return file }
        return .page(
            Page(
                "registry/panels", title: "标签规则", stage: .registry, model: model,
                trail: [("两库", "/registry")] + TagPages.trail, actions: Exports.links(call)))
    }

    static func begin(_ call: Call) async throws -> Reply {
        let number = try await TagRuleKeeping(call.house).begin(by: try call.signedIn())
        return .seeOther("/registry/tags/rules/\(number)", notice: "草稿可以修改，执行之前不影响任何对象。")
    }

    // MARK: A version

    struct VersionModel: Sendable {
        let number: String
        let facts: FactsModel
        let progress: ProgressModel?
        let failure: RemarkModel?
        let state: RemarkModel?
        let tags: [TagRow]
        let trial: TrialModel?
        let isDraft: Bool
        let mayTry: Bool
        let mayApply: Bool
        let reason: FieldModel
        let file: FieldModel
        let fileHref: String
        let timeline: TimelineModel
    }

    struct TagRow: Sendable {
        let name: String
        let href: String?
        let rules: String
        let differs: ChipModel?
    }

    struct TrialModel: Sendable {
        let summary: String
        let lines: [Line]
        let nobody: Bool
    }

    struct Line: Sendable {
        let tag: String
        let gained: String
        let lost: String
        let gainedSamples: [LinkModel]
        let lostSamples: [LinkModel]
    }

    static func show(_ call: Call) async throws -> Reply { try await show(call, problem: nil) }

    static func number(_ call: Call) throws -> Int {
        guard let number = Int(try call.parameter("number")), number > 0 else { throw Problem.notFound("规则版本") }
        return number
    }

    private static func show(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let found = try await TagReading(call.house).version(try number(call), for: actor)
        let one = found.version
        let isDraft = one.state == .draft && found.mayKeep
        let running = found.run.map { $0.failure == nil } ?? false
        let names = Dictionary(found.tags.map { ($0.number, $0.name) }) { first, _ in first }
        let model = VersionModel(
            number: String(one.number),
            facts: FactsModel([
                .init("状态", "", chip: chip(one)),
                .init(
                    "依据版本", one.base == 0 ? "参考数据" : "第\(one.base)版",
                    href: one.base == 0 ? nil : "/registry/tags/rules/\(one.base)"),
                .init("理由", one.reason.isEmpty ? "—" : one.reason), .init("操作人", one.accountName ?? "系统"),
                .init("起草", one.at.onScreen, figures: true),
                .init("执行", one.appliedAt?.onScreen ?? "尚未执行", figures: true),
                .init("规则", "\(one.rules.rules.count) 条"), .init("改动的标签", "\(found.differing.count) 个"),
                .init("规则指纹", String(one.sha256.prefix(16)), figures: true),
            ]),
            progress: running ? found.run.map { progress($0) } : nil,
            failure: found.run?.failure.map { RemarkModel($0.description, .danger) }
                ?? problem.map { RemarkModel($0.description, .danger) },
            state: isDraft && one.trial != nil && !one.isTried ? RemarkModel("试运行之后规则又有改动，请重新试运行。", .attention) : nil,
            tags: tags(found, isDraft: isDraft), trial: one.trial.map { trial($0, one, names, found.samples) },
            isDraft: isDraft, mayTry: isDraft && !running && !found.differing.isEmpty,
            mayApply: isDraft && !running && one.isTried,
            reason: FieldModel(
                .text, "reason", "执行理由", value: call.form.text("reason"), help: "随版本保存，可供查询。",
                error: problem?.fields["reason"]),
            file: FieldModel(
                .file(accept: ".json,.yaml,.yml"), "file", "规则文件", help: "用下载的文件修改后上传，替换整份草稿。",
                error: problem?.fields["file"]),
            fileHref: "/registry/tags/rules/\(one.number)/rules.json", timeline: TimelineModel(found.timeline))
        return .page(
            Page(
                "registry/tag-rule-version", title: "标签规则第\(one.number)版", stage: .registry, model: model,
                trail: [("两库", "/registry")] + trail, status: problem == nil ? 200 : 422))
    }

    /// Tags that differ come first; in a draft all can be opened.
    private static func tags(_ found: TagReading.Version, isDraft: Bool) -> [TagRow] {
        let counts = Dictionary(grouping: found.version.rules.rules, by: \.tag).mapValues(\.count)
        let common = found.tags.filter { $0.owner == nil && ($0.state == .active || counts[$0.code] != nil) }
        return
            (common.filter { found.differing.contains($0.code) }
            + common.filter { !found.differing.contains($0.code) }).map { tag in
                TagRow(
                    name: tag.name,
                    href: isDraft && tag.state == .active
                        ? "/registry/tags/rules/\(found.version.number)/edit?tag=\(tag.code)"
                        : "/registry/tags/\(tag.code)",
                    rules: counts[tag.code].map { "\($0) 条" } ?? "无规则",
                    differs: found.differing.contains(tag.code) ? ChipModel("有改动", .attention) : nil)
            }
    }

    private static func trial(
        _ trial: TagTrial, _ version: TagRuleVersion, _ names: [Int64: String], _ people: [Int64: String]
    ) -> TrialModel {
        func links(_ ids: [Int64]) -> [LinkModel] {
            ids.compactMap { id in people[id].map { LinkModel($0, href: "/registry/subjects/\(id)/tags") } }
        }
        let verb = version.state == .draft ? "将有" : "有"
        return TrialModel(
            summary:
                "查看 \(Figures.grouped(trial.subjects)) 户，\(verb) \(Figures.grouped(trial.changed)) 户改变：增加 \(Figures.grouped(trial.gained)) 个标签，去掉 \(Figures.grouped(trial.lost)) 个。手工加上和去掉的标签不受影响。",
            lines: trial.lines.sorted { $0.gained + $0.lost > $1.gained + $1.lost }.map { line in
                Line(
                    tag: names[line.tag] ?? "—", gained: Figures.grouped(line.gained), lost: Figures.grouped(line.lost),
                    gainedSamples: links(line.gainedSamples), lostSamples: links(line.lostSamples))
            }, nobody: trial.lines.isEmpty)
    }

    private static func progress(_ run: TagRuns.Report) -> ProgressModel {
        ProgressModel(
            run.isTrial ? "正在试运行" : "正在执行", done: run.done, total: run.total,
            summary: "已看 \(Figures.grouped(run.done)) / \(Figures.grouped(run.total)) 户",
            pollHref: "/registry/tags/rules/\(run.version)/progress")
    }

    static func progress(_ call: Call) async throws -> Reply {
        // A run of another process is told by the database.
        let found = try await TagReading(call.house).version(try number(call), for: try call.signedIn())
        if let run = found.run, run.failure == nil {
            return .fragment(template: "shell/progress", model: progress(run))
        }
        return .fragment(
            template: "shell/progress", model: ProgressModel("已结束", done: 1, total: 1, summary: "请查看结果"))
    }

    // MARK: Doing

    static func trial(_ call: Call) async throws -> Reply {
        let version = try number(call), actor = try call.signedIn(), house = call.house
        return try await RegistryForm.answered {
            let ended = try await LongWork.start {
                try await TagRuleKeeping(house).trial(version, by: actor)
            }
            return .seeOther("/registry/tags/rules/\(version)", notice: ended ? "试运行完成，没有改动任何对象。" : nil)
        } again: {
            try await show(call, problem: $0)
        }
    }

    static func apply(_ call: Call) async throws -> Reply {
        let version = try number(call), actor = try call.signedIn(), house = call.house
        let reason = call.form.text("reason"), key = call.submissionKey
        return try await RegistryForm.answered {
            let ended = try await LongWork.start {
                try await TagRuleKeeping(house).apply(version, reason: reason, by: actor, submission: key)
            }
            return .seeOther("/registry/tags/rules/\(version)", notice: ended ? "已执行。" : nil)
        } again: {
            try await show(call, problem: $0)
        }
    }

    static func discard(_ call: Call) async throws -> Reply {
        try await TagRuleKeeping(call.house).discard(try number(call), by: try call.signedIn())
        return .seeOther("/registry/tags/rules", notice: "草稿已放弃。")
    }

    static func replace(_ call: Call) async throws -> Reply {
        let version = try number(call)
        return try await RegistryForm.answered {
            guard let upload = call.upload("file"), case .bytes(let bytes) = upload.content, !bytes.isEmpty else {
                throw Fields.refusal("file", "请选择规则文件。")
            }
            try await TagRuleKeeping(call.house).replace(
                version, try TagRules.reading(bytes), by: try call.signedIn())
            return .seeOther("/registry/tags/rules/\(version)", notice: "草稿已替换为上传的规则。")
        } again: {
            try await show(call, problem: $0)
        }
    }

    static func file(_ call: Call) async throws -> Reply {
        let version = try number(call)
        let text = try await TagReading(call.house).file(version, for: try call.signedIn())
        return .bytes(
            Array(text.utf8), type: "application/json; charset=utf-8", filename: "tag-rules-\(version).json")
    }
}
