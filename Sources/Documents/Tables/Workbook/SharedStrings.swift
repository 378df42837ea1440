import Domain

/// `xl/sharedStrings.xml`: the texts that cells name by number, one behind the other.
final class SharedStrings: XMLListener {
    private(set) var failure: Problem?
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var isText = false
    private var isPhonetic = false
    private let limits: TableLimits
    private let title: String

    private static let item = XMLName("si"), part = XMLName("t"), phonetic = XMLName("rPh")

    init(title: String, limits: TableLimits) {
        self.title = title
        self.limits = limits
    }

    var count: Int { ends.count }

    /// Nil where there is no such text.
    func text(_ index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name {
        case Self.part: isText = !isPhonetic
        // How a word is read aloud; no part of it.
        case Self.phonetic: isPhonetic = true
        default: break
        }
    }

    func end(_ name: XMLName) {
        switch name {
        case Self.part: isText = false
        case Self.phonetic: isPhonetic = false
        case Self.item:
            CellText.resolveEscapes(&bytes, from: ends.last ?? 0)
            ends.append(bytes.count)
            if ends.count > limits.sharedStrings { refuse() }
        default: break
        }
    }

    func text(_ piece: UnsafeBufferPointer<UInt8>) {
        guard isText else { return }
        let from = ends.last ?? 0
        // A text beyond the limit costs its row: one character more than allowed tells it.
        guard bytes.count - from <= limits.fieldCharacters * 4 else { return }
        bytes.append(contentsOf: piece)
        if bytes.count > limits.sharedBytes { refuse() }
    }

    private func refuse() {
        failure = Problem(
            .invalid, "table.shared-strings",
            "工作簿“\(title)”的文字超过 \(limits.sharedStrings) 条或 \(limits.sharedBytes >> 20) MB 的上限，已停止读取。",
            remedy: "请拆分文件后分批导入，或另存为 CSV 后导入。")
    }
}
