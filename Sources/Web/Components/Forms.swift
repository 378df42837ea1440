/// A choice in a select, a radio group or check boxes.
package struct OptionModel: Sendable {
    package let value: String
    package let title: String
    package let selected: Bool
    package let help: String?
    /// For `id` and `for`.
    package let key: String

    package init(_ value: String, _ title: String, selected: Bool = false, help: String? = nil) {
        self.value = value
        self.title = title
        self.selected = selected
        self.help = help
        var key = ""
        for byte in value.utf8 {
            key += byte < 0x80 && byte > 0x2C ? String(Unicode.Scalar(byte)) : String(byte, radix: 16)
        }
        self.key = key.isEmpty ? "none" : key
    }
}

/// One field of a form: label above, help beside, error below. Partial `shell/field`.
package struct FieldModel: Sendable {
    package enum Kind: Sendable {
        case text, area, password, number, day, search, telephone
        case select([OptionModel])
        case radios([OptionModel])
        case checks([OptionModel])
        /// `accept` as in HTML: `.csv,.xlsx`.
        case file(accept: String)
    }

    package let name: String
    package let label: String
    package let value: String
    package let help: String?
    package let error: String?
    package let required: Bool
    package let optionalWord: Bool
    package let type: String
    package let autocomplete: String
    package let accept: String
    package let maxlength: String
    package let isInput: Bool
    package let isArea: Bool
    package let isSelect: Bool
    package let isRadios: Bool
    package let isChecks: Bool
    package let isFile: Bool
    package let isGroup: Bool
    package let options: [OptionModel]
    /// Ids of help and error, for `aria-describedby`; nil when neither is there.
    package let described: String?

    package init(
        _ kind: Kind = .text, _ name: String, _ label: String, value: String = "", help: String? = nil,
        error: String? = nil, required: Bool = true, maxlength: Int = 200, autocomplete: String = "off"
    ) {
        self.name = name
        self.label = label
        self.value = value
        self.help = help
        self.error = error
        self.required = required
        optionalWord = !required
        self.autocomplete = autocomplete
        self.maxlength = String(maxlength)
        var (type, accept, options) = ("text", "", [OptionModel]())
        var (area, select, radios, checks, file) = (false, false, false, false, false)
        switch kind {
        case .text: break
        case .area: area = true
        case .password: type = "password"
        case .number: type = "number"
        case .day: type = "date"
        case .search: type = "search"
        case .telephone: type = "tel"
        case .select(let given): (select, options) = (true, given)
        case .radios(let given): (radios, options) = (true, given)
        case .checks(let given): (checks, options) = (true, given)
        case .file(let given): (file, accept) = (true, given)
        }
        self.type = type
        self.accept = accept
        self.options = options
        (isArea, isSelect, isRadios, isChecks, isFile) = (area, select, radios, checks, file)
        isGroup = radios || checks
        isInput = !(area || select || radios || checks || file)
        let ids = [help.map { _ in "help-\(name)" }, error.map { _ in "error-\(name)" }].compactMap { $0 }
        described = ids.isEmpty ? nil : ids.joined(separator: " ")
    }
}

/// Asks before what cannot be undone, and names the consequence. Partial `shell/confirm`.
package struct ConfirmModel: Sendable {
    package let question: String
    package let consequence: String
    package let action: String
    package let button: String
    package let cancelHref: String

    package init(_ question: String, consequence: String, action: String, button: String, cancelHref: String) {
        self.question = question
        self.consequence = consequence
        self.action = action
        self.button = button
        self.cancelHref = cancelHref
    }
}

/// Long work: what is done, how fast, how long yet. Partial `shell/progress`; polled by `app.mjs` while it runs.
package struct ProgressModel: Sendable {
    package let title: String
    package let done: Int
    package let total: Int
    package let summary: String
    /// Where the partial is fetched again; nil when the work has ended.
    package let pollHref: String?
    package let cancelHref: String?
    package let running: Bool

    package init(
        _ title: String, done: Int, total: Int, summary: String, pollHref: String? = nil, cancelHref: String? = nil
    ) {
        self.title = title
        self.done = done
        self.total = max(total, 1)
        self.summary = summary
        self.pollHref = pollHref
        self.cancelHref = cancelHref
        running = pollHref != nil
    }
}
