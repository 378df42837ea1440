/// The values that keep guessers out, in one place. Times in seconds.
///
/// GB/T 22239-2019 level 3 (8.1.4.1) asks for lock-out and time-out without naming numbers; these are the house's.
package struct AccessLimits: Sendable {
    /// So many wrong passwords in a row lock the account …
    package var failures = 5
    /// … for so long.
    package var lock = 15 * 60
    /// A session ends after so long without a request.
    package var idle = 30 * 60
    /// And after so long in any case.
    package var absolute = 8 * 3600
    /// The time of the last request is written at most this often.
    package var touch = 60
    package var passwordLength = 10...128

    package init() {}
}
