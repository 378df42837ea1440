package import Domain
package import Foundation

/// The files of this source tree that tests read.
package enum TestSources {
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Policy/ as shipped.
    package static let law = Result { try Law(files: try yaml("Policy"), hash: String(repeating: "0", count: 64)) }

    /// Policy/ as shipped, with another number for a rule: as a province would set it.
    package static func law(_ id: String, is value: Int) throws -> Law {
        let files = try yaml("Policy").map { file in
            guard let start = file.text.range(of: "- id: \(id)\n"),
                let place = file.text.range(of: "    value: ", range: start.upperBound..<file.text.endIndex),
                let end = file.text.range(of: "\n", range: place.upperBound..<file.text.endIndex)
            else { return file }
            return (
                file.name, file.text.replacingCharacters(in: place.upperBound..<end.lowerBound, with: String(value))
            )
        }
        return try Law(files: files, hash: String(repeating: "1", count: 64))
    }

    /// Policy/ as shipped and a file of more rules.
    package static func law(also rules: String) throws -> Law {
        try Law(files: try yaml("Policy") + [("zz-more.yaml", rules)], hash: String(repeating: "2", count: 64))
    }

    /// Reference/ as shipped. Loaded once: the tag rules are large.
    package static let book = Result {
        try ReferenceBook(
            files: try [
                "regions.yaml", "region-aliases.yaml", "subject-types.yaml", "industries.yaml", "tag-rules.yaml",
                "departments.yaml",
            ].map {
                ($0, try text("Reference/\($0)"))
            })
    }

    package static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func yaml(_ folder: String) throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(".yaml") }.sorted().map { ($0, try text("\(folder)/\($0)")) }
    }
}
