import Domain

/// `/draw/:id/audit`: an auditor opens the keys, sees what the comparison found, takes the package along, and signs.
enum AuditPage {
    struct Model: Sendable {
        let facts: FactsModel
        let remark: RemarkModel
        /// Before the keys are opened.
        let opening: ConfirmModel?
        let findings: [Finding]
        let opened: Opened?
        let signing: Signing?
    }

    struct Finding: Sendable {
        let chip: ChipModel
        let title: String
        let detail: String
    }

    /// What an auditor with open keys can do.
    struct Opened: Sendable {
        let checkedAt: String
        let checkAction: String?
        let packageHref: String
        let command: String
    }

    struct Signing: Sendable {
        let action: String
        let consequence: String
        let remark: FieldModel
    }

    /// The way to this page from the ceremony's, for those who may go it.
    static func link(_ ceremony: Ceremony, for actor: Actor) -> [PageAction] {
        actor.may(.drawAudit) ? [PageAction("审计核对", href: "/draw/\(ceremony.id)/audit", icon: "key")] : []
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let view = try await Auditing(call.house).view(try call.signedIn(), ceremony: try call.id())
        let ceremony = view.ceremony
        return .page(
            Page(
                "draw/audit", title: "审计核对", stage: .draw, model: model(view, form: call.form, problem: problem),
                trail: [("抽取", "/draw"), (ceremony.title, "/draw/\(ceremony.id)")],
                actions: [PageAction("公开页面", href: "/ceremonies/\(ceremony.code)", icon: "proof")],
                status: problem == nil ? 200 : 422))
    }

    static func model(_ view: Auditing.View, form: Fields, problem: Problem?) -> Model {
        let ceremony = view.ceremony
        let address = "/draw/\(ceremony.id)/audit"
        let findings = view.mine?.findings ?? []
        let ended = ceremony.state == .drawn || (ceremony.state == .aborted && ceremony.populationRoot != nil)
        return Model(
            facts: FactsModel([
                .init("摇号编号", ceremony.code, figures: true), .init("组织机关", ceremony.authorityName),
                .init("状态", "", chip: CeremonyWords.chip(ceremony)),
                .init("名单", ceremony.populationCount.map { "\(Figures.grouped($0)) 条" } ?? "尚未冻结"),
                .init("打开密钥", view.mine?.openedAt.onScreen ?? "您尚未打开"),
                .init("签署", view.mine?.signedAt?.onScreen ?? "您尚未签署"),
                .init("已签署的审计账号", "\(view.signed) 个"),
            ]), remark: remark(view.mine, ended: ended),
            opening: ended && view.mine == nil
                ? ConfirmModel(
                    "打开这场摇号的密钥？",
                    consequence: "打开以后，您能看到每个签号背后是哪一户、在哪一层。打开密钥会写入留痕日志并在公开页面显示，不能撤销。检查完成前请勿向任何人透露名单。",
                    action: address, button: "打开密钥并核对", cancelHref: "/draw/\(ceremony.id)") : nil,
            findings: findings.map {
                Finding(chip: chip($0.state), title: $0.title, detail: $0.detail)
            },
            opened: view.mine.map {
                Opened(
                    checkedAt: $0.checkedAt?.onScreen ?? "尚未核对",
                    checkAction: $0.signedAt == nil ? address + "/check" : nil,
                    packageHref: address + "/package.tar", command: "mingcha-verify audit 目录")
            },
            signing: view.mine.flatMap { $0.signedAt == nil && $0.findings != nil ? $0 : nil }.map { _ in
                Signing(
                    action: address + "/sign",
                    consequence: findings.passed
                        ? "签署后，“审计账号打开签号密钥核对，全部相符”写入留痕日志，并显示在这场摇号的公开页面，不能撤销。"
                        : "签署后，不符的项目写入留痕日志，并显示在这场摇号的公开页面，不能撤销；公开的内容不含主体名称。",
                    remark: FieldModel(
                        .area, "remark", "说明", value: form.text("remark"), help: "选填，会向社会公开，请不要写主体和人员的名称。",
                        error: problem?.fields["remark"], required: false, maxlength: 200))
            })
    }

    private static func remark(_ mine: Audit?, ended: Bool) -> RemarkModel {
        guard ended else {
            return RemarkModel("摇号还没有结束。抽取或者中止之后才能打开密钥：提前打开会让人知道签号背后是谁。", .information)
        }
        guard let findings = mine?.findings else {
            return RemarkModel("公开文件证明抽取是按规则进行的；名单有没有漏人、签号背后是不是名录库里的那一户，要打开密钥才能核对。", .information)
        }
        return findings.passed
            ? RemarkModel("名单、签号、签条和检查人员与名录库逐户相符。", .success)
            : RemarkModel("有\(findings.count { $0.state == .failed })项不符，请查看下面的说明，保存审计资料。", .danger)
    }

    private static func chip(_ state: AuditFinding.State) -> ChipModel {
        switch state {
        case .passed: ChipModel("相符", .success)
        case .failed: ChipModel("不符", .danger)
        case .note: ChipModel("说明", .neutral)
        }
    }

    static func open(_ call: Call) async throws -> Reply {
        let done = try await Auditing(call.house).open(
            try call.signedIn(), ceremony: try call.id(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "密钥已打开，核对完成。")
    }

    static func check(_ call: Call) async throws -> Reply {
        try await Auditing(call.house).check(try call.signedIn(), ceremony: try call.id())
        return .seeOther("/draw/\(try call.id())/audit", notice: "已按名录库现在的内容重新核对。")
    }

    static func sign(_ call: Call) async throws -> Reply {
        do {
            let done = try await Auditing(call.house).sign(
                try call.signedIn(), ceremony: try call.id(), remark: call.form.text("remark"),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "核对结论已签署并公开。")
        } catch let problem as Problem where problem.fields["remark"] != nil {
            return try await page(call, problem: problem)
        }
    }

    /// A tar archive: the published directory and `audit/`.
    static func package(_ call: Call) async throws -> Reply {
        let id = try call.id()
        let auditing = Auditing(call.house)
        let found = try await auditing.files(try call.signedIn(), ceremony: id)
        let ceremony = try await auditing.view(try call.signedIn(), ceremony: id).ceremony
        let chunks = try TapeArchive.chunks(
            found.files.map { ("\(ceremony.code)/\($0.name)", $0.bytes) }, time: ceremony.createdAt)
        let rest = ChunkReader(chunks)
        return .stream(
            AsyncThrowingStream(unfolding: { await rest.next() }), type: "application/x-tar",
            filename: "\(ceremony.code)-audit.tar")
    }
}

/// Gives chunks one after another.
private actor ChunkReader {
    private var chunks: ArraySlice<[UInt8]>

    init(_ chunks: [[UInt8]]) { self.chunks = chunks[...] }

    func next() -> [UInt8]? { chunks.popFirst() }
}
