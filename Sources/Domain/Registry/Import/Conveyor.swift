import Foundation

/// Carries batches from a reading thread to the writing one; the reader waits when it is too far ahead.
final class Conveyor<Element: Sendable>: @unchecked Sendable {
    // Unchecked: every access to the state happens under the condition's lock.
    private let condition = NSCondition()
    private var waiting: [Element] = []
    private var failure: (any Error)?
    private var isFinished = false
    private var isAbandoned = false
    private let capacity: Int

    /// Runs `produce` on a thread of its own. `put` returns false when nobody takes any more.
    init(capacity: Int, _ produce: @escaping @Sendable (_ put: (Element) -> Bool) throws -> Void) {
        self.capacity = capacity
        let thread = Thread { [self] in
            do {
                try produce { put($0) }
                finish(nil)
            } catch {
                finish(error)
            }
        }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// The next batch; nil at the end. Throws what the reader threw.
    func take() throws -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty && !isFinished { condition.wait() }
        guard !waiting.isEmpty else {
            if let failure { throw failure }
            return nil
        }
        let element = waiting.removeFirst()
        condition.broadcast()
        return element
    }

    /// Nobody will take any more: the reader stops at its next batch.
    func abandon() {
        condition.lock()
        isAbandoned = true
        waiting = []
        condition.broadcast()
        condition.unlock()
    }

    private func put(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while waiting.count >= capacity && !isAbandoned { condition.wait() }
        guard !isAbandoned else { return false }
        waiting.append(element)
        condition.broadcast()
        return true
    }

    private func finish(_ error: (any Error)?) {
        condition.lock()
        failure = error
        isFinished = true
        condition.broadcast()
        condition.unlock()
    }
}
