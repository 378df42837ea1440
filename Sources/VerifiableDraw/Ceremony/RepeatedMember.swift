/// Members of one object with one name. JSON readers disagree on which of them counts, so a record that has any could say one
/// thing to us and another to somebody else.
enum RepeatedMember {
    /// The first member that stands twice in its object, or that is written with an escape and so hides its name; nil where
    /// there is none.
    /// - Parameter json: valid JSON.
    static func first(in json: [UInt8]) -> String? {
        /// Names seen in each open object; an open array has none.
        var open: [Set<ArraySlice<UInt8>>] = []
        var at = json.startIndex
        while at < json.endIndex {
            switch json[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append([])
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case UInt8(ascii: "\""):
                let text = string(in: json, after: at)
                at = text.endIndex
                guard isName(json, endingAt: at), var names = open.popLast() else { break }
                let isNew = names.insert(text).inserted
                open.append(names)
                if !isNew || text.contains(UInt8(ascii: "\\")) { return String(decoding: text, as: UTF8.self) }
            default: break
            }
            at += 1
        }
        return nil
    }

    /// What stands between a quotation mark and the next that no backslash precedes.
    private static func string(in json: [UInt8], after quote: Int) -> ArraySlice<UInt8> {
        var end = quote + 1
        while end < json.endIndex, json[end] != UInt8(ascii: "\"") {
            end += json[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return json[quote + 1..<min(end, json.endIndex)]
    }

    /// Whether the string whose closing quotation mark is there is a member's name.
    private static func isName(_ json: [UInt8], endingAt quote: Int) -> Bool {
        json[min(quote + 1, json.endIndex)...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: ":")
    }
}
