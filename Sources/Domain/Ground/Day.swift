package import Foundation

/// A calendar day in the civil calendar, without a time: `2026-03-01`. Ordered, and stored as that text.
package struct Day: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before.
    package let number: Int

    package init(number: Int) { self.number = number }

    /// Reads `YYYY-MM-DD`; nil for anything else, also for days that do not exist (2023-02-29).
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        var parts = [0, 0, 0]
        for (part, range) in [(0, 0..<4), (1, 5..<7), (2, 8..<10)] {
            for index in range {
                guard (0x30...0x39).contains(bytes[index]) else { return nil }
                parts[part] = parts[part] * 10 + Int(bytes[index] - 0x30)
            }
        }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    /// Nil when there is no such day. Years 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        // Howard Hinnant's days_from_civil: years start in March so that the leap day comes last.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.number = era * 146_097 + dayOfEra - 719_468
    }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month and day of month.
    package var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package var year: Int { civil.year }

    /// 0 Sunday … 6 Saturday.
    package var weekday: Int { ((number % 7) + 11) % 7 }

    package func advanced(by days: Int) -> Day { Day(number: number + days) }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    /// `2026-03-01`, for tables and storage.
    package var description: String {
        let (year, month, day) = civil
        return Day.padded(year, 4) + "-" + Day.padded(month, 2) + "-" + Day.padded(day, 2)
    }

    /// `2026年3月1日`, for running text.
    package var inWords: String {
        let (year, month, day) = civil
        return "\(year)年\(month)月\(day)日"
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let day = Day(text) else {
            throw Problem(.invalid, "day.malformed", "“\(text)”不是存在的日期，应写作 2026-03-01。")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A moment, UTC in storage (`2026-03-01T08:00:00.000Z`), Asia/Shanghai on screen.
package struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package init(_ date: Date) { self.milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded()) }

    /// Reads the storage form; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 24, text.hasSuffix("Z"), let day = Day(String(text.prefix(10))) else { return nil }
        let clock = Array(text.utf8)
        guard clock[10] == 0x54, clock[13] == 0x3A, clock[16] == 0x3A, clock[19] == 0x2E else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for index in range {
                guard (0x30...0x39).contains(clock[index]) else { return nil }
                value = value * 10 + Int64(clock[index] - 0x30)
            }
            return value
        }
        guard let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let milli = number(20..<23), hour < 24, minute < 60, second < 60
        else { return nil }
        self.milliseconds =
            Int64(day.number) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + milli
    }

    /// The storage form, UTC, always 24 characters, so that text order is time order.
    package var description: String { render(offset: 0) + "Z" }

    /// China Standard Time has had a fixed offset of eight hours since 1991.
    static let shanghai: Int64 = 8 * 3_600_000

    /// The day in Asia/Shanghai.
    package var day: Day { Day(number: Int(Moment.floorDivide(milliseconds + Moment.shanghai, 86_400_000))) }

    /// `2026-03-01 16:00`, Asia/Shanghai, for tables.
    package var onScreen: String {
        let text = render(offset: Moment.shanghai)
        return String(text.prefix(10)) + " " + String(text.dropFirst(11).prefix(5))
    }

    package func advanced(bySeconds seconds: Int) -> Moment {
        Moment(milliseconds: milliseconds + Int64(seconds) * 1000)
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : (value - by + 1) / by
    }

    private func render(offset: Int64) -> String {
        let local = milliseconds + offset
        let dayNumber = Moment.floorDivide(local, 86_400_000)
        var rest = Int(local - dayNumber * 86_400_000)
        let milli = rest % 1000
        rest /= 1000
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { Day.padded($0, 2) }.joined(separator: ":")
        return "\(Day(number: Int(dayNumber)))T\(clock).\(Day.padded(milli, 3))"
    }
}

/// Where "now" comes from; tests fix it.
package struct Clock: Sendable {
    package let now: @Sendable () -> Moment

    package init(_ now: @escaping @Sendable () -> Moment) { self.now = now }

    package static let system = Clock { Moment(Date()) }

    package static func fixed(_ moment: Moment) -> Clock { Clock { moment } }

    /// Today in Asia/Shanghai.
    package var today: Day { now().day }
}
