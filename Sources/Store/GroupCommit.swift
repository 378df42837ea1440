import Database
import Synchronization

/// Group commit of use cases (docs/decisions/0008): bodies that wait at the same time run one after the other in one
/// transaction of the database, each behind a savepoint, so that one wait for the disk and one update of the log's head
/// serve them all. Each caller is answered when the transaction is durable, and learns only of its own failure.
///
/// First come, first served. Nothing waits for company: a body that finds nobody else gets a transaction of its own,
/// without a savepoint; what arrives while that one is written to disk makes up the next group.
final class GroupCommit: Sendable {
    /// Bodies in a transaction at most. PostgreSQL keeps 64 savepoints of a session in its fast list.
    static let limit = 60
    /// After this long no further body joins, so that the first one is not kept waiting for the last.
    static let span = Duration.milliseconds(25)

    private struct State {
        var waiting: [Writer] = []
        /// In the transaction that is open, in order; they stay here when the database runs the transaction again.
        var taken: [Writer] = []
        /// How the bodies ended, once all have run; nil before.
        var endings: [Ending]?
        var attempt: Task<Void, any Error>?
        /// Somebody in the open transaction has left.
        var isInterrupted = false
        var isRunning = false
        var arrivals: UInt64 = 0
    }

    private let state = Mutex(State())
    private let database: any Database

    init(_ database: any Database) { self.database = database }

