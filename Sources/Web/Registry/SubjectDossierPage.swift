import Domain

/// 检查对象档案: facts, premises, licences, tags, draws, visits, results, and every change.
enum SubjectDossierPage {
    struct Model: Sendable {
        let remarks: [RemarkModel]
        let pendingMove: PendingMove?
        let facts: FactsModel
        let scope: String?
        let premises: [PartRow]
        let noPremises: Bool
        let licences: [PartRow]
        let noLicences: Bool
        let numbers: [PartRow]
        let hasNumbers: Bool
        let yearly: String
        let limit: String?
        let visits: [VisitRow]
        let noVisits: Bool
        let results: [ResultRow]
        let hasResults: Bool
        let changes: [ChangeRow]
        let noChanges: Bool
        let standing: SubjectStanding
        let risks: FactsModel
        let grades: FactsModel
        let hasGrades: Bool
        let moves: [String]
        let hasMoves: Bool
        let links: [LinkModel]
        let hasLinks: Bool
        let timeline: TimelineModel
    }

    struct PendingMove: Sendable {
        let text: String
        /// Nil for readers.
        let action: String?
        let move: String
    }

    /// A premises, licence or number in its table.
    struct PartRow: Sendable {
        let title: String
        let detail: String
        let place: String
        let period: String
        let status: ChipModel
        let endHref: String?
    }

    struct VisitRow: Sendable {
        let ceremony: String
        let ceremonyHref: String
        let visitHref: String?
        let authority: String
        let drawn: String
        let visited: String
        let state: ChipModel
        let items: [ItemRow]
    }

    struct ItemRow: Sendable {
        let matter: String
        let outcome: String
        /// 发现问题 of any kind: a follow-up is due.
        let followUp: ChipModel?
    }

    struct ResultRow: Sendable {
        let title: String
        let href: String
        let outcome: String
        let on: String
    }

    struct ChangeRow: Sendable {
        let at: String
        let act: String
        let who: String
        let way: String
        let href: String?
        let effective: String?
        let reason: String?
        let fields: [FieldRow]
    }

    struct FieldRow: Sendable {
        let field: String
        /// Nil when there was nothing before.
        let old: String?
        let new: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let dossier = try await SubjectDossiers(call.house).dossier(id, for: actor)
        let mayEdit = actor.may(.registryEdit)
        let here = "/registry/subjects/\(id)"
        let active = dossier.profile.status == .active
        let standing = SubjectStanding(dossier.tags, today: call.house.clock.today)
        return .page(
            Page(
                "registry/subject", title: dossier.profile.name, stage: .registry,
                model: model(dossier, standing, call, actor, mayEdit: mayEdit, here: here),
                trail: [("两库", "/registry"), ("检查对象", "/registry/subjects")],
                primary: mayEdit ? PageAction("修改", href: here + "/edit", icon: "edit") : nil,
                actions: mayEdit
                    ? [
                        PageAction("迁移", href: here + "/move"),
                        PageAction(active ? "注销、吊销" : "恢复", href: here + "/status"),
                    ] : []))
    }

    /// 专业分类: class and points, why, and what follows from it.
    private static func grades(_ dossier: SubjectDossiers.Dossier, _ actor: Actor) -> FactsModel {
        FactsModel(
            dossier.grades.flatMap { system, run, row -> [FactsModel.Fact] in
                let parts = row.parts.map { "\($0.indicator.title)\($0.points)分" }.joined(separator: "，")
                let follows = system.measures[row.grade].map { "\($0.focus)；\($0.frequency)；\($0.level)" }
                return [
                    .init(
                        system.title, "\(row.grade)类，\(row.points)分（\(parts)），\(run.dated.inWords)起",
                        href: actor.may(.assessmentRead) && actor.region.contains(run.region)
                            ? "/assessment/grading/\(run.id)?grade=\(row.grade)" : nil)
                ] + (follows.map { [.init("\(system.title)监管", $0)] } ?? [])
            })
    }

