/// GB/T 4754-2017 as far as Reference/industries.yaml holds it: sections (A–T) and divisions (two digits) whole, and of the
/// groups and classes below those that are named. A code of three or four digits is known by its division.
package struct Industries: Sendable {
    struct File: Codable, Sendable {
        struct Section: Codable, Sendable {
            let code: String
            let name: String
            let divisions: [String: String]
        }

        let source: String
        let sections: [Section]
        let classes: [String: String]
    }

    package struct Division: Sendable {
        package let code: String
        package let name: String
        package let section: String
    }

    /// In the order of the standard.
    package let divisions: [Division]
    private let sections: [String: String]
    private let classes: [String: String]

    init() { (divisions, sections, classes) = ([], [:], [:]) }

    init(_ file: File) {
        divisions = file.sections.flatMap { section in
            section.divisions.map { Division(code: $0.key, name: $0.value, section: section.code) }
        }.sorted { $0.code < $1.code }
        sections = Dictionary(file.sections.map { ($0.code, $0.name) }) { first, _ in first }
        classes = file.classes
    }

    /// The code without the letter of its section (`A0111` is `0111`); nil for what is no code of the standard.
    package func canonical(_ text: String) -> String? {
        let code = text.uppercased()
        if sections[code] != nil { return code }
        let digits = code.first?.isLetter == true ? String(code.dropFirst()) : code
        guard (2...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let division = divisions.first(where: { digits.hasPrefix($0.code) }),
            digits.utf8.count == code.utf8.count || code.hasPrefix(division.section)
        else { return nil }
        return digits
    }

    /// The name of the code itself, else of the nearest level above it; nil for what is no code of the standard.
    package func name(of text: String) -> String? {
        guard let code = canonical(text) else { return nil }
        if let section = sections[code] { return section }
        if let exact = classes[code] { return exact }
        if code.utf8.count == 4, let group = classes[String(code.prefix(3))] { return group }
        return divisions.first { code.hasPrefix($0.code) }?.name
    }
}
