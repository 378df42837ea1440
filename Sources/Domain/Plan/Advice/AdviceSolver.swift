/// Fewest visits within bounds and capacity that reach what is asked: branch and bound over boxes of ratios, exact where it comes to an
/// end, else with a bound on what could be better (decision 0020). The same problem gives the same answer everywhere.
package struct AdviceSolver {
    private let shape: AdviceState.Shape
    /// Boxes that are looked at before the search is broken off, by the size of the problem: no clock decides.
    private let limit: Int

    /// Boxes that could be better by no more than this are left; 0 proves the optimum to the last basis point.
    private let slack: Int

    package init(_ problem: AdviceProblem, effort: Int = 40_000_000, slack: Int = 0) {
        self.slack = slack
        shape = AdviceState.Shape(problem)
        // A box costs about as much as lowering each ratio by halves, each time over all cells.
        let work = (shape.cells.reduce(0) { $0 + $1.count } + 1) * (problem.variables.count * 10 + 1)
        limit = min(20_000, max(4, effort / work))
    }

    private struct Box {
        var low: [Int]
        var high: [Int]
        var bound: Int
    }

    private var lowest: [Int] { shape.problem.variables.map(\.low) }
    private var highest: [Int] { shape.problem.variables.map(\.high) }

    /// - Parameter target: reach in subjects × basis points; nil for the floor of the problem.
    package func solve(target wanted: Int? = nil) -> AdviceOutcome {
        let target = wanted ?? shape.problem.target
        let bottom = AdviceState(shape, lowest)
        let over = bottom.excess()
        guard over.by <= 0 else { return .capacity(month: over.month, excess: over.by) }
        let top = AdviceState(shape, highest)
        guard top.reach >= target else { return .floor(short: target - top.reach) }

        var best: AdviceState?
        var open = [Box(low: lowest, high: highest, bound: bottom.visits)]
        var looked = 0
        var left = Int.max
        while let box = open.popLast() {
            if let best, box.bound + slack >= best.visits {
                left = min(left, box.bound)
                continue
            }
            guard looked < limit else {
                open.append(box)
                break
            }
            looked += 1
            let state = AdviceState(shape, box.low)
            if state.excess().by > 0 { continue }
            if state.reach >= target {
                if state.visits < best?.visits ?? .max { best = state }
                continue
            }
            guard AdviceState(shape, box.high).reach >= target else { continue }
            let filled = fill(state, box.high, target)
            if filled.reach >= target {
                let trimmed = trim(filled, above: box.low, target)
                if trimmed.visits < best?.visits ?? .max { best = trimmed }
            }
            let (bound, branch) = relaxed(state, box, target)
            if let best, bound + slack >= best.visits {
                left = min(left, bound)
                continue
            }
            guard let branch else { continue }
            var below = box, above = box
            below.high[branch.variable] = branch.value
            above.low[branch.variable] = branch.value + 1
            below.bound = bound
            above.bound = bound
            // The half that holds the relaxed answer's side is looked at first.
            open.append(below)
            open.append(above)
        }
        guard let best else {
            let widest = fill(bottom, highest, .max)
            return .both(short: max(0, target - widest.reach), isProven: open.isEmpty)
        }
        let bound = open.reduce(min(best.visits, left)) { min($0, $1.bound) }
        return .solved(
            AdviceSolution(ratios: best.ratios, visits: best.visits, reach: best.reach, bound: bound))
    }

    /// As much as capacity allows, the cheapest reach first.
    package func widest() -> AdviceSolution {
        let state = fill(AdviceState(shape, lowest), highest, .max)
        return AdviceSolution(ratios: state.ratios, visits: state.visits, reach: state.reach, bound: state.visits)
    }

    // MARK: Heuristic

    /// Raises the ratio with the cheapest reach, one after the other, until the target is reached or nothing more fits.
    private func fill(_ start: AdviceState, _ high: [Int], _ target: Int) -> AdviceState {
        var state = start
        var blocked = Set<Int>()
        while state.reach < target {
            var choice: (variable: Int, value: Int, visits: Int, reach: Int)?
            for variable in high.indices where state.ratios[variable] < high[variable] && !blocked.contains(variable) {
                var value = high[variable]
                if !state.fits(variable, value) {
                    value = last(state.ratios[variable], value) { state.fits(variable, $0) }
                }
                let effect = state.effect(variable, value)
                guard value > state.ratios[variable], effect.reach > 0 else { continue }
                if let known = choice {
                    let (mine, other) = (
                        Double(effect.visits) / Double(effect.reach), Double(known.visits) / Double(known.reach)
                    )
                    guard mine < other else { continue }
                }
                choice = (variable, value, effect.visits, effect.reach)
            }
            guard let choice else { return state }
            guard state.reach + choice.reach >= target else {
                state.raise(choice.variable, to: choice.value)
                blocked.insert(choice.variable)
                continue
            }
            let reached = state.reach
            let enough = last(state.ratios[choice.variable], choice.value) {
                reached + state.effect(choice.variable, $0).reach < target
            }
            state.raise(choice.variable, to: min(choice.value, enough + 1))
        }
        return state
    }

    /// Lowers what is not needed.
    private func trim(_ state: AdviceState, above low: [Int], _ target: Int) -> AdviceState {
        var ratios = state.ratios
        for variable in ratios.indices.reversed() where ratios[variable] > low[variable] {
            let enough = last(low[variable] - 1, ratios[variable]) { value in
                var lower = ratios
                lower[variable] = max(value, low[variable])
                return value < low[variable] || AdviceState(shape, lower).reach < target
            }
            ratios[variable] = min(ratios[variable], enough + 1)
        }
        let trimmed = AdviceState(shape, ratios)
        return trimmed.reach >= target && trimmed.excess().by <= 0 && trimmed.visits <= state.visits ? trimmed : state
    }

    /// The last value of `low...high` that the condition holds for; it holds for `low`, and from some value on no more.
    private func last(_ low: Int, _ high: Int, _ holds: (Int) -> Bool) -> Int {
        var low = low, high = high
        if holds(high) { return high }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return low
    }

    // MARK: Bound

    /// A number of visits that no ratios of the box come below, and where to halve it. Two relaxations: each atom may rise by itself at
    /// its own cost; each variable bears an equal share of the cells that it draws with others, and the reach of all its atoms.
    private func relaxed(_ state: AdviceState, _ box: Box, _ target: Int) -> (Int, (variable: Int, value: Int)?) {
        let need = Double(target - state.reach)
        var parts: [(price: Double, gain: Double, variable: Int)] = []
        for variable in box.high.indices where box.high[variable] > box.low[variable] {
            if let part = share(state, variable, box.high[variable]) { parts.append((part.price, part.gain, variable)) }
        }
        parts.sort { ($0.price, $0.variable) < ($1.price, $1.variable) }
        var left = need, cost = 0.0
        var branch: (variable: Int, value: Int)?
        for part in parts where left > 0 {
            let taken = min(left, part.gain)
            cost += taken * part.price
            left -= taken
            if left <= 0, taken < part.gain {
                let (low, high) = (box.low[part.variable], box.high[part.variable])
                let point = low + Int((Double(high - low) * taken / part.gain).rounded(.down))
                branch = (part.variable, min(max(point, low), high - 1))
            }
        }
        // No variable is cut within: the widest one that reaches anything is halved.
        if branch == nil {
            let wide = parts.max {
                (box.high[$0.variable] - box.low[$0.variable]) < (box.high[$1.variable] - box.low[$1.variable])
            }
            branch = wide.map {
                ($0.variable, box.low[$0.variable] + (box.high[$0.variable] - box.low[$0.variable] - 1) / 2)
            }
        }
        let byVariable = state.visits + AdviceSolver.up(cost)
        return (max(box.bound, max(byVariable, state.visits + atomCost(state, box, target))), branch)
    }

    /// The least price of a variable's reach, and how much of it there is.
    private func share(_ state: AdviceState, _ variable: Int, _ high: Int) -> (price: Double, gain: Double)? {
        let shape = shape
        func total(_ value: Int) -> (cost: Double, gain: Double) {
            var cost = 0.0, gain = 0.0
            for cell in shape.cells[variable] {
                let atom = shape.problem.atoms[shape.cellAtom[cell]]
                let above = Double(max(0, value - state.cellMax[cell]))
                cost += Double(atom.number) * above / Double(shape.cellWidth[cell])
                gain += Double(atom.enterprises) * Double(max(0, value - state.atomMax[shape.cellAtom[cell]]))
            }
            return (cost, gain)
        }
        let all = total(high)
        guard all.gain > 0 else { return nil }
        // Both rise in straight pieces that bend where another variable's share ends: the price is least at a bend or at the end.
        var price = all.cost / all.gain
        var bends = Set<Int>()
        for cell in shape.cells[variable] {
            bends.insert(state.cellMax[cell])
            bends.insert(state.atomMax[shape.cellAtom[cell]])
        }
        // Just above a bend only what bends there begins: its slope counts too.
        for value in bends.flatMap({ [$0, $0 + 1] }) where value <= high {
            let one = total(value)
            if one.gain > 0 { price = min(price, one.cost / one.gain) }
        }
        return (price, all.gain)
    }

    private func atomCost(_ state: AdviceState, _ box: Box, _ target: Int) -> Int {
        var parts: [(price: Double, gain: Double)] = []
        for (place, atom) in shape.problem.atoms.enumerated() where atom.enterprises > 0 {
            let high = atom.variables.reduce(0) { max($0, box.high[$1]) }
            guard high > state.atomMax[place] else { continue }
            parts.append(
                (
                    Double(atom.number) / Double(atom.enterprises),
                    Double(atom.enterprises) * Double(high - state.atomMax[place])
                ))
        }
        parts.sort { $0.price < $1.price }
        var left = Double(target - state.reach), cost = 0.0
        for part in parts where left > 0 {
            let taken = min(left, part.gain)
            cost += taken * part.price
            left -= taken
        }
        return AdviceSolver.up(cost)
    }

    /// Up to an integer, but not over one that only the error of binary fractions keeps it above.
    private static func up(_ cost: Double) -> Int { Int((cost * (1 - 1e-12) - 1e-6).rounded(.up)) }
}
