import Domain
import Foundation
import Yams

/// The repository's Reference/ folder, as the tests see it.
enum ReferenceFolder {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: "Reference").appending(path: name), encoding: .utf8)
    }

    static func book() throws -> ReferenceBook {
        try ReferenceBook(
            files: ["regions.yaml", "region-aliases.yaml", "subject-types.yaml", "industries.yaml", "tag-rules.yaml"]
                .map {
                    ($0, try text($0))
                })
    }

    /// The real registry file: `MINGCHA_REAL_REGISTRY`, or `../shared/data/` beside the repository; it is not part of it.
    static var realFile: String? {
        let places = [
            ProcessInfo.processInfo.environment["MINGCHA_REAL_REGISTRY"],
            root.deletingLastPathComponent().appending(path: "shared/data/heilongjiang-registry.csv.gz").path(),
            root.deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "shared/data/heilongjiang-registry.csv.gz").path(),
        ]
        return places.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }
}

/// Reference/tag-golden.yaml: invented texts, labelled by hand.
struct GoldenTags: Decodable {
    struct Case: Decodable {
        let id: Int
        let name: String
        let type: String
        let scope: String
        let tags: [String]
    }

    let cases: [Case]

    static func load() throws -> GoldenTags {
        try YAMLDecoder().decode(GoldenTags.self, from: try ReferenceFolder.text("tag-golden.yaml"))
    }
}
