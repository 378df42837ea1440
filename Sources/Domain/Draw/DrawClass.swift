/// What decides at which ratio a subject is drawn: its class, and whether it stands in the whitelist, whose members are drawn at a
/// lower one (5.3.2).
struct DrawClass: Hashable, Comparable, Sendable {
    let risk: RiskClass
    let isEased: Bool

    init(_ risk: RiskClass, isEased: Bool = false) {
        self.risk = risk
        self.isEased = isEased
    }

    /// Those outside the whitelist first, each in the order of classes.
    static let allCases = [false, true].flatMap { eased in RiskClass.allCases.map { DrawClass($0, isEased: eased) } }

    static func < (left: DrawClass, right: DrawClass) -> Bool {
        left.isEased != right.isEased ? right.isEased : left.risk < right.risk
    }

    /// In the keyed words from which strata get their numbers.
    var word: String { risk.rawValue + (isEased ? "-" : "") }
}
