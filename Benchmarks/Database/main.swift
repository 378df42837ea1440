import Database
import Foundation
import Logging

// Loads, streams and small transactions on one database:
//   database-benchmark ./bench.db 3200000
//   database-benchmark postgres://user@host:port/database 3200000
// The same rows as CSV, for a bare `sqlite3 .import` and `psql \copy` beside it:
//   database-benchmark csv 3200000 > rows.csv

let arguments = CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[2]), count > 0 else {
    print("database-benchmark (PATH | postgres://… | csv) ROWS")
    exit(2)
}

/// A made-up registry row: five columns, about 70 bytes.
@Sendable func row(_ id: Int) -> [SQLValue] {
    let mixed = (UInt64(id) &* 0x9E37_79B9_7F4A_7C15) >> 20
    return [
        .integer(Int64(id)), .text("9151\(String(mixed, radix: 36, uppercase: true))"), .text("蜀川第\(id)号商贸有限公司"),
        .text("51\(1000 + id % 183)"), .integer(Int64(mixed % 4)),
    ]
}

if arguments[1] == "csv" {
    var lines: [UInt8] = []
    for id in 1...count {
        for (index, value) in row(id).enumerated() {
            if index > 0 { lines.append(0x2C) }
            switch value {
            case .integer(let number): lines.append(contentsOf: String(number).utf8)
            case .text(let text): lines.append(contentsOf: text.utf8)
            default: break
            }
        }
        lines.append(0x0A)
        if lines.count > 1_000_000 || id == count {
            try FileHandle.standardOutput.write(contentsOf: lines)
            lines.removeAll(keepingCapacity: true)
        }
    }
    exit(0)
}

func measure<T>(_ name: String, of number: Int, _ body: () async throws -> T) async throws -> T {
    let start = ContinuousClock.now
    let result = try await body()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    let rate = Int(Double(number) / seconds)
    print(
        "\(name.padding(toLength: 34, withPad: " ", startingAt: 0)) \(String(format: "%8.2f", seconds)) s  \(rate)/s  \(peak)"
    )
    return result
}

let database = try await Databases.open(DatabaseConfiguration(arguments[1]), logger: Logger(label: "benchmark"))
print("\(database.kind), \(count) rows")
try await database.write { connection in
    try connection.execute("DROP TABLE IF EXISTS bench_subject")
    try connection.execute("DROP TABLE IF EXISTS bench_counter")
    switch connection.kind {
    case .sqlite:
        try connection.execute(
            "CREATE TABLE bench_subject (id INTEGER PRIMARY KEY, code TEXT, name TEXT, region TEXT, class INTEGER) STRICT"
        )
    case .postgres:
        try connection.execute(
            """
            CREATE TABLE bench_subject (id BIGINT PRIMARY KEY, code TEXT COLLATE "C", name TEXT COLLATE "C",
                region TEXT COLLATE "C", class BIGINT)
            """)
    }
    try connection.execute("CREATE TABLE bench_counter (id BIGINT PRIMARY KEY, v BIGINT)")
    try connection.execute("INSERT INTO bench_counter (id, v) VALUES (1, 0)")
}
try await measure("insert(into:), 5 columns", of: count) {
    try await database.write { connection in
        var next = 0
        try connection.insert(into: "bench_subject", columns: ["id", "code", "name", "region", "class"]) {
            guard next < count else { return nil }
            next += 1
            return row(next)
        }
    }
}
try await measure("unique index afterwards", of: count) {
    _ = try await database.write { try $0.execute("CREATE UNIQUE INDEX bench_code ON bench_subject (code)") }
}
let seen = try await measure("stream 5 columns", of: count) {
    try await database.read { connection in
        var bytes = 0
        try connection.forEach("SELECT id, code, name, region, class FROM bench_subject") { row in
            bytes += try row.text(2).utf8.count
        }
        return bytes
    }
}
_ = try await measure("stream 1 column", of: count) {
    try await database.read { connection in
        var codes = 0
        try connection.forEach("SELECT code FROM bench_subject") { row in codes += try row.text(0).utf8.count }
        return codes
    }
}
let codes = try await measure("stream 1 column, in its order", of: count) {
    try await database.read { connection in
        var codes = 0
        try connection.forEach("SELECT code FROM bench_subject ORDER BY code") { row in
            codes += try row.text(0).utf8.count > 4 ? 1 : 0
        }
        return codes
    }
}
guard codes == count, seen > count else {
    print("rows are missing: \(codes)")
    exit(1)
}
let upserts = min(count, 200_000)
try await measure("executeMany, \(upserts) upserts", of: upserts) {
    try await database.write { connection in
        var next = 0
        try connection.executeMany(
            """
            INSERT INTO bench_subject (id, code, name, region, class) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id) DO UPDATE SET class = excluded.class
            """
        ) {
            guard next < upserts else { return nil }
            next += 1
            return row(next)
        }
    }
}
try await measure("5,000 reads by key", of: 5_000) {
    for index in 1...5_000 {
        let id = index * 37 % count + 1
        _ = try await database.read { try $0.row("SELECT name FROM bench_subject WHERE id = \(id)") }
    }
}
try await measure("500 durable writes in a row", of: 500) {
    for _ in 1...500 {
        _ = try await database.write { try $0.execute("UPDATE bench_counter SET v = v + 1 WHERE id = 1") }
    }
}
try await database.write { connection in
    try connection.execute("DROP TABLE bench_subject")
    try connection.execute("DROP TABLE bench_counter")
}
await database.close()
