/// The tags of subjects that come in or change: the rules of the version in force, and above them what people decided.
///
/// Full files, delta rows, calls, forms, decided conflicts and imports taken back all ask here, so that a subject carries
/// the same tags whichever way it came. Read once for a use case, and only when it is asked.
final class TagsInForce {
    private let registry: any RegistryStore
    private let day: Day
    private var read: (book: TagBook, settling: TagSettling)?

    init(_ registry: any RegistryStore, on day: Day) {
        self.registry = registry
        self.day = day
    }

    private func current() throws -> (book: TagBook, settling: TagSettling) {
        if let read { return read }
        let book = try TagBook(registry)
        let found = (book, TagSettling(book, on: day))
        read = found
        return found
    }

    var book: TagBook { get throws { try current().book } }
    var settling: TagSettling { get throws { try current().settling } }

    /// Codes of what a subject carries with these words, sorted by bytes; a number of 0 is one that is not written yet.
    func codes(of profile: SubjectProfile) throws -> [String] {
        let holds = profile.id == 0 ? [] : try registry.openHolds(subjects: [profile.id])[profile.id] ?? []
        return try codes(of: profile, holds: holds)
    }

    func codes(of profile: SubjectProfile, holds: [TagHold]) throws -> [String] {
        var tagger = try book.tagger
        let places = tagger.tags(
            scope: profile.facts.scope.utf8, name: profile.name.utf8, type: Array(profile.facts.type.utf8))
        return try codes(ruled: places, holds: holds)
    }

    /// - Parameter places: what the rules found, by place in the tagger of ``book``.
    func codes(ruled places: [Int], holds: [TagHold]) throws -> [String] {
        let (book, settling) = try current()
        return settling.wanted(places.map { book.numbers[$0] }, holds).compactMap { book.byNumber[$0]?.code }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
