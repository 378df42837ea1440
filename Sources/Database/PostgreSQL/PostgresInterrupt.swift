import CPQ
import Dispatch
import Synchronization

/// Cancels what a connection is doing when the task that waits for it is cancelled (a client that left, a server that stops).
///
/// A cancel request travels beside the connection and hits whatever runs there when it arrives. So the end of a turn waits for
/// a request under way: it can never hit the next transaction.
final class PostgresInterrupt: Sendable {
    /// Guarded by the mutex; the pointer is libpq's own copy of the server's address and the session's key.
    private struct State: @unchecked Sendable {
        var handle: OpaquePointer?
        var turn: UInt64 = 0
        var isRunning = false
    }

    private let state = Mutex(State())

    deinit { state.withLock { PQfreeCancel($0.handle) } }

    /// Takes the address of a new connection.
    func attach(_ connection: OpaquePointer?) { state.withLock { $0.handle = PQgetCancel(connection) } }

    /// Starts a turn and returns its number.
    func begin() -> UInt64 {
        state.withLock { state in
            state.turn += 1
            state.isRunning = true
            return state.turn
        }
    }

    /// Ends the turn, after a request under way.
    func end() { state.withLock { $0.isRunning = false } }

    /// Asks the server to cancel the statement of this turn, if it still runs. Returns at once.
    func cancel(turn: UInt64) {
        // PQcancel waits for the server to have passed the request on.
        DispatchQueue.global().async {
            self.state.withLock { state in
                guard state.isRunning, state.turn == turn, let handle = state.handle else { return }
                var message = [CChar](repeating: 0, count: 256)
                _ = PQcancel(handle, &message, 256)
            }
        }
    }
}
