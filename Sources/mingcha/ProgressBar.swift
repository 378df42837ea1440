import Foundation
import Synchronization

/// Progress on standard error: count, rate and time left; one line that is rewritten on a terminal, a line every
/// few seconds elsewhere.
final class ProgressBar: Sendable {
    private struct State {
        var started = ContinuousClock.now
        var shown = ContinuousClock.now - .seconds(10)
        var done = 0
    }

    private let title: String
    private let isTerminal = isatty(2) == 1
    private let state = Mutex(State())

    init(_ title: String) { self.title = title }

    /// - Parameter total: 0 when it is not known.
    func show(_ done: Int, of total: Int) {
        let line: String? = state.withLock { state in
            state.done = done
            let now = ContinuousClock.now
            guard now - state.shown > (isTerminal ? .milliseconds(100) : .seconds(3)) || done == total else {
                return nil
            }
            state.shown = now
            let seconds =
                Double((now - state.started).components.seconds)
                + Double((now - state.started).components.attoseconds) / 1e18
            let rate = seconds > 0 ? Double(done) / seconds : 0
            var text = "\(title) \(done)"
            if total > 0 { text += "/\(total)（\(done * 100 / max(1, total))%）" }
            if seconds > 0.5 { text += "，每秒 \(Int(rate))" }
            if total > done, rate > 0 { text += "，约剩 \(Int((Double(total - done) / rate).rounded(.up))) 秒" }
            return text
        }
        guard let line else { return }
        FileHandle.standardError.write(Data((isTerminal ? "\r\u{1B}[K" + line : line + "\n").utf8))
    }

    func finish() {
        let elapsed = state.withLock { ContinuousClock.now - $0.started }
        let done = state.withLock { $0.done }
        let line =
            "\(title) 完成：\(done)，用时 \(elapsed.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1))))"
        FileHandle.standardError.write(Data(((isTerminal ? "\r\u{1B}[K" : "") + line + "\n").utf8))
    }
}
