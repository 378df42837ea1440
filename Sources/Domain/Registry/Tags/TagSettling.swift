import Dispatch

/// What a subject gains and loses.
package struct TagDifference: Sendable {
    package let subject: Int64
    package let gained: [Int64]
    package let lost: [Int64]
    /// All that it carries then: codes, sorted by bytes.
    package let tags: [String]
}

/// Brings what subjects carry in line with the rules, with what people decided and with the taxonomy: carried is what
/// the rules say, plus what was given, less what was taken away by the newest decision that stands, and no ended tag.
struct TagSettling: Sendable {
    private let book: TagBook
    /// Tags to look at; what else a subject carries stays.
    private let scope: Set<Int64>
    private let day: Day
    /// Subjects read, tagged and written at a time.
    static let portion = 8_000
    /// Subjects that one core takes at a time.
    private static let share = 500

    init(_ book: TagBook, only: Set<Int64>? = nil, on day: Day) {
        self.book = book
        self.day = day
        scope = only ?? Set(book.tags.map(\.number))
    }

    /// Pure, on all cores; in the order of the subjects.
    func differences(_ subjects: [TaggableSubject], holds: [Int64: [TagHold]]) -> [TagDifference] {
        let count = subjects.count
        guard count > 0 else { return [] }
        let shares = (count - 1) / TagSettling.share + 1
        let parts = [[TagDifference]](unsafeUninitializedCapacity: shares) { buffer, initialized in
            // Each iteration writes its own element only.
            nonisolated(unsafe) let out = buffer
            DispatchQueue.concurrentPerform(iterations: shares) { index in
                var tagger = book.tagger
                let from = index * TagSettling.share
                let own = subjects[from..<min(from + TagSettling.share, count)]
                out.initializeElement(
                    at: index, to: own.compactMap { difference($0, holds[$0.id] ?? [], &tagger) })
            }
            initialized = shares
        }
        return parts.flatMap { $0 }
    }

    /// What is carried: what the rules say, and over it the decisions that stand, the newest last.
    func wanted(_ ruled: [Int64], _ holds: [TagHold]) -> Set<Int64> {
        var wanted = Set(ruled.filter(scope.contains))
        for hold in holds where scope.contains(hold.tag) && hold.stands(on: day) {
            if hold.gives, book.byNumber[hold.tag]?.state == .active {
                wanted.insert(hold.tag)
            } else {
                wanted.remove(hold.tag)
            }
        }
        return wanted
    }

    private func difference(_ subject: TaggableSubject, _ holds: [TagHold], _ tagger: inout Tagger) -> TagDifference? {
        let wanted = wanted(
            tagger.tags(scope: subject.scope.utf8, name: subject.name.utf8, type: Array(subject.type.utf8))
                .map { book.numbers[$0] }, holds)
        var carried = Set<Int64>()
        var kept: [String] = []
        for code in subject.tags.split(separator: " ") {
            let code = String(code)
            guard let tag = book.byCode[code], scope.contains(tag.number) else {
                kept.append(code)
                continue
            }
            carried.insert(tag.number)
        }
        guard wanted != carried else { return nil }
        let codes = (kept + wanted.compactMap { book.byNumber[$0]?.code })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return TagDifference(
            subject: subject.id, gained: wanted.subtracting(carried).sorted(),
            lost: carried.subtracting(wanted).sorted(), tags: codes)
    }

    // MARK: In a transaction

    /// Brings these subjects in line; returns what changed.
    @discardableResult
    func settle(_ ids: [Int64], cause: String, at: Moment, _ registry: any RegistryStore) throws -> TagTrial {
        var tally = Tally()
        for start in stride(from: 0, to: ids.count, by: TagSettling.portion) {
            let part = Array(ids[start..<min(start + TagSettling.portion, ids.count)])
            let found = differences(
                try registry.taggable(ids: part), holds: try registry.openHolds(subjects: part))
            try registry.write(found, cause: cause, at: at)
            tally.add(found, of: part.count)
        }
        return tally.trial
    }

    /// Goes through the whole registry in the order of ids and counts what differs.
    func count(_ registry: any RegistryStore, progress: (Int) -> Void) throws -> TagTrial {
        var tally = Tally()
        var last: Int64 = 0
        while let part = try portion(after: last, registry) {
            tally.add(part.found, of: part.subjects)
            last = part.last
            progress(tally.trial.subjects)
        }
        return tally.trial
    }

    /// What differs among the next subjects by id; nil behind the last.
    func portion(after last: Int64, _ registry: any RegistryStore) throws -> (
        found: [TagDifference], subjects: Int, last: Int64
    )? {
        let part = try registry.taggable(after: last, limit: TagSettling.portion)
        guard let first = part.first, let end = part.last else { return nil }
        return (
            differences(part, holds: try registry.openHolds(from: first.id, to: end.id)), part.count, end.id
        )
    }

    /// Everybody whom a tag concerns.
    func settleAll(touchedBy tag: Int64, cause: String, at: Moment, _ registry: any RegistryStore) throws -> Int {
        var last: Int64 = 0
        var changed = 0
        while true {
            let ids = try registry.touched(by: tag, after: last, limit: TagSettling.portion)
            guard let end = ids.last else { return changed }
            changed += try settle(ids, cause: cause, at: at, registry).changed
            last = end
        }
    }

    /// Counts by tag, with the first few subjects.
    struct Tally {
        private(set) var trial = TagTrial()
        private var places: [Int64: Int] = [:]
        private static let samples = 8

        /// Goes on counting where an earlier portion stopped.
        init(_ trial: TagTrial = TagTrial()) {
            self.trial = trial
            for (place, line) in trial.lines.enumerated() { places[line.tag] = place }
        }

        mutating func add(_ found: [TagDifference], of subjects: Int) {
            trial.subjects += subjects
            trial.changed += found.count
            for one in found {
                for tag in one.gained {
                    let place = place(tag)
                    trial.lines[place].gained += 1
                    if trial.lines[place].gainedSamples.count < Tally.samples {
                        trial.lines[place].gainedSamples.append(one.subject)
                    }
                }
                for tag in one.lost {
                    let place = place(tag)
                    trial.lines[place].lost += 1
                    if trial.lines[place].lostSamples.count < Tally.samples {
                        trial.lines[place].lostSamples.append(one.subject)
                    }
                }
            }
        }

        private mutating func place(_ tag: Int64) -> Int {
            if let place = places[tag] { return place }
            trial.lines.append(TagTrial.Line(tag: tag))
            places[tag] = trial.lines.count - 1
            return trial.lines.count - 1
        }
    }
}
