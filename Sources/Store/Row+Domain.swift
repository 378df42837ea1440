import Database
import Domain

/// Reading the house's own types from rows.
extension Row {
    func int64(_ column: String) throws -> Int64 { Int64(try int(column)) }

    func int64OrNil(_ column: String) throws -> Int64? { try intOrNil(column).map(Int64.init) }

    func moment(_ column: String) throws -> Moment {
        let text = try text(column)
        guard let moment = Moment(text) else { throw DatabaseProblem.decoding("\(column): no moment: \(text)") }
        return moment
    }

    func momentOrNil(_ column: String) throws -> Moment? {
        try textOrNil(column) == nil ? nil : moment(column)
    }

    func day(_ column: String) throws -> Day {
        let text = try text(column)
        guard let day = Day(text) else { throw DatabaseProblem.decoding("\(column): no day: \(text)") }
        return day
    }

    func dayOrNil(_ column: String) throws -> Day? { try textOrNil(column) == nil ? nil : day(column) }

    func region(_ column: String) throws -> RegionCode {
        let text = try text(column)
        guard let code = RegionCode(text) else { throw DatabaseProblem.decoding("\(column): no region: \(text)") }
        return code
    }

    func value<Value: RawRepresentable>(_ column: String, as type: Value.Type = Value.self) throws -> Value
    where Value.RawValue == String {
        let text = try text(column)
        guard let value = Value(rawValue: text) else {
            throw DatabaseProblem.decoding("\(column): \(text) is no \(Value.self)")
        }
        return value
    }
}

extension SQL {
    /// Condition that a region column lies in the subtree of `code`: a range on the fixed-width text, which indexes
    /// serve on both databases.
    static func within(_ code: RegionCode, _ column: SQL) -> SQL {
        switch code.level {
        case .county: "\(column) = \(code.text)"
        case .province, .city: "\(column) >= \(code.text) AND \(column) < \(code.prefix + ":")"
        }
    }
}
