/// A column that a kind of import knows.
package struct ImportField: Sendable {
    /// What messages and templates call it.
    package let title: String
    /// All names that it is known under, the title first.
    package let names: [String]
    package let isRequired: Bool
    /// What to fill in, for the template.
    package let note: String
    /// A value of the template's example row.
    package let example: String
    /// What may be chosen; empty for anything.
    package let choices: [String]

    package init(
        _ names: [String], isRequired: Bool = false, note: String = "", example: String = "", choices: [String] = []
    ) {
        title = names.first ?? ""
        self.names = names
        self.isRequired = isRequired
        self.note = note
        self.example = example
        self.choices = choices
    }
}

/// Which column of a file holds which field, by the field's title.
package struct ColumnMatching: Sendable, Equatable, Codable {
    package var places: [String: Int]

    package init(_ places: [String: Int] = [:]) { self.places = places }

    /// By what the person matched before under the same names, else by the names that are known.
    static func found(_ fields: [ImportField], header: [String], remembered: [String: String]) -> ColumnMatching {
        let keys = header.map(ColumnNames.key)
        var matching = ColumnMatching()
        var taken: Set<Int> = []
        func take(_ field: ImportField, _ names: [String]) {
            guard matching.places[field.title] == nil else { return }
            for name in names {
                let key = ColumnNames.key(name)
                // A name that stands there twice is the person's to decide.
                guard !key.isEmpty, let place = keys.firstIndex(of: key), !taken.contains(place),
                    !keys[(place + 1)...].contains(key)
                else { continue }
                matching.places[field.title] = place
                taken.insert(place)
                return
            }
        }
        for field in fields { if let name = remembered[field.title] { take(field, [name]) } }
        for field in fields { take(field, field.names) }
        return matching
    }

    /// Titles of the required fields that have no column.
    package func missing(_ fields: [ImportField]) -> [String] {
        fields.filter { $0.isRequired && places[$0.title] == nil }.map(\.title)
    }

    /// By name, to be remembered.
    func names(in header: [String]) -> [String: String] {
        places.compactMapValues { header.indices.contains($0) ? header[$0] : nil }
    }
}
