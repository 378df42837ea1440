/// What people decided of the subjects that an import is about to change: an import brings new words for the rules, and
/// leaves such decisions alone. So it does with departments' own tags, which no rule gives.
struct HeldTags {
    private var holds: [Int64: [TagHold]] = [:]
    private var codes: [Int64: String] = [:]
    private let day: Day

    init(_ known: [KnownSubject], _ registry: any RegistryStore, on day: Day) throws {
        self.day = day
        guard !known.isEmpty else { return }
        holds = try registry.openHolds(subjects: known.map(\.id))
        guard !holds.isEmpty else { return }
        for tag in try registry.tagRecords() where tag.state == .active { codes[tag.number] = tag.code }
    }

    func apply(to row: SubjectRecord, id: Int64) -> SubjectRecord {
        guard let own = holds[id] else { return row }
        var tags = Set(row.facts.tags)
        for hold in own where hold.stands(on: day) {
            guard let code = codes[hold.tag] else { continue }
            if hold.gives { tags.insert(code) } else { tags.remove(code) }
        }
        var row = row
        row.facts.tags = tags.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return row
    }
}
