/// Times in log entries: UTC to the second, `2026-03-01T01:30:00Z`. Text of one width, so byte order is time order.
package enum CeremonyTime {
    package static func isValid(_ text: String) -> Bool {
        let pattern = Array("0000-00-00T00:00:00Z".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count == pattern.count else { return false }
        for (byte, sign) in zip(bytes, pattern) {
            guard sign == 0x30 ? (0x30...0x39).contains(byte) : byte == sign else { return false }
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        return (1...12).contains(number(5..<7)) && (1...31).contains(number(8..<10)) && number(11..<13) < 24
            && number(14..<16) < 60 && number(17..<19) < 60
    }

    /// Whether `a` is not after `b`; both valid.
    static func ordered(_ a: String, _ b: String) -> Bool { !ByteOrder.precedes(b, a) }
}
