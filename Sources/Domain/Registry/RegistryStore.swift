package protocol RegistryStore {
    func region(_ code: RegionCode) throws -> Region?
    /// The division and all below it that exist today, by code.
    func regions(within code: RegionCode) throws -> [Region]
    func authority(id: Int64) throws -> Authority?
    func authority(code: String) throws -> Authority?
    func authorities(within region: RegionCode) throws -> [Authority]
    func department(_ code: String) throws -> Department?
    func stations(authority: Int64) throws -> [Station]

    func subject(id: Int64) throws -> Subject?
    func subject(identifier: String) throws -> Subject?
    func inspector(id: Int64) throws -> Inspector?
    /// Active inspectors of an authority with expertise and recusals, by code.
    func inspectors(authority: Int64) throws -> [Inspector]

    /// Streams the subjects a draw may take: active, in one of the regions (subtrees), reached by one of the
    /// selectors. Each subject once, in the order of ids; `risk` from the newest snapshot dated on or before `day`.
    func forEachCandidate(
        regions: [RegionCode], selectors: [Selector], riskOn day: Day, _ body: (Candidate) throws -> Void) throws
}

/// A subject as the freeze sees it.
package struct Candidate: Sendable {
    package let id: Int64
    package let identifier: String
    package let risk: RiskClass
    /// Draws of this subject in the calendar year so far, other ceremonies' included (2.3.10).
    package let drawnThisYear: Int

    package init(id: Int64, identifier: String, risk: RiskClass, drawnThisYear: Int) {
        self.id = id
        self.identifier = identifier
        self.risk = risk
        self.drawnThisYear = drawnThisYear
    }
}
