import VerifiableDraw

/// `assign FILE`: a matching problem in, the same with the outcome of rule SLO-1 out. A problem without any complete
/// matching is an answer too: the output then names slots that nobody is left for.
enum AssignCommand {
    static let usage = "mingcha-verify assign 文件"

    static func run(_ arguments: Arguments) throws {
        let path = try arguments.expect(plain: 1, options: [], usage: usage)[0]
        let problem = try Input.json(AssignmentProblem.self, from: path)
        let outcome = try Assignment.solve(problem)
        var members: [(String, JSONText)] = [
            ("seed", .string(problem.seed)),
            ("officers", .array(problem.officers.map(officer))),
            (
                "pools",
                .object(
                    problem.pools.sorted { ByteOrder.precedes($0.key, $1.key) }.map { ($0.key, strings($0.value)) })
            ),
            ("inspections", .array(problem.inspections.map(inspection))),
        ]
        switch outcome {
        case .assigned(let assigned):
            members.append(("assignment", .object(assigned.map { ($0.id, strings($0.officers)) })))
        case .infeasible(let shortage):
            let slots = shortage.slots.map { JSONText.array([.string($0.inspection), .number($0.slot)]) }
            members.append(("infeasible", .object([("slots", .array(slots))])))
        }
        Output.text(JSONText.object(members).line)
    }

    private static func officer(_ officer: AssignmentProblem.Officer) -> JSONText {
        var members: [(String, JSONText)] = [("id", .string(officer.id))]
        if let cap = officer.cap { members.append(("cap", .number(cap))) }
        if let base = officer.base { members.append(("base", .number(base))) }
        return .object(members)
    }

    private static func inspection(_ inspection: AssignmentProblem.Inspection) -> JSONText {
        var members: [(String, JSONText)] = [("id", .string(inspection.id)), ("slots", strings(inspection.slots))]
        if let recused = inspection.recused { members.append(("recused", strings(recused))) }
        return .object(members)
    }

    private static func strings(_ texts: [String]) -> JSONText { .array(texts.map(JSONText.string)) }
}
