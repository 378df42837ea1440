extension Day {
    /// How a date field reads.
    enum Reading: Equatable {
        case nothing
        case day(Day)
        /// Digits in the shape of a date, but no such day.
        case noSuchDay
        case malformed
    }

    /// Reads what registers write: `2019-04-01`, `2019/4/1`, `2019.4.1`, `20190401`, `2019年4月1日`, each with or
    /// without a time of day behind.
    static func reading(_ bytes: ArraySlice<UInt8>) -> Reading {
        guard !bytes.saysNothing else { return .nothing }
        var numbers: [Int] = []
        var digits = 0
        var index = bytes.startIndex
        while index < bytes.endIndex, numbers.count < 3 {
            var value = 0
            digits = 0
            while index < bytes.endIndex, (0x30...0x39).contains(bytes[index]), digits < 9 {
                value = value * 10 + Int(bytes[index] - 0x30)
                digits += 1
                index += 1
            }
            guard digits > 0 else { return .malformed }
            if numbers.isEmpty && digits == 8 {
                numbers = [value / 10_000, value / 100 % 100, value % 100]
                break
            }
            guard numbers.isEmpty ? digits == 4 : digits <= 2 else { return .malformed }
            numbers.append(value)
            if numbers.count < 3 {
                guard let next = separator(bytes[index...], year: numbers.count == 1) else { return .malformed }
                index += next
            }
        }
        guard numbers.count == 3 else { return .malformed }
        var rest = bytes[index...]
        if rest.starts(with: "日".utf8) { rest = rest.dropFirst(3) }
        guard rest.allSatisfy({ (0x30...0x39).contains($0) || [0x20, 0x3A, 0x2E, 0x54, 0x5A].contains($0) }),
            rest.isEmpty || rest.first == 0x20 || rest.first == 0x54
        else { return .malformed }
        return Day(year: numbers[0], month: numbers[1], day: numbers[2]).map { .day($0) } ?? .noSuchDay
    }

    /// Bytes of the separator that follows a year or a month.
    private static func separator(_ bytes: ArraySlice<UInt8>, year: Bool) -> Int? {
        guard let first = bytes.first else { return nil }
        if first == 0x2D || first == 0x2F || first == 0x2E { return 1 }
        return bytes.starts(with: (year ? "年" : "月").utf8) ? 3 : nil
    }
}
