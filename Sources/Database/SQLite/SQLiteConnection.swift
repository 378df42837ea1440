import GRDB

/// A transaction on SQLite; lives on the queue of GRDB's connection.
final class SQLiteConnection: Connection {
    private let db: GRDB.Database
    private var state = TransactionState()
    private var streaming: Set<String> = []
    private var savepoints = 0

    init(_ db: GRDB.Database) { self.db = db }

    var kind: DatabaseKind { .sqlite }

    /// Runs the body; throws when any statement failed, so that the transaction is rolled back as on PostgreSQL.
    func run<T>(_ body: (any Connection) throws -> T) throws -> T {
        defer { state.end() }
        do {
            let result = try body(self)
            if let failure = state.failure { throw failure }
            return result
        } catch {
            throw state.verdict(on: SQLiteProblem.map(error))
        }
    }

    private func attempt<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch {
            let error = SQLiteProblem.map(error)
            state.fail(error as? DatabaseProblem ?? .other(code: "9", message: "interrupted"))
            throw error
        }
    }

    /// A statement that is being streamed must not be started anew by the body of its own stream.
    private func prepare(_ sql: String, reusable: Bool) throws -> Statement {
        reusable && !streaming.contains(sql) ? try db.cachedStatement(sql: sql) : try db.makeStatement(sql: sql)
    }

    func execute(_ sql: SQL) throws -> Int {
        try state.check()
        return try attempt {
            let (text, parameters) = sql.rendered(for: .sqlite)
            let statement = try prepare(text, reusable: sql.isReusable)
            let before = db.totalChangesCount
            if parameters.isEmpty {
                // GRDB's own execution keeps its schema cache right after CREATE, ALTER and DROP.
                try statement.execute()
            } else {
                let direct = try SQLiteStatement(statement, in: db)
                defer { direct.reset() }
                try direct.bind(parameters)
                while try direct.step() {}
            }
            // sqlite3_changes keeps the count of an earlier statement when this one changes nothing by nature.
            return db.totalChangesCount == before ? 0 : db.changesCount
        }
    }

    func rows(_ sql: SQL) throws -> [Row] {
        var rows: [Row] = []
        try stream(sql) { rows.append($0) }
        return rows
    }

    func row(_ sql: SQL) throws -> Row? {
        var first: Row?
        try stream(sql) { if first == nil { first = $0 } }
        return first
    }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws { try stream(sql, body) }

    private func stream(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try state.check()
        let (text, parameters) = sql.rendered(for: .sqlite)
        let (retained, direct) = try attempt {
            let statement = try prepare(text, reusable: sql.isReusable)
            let direct = try SQLiteStatement(statement, in: db)
            try direct.bind(parameters)
            return (statement, direct)
        }
        let isOutermost = streaming.insert(text).inserted
        defer {
            direct.reset()
            if isOutermost { streaming.remove(text) }
        }
        try withExtendedLifetime(retained) {
            let columns = direct.columns()
            while try attempt({ try direct.step() }) {
                try body(Row(columns: columns, values: direct.values()))
                try state.check()
            }
        }
    }

    func insert(into table: StaticString, columns: [StaticString], rows: () throws -> [SQLValue]?) throws -> Int {
        let names = columns.map(\.description).joined(separator: ", ")
        let marks = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        return try load("INSERT INTO \(table.description) (\(names)) VALUES (\(marks))", rows: rows)
    }

    func executeMany(_ statement: StaticString, rows: () throws -> [SQLValue]?) throws -> Int {
        try load(statement.description, rows: rows)
    }

    private func load(_ text: String, rows: () throws -> [SQLValue]?) throws -> Int {
        try state.check()
        let (retained, direct) = try attempt {
            let statement = try prepare(text, reusable: true)
            return (statement, try SQLiteStatement(statement, in: db))
        }
        state.beginLoad()
        defer {
            direct.reset()
            state.endLoad()
        }
        return try withExtendedLifetime(retained) {
            do {
                return try load(into: direct, rows: rows)
            } catch {
                // Half a load must not be kept, whoever abandoned it.
                state.fail(
                    error as? DatabaseProblem ?? .other(code: "abandoned", message: "the bulk load was abandoned"))
                throw error
            }
        }
    }

    private func load(into statement: SQLiteStatement, rows: () throws -> [SQLValue]?) throws -> Int {
        let width = statement.parameterCount
        var affected = 0
        while let values = try rows() {
            guard values.count == width else {
                throw DatabaseProblem.invalidValue("\(values.count) values for \(width) columns")
            }
            for index in values.indices { try statement.bind(values[index], at: index + 1) }
            let before = db.totalChangesCount
            while try statement.step() {}
            statement.reset()
            if db.totalChangesCount != before { affected += db.changesCount }
        }
        return affected
    }

    func queueWriters(on table: StaticString) throws { try state.check() }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try state.check()
        savepoints += 1
        let name = "mingcha_\(savepoints)"
        try attempt { try db.execute(sql: "SAVEPOINT \(name)") }
        do {
            let result = try body()
            if let failure = state.failure { throw failure }
            try attempt { try db.execute(sql: "RELEASE \(name)") }
            return result
        } catch {
            let error = SQLiteProblem.map(error)
            do {
                try db.execute(sql: "ROLLBACK TO \(name)")
                try db.execute(sql: "RELEASE \(name)")
                state.recover()
            } catch {
                // A full disk has rolled the whole transaction back: its failure stays.
                state.fail(.other(code: "25P02", message: "the transaction is aborted"))
            }
            throw error
        }
    }
}
