import Foundation

/// The stand-alone verifier: needs no network, no database and nothing of the system it checks.
exit(await Command.run(Arguments.ofProcess()))
