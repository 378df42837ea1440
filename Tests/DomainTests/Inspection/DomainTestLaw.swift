import Domain
import Foundation

/// Policy/ of this source tree.
enum DomainTestLaw {
    static func load() throws -> Law {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Policy")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try Law(
            files: names.map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }, hash: "test"
        )
    }
}
