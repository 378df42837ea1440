import Domain

/// `xl/workbook.xml`: the sheets in their order, and where dates count from.
final class BookListener: XMLListener {
    struct Sheet {
        let name: String
        let relation: String
        let isHidden: Bool
    }

    private(set) var sheets: [Sheet] = []
    private(set) var countsFrom1904 = false
    let failure: Problem? = nil

    private static let sheet = XMLName("sheet"), properties = XMLName("workbookPr")
    private static let name = XMLName("name"), id = XMLName("id"), state = XMLName("state")
    private static let date1904 = XMLName("date1904")

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name {
        case Self.sheet:
            guard let title = attributes.text(Self.name), let relation = attributes.text(Self.id), sheets.count < 1_000
            else { return }
            sheets.append(
                Sheet(
                    name: title, relation: relation,
                    isHidden: (attributes.text(Self.state) ?? "visible") != "visible"))
        case Self.properties:
            countsFrom1904 = ["1", "true"].contains(attributes.text(Self.date1904) ?? "")
        default: break
        }
    }

    func end(_ name: XMLName) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// `….rels`: where a part's relations lead.
final class RelationListener: XMLListener {
    private(set) var targets: [(id: String, type: String, target: String)] = []
    let failure: Problem? = nil

    private static let relationship = XMLName("Relationship")
    private static let id = XMLName("Id"), type = XMLName("Type"), target = XMLName("Target")

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        guard name == Self.relationship, targets.count < 10_000, let id = attributes.text(Self.id),
            let target = attributes.text(Self.target)
        else { return }
        targets.append((id, attributes.text(Self.type) ?? "", target))
    }

    func end(_ name: XMLName) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// `xl/styles.xml`: which cell formats show a number as a date or a time.
final class StyleListener: XMLListener {
    /// How a number in a cell is meant.
    enum Meaning: UInt8 { case number, day, time, moment }

    /// By place in `cellXfs`.
    private(set) var meanings: [Meaning] = []
    let failure: Problem? = nil
    private var formats: [Int: Meaning] = [:]
    private var isInCells = false

    private static let format = XMLName("numFmt"), cells = XMLName("cellXfs"), one = XMLName("xf")
    private static let id = XMLName("numFmtId"), code = XMLName("formatCode")

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name {
        case Self.format:
            guard let id = attributes.number(Self.id), formats.count < 10_000 else { return }
            formats[id] = StyleListener.meaning(code: attributes.text(Self.code) ?? "")
        case Self.cells: isInCells = true
        case Self.one:
            guard isInCells, meanings.count < 70_000 else { return }
            let id = attributes.number(Self.id) ?? 0
            meanings.append(formats[id] ?? StyleListener.builtIn(id))
        default: break
        }
    }

    func end(_ name: XMLName) { if name == Self.cells { isInCells = false } }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    /// The formats that every program knows by number (ECMA-376, 18.8.30; 27 to 36 and 50 to 58 are those of China).
    private static func builtIn(_ id: Int) -> Meaning {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: .day
        case 18...21, 32...35, 45...47, 55, 56: .time
        case 22: .moment
        default: .number
        }
    }

    /// What a format code of the workbook's own shows: letters outside quotes, brackets and escapes tell.
    static func meaning(code: String) -> Meaning {
        var hasDay = false
        var hasTime = false
        // A month or a minute: what stands beside it tells.
        var hasMonthOrMinute = false
        var isQuoted = false
        var isBracketed = false
        var bracket = ""
        var isEscaped = false
        for character in code.lowercased() {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch character {
            case "\"": isQuoted.toggle()
            case _ where isQuoted: continue
            case "\\", "_", "*": isEscaped = true
            case "[":
                isBracketed = true
                bracket = ""
            case "]":
                isBracketed = false
                // [h] and [mm] are durations; [red], [$-804] and [dbnum1] are not.
                if !bracket.isEmpty, bracket.allSatisfy({ "hms".contains($0) }) { hasTime = true }
            case _ where isBracketed: bracket.append(character)
            case ";": return result(hasDay || (hasMonthOrMinute && !hasTime), hasTime)
            case "y", "d": hasDay = true
            case "h", "s": hasTime = true
            case "m": hasMonthOrMinute = true
            default: break
            }
        }
        return result(hasDay || (hasMonthOrMinute && !hasTime), hasTime)
    }

    private static func result(_ hasDay: Bool, _ hasTime: Bool) -> Meaning {
        hasDay ? (hasTime ? .moment : .day) : hasTime ? .time : .number
    }
}
