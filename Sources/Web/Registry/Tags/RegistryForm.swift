import Domain

/// A page that is one form: lead, fields, one button. Template `registry/form`.
struct RegistryForm: Sendable {
    struct Hidden: Sendable {
        let name: String
        let value: String
    }

    let action: String
    let lead: String?
    let error: RemarkModel?
    let fields: [FieldModel]
    let hidden: [Hidden]
    let button: String
    let isDanger: Bool
    let cancelHref: String
    let note: String?

    init(
        _ action: String, lead: String? = nil, problem: Problem? = nil, _ fields: [FieldModel],
        hidden: [(String, String)] = [], button: String, isDanger: Bool = false, cancelHref: String, note: String? = nil
    ) {
        self.action = action
        self.lead = lead
        let named = Set(fields.map(\.name))
        // What no field shows is said above the form.
        error = problem.flatMap {
            named.isDisjoint(with: $0.fields.keys) || $0.remedy != nil
                ? RemarkModel($0.description, .danger) : nil
        }
        self.fields = fields
        self.hidden = hidden.map { Hidden(name: $0.0, value: $0.1) }
        self.button = button
        self.isDanger = isDanger
        self.cancelHref = cancelHref
        self.note = note
    }

    func page(_ title: String, trail: [(title: String, href: String)], problem: Problem?) -> Reply {
        .page(
            Page(
                "registry/form", title: title, stage: .registry, model: self,
                trail: [("两库", "/registry")] + trail, status: problem == nil ? 200 : 422))
    }

    /// Runs a form's handler; a refusal a person can mend brings the form back.
    static func answered(
        _ work: () async throws -> Reply, again: (Problem) async throws -> Reply
    ) async throws -> Reply {
        do {
            return try await work()
        } catch let problem as Problem
            where [.invalid, .refused, .conflict].contains(problem.kind) && problem.code != "moved-on"
        {
            return try await again(problem)
        }
    }

    /// Identifiers of a text: separated by lines, blanks, commas; upper case, without repeats.
    static func identifiers(_ text: String) -> [String] {
        var seen = Set<String>()
        return text.split(whereSeparator: { $0.isWhitespace || ",;，；、".contains($0) }).map { $0.uppercased() }
            .filter { seen.insert($0).inserted }
    }
}
