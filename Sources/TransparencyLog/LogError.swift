/// What was wrong with a piece of a log, in words a person can act on.
///
/// `code` is stable and for machines; `message` is Chinese and for people. Nothing in this module traps on input:
/// whatever a stranger hands in ends as one of these values.
package struct LogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of trouble. The raw value is the stable code.
    package enum Kind: String, Sendable, CaseIterable {
        /// Bytes or text that do not have the shape the specification asks for.
        case malformed
        /// An entry longer than 65,535 bytes: its length does not fit the bundle format.
        case entryTooLong = "entry-too-long"
        /// An index or a size outside the tree.
        case outOfRange = "out-of-range"
        /// A hash, tile or bundle that should be there and is not.
        case missing
        /// A hash that is not the one recomputed.
        case mismatch
        /// A signature of a known key that does not verify.
        case badSignature = "bad-signature"
        /// No signature, or too few, by the keys that are trusted.
        case notSigned = "not-signed"
        /// A checkpoint of another log.
        case wrongOrigin = "wrong-origin"
        /// Two states of one log of which neither extends the other.
        case fork
    }

    package let kind: Kind
    /// The Chinese sentence.
    package let message: String
    /// The resource concerned, as a path inside the log directory, where there is one.
    package let path: String?

    package init(_ kind: Kind, _ message: String, path: String? = nil) {
        self.kind = kind
        self.message = message
        self.path = path
    }

    package var code: String { "log." + kind.rawValue }

    package var description: String { path.map { "\($0):\(message)" } ?? message }

    /// The same trouble, said of a resource.
    package func at(_ path: String) -> LogError { LogError(kind, message, path: path) }
}
