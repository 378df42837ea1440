import Synchronization

/// Work that may outlast a request: the handler waits a moment for it, and otherwise sends the person to its progress.
enum LongWork {
    private final class Ending: Sendable {
        let outcome = Mutex<Result<Void, any Error>?>(nil)
    }

    /// True when it has ended well by now. Throws what it threw by now.
    static func start(_ work: @escaping @Sendable () async throws -> some Sendable) async throws -> Bool {
        let ending = Ending()
        Task {
            do {
                _ = try await work()
                ending.outcome.withLock { $0 = .success(()) }
            } catch {
                ending.outcome.withLock { $0 = .failure(error) }
            }
        }
        for _ in 0..<60 {
            if let outcome = ending.outcome.withLock({ $0 }) {
                try outcome.get()
                return true
            }
            try await Task.sleep(for: .milliseconds(25))
        }
        return false
    }
}