    /// Runs the body in a transaction that is at the head of the writers' queue.
    ///
    /// Cancelling the caller's task takes the body out of the queue, or undoes the open transaction and runs the others
    /// in it again, unless it was already being committed.
    func write<T: Sendable>(
        alone: Bool, _ body: @escaping @Sendable (any Connection, LogTail) throws -> T
    ) async throws -> T {
        let ticket = Ticket()
        let result = Mutex<T?>(nil)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
                let writer = Writer(
                    ticket: ticket, isAlone: alone,
                    run: { connection, tail in
                        let value = try body(connection, tail)
                        // A request to cancel that found no statement running.
                        if ticket.isCancelled { throw CancellationError() }
                        result.withLock { $0 = value }
                    },
                    answer: { failure in
                        if let failure { return continuation.resume(throwing: failure) }
                        guard let value = result.withLock({ $0 }) else {
                            return continuation.resume(
                                throwing: DatabaseProblem.other(code: "group", message: "committed without a result"))
                        }
                        continuation.resume(returning: value)
                    })
                enter(writer)
            }
        } onCancel: {
            leave(ticket)
        }
    }

    private func enter(_ writer: Writer) {
        let (starts, isGone) = state.withLock { state in
            if writer.ticket.isCancelled { return (false, true) }
            var writer = writer
            state.arrivals += 1
            writer.number = state.arrivals
            state.waiting.append(writer)
            defer { state.isRunning = true }
            return (!state.isRunning, false)
        }
        if isGone { writer.answer(CancellationError()) }
        if starts { Task.detached { await self.serve() } }
    }

    private func leave(_ ticket: Ticket) {
        ticket.cancel()
        let (gone, attempt): (Writer?, Task<Void, any Error>?) = state.withLock { state in
            if let index = state.waiting.firstIndex(where: { $0.ticket === ticket }) {
                return (state.waiting.remove(at: index), nil)
            }
            guard state.taken.contains(where: { $0.ticket === ticket }) else { return (nil, nil) }
            state.isInterrupted = true
            return (nil, state.attempt)
        }
        gone?.answer(CancellationError())
        attempt?.cancel()
    }

    /// One transaction after the other until nobody waits.
    private func serve() async {
        while true {
            let next: (attempt: Task<Void, any Error>, arrivals: UInt64)? = state.withLock { state in
                guard !state.waiting.isEmpty else {
                    state.isRunning = false
                    return nil
                }
                let attempt = Task.detached { try await self.transaction() }
                state.attempt = attempt
                return (attempt, state.arrivals)
            }
            guard let next else { return }
            settle(await next.attempt.result, arrivals: next.arrivals)
        }
    }

    private func transaction() async throws {
        try await database.write { connection in
            // Every use case appends to the one log: they queue here, those of other processes too, so that a long one
            // is not thrown back by short ones that finish before it.
            try connection.queueWriters(on: "log_head")
            try self.run(connection)
        }
    }

    // MARK: - Inside the transaction

    private func run(_ connection: any Connection) throws {
        let (again, company) = state.withLock { state in
            state.endings = nil
            if state.taken.isEmpty, !state.waiting.isEmpty { state.taken.append(state.waiting.removeFirst()) }
            let isShared = state.taken.count > 1 || state.waiting.first?.isAlone == false
            return (state.taken, isShared && state.taken.first?.isAlone == false)
        }
        let tail = LogTail(connection, isShared: company)
        var endings: [Ending] = []
        if company {
            let clock = ContinuousClock()
            let start = clock.now
            for writer in again { endings.append(try run(writer, connection, tail)) }
            while endings.count < Self.limit, clock.now - start < Self.span, let writer = take() {
                endings.append(try run(writer, connection, tail))
            }
        } else if let writer = again.first {
            try writer.run(connection, tail)
            endings.append(.done)
        }
        try tail.store()
        state.withLock { $0.endings = endings }
    }

    /// The next in the queue, unless it wants to be alone.
    private func take() -> Writer? {
        state.withLock { state in
            guard let next = state.waiting.first, !next.isAlone else { return nil }
            state.waiting.removeFirst()
            state.taken.append(next)
            return next
        }
    }

    private func run(_ writer: Writer, _ connection: any Connection, _ tail: LogTail) throws -> Ending {
        let mark = tail.mark
        do {
            try connection.savepoint { try writer.run(connection, tail) }
            return .done
        } catch let problem as DatabaseProblem {
            // A broken rule of the schema undoes one body; any other trouble may have hurt the transaction.
            guard case .constraint = problem else { throw problem }
            tail.restore(mark)
            return .again
        } catch let error as CancellationError {
            if state.withLock({ $0.isInterrupted }) { throw error }
            tail.restore(mark)
            return .failed(error)
        } catch {
            tail.restore(mark)
            return .failed(error)
        }
    }

    // MARK: - After the transaction

    /// Answers those who were in the transaction, or puts them back at the head of the queue.
    private func settle(_ result: Result<Void, any Error>, arrivals: UInt64) {
        let answers: [(writer: Writer, failure: (any Error)?)] = state.withLock { state in
            defer {
                state.taken = []
                state.endings = nil
                state.isInterrupted = false
                state.attempt = nil
            }
            switch result {
            case .success: return Self.committed(&state)
            case .failure(let error): return Self.failed(&state, error, arrivals: arrivals)
            }
        }
        for (writer, failure) in answers { writer.answer(failure) }
    }

    private static func committed(_ state: inout State) -> [(writer: Writer, failure: (any Error)?)] {
        var answers: [(writer: Writer, failure: (any Error)?)] = []
        var again: [Writer] = []
        for (writer, ending) in zip(state.taken, state.endings ?? []) {
            switch ending {
            case .done: answers.append((writer, nil))
            case .failed(let error): answers.append((writer, error))
            case .again: again.append(writer.alone)
            }
        }
        state.waiting.insert(contentsOf: again, at: 0)
        return answers
    }

    private static func failed(
        _ state: inout State, _ error: any Error, arrivals: UInt64
    ) -> [(writer: Writer, failure: (any Error)?)] {
        if state.taken.isEmpty {
            // It never began (no connection, no lock): so it is for all who waited for it.
            let waited = state.waiting.filter { $0.number <= arrivals }
            state.waiting.removeAll { $0.number <= arrivals }
            return waited.map { ($0, error) }
        }
        if error is CancellationError, state.isInterrupted {
            let gone = state.taken.filter { $0.ticket.isCancelled }
            state.waiting.insert(contentsOf: state.taken.filter { !$0.ticket.isCancelled }, at: 0)
            return gone.map { ($0, error) }
        }
        // A failed commit is everybody's, and must not be repeated: it may have come through.
        if state.taken.count == 1 || (state.endings != nil && !isTransient(error)) {
            return state.taken.map { ($0, error) }
        }
        // One body was too much for the transaction. Each by itself, so that only that one learns of it.
        state.waiting.insert(contentsOf: state.taken.map(\.alone), at: 0)
        return []
    }

    private static func isTransient(_ error: any Error) -> Bool {
        switch error {
        case DatabaseProblem.serialization, DatabaseProblem.busy: true
        default: false
        }
    }
}

/// A caller's place in the queue, also before it stands in it.
private final class Ticket: Sendable {
    private let flag = Mutex(false)
    var isCancelled: Bool { flag.withLock { $0 } }
    func cancel() { flag.withLock { $0 = true } }
}

/// A body that waits or runs.
private struct Writer: Sendable {
    let ticket: Ticket
    /// Wants a transaction to itself.
    var isAlone: Bool
    /// Runs the body and keeps its result.
    let run: @Sendable (any Connection, LogTail) throws -> Void
    /// Resumes the caller, once: with the result kept, or a failure.
    let answer: @Sendable ((any Error)?) -> Void
    /// Order of arrival.
    var number: UInt64 = 0

    var alone: Writer {
        var copy = self
        copy.isAlone = true
        return copy
    }
}

/// How a body in a shared transaction ended.
private enum Ending: Sendable {
    case done
    /// It threw; its savepoint was undone.
    case failed(any Error)
    /// A rule of the schema refused it, perhaps for what it read from a neighbour: once more, alone.
    case again
}
