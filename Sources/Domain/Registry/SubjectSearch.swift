/// What a search of the subjects asks for; conditions are joined by "and".
package struct SubjectFilter: Sendable {
    package var region: RegionCode
    /// Parts of a name (one character suffices) or the beginning of an identifier; several words with blanks between.
    package var text = ""
    package var address = ""
    /// Tag codes; each must be carried.
    package var tags: [String] = []
    package var types: [String] = []
    package var status: Subject.Status?
    /// A condition made with the builder, or an item's.
    package var selector = Selector()

    package init(region: RegionCode) { self.region = region }

    /// The same as a question to the store and to the index.
    package var query: SubjectQuery {
        var query = SubjectQuery(regions: [region], selectors: [selector], status: status)
        query.selectors[0].allTags += tags
        query.types = types.isEmpty ? nil : types
        query.words = SubjectQuery.words(text)
        query.address = address
        return query
    }
}

/// A question that SQL and the index answer alike: which subjects, joined by "and".
package struct SubjectQuery: Sendable, Equatable {
    /// Subtrees; a subject lies in one of them. Nobody lies in none.
    package var regions: [RegionCode]
    /// A subject is reached by one of them. Nobody is reached by none.
    package var selectors: [Selector]
    /// Reaches them besides (2.3.6); empty: no further condition.
    package var within: Selector
    /// Narrows to these type codes.
    package var types: [String]?
    package var status: Subject.Status?
    /// Each is part of the name or begins the identifier.
    package var words: [String] = []
    /// Part of the address.
    package var address = ""

    package init(
        regions: [RegionCode], selectors: [Selector] = [Selector()], within: Selector = Selector(),
        types: [String]? = nil, status: Subject.Status? = .active
    ) {
        self.within = within
        self.regions = regions
        self.selectors = selectors
        self.types = types
        self.status = status
    }

    /// Whether a draw's question reaches an active subject; words and addresses are not looked at.
    func reaches(_ subject: Subject) -> Bool {
        subject.status == .active && regions.contains { $0.contains(subject.facts.region) }
            && selectors.contains { $0.reaches(subject) } && within.reaches(subject)
    }

    /// At most eight words, split at blanks.
    package static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).prefix(8).map(String.init)
    }

    /// What a word is compared with.
    package struct Word: Sendable, Equatable {
        /// Beginnings of identifiers, in upper case; none when the word cannot be one. A school's or an organisation's number
        /// is kept behind the name of its kind, which nobody types.
        package let identifiers: [String]
        /// Part of the name; nil when the word is too long a code to be one.
        package let name: String?

        package init(_ text: String) {
            // A code typed with a Chinese input method is full-width; names keep their full-width brackets.
            let plain = PlainText.halfWidth(text)
            let bytes = Array(plain.utf8)
            let isCode =
                (2...18).contains(bytes.count)
                && bytes.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                } && bytes.count(where: { (0x30...0x39).contains($0) }) >= 2
            // A number of these kinds may hold Chinese characters, but never is without digits.
            let isNumber = plain.unicodeScalars.count { (0x30...0x39).contains($0.value) } >= 2
            let other = ([.school, .org] + (isNumber ? [.registration, .medical] : [])).compactMap {
                (scheme: IdentifierScheme) in
                (try? scheme.checked(plain)).map { scheme.key($0, department: "") }
            }
            identifiers = (isCode ? [plain.uppercased()] : []) + other
            name = isCode && bytes.count > 8 ? nil : text
        }
    }
}

/// How many subjects a query finds, and where.
package struct SubjectBreakdown: Sendable, Equatable {
    package var total = 0
    /// By the division that the registry holds, mostly a county.
    package var regions: [RegionCode: Int] = [:]
    package var types: [String: Int] = [:]

    package init() {}

    /// Summed up to the divisions one level below the area, by code; what lies at the area itself stays there.
    package func regions(below area: RegionCode) -> [(code: RegionCode, number: Int)] {
        var sums: [RegionCode: Int] = [:]
        for (region, number) in regions {
            var code = region
            while let parent = code.parent, parent != area, area.contains(parent) { code = parent }
            sums[code, default: 0] += number
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// A page of subjects, in the order of their numbers.
package struct SubjectListing: Sendable {
    package let rows: [Subject]
    package let slice: Slice
    /// How many there are; without the index at most ``countLimit`` + 1, so that a broad search costs no more than a narrow one.
    package let counted: Int
    /// Whether counting stopped at the limit.
    package let isCapped: Bool
    package static let countLimit = 10_000

    package init(rows: [Subject], slice: Slice, counted: Int, isCapped: Bool) {
        self.rows = rows
        self.slice = slice
        self.counted = counted
        self.isCapped = isCapped
    }
}

/// A draw or visit of a subject, for its dossier.
package struct SubjectVisit: Sendable {
    package let visit: Int64
    /// Empty for a check without a draw (3.6.2).
    package let ceremonyCode: String
    package let authorityName: String
    package let state: Visit.State
    package let drawnAt: Moment?
    package let visitedAt: Moment?
    /// Items with their state and outcome.
    package let inspections: [(item: String, matter: String, state: Inspection.State, outcome: String?)]

    package init(
        visit: Int64, ceremonyCode: String, authorityName: String, state: Visit.State, drawnAt: Moment?,
        visitedAt: Moment?, inspections: [(item: String, matter: String, state: Inspection.State, outcome: String?)]
    ) {
        self.visit = visit
        self.ceremonyCode = ceremonyCode
        self.authorityName = authorityName
        self.state = state
        self.drawnAt = drawnAt
        self.visitedAt = visitedAt
        self.inspections = inspections
    }
}
