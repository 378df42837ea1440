import VerifiableDraw

/// How the program ends; the numbers are part of its interface.
enum Outcome: Int32 {
    case verified = 0
    case refuted = 1
    case unusable = 2
}

/// Ends a command: the input could be read, and what it claims is false.
struct Refuted: Error {
    let reason: String
}

/// Ends a command: the input cannot be read or makes no sense.
struct Unusable: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
    init(_ refusal: DrawRefusal) { reason = refusal.reason }
}
