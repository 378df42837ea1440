/// What every use case is given: the store, the clock, the law, and a source of randomness.
///
/// A use case is a small struct over a `House`, named after its stage's noun: `Planning(house).report(…)`.
package struct House: Sendable {
    package let storage: any Storage
    package let clock: Clock
    package let law: Law
    /// Signs the log's heads and makes receipts.
    package let checkpoints: Checkpoints
    /// Cryptographically secure random bytes; tests seed it.
    package let randomBytes: @Sendable (Int) -> [UInt8]

    package init(
        storage: any Storage, clock: Clock, law: Law, checkpoints: Checkpoints,
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = House.secure
    ) {
        self.storage = storage
        self.clock = clock
        self.law = law
        self.checkpoints = checkpoints
        self.randomBytes = randomBytes
    }

    /// The system's generator, which is cryptographically secure on Linux (getrandom).
    package static let secure: @Sendable (Int) -> [UInt8] = { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A random name for keys that nobody should guess: lower-case hex.
    package func randomHex(bytes: Int) -> String {
        randomBytes(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
