/// Ratios with the maxima that follow from them, kept current while single ratios rise.
struct AdviceState {
    /// What never changes while a problem is solved.
    final class Shape: Sendable {
        let problem: AdviceProblem
        /// A cell is an atom as one family draws it.
        let cellAtom: [Int]
        let cellFamily: [Int]
        /// How many variables of the family draw the cell.
        let cellWidth: [Int]
        /// By variable.
        let cells: [[Int]]

        init(_ problem: AdviceProblem) {
            self.problem = problem
            var cellAtom: [Int] = [], cellFamily: [Int] = [], cellWidth: [Int] = []
            var cells = [[Int]](repeating: [], count: problem.variables.count)
            for (atom, one) in problem.atoms.enumerated() {
                var known: [Int: Int] = [:]
                for variable in Set(one.variables).sorted() {
                    let family = problem.variables[variable].family
                    let cell = known[family] ?? cellAtom.count
                    if known[family] == nil {
                        known[family] = cell
                        cellAtom.append(atom)
                        cellFamily.append(family)
                        cellWidth.append(0)
                    }
                    cellWidth[cell] += 1
                    cells[variable].append(cell)
                }
            }
            self.cellAtom = cellAtom
            self.cellFamily = cellFamily
            self.cellWidth = cellWidth
            self.cells = cells
        }
    }

    let shape: Shape
    private(set) var ratios: [Int]
    private(set) var cellMax: [Int]
    private(set) var atomMax: [Int]
    private var familyVisits: [Int]
    private(set) var visits = 0
    private(set) var reach = 0

    init(_ shape: Shape, _ start: [Int]) {
        self.shape = shape
        ratios = [Int](repeating: 0, count: start.count)
        cellMax = [Int](repeating: 0, count: shape.cellAtom.count)
        atomMax = [Int](repeating: 0, count: shape.problem.atoms.count)
        familyVisits = [Int](repeating: 0, count: shape.problem.weights.count)
        for variable in start.indices { raise(variable, to: start[variable]) }
    }

    /// - Parameter value: at least what it is.
    mutating func raise(_ variable: Int, to value: Int) {
        ratios[variable] = max(ratios[variable], value)
        for cell in shape.cells[variable] {
            let atom = shape.cellAtom[cell]
            if value > cellMax[cell] {
                let more = shape.problem.atoms[atom].number * (value - cellMax[cell])
                familyVisits[shape.cellFamily[cell]] += more
                visits += more
                cellMax[cell] = value
            }
            if value > atomMax[atom] {
                reach += shape.problem.atoms[atom].enterprises * (value - atomMax[atom])
                atomMax[atom] = value
            }
        }
    }

    /// What raising one ratio to that value adds.
    func effect(_ variable: Int, _ value: Int) -> (visits: Int, reach: Int) {
        var visits = 0, reach = 0
        for cell in shape.cells[variable] {
            let atom = shape.cellAtom[cell]
            visits += shape.problem.atoms[atom].number * max(0, value - cellMax[cell])
            reach += shape.problem.atoms[atom].enterprises * max(0, value - atomMax[atom])
        }
        return (visits, reach)
    }

    /// How far the load of a month goes beyond its capacity with so many more visits of a family, the worst month; in thousandths of
    /// subjects × basis points, not above 0 where all fits.
    func excess(adding more: Int = 0, family: Int = 0) -> (month: Int, by: Int) {
        var worst = (month: 0, by: Int.min)
        for month in shape.problem.capacity.indices {
            var load = 0
            for (one, weights) in shape.problem.weights.enumerated() where weights[month] > 0 {
                load += weights[month] * (familyVisits[one] + (one == family ? more : 0))
            }
            let by = load - shape.problem.capacity[month] * AdviceProblem.whole * 1000
            if by > worst.by { worst = (month, by) }
        }
        return worst.by == .min ? (0, 0) : worst
    }

    func fits(_ variable: Int, _ value: Int) -> Bool {
        excess(adding: effect(variable, value).visits, family: shape.problem.variables[variable].family).by <= 0
    }
}