    private static func model(
        _ dossier: SubjectDossiers.Dossier, _ standing: SubjectStanding, _ call: Call, _ actor: Actor, mayEdit: Bool,
        here: String
    ) -> Model {
        let profile = dossier.profile, facts = profile.facts, words = dossier.words
        let today = call.house.clock.today
        let end: (SubjectKeeping.Part, Int64) -> String? = { part, row in
            mayEdit ? here + "/end?part=\(part.rawValue)&row=\(row)" : nil
        }
        let waiting = dossier.parts.moves.first { !$0.isDone }
        let premises = dossier.parts.premises.map { premisesRow($0, words, today, end(.premises, $0.id)) }
        let licences = dossier.parts.licences.map { licenceRow($0, today, end(.licences, $0.id)) }
        let numbers = dossier.parts.numbers.map {
            numberRow($0, today, $0.scheme == profile.scheme ? nil : end(.numbers, $0.id))
        }
        let visits = dossier.visits.map { visitRow($0, call, actor) }
        let results = dossier.results.map {
            ResultRow(title: $0.title, href: "/results/\($0.id)", outcome: $0.outcome, on: $0.on.description)
        }
        let changes = dossier.changes.map { changeRow($0, words) }
        let moves = dossier.parts.moves.filter(\.isDone).map {
            "\($0.effectiveOn.description)　\(words.region($0.from)) → \(words.region($0.to))"
        }
        return Model(
            remarks: remarks(dossier),
            pendingMove: waiting.map {
                PendingMove(
                    text: "将于 \($0.effectiveOn.inWords)由\(words.region($0.from))迁至\(words.region($0.to))。",
                    action: mayEdit ? here + "/move/cancel" : nil, move: String($0.id))
            }, facts: registered(dossier), scope: facts.scope.isEmpty ? nil : facts.scope, premises: premises,
            noPremises: premises.isEmpty, licences: licences, noLicences: licences.isEmpty, numbers: numbers,
            hasNumbers: !numbers.isEmpty,
            yearly: "今年抽中 \(dossier.drawnThisYear) 次，上门 \(dossier.visitedThisYear) 次",
            limit: dossier.yearlyLimit.map {
                "信用风险低的主体一年最多抽中 \($0) 次"
                    + (dossier.drawnThisYear >= $0 ? "，今年已到上限，非依法规不再抽取" : "")
                    + "（依据条款 2.3.10）。"
            }, visits: visits, noVisits: visits.isEmpty, results: results, hasResults: !results.isEmpty,
            changes: changes, noChanges: changes.isEmpty,
            standing: standing,
            risks: FactsModel(
                dossier.risks.isEmpty
                    ? [.init("信用风险分类", "未分类")]
                    : dossier.risks.map { .init($0.dated.description, $0.risk.title, figures: true) }),
            grades: grades(dossier, actor), hasGrades: !dossier.grades.isEmpty,
            moves: moves, hasMoves: !moves.isEmpty,
            links: mayEdit
                ? [
                    LinkModel("登记场所", href: here + "/premises"), LinkModel("登记许可证", href: here + "/licences"),
                    LinkModel("登记证照编号", href: here + "/numbers"),
                ] : [], hasLinks: mayEdit, timeline: TimelineModel(dossier.timeline))
    }

    private static func remarks(_ dossier: SubjectDossiers.Dossier) -> [RemarkModel] {
        var remarks: [RemarkModel] = []
        if dossier.openConflicts > 0 {
            remarks.append(RemarkModel("有 \(dossier.openConflicts) 件来件与名录不一致，请在“来件冲突”中处理。", .attention))
        }
        if let since = dossier.profile.absentSince {
            remarks.append(RemarkModel("\(since.inWords)核对时不在来源单位的完整名单内，请核实是否已注销或迁出。", .attention))
        }
        let open = dossier.visits.filter { $0.state != .finished }
        if dossier.profile.status != .active, !open.isEmpty {
            remarks.append(
                RemarkModel(
                    "已\(dossier.profile.status.title)，还有 \(open.count) 次抽中的检查没有办结：由\(open.map(\.authorityName).joined(separator: "、"))的检查人员核实后录入结果。",
                    .attention))
        }
        return remarks
    }

