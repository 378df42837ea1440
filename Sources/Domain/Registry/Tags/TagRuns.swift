import Synchronization

/// How far a trial or an application of tag rules has come in this process. In memory: the outcome is in the database.
package final class TagRuns: Sendable {
    package struct Report: Sendable {
        package let version: Int
        /// A trial; false: it is being applied.
        package let isTrial: Bool
        package let done: Int
        package let total: Int
        /// Set when it ended badly.
        package let failure: Problem?
    }

    private let current = Mutex<Report?>(nil)

    package init() {}

    /// The run that is under way, or the one that failed last.
    package var report: Report? { current.withLock { $0 } }

    /// False when another run is under way.
    func begin(_ version: Int, isTrial: Bool, total: Int) -> Bool {
        current.withLock {
            if let running = $0, running.failure == nil { return false }
            $0 = Report(version: version, isTrial: isTrial, done: 0, total: total, failure: nil)
            return true
        }
    }

    func reach(_ done: Int) {
        current.withLock {
            guard let now = $0 else { return }
            $0 = Report(version: now.version, isTrial: now.isTrial, done: done, total: now.total, failure: nil)
        }
    }

    func end(_ failure: Problem?) {
        current.withLock {
            guard let now = $0, let failure else { return $0 = nil }
            $0 = Report(version: now.version, isTrial: now.isTrial, done: now.done, total: now.total, failure: failure)
        }
    }
}
