import Domain
import Synchronization

/// 标签规则: versions, the draft, its trial and its application.
enum TagRulePages {
    static let trail = TagPages.trail + [("规则", "/registry/tags/rules")]

    struct ListModel: Sendable {
        let head: TableHeadModel
        let rows: [Row]
        let mayKeep: Bool
        let hasDraft: Bool
    }

    struct Row: Sendable {
        let title: String
        let href: String
        let status: ChipModel
        let reason: String
        let who: String
        let at: String
        let changed: String
    }

    private static func chip(_ state: TagRuleVersion.State) -> ChipModel {
        ChipModel(
            state.title, state == .active ? .success : state == .draft ? .attention : .neutral)
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let versions = try await TagReading(call.house).versions(for: actor)
        let mayKeep = TagKeeping.mayKeep(nil, actor)
        let model = ListModel(
            head: TableHeadModel(
                [
                    ("版本", nil, false), ("状态", nil, false), ("理由", nil, false), ("操作人", nil, false),
                    ("时间", nil, false), ("改变的对象", nil, true),
                ], address: call.address),
            rows: versions.map { one in
                Row(
                    title: "第\(one.number)版", href: "/registry/tags/rules/\(one.number)", status: chip(one.state),
                    reason: one.reason.isEmpty ? "—" : one.reason, who: one.accountName ?? "系统",
                    at: (one.appliedAt ?? one.at).onScreen,
                    changed: one.appliedAt == nil ? "—" : Figures.grouped(one.trial?.changed ?? 0))
            }, mayKeep: mayKeep, hasDraft: versions.contains { $0.state == .draft })
        return .page(
            Page(
                "registry/tag-rules", title: "标签规则", stage: .registry, model: model,
                trail: [("两库", "/registry")] + TagPages.trail))
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
        let gainedSamples: [TagPages.Link]
        let lostSamples: [TagPages.Link]
    }

    static func show(_ call: Call) async throws -> Reply { try await show(call, problem: nil) }

