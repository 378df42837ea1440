package import Domain
import Foundation
import Synchronization

/// The index of one process: built from the store, then kept current from the change sequence. It answers without waiting for
/// anybody: a state is read whole or not at all, and the next one takes its place in one step.
package final class LiveSubjectIndex: SubjectIndex, Sendable {
    private let storage: any Storage
    private let shown = Mutex<Shown>(Shown())
    private let follower: Follower

    private struct Shown {
        var state: SubjectState?
        var isFar = true
    }

    package init(storage: any Storage) {
        self.storage = storage
        follower = Follower(storage)
    }

    package func sets(at sequence: Int64) -> (any SubjectSets)? {
        shown.withLock { $0.state.flatMap { $0.sequence == sequence ? $0 : nil } }
    }

    package func settle(at sequence: Int64, patience: Duration) async {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline, !Task.isCancelled {
            let (isThere, isFar) = shown.withLock { (($0.state?.sequence ?? -1) >= sequence, $0.isFar) }
            if isThere || isFar { return }
            // Beside the caller, who leaves when the patience ends; a look that fails is repeated by the rounds.
            Task { _ = try? await catchUp() }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// What a round did.
    package struct Round: Sendable {
        package let sequence: Int64
        /// Subjects read anew.
        package let subjects: Int
        package let all: Int
        package let bytes: (sets: Int, texts: Int)
    }

    /// Reads what changed since the last time; everything the first time. Nil when nothing did, or another round is running.
    @discardableResult
    package func catchUp() async throws -> Round? {
        guard await follower.begin() else { return nil }
        do {
            let before = shown.withLock { $0.state }
            let (next, read) = try await follower.next(after: before) { isFar in
                self.shown.withLock { $0.isFar = isFar }
            }
            if let next { shown.withLock { $0 = Shown(state: next, isFar: false) } }
            await follower.end()
            return next.map { Round(sequence: $0.sequence, subjects: read, all: $0.count, bytes: $0.bytes) }
        } catch {
            await follower.end()
            throw error
        }
    }
}

/// Makes the next state; one round at a time.
private actor Follower {
    private let storage: any Storage
    private var isRunning = false
    /// So many subjects are read in the one transaction that also reads the head; more are read beside each other before.
    private static let small: Int64 = 50_000
    private static let tasks = max(2, min(4, ProcessInfo.processInfo.activeProcessorCount))

    init(_ storage: any Storage) { self.storage = storage }

    func begin() -> Bool {
        guard !isRunning else { return false }
        isRunning = true
        return true
    }

    func end() { isRunning = false }

    /// What one look at the change sequence finds.
    private struct Look {
        let head: ChangeHead
        let spans: [ClosedRange<Int64>]
        let last: Int64
        let riskSnapshot: Int64?
        let numbers: CodeNumbers
        /// What was read in the same transaction; nil when there is too much for it.
        let piece: Piece?
        let classes: [RiskClass: Bitmap]?
    }

    func next(
        after before: SubjectState?, _ far: @escaping @Sendable (Bool) -> Void
    ) async throws -> (SubjectState?, read: Int) {
        var state = before
        var read = 0
        var isNew = false
        // Each turn brings the state closer; the last one is small enough for a single transaction, and exact. Whoever
        // imports without end is followed at a distance.
        for _ in 0..<8 {
            let look = try await look(after: state)
            if let state, look.head.sequence == state.sequence, look.riskSnapshot == state.riskSnapshot {
                return (isNew ? state : nil, read)
            }
            if let piece = look.piece {
                let next = (state ?? .nothing).replacing(
                    look.spans, with: [piece], classes: look.classes, sequence: look.head.sequence,
                    riskSnapshot: look.riskSnapshot, numbers: look.numbers)
                return (next, read + piece.present.count)
            }
            far(true)
            isNew = true
            // Read beside each other, each part in a transaction of its own: what changed meanwhile has a later number
            // and is read again in the next turn.
            let parts = Piece.cut(look.spans, last: look.last)
            let pieces = try await pieces(parts, riskSnapshot: look.riskSnapshot)
            read += pieces.reduce(0) { $0 + $1.present.count }
            let isAnew = look.spans == [0...Int64.max]
            let snapshotChanged = state?.riskSnapshot != look.riskSnapshot && !isAnew
            state = (isAnew ? .nothing : state ?? .nothing).replacing(
                look.spans, with: pieces, classes: nil, sequence: look.head.sequence,
                // The classes of another snapshot are read whole in the next turn.
                riskSnapshot: snapshotChanged ? state?.riskSnapshot : look.riskSnapshot, numbers: look.numbers)
        }
        return (state, read)
    }

    private func look(after state: SubjectState?) async throws -> Look {
        try await storage.read { stores in
            let registry = stores.registry
            let head = try registry.changeHead()
            let last = try registry.lastSubject()
            let snapshot = try registry.riskSnapshot(until: nil)
            let numbers = CodeNumbers(tags: try registry.tagNumbers(), stations: try registry.stationNumbers())
            // Anew: the first time, after a database was put back, and when what happened meanwhile is forgotten.
            guard let state, head.sequence >= state.sequence, head.floor <= state.sequence else {
                return Look(
                    head: head, spans: [0...Int64.max], last: last, riskSnapshot: snapshot, numbers: numbers,
                    piece: nil, classes: nil)
            }
            let spans = try registry.changes(after: state.sequence).spans
            if spans == [0...Int64.max] || Follower.width(spans, last) > Follower.small {
                return Look(
                    head: head, spans: spans, last: last, riskSnapshot: snapshot, numbers: numbers, piece: nil,
                    classes: nil)
            }
            var classes: [RiskClass: Bitmap]?
            if snapshot != state.riskSnapshot {
                let builder = FacetBuilder<RiskClass>()
                if let snapshot {
                    try registry.forEachClass(snapshot: snapshot, 0...Int64(UInt32.max)) { subject, risk in
                        if let id = UInt32(exactly: subject) { builder.add(id, to: risk) }
                    }
                }
                classes = builder.bitmaps()
            }
            return Look(
                head: head, spans: spans, last: last, riskSnapshot: snapshot, numbers: numbers,
                piece: try Piece.read(spans, riskSnapshot: snapshot, from: registry), classes: classes)
        }
    }

    private func pieces(_ parts: [[ClosedRange<Int64>]], riskSnapshot: Int64?) async throws -> [Piece] {
        let storage = storage
        return try await withThrowingTaskGroup(of: (Int, Piece).self) { group in
            var found: [Int: Piece] = [:]
            var next = 0
            func start() {
                guard next < parts.count else { return }
                let number = next
                let part = parts[number]
                next += 1
                group.addTask {
                    (
                        number,
                        try await storage.read { try Piece.read(part, riskSnapshot: riskSnapshot, from: $0.registry) }
                    )
                }
            }
            for _ in 0..<Follower.tasks { start() }
            while let (number, piece) = try await group.next() {
                found[number] = piece
                start()
            }
            return found.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// How many ids lie in the spans.
    private static func width(_ spans: [ClosedRange<Int64>], _ last: Int64) -> Int64 {
        spans.reduce(0) { sum, span in
            let end = min(span.upperBound, last)
            return end < span.lowerBound ? sum : sum + (end - span.lowerBound) + 1
        }
    }
}
