/// Which column of a table holds which field, found by the names in its header.
struct ColumnMap<Field: Hashable & Sendable>: Sendable {
    /// A field as tables name it; the first name is the one that messages use.
    struct Wanted: Sendable {
        let field: Field
        let names: [String]
        let isRequired: Bool
        /// What templates say of it.
        let note: String
        let example: String
        let choices: [String]

        init(
            _ field: Field, _ names: [String], required: Bool = false, note: String = "", example: String = "",
            choices: [String] = []
        ) {
            self.field = field
            self.names = names
            isRequired = required
            self.note = note
            self.example = example
            self.choices = choices
        }

        /// The same column for templates and matching.
        var about: ImportField {
            ImportField(names, isRequired: isRequired, note: note, example: example, choices: choices)
        }
    }

    private let places: [Field: Int]

    /// Throws a ``Problem`` that names every required column that is missing, and columns that stand there twice.
    init(_ wanted: [Wanted], header: [String], encoding: String) throws {
        let keys = header.map(ColumnNames.key)
        var places: [Field: Int] = [:]
        var missing: [String] = []
        for one in wanted {
            let names = one.names.map(ColumnNames.key)
            // The earlier name wins where a table holds several of them.
            let found = names.lazy.compactMap { keys.firstIndex(of: $0) }.first
            if let found {
                if keys[(found + 1)...].contains(keys[found]) {
                    throw Problem(
                        .invalid, "table.column-twice", "表头中“\(header[found])”出现了两次，无法确定用哪一列。",
                        remedy: "请删去多余的一列后重新导入。")
                }
                places[one.field] = found
            } else if one.isRequired, let name = one.names.first {
                missing.append("“\(name)”")
            }
        }
        guard missing.isEmpty else {
            let shown = header.prefix(12).map { String($0.prefix(20)) }.joined(separator: "、")
            throw Problem(
                .invalid, "table.columns-missing", "表头缺少必需的列：\(missing.joined(separator: "、"))。",
                remedy: "文件按 \(encoding) 读取，识别到的列为：\(shown)。请补上缺少的列，或检查第一行是否为表头、编码是否正确。")
        }
        self.places = places
    }

    func has(_ field: Field) -> Bool { places[field] != nil }

    /// The field's bytes without blanks around them; empty when the table has no such column.
    func bytes(_ field: Field, in record: TableRecord) -> ArraySlice<UInt8> {
        guard let place = places[field] else { return [] }
        return record.field(place).withoutOuterBlanks
    }

    func text(_ field: Field, in record: TableRecord) -> String {
        String(decoding: bytes(field, in: record), as: UTF8.self)
    }
}

/// Columns' names as they are compared.
enum ColumnNames {
    /// Without blanks and brackets' width.
    static func key(_ name: String) -> [UInt8] {
        var text = ScopeText()
        text.set(Array(name.utf8))
        return text.bytes.filter { $0 != ScopeText.fullStop }
    }
}

extension ArraySlice<UInt8> {
    /// Without ASCII blanks and controls, U+00A0 and U+3000 at both ends.
    var withoutOuterBlanks: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first {
            if first <= 0x20 {
                slice = slice.dropFirst()
            } else if slice.starts(with: [0xE3, 0x80, 0x80]) {
                slice = slice.dropFirst(3)
            } else if slice.starts(with: [0xC2, 0xA0]) {
                slice = slice.dropFirst(2)
            } else {
                break
            }
        }
        while let last = slice.last {
            if last <= 0x20 {
                slice = slice.dropLast()
            } else if last == 0x80, slice.suffix(3).elementsEqual([0xE3, 0x80, 0x80]) {
                slice = slice.dropLast(3)
            } else if last == 0xA0, slice.suffix(2).elementsEqual([0xC2, 0xA0]) {
                slice = slice.dropLast(2)
            } else {
                break
            }
        }
        return slice
    }

    /// Whether nothing is said: empty, or one of the words that registers write for nothing.
    var saysNothing: Bool {
        switch count {
        case 0: true
        case 1: first == 0x2D
        case 2: elementsEqual("--".utf8) || elementsEqual("NA".utf8)
        case 3: elementsEqual("N/A".utf8) || elementsEqual("n/a".utf8) || elementsEqual("—".utf8)
        case 4: elementsEqual("NULL".utf8) || elementsEqual("null".utf8)
        default: false
        }
    }

    /// Unicode scalars.
    var characterCount: Int { count { $0 & 0xC0 != 0x80 } }
}
