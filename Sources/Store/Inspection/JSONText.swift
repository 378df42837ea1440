import Database
import Domain
import Foundation

/// Small structures kept as JSON text in one column.
enum JSONText {
    /// Canonical: keys sorted by bytes.
    static func encode(_ fields: [String: String]) -> String {
        LedgerValue.object(fields.mapValues { .text($0) }).json
    }

    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw DatabaseProblem.decoding("a JSON column does not hold \(Value.self)")
        }
    }
}
