/// Publishing the booklets of the trades (5.1.2). A trade's booklet follows from the lists; people only say when an edition
/// is made of them, so that what a business holds in its hands has a number and a day.
package struct BookletKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// A trade's booklet beside what the lists say today.
    package struct Draft: Sendable {
        /// Nil where the trade is no longer in the list in force.
        package let now: Booklet?
        /// Newest first.
        package let editions: [BookletEdition]
        package let mayPublish: Bool
        package let timeline: [LedgerLine]

        package var newest: BookletEdition? { editions.first }
        package var state: State { State(now, newest?.booklet) }
    }

    package enum State: String, Sendable, CaseIterable {
        case none, current, behind, retired

        init(_ now: Booklet?, _ newest: Booklet?) {
            guard let now else {
                self = .retired
                return
            }
            self = newest.map { $0.says(now) ? .current : .behind } ?? .none
        }

        package var title: String {
            switch self {
            case .none: "未发布"
            case .current: "现行"
            case .behind: "待发布新版"
            case .retired: "行业已取消"
            }
        }
    }

    package struct Line: Sendable {
        package let booklet: Booklet
        package let newest: BookletEdition?
        package let state: State
    }

    /// All trades of the joint list in force, by code.
    package func list(for actor: Actor) async throws -> [Line] {
        try actor.require(.catalogueRead)
        let house = house
        let today = house.clock.today
        return try await house.storage.read { stores in
            let version = try stores.catalogue.versionInForce(.joint, on: today)?.number ?? 0
            let names = try CatalogueNames(stores, house)
            return try stores.catalogue.entries(.joint, version: version).compactMap { entry -> Line? in
                guard let now = try Booklet(entry.code, on: today, names, stores) else { return nil }
                let newest = try stores.publication.booklets(code: entry.code).first
                return Line(booklet: now, newest: newest, state: State(now, newest?.booklet))
            }
        }
    }

    package func draft(_ code: String, for actor: Actor) async throws -> Draft {
        try actor.require(.catalogueRead)
        let house = house
        let today = house.clock.today
        return try await house.storage.read { stores in
            let now = try Booklet(code, on: today, try CatalogueNames(stores, house), stores)
            let editions = try stores.publication.booklets(code: code)
            guard now != nil || !editions.isEmpty else { throw Problem.notFound("联查事项") }
            return Draft(
                now: now, editions: editions,
                mayPublish: actor.may(.catalogueEdit) && actor.region.level == .province,
                timeline: try stores.ledger.timeline(object: "booklet/\(code)"))
        }
    }

    /// Makes the next edition of what the lists say today.
    package func publish(_ code: String, by actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try CatalogueKeeping.admit(actor, .joint)
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/catalogue/joint/\(code)/booklet") { stores in
            guard let booklet = try Booklet(code, on: now.day, try CatalogueNames(stores, house), stores) else {
                throw Problem(
                    .refused, "booklet.retired", "现行的部门联查事项清单里没有这个行业，不能发布一业一册。", clause: "5.1.2",
                    remedy: "请先把它纳入联查事项清单，生效后再发布。")
            }
            let newest = try stores.publication.booklets(code: code).first
            if let newest, newest.booklet.says(booklet) {
                throw Problem(
                    .conflict, "booklet.same", "内容和第\(newest.edition)版相同，不需要发布新版。", clause: "5.1.2",
                    remedy: "清单或检查表有了变化再发布。")
            }
            guard !booklet.items.isEmpty || booklet.parts.contains(where: { !$0.matter.isEmpty }) else {
                throw Problem(
                    .refused, "booklet.empty", "这个行业还没有写明检查哪些内容，一业一册是空的。", clause: "5.1.2",
                    remedy: "请先在联查事项中补上对应的抽查事项，或各部门的检查内容。")
            }
            let text = try booklet.text()
            let edition = BookletEdition(
                edition: (newest?.edition ?? 0) + 1, publishedOn: now.day, sha256: Digest.sha256Hex(text),
                booklet: booklet)
            try stores.publication.publish(edition, text: text)
            try stores.ledger.append(
                LedgerEntry(
                    act: "booklet.publish", actor: actor.account, object: "booklet/\(code)", at: now,
                    sentence: "发布“\(booklet.trade)”一业一册第\(edition.edition)版，\(booklet.items.count) 个抽查事项。",
                    data: ["edition": .number(Int64(edition.edition)), "sha256": .text(edition.sha256)]), at: now)
        }
    }
}

extension Portal {
    /// A trade's booklet as it is public, newest first.
    package func booklets(_ code: String) async throws -> [BookletEdition] {
        let found = try await house.storage.read { try $0.publication.booklets(code: code) }
        guard !found.isEmpty else { throw Portal.gone("一业一册") }
        return found
    }

    /// Whether there is one.
    package func hasBooklet(_ code: String) async throws -> Bool {
        try await house.storage.read { try !$0.publication.booklets(code: code).isEmpty }
    }
}