    private static func registered(_ dossier: SubjectDossiers.Dossier) -> FactsModel {
        let profile = dossier.profile, facts = profile.facts
        let how = RegionResolver.Place.How(rawValue: facts.regionHow)?.title ?? facts.regionHow
        let own = dossier.parts.numbers.first { $0.scheme == profile.scheme }?.number
        func told(_ text: String) -> String { text.isEmpty ? "未登记" : text }
        return FactsModel([
            .init(
                profile.scheme.title, profile.scheme == .uscc ? profile.identifier : own ?? profile.identifier,
                figures: true),
            .init("登记状态", "", chip: SubjectPages.chip(profile.status)),
            .init("主体类型", dossier.type.name + (facts.kind.isEmpty ? "" : "（\(facts.kind)）")),
            .init("性质", facts.isMarket ? "经营主体" : "非经营主体"),
            .init("管辖地区", "\(dossier.words.region(facts.region))（\(how)）"),
            .init("管辖监管所", dossier.stationName ?? "未指定"),
            .init(
                "行业",
                profile.industry.isEmpty ? "未登记" : "\(profile.industry) \(dossier.industryName ?? "")"),
            .init("规模", profile.scale?.title ?? "未登记"),
            .init("成立日期", facts.registeredOn?.description ?? "未登记", figures: true),
            .init("注册资金", told(facts.capital)),
            .init("地址", told(facts.address)),
            .init(
                "以谁为准", dossier.keeperName + (profile.asOf.map { "，数据截至 \($0.description)" } ?? "")),
        ])
    }

    private static func premisesRow(_ one: Premises, _ words: SubjectWords, _ today: Day, _ end: String?) -> PartRow {
        let ended = one.until.map { $0 < today } ?? false
        return PartRow(
            title: one.name.isEmpty ? one.usage : "\(one.name)（\(one.usage)）", detail: one.address,
            place: words.region(one.region), period: period(one.from, one.until),
            status: ended ? ChipModel("已停用", .neutral) : ChipModel("在用", .success), endHref: ended ? nil : end)
    }

    private static func licenceRow(_ one: Licence, _ today: Day, _ end: String?) -> PartRow {
        PartRow(
            title: one.kind, detail: one.number + (one.scope.isEmpty ? "" : "（\(one.scope)）"),
            place: one.issuer.isEmpty ? "—" : one.issuer, period: period(one.from, one.until),
            status: LicencePages.chip(one, today), endHref: one.endedOn == nil ? end : nil)
    }

    private static func numberRow(_ one: OtherIdentifier, _ today: Day, _ end: String?) -> PartRow {
        let ended = one.until.map { $0 < today } ?? false
        return PartRow(
            title: one.scheme.title, detail: one.number, place: one.issuer.isEmpty ? "—" : one.issuer,
            period: period(one.from, one.until),
            status: ended ? ChipModel("已失效", .neutral) : ChipModel("有效", .success), endHref: ended ? nil : end)
    }

    private static func period(_ from: Day?, _ until: Day?) -> String {
        "\(from?.description ?? "—") 至 \(until?.description ?? "今")"
    }

    private static func visitRow(_ visit: SubjectVisit, _ call: Call, _ actor: Actor) -> VisitRow {
        let outcomes = call.house.law.outcomes
        return VisitRow(
            ceremony: visit.ceremonyCode.isEmpty ? DirectCheck.mark : visit.ceremonyCode,
            ceremonyHref: visit.ceremonyCode.isEmpty
                ? "/inspection/visits/\(visit.visit)" : "/ceremonies/\(visit.ceremonyCode)",
            visitHref: actor.may(.inspectionRead) ? "/inspection/visits/\(visit.visit)" : nil,
            authority: visit.authorityName, drawn: visit.drawnAt?.day.description ?? "—",
            visited: visit.visitedAt?.day.description ?? "尚未上门",
            state: ChipModel(visit.state.title, visit.state == .finished ? .success : .information),
            items: visit.inspections.map { one in
                let outcome = one.outcome.flatMap { outcomes.outcome($0) }
                return ItemRow(
                    matter: one.matter, outcome: outcome?.title ?? one.state.title,
                    followUp: outcome?.problem == true ? ChipModel("需后续处置", .attention) : nil)
            })
    }

    private static func changeRow(_ change: SubjectChange, _ words: SubjectWords) -> ChangeRow {
        ChangeRow(
            at: change.at.onScreen, act: change.act.title, who: change.who, way: change.way.title,
            href: change.importID.map { "/registry/imports/\($0)" }, effective: change.effectiveOn?.description,
            reason: change.reason.isEmpty ? nil : change.reason,
            fields: change.fields.map {
                FieldRow(
                    field: $0.field.title,
                    old: $0.old.isEmpty ? nil : shortened(words.value($0.old, of: $0.field)),
                    new: shortened(words.value($0.new, of: $0.field)))
            })
    }

    /// A scope of thousands of characters would bury the rest of the page.
    private static func shortened(_ text: String) -> String {
        text.count > 160 ? text.prefix(160) + "…" : text
    }
}
