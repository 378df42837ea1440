package import Database
package import Domain

/// The use cases' storage over either database. One for each database and process: the use cases that arrive at it
/// together are committed together.
package struct SQLStorage: Storage {
    package let database: any Database
    private let writers: GroupCommit

    package init(_ database: any Database) {
        self.database = database
        writers = GroupCommit(database)
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await translated { try await database.read { try body(SQLStores($0, LogTail($0))) } }
    }

    package func write<T: Sendable>(
        alone: Bool, _ body: @escaping @Sendable (any Stores) throws -> T
    ) async throws -> T {
        try await translated {
            try await writers.write(alone: alone) { connection, tail in
                let stores = SQLStores(connection, tail)
                let result = try body(stores)
                try stores.touches.store(connection)
                guard stores.sqlLedger.hasAppended else {
                    throw Problem(.defect, "ledger.silent", "这次操作没有留痕，已整体撤销。", clause: "3.5.4")
                }
                return result
            }
        }
    }

    package func housekeep<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await translated {
            try await database.write { connection in
                let tail = LogTail(connection)
                let stores = SQLStores(connection, tail)
                let result = try body(stores)
                try stores.touches.store(connection)
                try tail.store()
                return result
            }
        }
    }

    /// What a person can do about a database's trouble.
    private func translated<T>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch let problem as DatabaseProblem {
            throw problem.forPeople
        }
    }
}

extension DatabaseProblem {
    /// The same trouble in words; details go to the log of the server, not to the screen.
    package var forPeople: Problem {
        switch self {
        case .unavailable:
            Problem(
                .unavailable, "database.unavailable", "数据库暂时连接不上，这次操作没有生效，已保存的内容不受影响。",
                remedy: "请稍后重试；持续出现时请联系平台管理员。")
        case .diskFull:
            Problem(
                .unavailable, "database.disk-full", "服务器磁盘已满，这次操作没有生效，已保存的内容不受影响。",
                remedy: "请平台管理员清理磁盘空间后重试。")
        case .busy, .serialization:
            Problem(.unavailable, "database.busy", "同时操作的人较多，这次操作没有生效。", remedy: "请稍后重试。")
        case .readOnly:
            Problem(.unavailable, "database.read-only", "数据库当前只读，这次操作没有生效。", remedy: "请联系平台管理员。")
        case .constraint:
            Problem(
                .conflict, "database.constraint", "提交的内容与已有数据冲突，这次操作没有生效。",
                remedy: "请刷新页面核对后再提交。")
        default:
            Problem(
                .defect, "database.defect", "程序读写数据时遇到意外情况，这次操作没有生效。",
                remedy: "请把页面下方的请求编号告诉平台管理员。")
        }
    }
}

/// The stores of one transaction.
final class SQLStores: Stores {
    let sqlLedger: SQLLedger
    let touches = SubjectTouches()
    private let connection: any Connection

    init(_ connection: any Connection, _ tail: LogTail) {
        self.connection = connection
        self.sqlLedger = SQLLedger(connection: connection, tail: tail)
    }

    var access: any AccessStore { SQLAccessStore(connection: connection) }
    var catalogue: any CatalogueStore { SQLCatalogueStore(connection: connection) }
    var registry: any RegistryStore { SQLRegistryStore(connection: connection, touches: touches) }
    var staff: any StaffStore { SQLStaffStore(connection: connection) }
    var subjects: any SubjectStore { SQLSubjectStore(connection: connection, touches: touches) }
    var plans: any PlanStore { SQLPlanStore(connection: connection) }
    var draws: any DrawStore { SQLDrawStore(connection: connection) }
    var inspections: any InspectionStore { SQLInspectionStore(connection: connection) }
    var publication: any PublicationStore { SQLPublicationStore(connection: connection) }
    var followUps: any FollowUpStore { SQLFollowUpStore(connection: connection) }
    var assessment: any AssessmentStore { SQLAssessmentStore(connection: connection) }
    var ledger: any Ledger { sqlLedger }
}
