import Domain

/// A sheet's XML as rows. Rows wait here until the reader fetches them.
final class SheetListener: XMLListener {
    private(set) var failure: Problem?
    private(set) var rows: [TableRecord] = []
    private let strings: SharedStrings
    private let meanings: [StyleListener.Meaning]
    private let countsFrom1904: Bool
    private let limits: TableLimits
    private let title: String

    private var record = TableRecord()
    private var line = 0
    private var isInRow = false
    private var column = 0
    private var type = CellType.number
    private var style = 0
    private var value: [UInt8] = []
    private var collects = false
    private var isPhonetic = false
    private var isTooLong = false

    private enum CellType { case number, shared, text, flag, fault, date }

    private static let row = XMLName("row"), cell = XMLName("c"), content = XMLName("v"), part = XMLName("t")
    private static let phonetic = XMLName("rPh")
    private static let place = XMLName("r"), kind = XMLName("t"), format = XMLName("s")

    init(
        title: String, strings: SharedStrings, meanings: [StyleListener.Meaning], countsFrom1904: Bool,
        limits: TableLimits
    ) {
        self.title = title
        self.strings = strings
        self.meanings = meanings
        self.countsFrom1904 = countsFrom1904
        self.limits = limits
    }

    func takeRows() -> [TableRecord] {
        let taken = rows
        rows.removeAll(keepingCapacity: true)
        return taken
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name {
        case Self.row: beginRow(attributes)
        case Self.cell: if isInRow { beginCell(attributes) }
        case Self.content, Self.part: collects = isInRow && !isPhonetic
        case Self.phonetic: isPhonetic = true
        default: break
        }
    }

    func end(_ name: XMLName) {
        switch name {
        case Self.content, Self.part: collects = false
        case Self.phonetic: isPhonetic = false
        case Self.cell: if isInRow { endCell() }
        case Self.row: endRow()
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard collects else { return }
        guard value.count <= limits.fieldCharacters * 4 else {
            isTooLong = true
            return
        }
        value.append(contentsOf: bytes)
    }

    private func beginRow(_ attributes: XMLAttributes) {
        let said = attributes.value(Self.place).flatMap { Int(String(cString: $0)) } ?? (line + 1)
        guard said > line, said <= limits.rows else {
            fail(
                said > limits.rows
                    ? Problem(
                        .invalid, "table.too-many-rows", "工作簿“\(title)”超过 \(limits.rows) 行。", remedy: "请拆分文件后分批导入。")
                    : ZipArchive.damaged(title, "第 \(line) 行之后的行序错乱"))
            return
        }
        line = said
        record = TableRecord()
        record.line = said
        column = -1
        isInRow = true
    }

    private func beginCell(_ attributes: XMLAttributes) {
        if let said = attributes.value(Self.place) {
            let found = SheetListener.column(said)
            guard let found, found > column else {
                fail(ZipArchive.damaged(title, "第 \(line) 行的单元格位置错乱"))
                return
            }
            column = found
        } else {
            column += 1
        }
        type = attributes.value(Self.kind).map(SheetListener.type) ?? .number
        style = attributes.value(Self.format).flatMap { Int(String(cString: $0)) } ?? 0
        value.removeAll(keepingCapacity: true)
        isTooLong = false
    }

    /// `AB12` is 27; nil where no letters stand.
    private static func column(_ text: UnsafePointer<CChar>) -> Int? {
        var number = 0
        var place = text
        while true {
            let byte = UInt8(bitPattern: place.pointee) & 0xDF
            guard (0x41...0x5A).contains(byte), number < 20_000 else { break }
            number = number * 26 + Int(byte - 0x40)
            place += 1
        }
        return (1...16_384).contains(number) ? number - 1 : nil
    }

    private static func type(_ text: UnsafePointer<CChar>) -> CellType {
        switch String(cString: text) {
        case "s": .shared
        case "str", "inlineStr": .text
        case "b": .flag
        case "e": .fault
        case "d": .date
        default: .number
        }
    }

    private func endCell() {
        guard !value.isEmpty || isTooLong else { return }
        guard column < limits.fields else {
            record.defect = record.defect ?? .tooManyFields(limit: limits.fields)
            return
        }
        while record.ends.count < column { record.ends.append(record.bytes.count) }
        let start = record.bytes.count
        appendValue()
        let length = record.bytes.count - start
        if isTooLong
            || (length > limits.fieldCharacters
                && record.bytes[start...].count(where: { $0 & 0xC0 != 0x80 })
                    > limits.fieldCharacters)
        {
            record.bytes.removeLast(length)
            record.defect = record.defect ?? .fieldTooLong(column: column, limit: limits.fieldCharacters)
        }
        record.ends.append(record.bytes.count)
    }

    private func appendValue() {
        switch type {
        case .shared:
            guard let index = Int(String(decoding: value, as: UTF8.self)), let text = strings.text(index) else {
                fail(ZipArchive.damaged(title, "第 \(line) 行引用的文字不存在"))
                return
            }
            record.bytes.append(contentsOf: text)
        case .text:
            let start = record.bytes.count
            record.bytes.append(contentsOf: value)
            CellText.resolveEscapes(&record.bytes, from: start)
        case .flag: record.bytes.append(contentsOf: (value.first == 0x31 ? "TRUE" : "FALSE").utf8)
        case .fault:
            record.defect =
                record.defect ?? .cellFault(column: column, text: String(decoding: value.prefix(20), as: UTF8.self))
        case .date:
            // 2019-04-01T00:00:00
            let day = value.prefix { $0 != 0x54 }
            let clock = value.dropFirst(day.count + 1).prefix(8)
            record.bytes.append(contentsOf: day)
            if !clock.isEmpty, !clock.elementsEqual("00:00:00".utf8) {
                record.bytes.append(0x20)
                record.bytes.append(contentsOf: clock)
            }
        case .number:
            let meaning = meanings.indices.contains(style) ? meanings[style] : .number
            let shown =
                meaning == .number
                ? CellText.number(value[...])
                : CellText.date(value[...], as: meaning, countsFrom1904: countsFrom1904) ?? CellText.number(value[...])
            record.bytes.append(contentsOf: shown ?? value)
        }
    }

    private func endRow() {
        guard isInRow else { return }
        isInRow = false
        // Cells that are only coloured are no cells.
        while let last = record.ends.last, last == (record.ends.count > 1 ? record.ends[record.ends.count - 2] : 0) {
            record.ends.removeLast()
        }
        guard !record.ends.isEmpty || record.defect != nil else { return }
        if record.bytes.contains(0) { record.defect = record.defect ?? .nul }
        rows.append(record)
    }

    private func fail(_ problem: Problem) { failure = failure ?? problem }
}
