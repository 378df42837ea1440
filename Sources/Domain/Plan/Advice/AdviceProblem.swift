/// Which ratios a plan's campaigns should have, as a problem in integers (decision 0020). Ratios are basis points; visits and reach
/// are subjects × basis points, so that nothing is rounded.
package struct AdviceProblem: Sendable, Codable, Equatable {
    /// The ratio of one class in one campaign; `low == high` where it is fixed.
    package struct Variable: Sendable, Codable, Equatable {
        package let task: Int
        package let risk: RiskClass
        package let low: Int
        package let high: Int
        /// Campaigns of one family are drawn in one ceremony: a subject that several of them draw is visited once.
        package let family: Int

        package init(task: Int, risk: RiskClass, low: Int, high: Int, family: Int) {
            self.task = task
            self.risk = risk
            self.low = low
            self.high = high
            self.family = family
        }
    }

    /// Subjects of one class that the same campaigns reach.
    package struct Atom: Sendable, Codable, Equatable {
        package let number: Int
        package let enterprises: Int
        /// Places of the variables that draw them.
        package let variables: [Int]

        package init(number: Int, enterprises: Int, variables: [Int]) {
            self.number = number
            self.enterprises = enterprises
            self.variables = variables
        }
    }

    package let variables: [Variable]
    package let atoms: [Atom]
    /// By family and month: thousandths of the family's visits that fall into it, rounded up. All 0 where others' inspectors go.
    package let weights: [[Int]]
    /// Enterprises that have to be reached (2.3.4).
    package let needed: Int
    /// Visits that can be made in each month (3.5.1).
    package let capacity: [Int]

    package init(variables: [Variable], atoms: [Atom], weights: [[Int]], needed: Int, capacity: [Int]) {
        self.variables = variables
        self.atoms = atoms
        self.weights = weights
        self.needed = needed
        self.capacity = capacity
    }

    /// A ratio of 100 %.
    static let whole = 10_000

    /// The reach asked for, in subjects × basis points.
    var target: Int {
        let (product, overflow) = needed.multipliedReportingOverflow(by: AdviceProblem.whole)
        return overflow ? .max : product
    }

    /// Whether the places fit each other; of what a file says.
    package var isSound: Bool {
        variables.allSatisfy {
            weights.indices.contains($0.family) && 0 <= $0.low && $0.low <= $0.high && $0.high <= AdviceProblem.whole
        }
            && atoms.allSatisfy { atom in
                atom.number >= 0 && (0...atom.number).contains(atom.enterprises) && atom.number < 1 << 32
                    && atom.variables.allSatisfy(variables.indices.contains)
            } && weights.allSatisfy { $0.count == capacity.count && $0.allSatisfy((0...1000).contains) }
            && capacity.allSatisfy { (0..<(1 << 32)).contains($0) } && needed >= 0
    }
}

/// Ratios that meet all that is asked, with what they cost.
package struct AdviceSolution: Sendable, Codable, Equatable {
    /// Basis points, in the order of the variables.
    package let ratios: [Int]
    /// Subjects × basis points.
    package let visits: Int
    package let reach: Int
    /// No solution has fewer visits than this; equal to ``visits`` where the optimum is proven.
    package let bound: Int

    package var isExact: Bool { visits == bound }
}

/// What comes out: a solution, or which of the rules clash and by how much.
package enum AdviceOutcome: Sendable, Equatable {
    case solved(AdviceSolution)
    /// Even the highest ratios reach too few enterprises (2.3.4 against 2.3.2), by so many subjects × basis points.
    case floor(short: Int)
    /// Even the lowest ratios ask for more visits in a month than there are people for (2.3.2 against 3.5.1): month from 0, excess in
    /// thousandths of subjects × basis points.
    case capacity(month: Int, excess: Int)
    /// Each can be met, but not both (2.3.4 against 3.5.1): what was reached within capacity falls short by so much. Not proven where
    /// the search was broken off.
    case both(short: Int, isProven: Bool)
}
