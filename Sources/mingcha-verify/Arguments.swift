/// The words of the command line: options with a value (`--name value` or `--name=value`) and the rest.
struct Arguments {
    private(set) var plain: [String] = []
    private var options: [(name: String, value: String)] = []
    /// What was wrong with the words themselves, reported when a command starts.
    private var fault: Unusable?

    /// Options that take no value.
    private static let flags: Set<String> = ["--help", "-h"]

    init(_ words: [String]) {
        var rest = words[...]
        var onlyPlain = false
        while let word = rest.popFirst() {
            if onlyPlain || !word.hasPrefix("-") || word == "-" {
                plain.append(word)
            } else if word == "--" {
                onlyPlain = true
            } else if Arguments.flags.contains(word) {
                options.append((word, ""))
            } else if let equals = word.utf8.firstIndex(of: 0x3D) {
                options.append((String(word[..<equals]), String(word[word.utf8.index(after: equals)...])))
            } else if let value = rest.popFirst() {
                options.append((word, value))
            } else {
                fault = Unusable("选项“\(word)”缺少值")
            }
        }
    }

    /// The process's own words. Bytes that are not UTF-8 are a fault: repaired silently they would be another seed.
    static func ofProcess() -> Arguments {
        var words: [String] = []
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let word = CommandLine.unsafeArgv[index], let text = String(validatingCString: word) else {
                var broken = Arguments([])
                broken.fault = Unusable("命令行参数不是UTF-8编码")
                return broken
            }
            words.append(text)
        }
        return Arguments(words)
    }

    var wantsHelp: Bool { options.contains { $0.name == "--help" || $0.name == "-h" } }

    /// Checks that there are exactly the words a command knows, and returns the plain ones after the command's name.
    ///
    /// - Parameter repeated: options that may be given several times.
    func expect(
        plain count: Int, options allowed: Set<String>, repeated: Set<String> = [], usage: String
    ) throws -> [String] {
        if let fault { throw fault }
        for (index, option) in options.enumerated() {
            guard allowed.contains(option.name) else { throw Unusable("不认识的选项“\(option.name)”\n用法：\(usage)") }
            guard repeated.contains(option.name) || !options[..<index].contains(where: { $0.name == option.name })
            else {
                throw Unusable("选项“\(option.name)”出现多次")
            }
        }
        let words = Array(plain.dropFirst())
        guard words.count == count else { throw Unusable("参数个数不对\n用法：\(usage)") }
        return words
    }

    func optional(_ name: String) -> String? { options.first { $0.name == name }?.value }

    /// All values of an option that may be repeated, in their order.
    func all(_ name: String) -> [String] { options.filter { $0.name == name }.map(\.value) }

    func required(_ name: String, usage: String) throws -> String {
        guard let value = optional(name) else { throw Unusable("缺少选项“\(name)”\n用法：\(usage)") }
        return value
    }

    var unreadable: Unusable? { fault }
}
