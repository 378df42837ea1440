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

    package struct Section: Sendable {
        package let code: String
        package let name: String
    }

    /// In the order of the standard.
    package let sections: [Section]
    package let divisions: [Division]
    /// Groups and classes that are named, by their digits.
    private let classes: [String: String]

    init() { (sections, divisions, classes) = ([], [], [:]) }

    init(_ file: File) {
        sections = file.sections.map { Section(code: $0.code, name: $0.name) }
        divisions = file.sections.flatMap { section in
            section.divisions.map { Division(code: $0.key, name: $0.value, section: section.code) }
        }.sorted { $0.code < $1.code }
        classes = file.classes
    }

    /// The named groups and classes of a division, with the section's letter, in the order of the standard.
    package func named(below division: Division) -> [(code: String, name: String)] {
        classes.filter { $0.key.hasPrefix(division.code) }.sorted { $0.key < $1.key }.map {
            (division.section + $0.key, $0.value)
        }
    }

    /// The code with the letter of its section (`0111` is `A0111`), so that whatever lies below another code begins with it; nil
    /// for what is no code of the standard.
    package func canonical(_ text: String) -> String? {
        let code = text.uppercased()
        if sections.contains(where: { $0.code == code }) { return code }
        let digits = code.first?.isLetter == true ? String(code.dropFirst()) : code
        guard (2...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let division = divisions.first(where: { digits.hasPrefix($0.code) }),
            digits.utf8.count == code.utf8.count || code.hasPrefix(division.section)
        else { return nil }
        return division.section + digits
    }

    /// The name of the code itself, else of the nearest level above it; nil for what is no code of the standard.
    package func name(of text: String) -> String? {
        guard let code = canonical(text) else { return nil }
        let digits = code.dropFirst()
        if digits.isEmpty { return sections.first { $0.code == code }?.name }
        if let exact = classes[String(digits)] { return exact }
        if digits.utf8.count == 4, let group = classes[String(digits.prefix(3))] { return group }
        return divisions.first { digits.hasPrefix($0.code) }?.name
    }

    /// The name, and the code where the name is that of a level above.
    package func title(of code: String) -> String {
        guard let name = name(of: code) else { return code }
        let digits = code.drop { $0.isLetter }
        let isExact = digits.utf8.count < 3 || classes[String(digits)] != nil
        return isExact ? name : "\(name)（\(code)）"
    }
}
