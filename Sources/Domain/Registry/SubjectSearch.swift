/// What a search of the subjects asks for; conditions are joined by "and".
package struct SubjectFilter: Sendable {
    package var region: RegionCode
    /// Part of a name (one character suffices), or the beginning of an identifier.
    package var text = ""
    package var address = ""
    /// Tag codes; each must be carried.
    package var tags: [String] = []
    package var types: [String] = []
    package var status: Subject.Status?

    package init(region: RegionCode) { self.region = region }
}

/// A page of subjects. Counting stops at a limit, so that a broad search costs no more than a narrow one.
package struct SubjectListing: Sendable {
    package let rows: [Subject]
    package let slice: Slice
    /// How many there are, at most ``countLimit`` + 1.
    package let counted: Int
    package static let countLimit = 10_000
    package var isCapped: Bool { counted > SubjectListing.countLimit }

    package init(rows: [Subject], slice: Slice, counted: Int) {
        self.rows = rows
        self.slice = slice
        self.counted = counted
    }
}

/// A draw or visit of a subject, for its dossier.
package struct SubjectVisit: Sendable {
    package let visit: Int64
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
