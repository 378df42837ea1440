import Synchronization

/// How far a running draw has come, told by the use case itself while its transaction is open.
///
/// Kept in memory: the database shows nothing of an uncommitted draw, rightly. Where several processes serve one
/// database, only the one that draws can tell; the others show that the ceremony waits, and then the result.
package final class DrawProgress: Sendable {
    /// The stages of a draw in their order.
    package enum Stage: Int, Sendable, CaseIterable {
        case population, tickets, visits, matching, writing

        package var title: String {
            switch self {
            case .population: "读取冻结名单"
            case .tickets: "按种子计算签票"
            case .visits: "安排上门"
            case .matching: "匹配执法人员"
            case .writing: "写入结果和留痕日志"
            }
        }

        /// What is counted there.
        package var unit: String {
            switch self {
            case .population, .tickets: "条"
            case .visits: "条签号"
            case .matching, .writing: "户"
            }
        }
    }

    /// A draw that runs now.
    package struct Report: Sendable, Equatable {
        package let stage: Stage
        package let done: Int
        package let total: Int
        /// What the stages before came to.
        package let totals: [Stage: Int]
    }

    private struct Running {
        let code: String
        var report: Report
    }

    private let running = Mutex<[Int64: Running]>([:])

    package init() {}

    /// The draw begins, or begins again after a serialization failure.
    func begin(_ ceremony: Int64, code: String, lines: Int) {
        running.withLock {
            $0[ceremony] = Running(
                code: code, report: Report(stage: .population, done: 0, total: lines, totals: [.population: lines]))
        }
    }

    func reach(_ stage: Stage, done: Int, of total: Int, in ceremony: Int64) {
        running.withLock { running in
            guard var now = running[ceremony] else { return }
            var totals = now.report.totals
            totals[stage] = total
            now.report = Report(stage: stage, done: done, total: total, totals: totals)
            running[ceremony] = now
        }
    }

    /// The transaction has ended, either way.
    func end(_ ceremony: Int64) { running.withLock { _ = $0.removeValue(forKey: ceremony) } }

    /// Nil when no draw of that ceremony runs in this process.
    package func report(code: String) -> Report? {
        running.withLock { running in
            running.values.first { $0.code.utf8.elementsEqual(code.utf8) }?.report
        }
    }
}
