import Domain
import Foundation

/// Cells' values as text.
enum CellText {
    /// `_x000D_` and the like, as spreadsheet programs write characters that XML cannot hold.
    static func resolveEscapes(_ bytes: inout [UInt8], from start: Int) {
        guard bytes.count - start >= 7, bytes[start...].contains(0x5F) else { return }
        var read = start
        var write = start
        while read < bytes.count {
            if let scalar = escape(bytes, at: read) {
                for byte in String(scalar).utf8 {
                    bytes[write] = byte
                    write += 1
                }
                read += 7
            } else {
                bytes[write] = bytes[read]
                write += 1
                read += 1
            }
        }
        bytes.removeLast(bytes.count - write)
    }

    /// The character that `_xHHHH_` at that place means.
    private static func escape(_ bytes: [UInt8], at place: Int) -> Unicode.Scalar? {
        guard place + 7 <= bytes.count, bytes[place] == 0x5F, bytes[place + 1] == 0x78, bytes[place + 6] == 0x5F else {
            return nil
        }
        var value: UInt32 = 0
        for byte in bytes[(place + 2)..<(place + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return Unicode.Scalar(value)
    }

    /// A number as Excel shows it in a cell of the general format: at most 15 digits, the rest is not kept there.
    static func number(_ raw: ArraySlice<UInt8>) -> [UInt8]? {
        let digits = raw.count { (0x30...0x39).contains($0) }
        let isPlain = raw.enumerated().allSatisfy { index, byte in
            (0x30...0x39).contains(byte) || byte == 0x2E || (byte == 0x2D && index == 0)
        }
        if isPlain, digits > 0, digits <= 15 { return Array(raw) }
        guard let value = Double(String(decoding: raw, as: UTF8.self)), value.isFinite else { return nil }
        if value.magnitude < 1e15, value == value.rounded() { return Array(String(Int64(value)).utf8) }
        return Array(general(value).utf8)
    }

    /// `%.15g` with the exponent as Excel writes it: `9.12301023456789E+17`.
    private static func general(_ value: Double) -> String {
        String(format: "%.15G", value)
    }

    /// A day, a time of day or both, from the count of days that a cell holds.
    static func date(_ raw: ArraySlice<UInt8>, as meaning: StyleListener.Meaning, countsFrom1904: Bool) -> [UInt8]? {
        guard let serial = Double(String(decoding: raw, as: UTF8.self)), serial.isFinite, serial >= 0,
            serial < 2_958_466
        else { return nil }
        var day = Int(serial)
        var second = Int(((serial - Double(day)) * 86_400).rounded())
        if second == 86_400 {
            day += 1
            second = 0
        }
        let clock = two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60)
        if meaning == .time && day == 0 { return Array(clock.utf8) }
        let text: String
        if countsFrom1904 {
            text = Day(number: day - 24_107).description
        } else if day == 60 {
            // The day that 1900 did not have and spreadsheets count.
            text = "1900-02-29"
        } else {
            text = Day(number: day - (day < 60 ? 25_568 : 25_569)).description
        }
        return Array((second == 0 ? text : text + " " + clock).utf8)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
