/// 清单建议: what a city or county, or somebody who had to inspect outside the lists, asks the province to change
/// (2.2.2, 3.6.5). It stays with its whole thread, whatever became of it.
package struct Proposal: Sendable {
    package enum Ground: String, Sendable, CaseIterable {
        /// A local regulation prescribes the inspection, and the list does not hold it (2.2.2).
        case local
        /// Lawful supervision outside both lists (3.6.5).
        case gap
        /// Anything else that the lists' dynamic adjustment asks for (2.2.1).
        case adjustment

        package var title: String {
            switch self {
            case .local: "地方性法规、规章规定的事项"
            case .gap: "清单以外的法定检查事项"
            case .adjustment: "清单动态调整建议"
            }
        }

        package var clause: String {
            switch self {
            case .local: "2.2.2"
            case .gap: "3.6.5"
            case .adjustment: "2.2.1"
            }
        }
    }

    package enum Kind: String, Sendable, CaseIterable {
        case add, revise, retire

        package var title: String {
            switch self {
            case .add: "增加"
            case .revise: "修改"
            case .retire: "取消"
            }
        }
    }

    package enum State: String, Sendable, CaseIterable {
        case open, accepted, declined, withdrawn

        package var title: String {
            switch self {
            case .open: "待答复"
            case .accepted: "已采纳"
            case .declined: "不予采纳"
            case .withdrawn: "已撤回"
            }
        }
    }

    package let id: Int64
    package let list: CatalogueList
    package let ground: Ground
    package let kind: Kind
    package let state: State
    package let draft: ProposalDraft
    package let authorityName: String
    package let accountName: String
    package let account: Int64
    /// Of the authority that proposes: an accepted local item holds there and nowhere else.
    package let region: RegionCode
    package let regionName: String
    package let createdAt: Moment
    package let decidedAt: Moment?
    package let decidedByName: String?
    /// Why it was accepted or declined.
    package let answer: String?
    /// The entry and version that came of it.
    package let code: String?
    package let version: Int?

    package init(
        id: Int64, list: CatalogueList, ground: Ground, kind: Kind, state: State, draft: ProposalDraft,
        authorityName: String, accountName: String, account: Int64, region: RegionCode, regionName: String,
        createdAt: Moment, decidedAt: Moment?, decidedByName: String?, answer: String?, code: String?, version: Int?
    ) {
        self.id = id
        self.list = list
        self.ground = ground
        self.kind = kind
        self.state = state
        self.draft = draft
        self.authorityName = authorityName
        self.accountName = accountName
        self.account = account
        self.region = region
        self.regionName = regionName
        self.createdAt = createdAt
        self.decidedAt = decidedAt
        self.decidedByName = decidedByName
        self.answer = answer
        self.code = code
        self.version = version
    }

    package var location: String { "/catalogue/proposals/\(id)" }
}

/// What a proposal says.
package struct ProposalDraft: Sendable, Equatable {
    package var list: CatalogueList
    package var ground: Proposal.Ground
    package var kind: Proposal.Kind
    /// Code of the entry to revise or retire.
    package var target: String?
    package var heading: String
    package var matter: String
    package var subjects: String
    package var basis: String
    package var reason: String
    /// The checks outside the lists that it comes from (3.6.5).
    package var checks: [Int64]

    package init(
        list: CatalogueList, ground: Proposal.Ground, kind: Proposal.Kind, target: String?, heading: String,
        matter: String, subjects: String, basis: String, reason: String, checks: [Int64]
    ) {
        self.list = list
        self.ground = ground
        self.kind = kind
        self.target = target
        self.heading = heading.trimmed
        self.matter = matter.trimmed
        self.subjects = subjects.trimmed
        self.basis = basis.trimmed
        self.reason = reason.trimmed
        self.checks = checks
    }

    func check() throws {
        var check = EntryCheck()
        if kind == .add {
            check.text("heading", "类别或领域", heading, max: 60)
            check.text("matter", "事项名称", matter, max: 200)
            check.text("subjects", "检查对象", subjects, max: 300)
        } else if target == nil {
            check.add("target", "请选择要\(kind.title)的事项")
        }
        check.text("basis", ground == .local ? "地方性法规或规章的条款" : "法律依据", basis, max: 2000)
        check.text("reason", "理由", reason, max: 2000)
        if ground == .local {
            if list != .items { check.add("list", "地方性法规、规章规定的事项应纳入抽查事项清单") }
            if kind != .add { check.add("kind", "这类建议只用于增加事项") }
        }
        guard check.fields.isEmpty else {
            throw Problem(
                .invalid, "proposal.draft", "建议有\(check.fields.count)处需要补充。", clause: ground.clause,
                remedy: "请按各栏下方的提示补充。", fields: check.fields)
        }
    }
}

