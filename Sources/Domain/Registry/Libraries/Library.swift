/// 专项库: subjects that are checked otherwise than the rest, for a time and on conditions (5.3.1, 5.3.2).
package struct Library: Sendable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case sandbox, whitelist
        package var title: String { self == .sandbox ? "“沙盒”监管" : "“白名单”管理" }
        package var clause: String { self == .sandbox ? "5.3.1" : "5.3.2" }
    }

    package let id: Int64
    package let kind: Kind
    package let name: String
    /// Where its subjects lie.
    package let region: RegionCode
    /// The paper it rests on.
    package let basis: String
    package let since: Day
    package let endedOn: Day?

    package init(id: Int64, kind: Kind, name: String, region: RegionCode, basis: String, since: Day, endedOn: Day?) {
        self.id = id
        self.kind = kind
        self.name = name
        self.region = region
        self.basis = basis
        self.since = since
        self.endedOn = endedOn
    }
}

/// A subject's way through a library: application, entry, renewal, exit.
package struct LibraryEntry: Sendable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case applied, standing, refused, exited
        package var title: String {
            switch self {
            case .applied: "待审核"
            case .standing: "在库"
            case .refused: "未通过"
            case .exited: "已退出、到期"
            }
        }
    }

    package let id: Int64
    package let library: Int64
    package let subject: Int64
    package let state: State
    /// One of the four 新 for a sandbox; empty for a whitelist.
    package let category: String
    /// What the applicant shows.
    package let statement: String
    package let from: Day?
    /// The last day, included.
    package let until: Day?
    /// For optimistic locking.
    package let version: Int

    package init(
        id: Int64, library: Int64, subject: Int64, state: State, category: String, statement: String, from: Day?,
        until: Day?, version: Int
    ) {
        self.id = id
        self.library = library
        self.subject = subject
        self.state = state
        self.category = category
        self.statement = statement
        self.from = from
        self.until = until
        self.version = version
    }

    /// Whether it has its effect on that day.
    package func holds(on day: Day) -> Bool {
        guard state == .standing, let from, let until else { return false }
        return from <= day && day <= until
    }
}

/// One step of it.
package struct LibraryEvent: Sendable {
    package enum Act: String, Sendable, Codable {
        case apply, enter, refuse, renew, exit
        package var title: String {
            switch self {
            case .apply: "申请"
            case .enter: "入库"
            case .refuse: "不予入库"
            case .renew: "续期"
            case .exit: "退出"
            }
        }
    }

    package let act: Act
    package let reason: String
    package let until: Day?
    package let accountName: String?
    package let at: Moment

    package init(act: Act, reason: String, until: Day?, accountName: String?, at: Moment) {
        self.act = act
        self.reason = reason
        self.until = until
        self.accountName = accountName
        self.at = at
    }
}

/// A row of a library's list.
package struct LibraryRow: Sendable {
    package let entry: LibraryEntry
    package let identifier: String
    package let name: String
    package let region: RegionCode

    package init(entry: LibraryEntry, identifier: String, name: String, region: RegionCode) {
        self.entry = entry
        self.identifier = identifier
        self.name = name
        self.region = region
    }
}

package protocol LibraryStore {
    func libraries() throws -> [Library]
    func library(_ id: Int64) throws -> Library?
    func insertLibrary(kind: Library.Kind, name: String, region: RegionCode, basis: String, since: Day) throws -> Int64
    /// Entries by library and state; one whose last day has passed counts as exited.
    func countEntries(region: RegionCode, on day: Day) throws -> [(
        library: Int64, state: LibraryEntry.State, number: Int
    )]
    func entries(library: Int64, state: LibraryEntry.State?, region: RegionCode, on day: Day, slice: Slice) throws
        -> Listing<LibraryRow>
    func libraryEntry(_ id: Int64) throws -> LibraryEntry?
    /// Newest first.
    func libraryEntries(subject: Int64) throws -> [LibraryEntry]
    func libraryEvents(entry: Int64) throws -> [LibraryEvent]
    func insertEntry(library: Int64, subject: Int64, category: String, statement: String) throws -> Int64
    /// Throws a conflict when the entry has moved on since that version.
    func setEntry(_ id: Int64, state: LibraryEntry.State, from: Day?, until: Day?, version: Int) throws
    func insertEvent(
        entry: Int64, act: LibraryEvent.Act, reason: String, until: Day?, salt: String, by account: Int64?, at: Moment)
        throws
    /// Subjects of libraries in force that day, with the library's kind.
    func libraryMembers(on day: Day) throws -> [(subject: Int64, kind: Library.Kind)]
}

extension Day {
    /// The day so many months later, less one: a period of months includes its first day and not the same day after it.
    func lastDay(ofMonths months: Int) -> Day {
        let (year, month, day) = civil
        let index = year * 12 + month - 1 + months
        let (targetYear, targetMonth) = (index / 12, index % 12 + 1)
        let length = Day.length(ofMonth: targetMonth, year: targetYear)
        return (Day(year: targetYear, month: targetMonth, day: min(day, length)) ?? self).advanced(by: -1)
    }
}
