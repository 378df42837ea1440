import Synchronization

/// Turns for tests that open a database: no more than `places` at a time.
///
/// Swift Testing starts every test at once; hundreds of open databases need more files and connections than a process
/// may have where the limit is the usual 1024, and then tests fail that have no fault.
final class TestTurns: Sendable {
    static let all = TestTurns(places: 16)

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(places: Int) { state = Mutex(State(free: places)) }

    /// Waits until a turn is free. It ends with the last copy of what is returned, also where a test forgets to close.
    func take() async -> Turn {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
        return Turn(self)
    }

    private func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }

    /// One turn.
    final class Turn: Sendable {
        private let turns: TestTurns

        fileprivate init(_ turns: TestTurns) { self.turns = turns }

        deinit { turns.give() }
    }
}