/// One step of a proposal's thread.
package struct ProposalNote: Sendable {
    package enum Act: String, Sendable {
        case proposed, remarked, accepted, declined, withdrawn

        package var title: String {
            switch self {
            case .proposed: "提出建议"
            case .remarked: "补充说明"
            case .accepted: "采纳"
            case .declined: "不予采纳"
            case .withdrawn: "撤回"
            }
        }
    }

    package let act: Act
    package let text: String
    package let accountName: String
    package let authorityName: String
    package let at: Moment

    package init(act: Act, text: String, accountName: String, authorityName: String, at: Moment) {
        self.act = act
        self.text = text
        self.accountName = accountName
        self.authorityName = authorityName
        self.at = at
    }
}

/// How a local entry came into the list (2.2.2).
package struct Approval: Sendable {
    package let authorityName: String
    package let proposedOn: Day
    package let acceptedOn: Day
    package let version: Int

    package init(authorityName: String, proposedOn: Day, acceptedOn: Day, version: Int) {
        self.authorityName = authorityName
        self.proposedOn = proposedOn
        self.acceptedOn = acceptedOn
        self.version = version
    }

    package var sentence: String {
        "\(authorityName)\(proposedOn.inWords)上报，省级\(acceptedOn.inWords)采纳，第\(version)版纳入清单"
    }
}

/// 清单外检查: a lawful check that neither list holds (3.6.5). Not being listed is no reason to leave it undone; it is
/// recorded, and turned into a proposal.
package struct OfflistCheck: Sendable {
    package let id: Int64
    package let draft: Draft
    package let authorityName: String
    package let accountName: String
    package let region: RegionCode
    package let regionName: String
    package let createdAt: Moment
    /// The proposal that was made of it.
    package let proposal: Int64?

    package struct Draft: Sendable, Equatable {
        package var inspectedOn: Day
        package var subjectName: String
        package var subjectIdentifier: String
        package var matter: String
        package var basis: String
        /// What led there: a report, an order from above, an accident.
        package var cause: String
        package var outcome: String

        package init(
            inspectedOn: Day, subjectName: String, subjectIdentifier: String, matter: String, basis: String,
            cause: String, outcome: String
        ) {
            self.inspectedOn = inspectedOn
            self.subjectName = subjectName.trimmed
            self.subjectIdentifier = subjectIdentifier.trimmed
            self.matter = matter.trimmed
            self.basis = basis.trimmed
            self.cause = cause.trimmed
            self.outcome = outcome.trimmed
        }

        func check(today: Day) throws {
            var check = EntryCheck()
            check.text("subject_name", "检查对象", subjectName, max: 200)
            check.text("subject_identifier", "统一社会信用代码", subjectIdentifier, max: 18, required: false)
            check.text("matter", "检查事项", matter, max: 200)
            check.text("basis", "法律依据", basis, max: 2000)
            check.text("cause", "检查原因", cause, max: 500)
            check.text("outcome", "检查情况", outcome, max: 2000)
            if inspectedOn > today { check.add("inspected_on", "检查日期不能晚于今天") }
            guard check.fields.isEmpty else {
                throw Problem(
                    .invalid, "offlist.draft", "记录有\(check.fields.count)处需要补充。", clause: "3.6.5",
                    remedy: "清单外的检查也应有法定依据，请按各栏下方的提示补充。", fields: check.fields)
            }
        }
    }

    package init(
        id: Int64, draft: Draft, authorityName: String, accountName: String, region: RegionCode, regionName: String,
        createdAt: Moment, proposal: Int64?
    ) {
        self.id = id
        self.draft = draft
        self.authorityName = authorityName
        self.accountName = accountName
        self.region = region
        self.regionName = regionName
        self.createdAt = createdAt
        self.proposal = proposal
    }
}

package protocol ProposalStore {
    func insert(_ draft: ProposalDraft, by actor: Actor, at: Moment) throws -> Int64
    func proposal(id: Int64) throws -> Proposal?
    /// Of a subtree, open ones first, then newest first.
    func proposals(region: RegionCode, state: Proposal.State?, slice: Slice) throws -> Listing<Proposal>
    /// About an entry, or that led to it; newest first.
    func proposals(about list: CatalogueList, code: String) throws -> [Proposal]
    /// False when it is no longer open.
    func decide(
        proposal id: Int64, _ state: Proposal.State, answer: String, code: String?, version: Int?, by account: Int64,
        at: Moment
    ) throws -> Bool
    func insertNote(proposal id: Int64, _ act: ProposalNote.Act, _ text: String, by actor: Actor, at: Moment) throws
    func notes(proposal id: Int64) throws -> [ProposalNote]
    /// The first accepted proposal that added the entry.
    func approval(_ list: CatalogueList, _ code: String) throws -> Approval?

    func insert(_ check: OfflistCheck.Draft, by actor: Actor, at: Moment) throws -> Int64
    func offlistCheck(id: Int64) throws -> OfflistCheck?
    /// Of a subtree, newest first; those without a proposal when `open`.
    func offlistChecks(region: RegionCode, open: Bool, slice: Slice) throws -> Listing<OfflistCheck>
    func offlistChecks(proposal: Int64) throws -> [OfflistCheck]
    /// False when it has one already.
    func tie(check id: Int64, to proposal: Int64) throws -> Bool
}
