/// The writing side of an import, inside its transaction.
struct SubjectWriting {
    /// Whether the registry held nothing before, so that nothing has to be compared.
    let isFirst: Bool

    private let registry: any RegistryStore
    let history: ImportedChanges
    private let importID: Int64
    private let at: Moment
    private let tagNumberByCode: [String: Int64]
    private var nextID: Int64
    /// Pairs not written yet. Written sorted, they go into their index in order.
    private var pairs: [TagPair] = []
    private static let pairLimit = 1_000_000

    init(_ stores: any Stores, tags: TagsInForce, source: SubjectSource, import id: Int64, at: Moment) throws {
        registry = stores.registry
        history = ImportedChanges(stores: stores, source: source, at: at, tags: tags)
        importID = id
        self.at = at
        let numbers = try registry.tagNumbers()
        tagNumberByCode = numbers
        // Takes the counter's row lock: imports stand in line.
        nextID = try registry.lockSubjectCounter()
        isFirst = nextID == 1
    }

    mutating func write(_ rows: [SubjectRecord], known: [String: KnownSubject], counts: inout ImportCounts) throws {
        var fresh: [(id: Int64, row: SubjectRecord)] = []
        var changed: [(id: Int64, row: SubjectRecord)] = []
        fresh.reserveCapacity(rows.count)
        var gone: [TagPair] = []
        // Rows that say what they always said, of subjects that a full list had missed.
        var returned: [Int64] = []
        for row in rows {
            if let old = known[row.identifier] {
                if old.hash == row.hash {
                    if old.isAbsent {
                        counts.updated += 1
                        returned.append(old.id)
                    } else {
                        counts.unchanged += 1
                    }
                    continue
                }
                counts.updated += 1
                changed.append((old.id, row))
                for code in old.tags {
                    if let number = tagNumberByCode[code] { gone.append(TagPair(tag: number, subject: old.id)) }
                }
            } else {
                counts.inserted += 1
                fresh.append((nextID, row))
                add(row, id: nextID)
                nextID += 1
            }
        }
        if !fresh.isEmpty { try registry.insert(fresh, keeper: history.source.department, import: importID, at: at) }
        if !changed.isEmpty {
            let written = try history.record(changed)
            try registry.update(written, import: importID, at: at)
            try registry.removeTags(gone)
            for (id, row) in written { add(row, id: id) }
        }
        if !returned.isEmpty {
            try history.recordReturn(of: returned)
            try registry.clearAbsence(returned, import: importID, at: at)
        }
        if pairs.count >= SubjectWriting.pairLimit { try flush() }
    }

    mutating func finish() throws {
        try flush()
        try registry.setSubjectCounter(nextID)
    }

    /// Lets others number and tag subjects; ``resume()`` goes on behind them.
    mutating func pause() throws { try finish() }

    mutating func resume() throws { nextID = try registry.lockSubjectCounter() }

    private mutating func add(_ row: SubjectRecord, id: Int64) {
        for code in row.facts.tags {
            if let number = tagNumberByCode[code] { pairs.append(TagPair(tag: number, subject: id)) }
        }
    }

    private mutating func flush() throws {
        pairs.sort()
        try registry.insertTags(pairs)
        pairs.removeAll(keepingCapacity: true)
    }
}

/// A subject carries a tag.
package struct TagPair: Sendable, Comparable {
    package let tag: Int64
    package let subject: Int64

    package init(tag: Int64, subject: Int64) {
        self.tag = tag
        self.subject = subject
    }

    package static func < (left: TagPair, right: TagPair) -> Bool {
        left.tag != right.tag ? left.tag < right.tag : left.subject < right.subject
    }
}

/// What an import has to know of a subject that is there already.
package struct KnownSubject: Sendable {
    package let id: Int64
    package let hash: Int64
    package let region: RegionCode
    package let tags: [String]
    /// Marked as missing from a full list.
    package let isAbsent: Bool

    package init(id: Int64, hash: Int64, region: RegionCode, tags: [String], isAbsent: Bool) {
        self.id = id
        self.hash = hash
        self.region = region
        self.tags = tags
        self.isAbsent = isAbsent
    }
}
