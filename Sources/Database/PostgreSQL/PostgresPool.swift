import Dispatch
import Logging
import Synchronization

/// At most `limit` connections. Whoever asks while all are busy waits in turn, for a bounded time.
final class PostgresPool: Sendable {
    private struct State {
        var free: Int
        var idle: [PostgresLink] = []
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextID: UInt64 = 0
        var isClosed = false
        var drained: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    private let limit: Int
    private let url: String
    private let configuration: DatabaseConfiguration
    private let logger: Logger

    init(url: String, configuration: DatabaseConfiguration, logger: Logger) {
        limit = max(1, configuration.connections)
        state = Mutex(State(free: limit))
        self.url = url
        self.configuration = configuration
        self.logger = logger
    }

    /// Lends a connection, new or used before, for the time of the body.
    func withLink<T: Sendable>(_ body: @escaping @Sendable (PostgresLink) throws -> T) async throws -> T {
        try await permit()
        let link: PostgresLink
        if let idle = state.withLock({ $0.idle.popLast() }) {
            link = idle
        } else {
            link = PostgresLink()
            do {
                let (url, configuration, logger) = (url, configuration, logger)
                try await link.perform { try $0.connect(url: url, configuration: configuration, logger: logger) }
            } catch {
                giveBack(nil)
                throw (error as? PostgresConnectionLost).map { DatabaseProblem.unavailable($0.message) } ?? error
            }
        }
        defer { giveBack(link) }
        return try await link.perform(body)
    }

    /// After a lost server every idle connection is dead as well.
    func dropIdle() {
        let idle = state.withLock { state in
            defer { state.idle.removeAll() }
            return state.idle
        }
        for link in idle { disconnect(link) }
    }

    /// A connection is closed on its own thread, which may wait for the network.
    private func disconnect(_ link: PostgresLink) {
        Task { try? await link.perform { $0.disconnect() } }
    }

    private func permit() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let ticket: Result<UInt64?, DatabaseProblem> = state.withLock { state in
                if state.isClosed { return .failure(.unavailable("the database is closed")) }
                if state.free > 0 {
                    state.free -= 1
                    return .success(nil)
                }
                state.nextID += 1
                state.waiting.append((state.nextID, continuation))
                return .success(state.nextID)
            }
            switch ticket {
            case .failure(let problem): continuation.resume(throwing: problem)
            case .success(nil): continuation.resume()
            case .success(let id?):
                DispatchQueue.global().asyncAfter(deadline: .now() + configuration.patience.seconds) { [weak self] in
                    self?.giveUp(id)
                }
            }
        }
    }

    private func giveUp(_ id: UInt64) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
        }
        waiter?.resume(
            throwing: DatabaseProblem.unavailable("all \(limit) connections are busy for \(configuration.patience)"))
    }

    private func giveBack(_ link: PostgresLink?) {
        enum Next {
            case waiter(CheckedContinuation<Void, any Error>)
            case drained(CheckedContinuation<Void, Never>)
            case nothing
        }
        let usable = link.map { !$0.isBroken } ?? false
        let (next, discarded): (Next, PostgresLink?) = state.withLock { state in
            let keeps = usable && !state.isClosed
            if keeps, let link { state.idle.append(link) }
            let discarded = keeps ? nil : link
            if !state.waiting.isEmpty { return (.waiter(state.waiting.removeFirst().continuation), discarded) }
            state.free += 1
            if state.isClosed, state.free == limit, let drained = state.drained {
                state.drained = nil
                return (.drained(drained), discarded)
            }
            return (.nothing, discarded)
        }
        if let discarded { disconnect(discarded) }
        switch next {
        case .waiter(let continuation): continuation.resume()
        case .drained(let continuation): continuation.resume()
        case .nothing: break
        }
    }

    /// Refuses those who wait, waits for those who work, then disconnects.
    func close() async {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for waiter in waiting {
            waiter.continuation.resume(throwing: DatabaseProblem.unavailable("the database is closed"))
        }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isDrained = state.withLock { state in
                if state.free == limit || state.drained != nil { return true }
                state.drained = continuation
                return false
            }
            if isDrained { continuation.resume() }
        }
        let idle = state.withLock { state in
            defer { state.idle.removeAll() }
            return state.idle
        }
        for link in idle { try? await link.perform { $0.disconnect() } }
    }
}