    private static func number(_ call: Call) throws -> Int {
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
                .init("状态", "", chip: chip(one.state)),
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
        func links(_ ids: [Int64]) -> [TagPages.Link] {
            ids.compactMap { id in people[id].map { TagPages.Link(title: $0, href: "/registry/subjects/\(id)/tags") } }
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
        let version = try number(call)
        if let run = call.house.tagRuns.report, run.version == version, run.failure == nil {
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

    // MARK: Editing one tag's rules

    struct EditModel: Sendable {
        let action: String
        let tag: String
        let error: RemarkModel?
        let rules: [RuleForm]
        let cancelHref: String
        let count: String
    }

    struct RuleForm: Sendable {
        let title: String
        let fields: [FieldModel]
    }

    static func edit(_ call: Call) async throws -> Reply {
        try await edit(call, code: call.query.text("tag"), problem: nil)
    }

    private static func edit(_ call: Call, code: String, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), version = try number(call)
        let found = try await TagReading(call.house).version(version, for: actor)
        guard found.version.state == .draft, found.mayKeep,
            let tag = found.tags.first(where: { $0.code.utf8.elementsEqual(code.utf8) })
        else {
            throw Problem(
                .refused, "tag.rules.closed", "这一版规则不是草稿，或没有这个标签。", clause: "2.2.4",
                remedy: "请回到标签规则页，从草稿中选择标签。")
        }
        let rules = problem == nil ? found.version.rules.rules(of: code) : (try? typed(call, code)) ?? []
        let empty = TagRules.Rule(tag: code, any: [])
        let model = EditModel(
            action: "/registry/tags/rules/\(version)/edit", tag: code,
            error: problem.map { RemarkModel($0.description, .danger) },
            rules: (rules + [empty]).enumerated().map { index, rule in
                RuleForm(
                    title: index < rules.count ? "第\(index + 1)条" : "新增一条", fields: fields(rule, index))
            }, cancelHref: "/registry/tags/rules/\(version)", count: String(rules.count + 1))
        return .page(
            Page(
                "registry/tag-rule-edit", title: "“\(tag.name)”的规则", stage: .registry, model: model,
                trail: [("两库", "/registry")] + trail + [("第\(version)版", "/registry/tags/rules/\(version)")],
                status: problem == nil ? 200 : 422))
    }

    private static func fields(_ rule: TagRules.Rule, _ index: Int) -> [FieldModel] {
        func area(_ name: String, _ label: String, _ words: [String], _ help: String) -> FieldModel {
            FieldModel(
                .area, "\(name)\(index)", label, value: words.joined(separator: "、"), help: help, required: false,
                maxlength: 4_000)
        }
        return [
            area("any", "任一词", rule.any, "经营范围出现其中一个即可，用顿号隔开。"),
            area("with", "附近的词", rule.with, "任一词的同一句里还要有其中一个；不填则不要求。"),
            FieldModel(
                .number, "within\(index)", "间隔", value: rule.within.map(String.init) ?? "",
                help: "两个词之间最多几个字；不填则同一句即可。",
                required: false, maxlength: 3),
            area("all", "同时出现的词", rule.all, "经营范围要全部出现。"), area("none", "不算的词", rule.none, "包含关键词但不该算的说法。"),
            area("unless", "排除的词", rule.unless, "出现其中一个就不认定。"),
            area("name", "名称中的词", rule.nameAny, "名称出现其中一个即认定。"),
            area("types", "主体类型代码", rule.types, "统一社会信用代码前两位，如 91、93；不填则不限。"),
        ]
    }

    private static func typed(_ call: Call, _ code: String) throws -> [TagRules.Rule] {
        let form = call.form
        func words(_ name: String) -> [String] {
            form.text(name).split(whereSeparator: { "、,，;；\n\r\t ".contains($0) }).map(String.init)
        }
        let count = Int(try form.int("count", "条数", in: 0...200) ?? 0)
        return try (0..<count).compactMap { index in
            let rule = TagRules.Rule(
                tag: code, any: words("any\(index)"), with: words("with\(index)"),
                within: try form.int("within\(index)", "间隔", in: 0...500).map { Int($0) }, all: words("all\(index)"),
                none: words("none\(index)"), unless: words("unless\(index)"), nameAny: words("name\(index)"),
                types: words("types\(index)"), normalising: true)
            // A rule whose words were all taken out is gone.
            let isEmpty = (rule.any + rule.with + rule.all + rule.nameAny + rule.types).isEmpty
            return isEmpty ? nil : rule
        }
    }

    static func save(_ call: Call) async throws -> Reply {
        let code = call.form.text("tag"), version = try number(call)
        return try await RegistryForm.answered {
            try await TagRuleKeeping(call.house).edit(
                version, tag: code, rules: try typed(call, code), by: try call.signedIn())
            return .seeOther("/registry/tags/rules/\(version)", notice: "草稿已保存，请试运行。")
        } again: {
            try await edit(call, code: code, problem: $0)
        }
    }
}

/// Work that may outlast a request: the handler waits a moment for it, and otherwise sends the person to its progress.
enum LongWork {
    private final class Ending: Sendable {
        let outcome = Mutex<Result<Void, any Error>?>(nil)
    }

    /// True when it has ended well by now. Throws what it threw by now.
    static func start(_ work: @escaping @Sendable () async throws -> some Sendable) async throws -> Bool {
        let ending = Ending()
        Task {
            do {
                _ = try await work()
                ending.outcome.withLock { $0 = .success(()) }
            } catch {
                ending.outcome.withLock { $0 = .failure(error) }
            }
        }
        for _ in 0..<60 {
            if let outcome = ending.outcome.withLock({ $0 }) {
                try outcome.get()
                return true
            }
            try await Task.sleep(for: .milliseconds(25))
        }
        return false
    }
}
