import Foundation

/// Walks a template against a model as the renderer would, and complains where the renderer stays silent: names that
/// no model has, missing values answered from further out, unescaped output, sections that no sample ever opens.
///
/// The house uses the plain part of Mustache: variables, sections, inverted sections, partials.
final class TemplateChecker {
    private indirect enum Node {
        case variable(String)
        case section(id: String, name: String, inverted: Bool, [Node])
        case partial(String)
        case dynamic
    }

    private var parsed: [String: [Node]] = [:]
    private let source: (String) -> String?
    private(set) var complaints: [String] = []
    /// Sections and those of them that were entered.
    private(set) var sections: Set<String> = []
    private(set) var entered: Set<String> = []

    /// `source` gives the text of a template by name.
    init(source: @escaping (String) -> String?) { self.source = source }

    /// `around` is what the frame puts below the model on the stack.
    func check(_ template: String, model: Any, around: [Any] = []) {
        walk(nodes(template), stack: around + [model], template: template, depth: 0)
    }

    /// Sections that exist but were never opened by any sample.
    var unopened: [String] { sections.subtracting(entered).sorted() }

    // MARK: Reading

    private func nodes(_ template: String) -> [Node] {
        if let known = parsed[template] { return known }
        guard let text = source(template) else {
            complaints.append("\(template): no such template")
            return []
        }
        var rest = text[...]
        let result = parse(&rest, template, until: nil)
        parsed[template] = result
        return result
    }

    private func parse(_ rest: inout Substring, _ template: String, until: String?) -> [Node] {
        var nodes: [Node] = []
        while let open = rest.range(of: "{{") {
            rest = rest[open.upperBound...]
            guard let close = rest.range(of: "}}") else {
                complaints.append("\(template): a tag is not closed")
                return nodes
            }
            let tag = rest[..<close.lowerBound].trimmingCharacters(in: .whitespaces)
            let offset = rest.startIndex.utf16Offset(in: rest)
            rest = rest[close.upperBound...]
            guard let sign = tag.first else { continue }
            let name = String(tag.dropFirst()).trimmingCharacters(in: .whitespaces)
            switch sign {
            case "!": continue
            case "#", "^":
                let id = "\(template) {{\(tag)}} @\(offset)"
                sections.insert(id)
                nodes.append(.section(id: id, name: name, inverted: sign == "^", parse(&rest, template, until: name)))
            case "/":
                if name != until { complaints.append("\(template): {{/\(name)}} closes \(until ?? "nothing")") }
                return nodes
            case ">": nodes.append(name.hasPrefix("*") ? .dynamic : .partial(name))
            case "{", "&": complaints.append("\(template): {{\(tag)}} is not escaped")
            case "<", "$", "%", "=": complaints.append("\(template): {{\(tag)}} is not used in this house")
            default:
                if tag.contains("(") { complaints.append("\(template): {{\(tag)}} transforms; format in the model") }
                nodes.append(.variable(tag))
            }
        }
        if let until { complaints.append("\(template): {{#\(until)}} is not closed") }
        return nodes
    }

    // MARK: Walking

    private func walk(_ nodes: [Node], stack: [Any], template: String, depth: Int) {
        guard depth < 60 else {
            complaints.append("\(template): partials go in circles")
            return
        }
        for node in nodes {
            switch node {
            case .variable(let name): _ = value(name, stack, template)
            case .dynamic: continue
            case .partial(let name):
                walk(self.nodes(name), stack: stack, template: name, depth: depth + 1)
            case .section(let id, let name, let inverted, let inner):
                let items = opened(value(name, stack, template))
                if inverted {
                    guard items == nil else { continue }
                    entered.insert(id)
                    walk(inner, stack: stack, template: template, depth: depth + 1)
                } else if let items, !items.isEmpty || isTrue(value(name, stack, template)) {
                    entered.insert(id)
                    for item in items.isEmpty ? [[]] : items.map({ [$0] }) {
                        walk(inner, stack: stack + item, template: template, depth: depth + 1)
                    }
                }
            }
        }
    }

    private func isTrue(_ value: Any?) -> Bool { value as? Bool == true }

    /// The objects a section pushes; nil when it stays closed, empty when it opens without pushing.
    private func opened(_ value: Any?) -> [Any]? {
        guard let value else { return nil }
        if let flag = value as? Bool { return flag ? [] : nil }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .collection || mirror.displayStyle == .set {
            return mirror.children.isEmpty ? nil : mirror.children.map(\.value)
        }
        return [value]
    }

    private func value(_ name: String, _ stack: [Any], _ template: String) -> Any? {
        guard let top = stack.last else { return nil }
        if name == "." { return top }
        let parts = name.split(separator: ".").map(String.init)
        guard let first = parts.first else { return nil }
        var found: Any?
        if name.hasPrefix(".") {
            switch child(first, of: top) {
            case .missing:
                complaints.append("\(template): {{\(name)}} is not in \(type(of: top))")
                return nil
            case .empty: return nil
            case .value(let value): found = value
            }
        } else {
            var emptyIn: Any?
            search: for object in stack.reversed() {
                switch child(first, of: object) {
                case .missing: continue
                case .empty: emptyIn = emptyIn ?? object
                case .value(let value):
                    if let emptyIn {
                        complaints.append(
                            "\(template): {{\(name)}} is nil in \(type(of: emptyIn)) and would be taken from \(type(of: object)); write {{.\(name)}}"
                        )
                    }
                    found = value
                    break search
                }
            }
            if found == nil {
                if emptyIn == nil { complaints.append("\(template): {{\(name)}} is in none of the models") }
                return nil
            }
        }
        for part in parts.dropFirst() {
            guard let object = found else { return nil }
            switch child(part, of: object) {
            case .missing:
                complaints.append("\(template): {{\(name)}}: \(type(of: object)) has no \(part)")
                return nil
            case .empty: return nil
            case .value(let value): found = value
            }
        }
        return found
    }

    private enum Child {
        case missing, empty
        case value(Any)
    }

    private func child(_ name: String, of object: Any) -> Child {
        guard let child = Mirror(reflecting: object).children.first(where: { $0.label == name }) else {
            return .missing
        }
        let mirror = Mirror(reflecting: child.value)
        guard mirror.displayStyle == .optional else { return .value(child.value) }
        return mirror.children.first.map { .value($0.value) } ?? .empty
    }
}
