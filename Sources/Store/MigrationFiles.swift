package import Foundation

/// The migrations shipped with the program.
package enum MigrationFiles {
    package static var directory: URL {
        Bundle.module.bundleURL.appending(path: "Migrations", directoryHint: .isDirectory)
    }
}
