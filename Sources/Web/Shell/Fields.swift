package import Domain

/// The named values of a query string or a form. Reading trims, and what cannot be read is refused with a message
/// for its field.
package struct Fields: Sendable {
    package let pairs: [(name: String, value: String)]

    package init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// The first value of that name, untouched.
    package func raw(_ name: String) -> String? {
        pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// Trimmed, and without characters that nobody sees; empty when missing.
    package func text(_ name: String) -> String { raw(name).map { Fields.trimmed(PlainText.visible($0)) } ?? "" }

    /// Trimmed; nil when missing or empty.
    package func optional(_ name: String) -> String? {
        let value = text(name)
        return value.isEmpty ? nil : value
    }

    /// Trimmed and not empty, at most `max` characters; otherwise a refusal that names the label.
    package func required(_ name: String, _ label: String, max: Int = 200) throws -> String {
        guard let value = optional(name) else { throw Fields.refusal(name, "请填写\(label)。") }
        return try Fields.bounded(value, name, label, max)
    }

    /// Like `optional`, but refuses more than `max` characters.
    package func optional(_ name: String, _ label: String, max: Int = 200) throws -> String? {
        try optional(name).map { try Fields.bounded($0, name, label, max) }
    }

    /// A whole number, nil when empty.
    package func int(_ name: String, _ label: String, in range: ClosedRange<Int64> = 0...1_000_000_000_000) throws
        -> Int64?
    {
        guard let value = optional(name) else { return nil }
        guard let number = Int64(PlainText.halfWidth(value)), range.contains(number) else {
            throw Fields.refusal(name, "\(label)应为 \(range.lowerBound) 到 \(range.upperBound) 之间的整数。")
        }
        return number
    }

    /// A calendar day, nil when empty. A year before 1900 is a slip of the keyboard: `0206-03-01`.
    package func day(_ name: String, _ label: String) throws -> Day? {
        guard let value = optional(name) else { return nil }
        guard let day = Day(PlainText.halfWidth(value)) else {
            throw Fields.refusal(name, "\(label)应为存在的日期，写作 2026-03-01。")
        }
        guard day.year >= 1900 else { throw Fields.refusal(name, "\(label)的年份不应早于1900年。") }
        return day
    }

    /// A region code, nil when empty.
    package func region(_ name: String, _ label: String) throws -> RegionCode? {
        guard let value = optional(name) else { return nil }
        guard let code = RegionCode(PlainText.halfWidth(value)) else {
            throw Fields.refusal(name, "\(label)应为六位行政区划代码。")
        }
        return code
    }

    /// One of the cases of an enum, nil when empty.
    package func choice<Value: RawRepresentable>(_ name: String, _ label: String, of type: Value.Type) throws -> Value?
    where Value.RawValue == String {
        guard let value = optional(name) else { return nil }
        guard let choice = Value(rawValue: value) else { throw Fields.refusal(name, "\(label)不在可选范围内。") }
        return choice
    }

    /// All non-empty values of that name, trimmed (check boxes, multiple selects).
    package func list(_ name: String) -> [String] {
        pairs.filter { $0.name.utf8.elementsEqual(name.utf8) }.map { Fields.trimmed(PlainText.visible($0.value)) }
            .filter { !$0.isEmpty }
    }

    /// All values of that name as ids.
    package func ids(_ name: String, _ label: String) throws -> [Int64] {
        try list(name).map { value in
            guard let id = Int64(value), id > 0 else { throw Fields.refusal(name, "\(label)中有无法识别的选项。") }
            return id
        }
    }

    /// A ticked check box.
    package func flag(_ name: String) -> Bool { ["1", "on", "true", "yes"].contains(text(name)) }

    /// A refusal of one field.
    package static func refusal(_ name: String, _ message: String) -> Problem {
        Problem(.invalid, "form.field", message, remedy: "请改正后重新提交。", fields: [name: message])
    }

    private static func bounded(_ value: String, _ name: String, _ label: String, _ max: Int) throws -> String {
        // Bytes first: counting the characters of a very long text is itself slow.
        guard value.utf8.count <= max * 8, value.count <= max else {
            throw refusal(name, "\(label)不能超过 \(max) 个字。")
        }
        return value
    }

    /// Without white space (the ideographic space too) at both ends.
    static func trimmed(_ text: String) -> String {
        let blank: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard let start = text.firstIndex(where: { !blank($0) }), let end = text.lastIndex(where: { !blank($0) })
        else { return "" }
        return String(text[start...end])
    }
}

/// Collects the refusals of several fields, so that a form comes back with all of them at once.
///
/// ```
/// var errors = FieldErrors()
/// let name = errors.take { try call.form.required("name", "任务名称") }
/// try errors.check()
/// ```
package struct FieldErrors {
    private var messages: [String: String] = [:]
    package init() {}

    package mutating func take<Value>(_ read: () throws -> Value) -> Value? {
        do {
            return try read()
        } catch let problem as Problem {
            messages.merge(problem.fields.isEmpty ? ["": problem.message] : problem.fields) { first, _ in first }
        } catch {
            messages[""] = "内容无法识别。"
        }
        return nil
    }

    package mutating func add(_ field: String, _ message: String) { messages[field] = messages[field] ?? message }

    /// Throws one refusal with all messages, if there are any.
    package func check() throws {
        guard !messages.isEmpty else { return }
        throw Problem(
            .invalid, "form.fields", "有 \(messages.count) 处需要改正。", remedy: "请按各栏下方的提示改正后重新提交。",
            fields: messages)
    }
}
