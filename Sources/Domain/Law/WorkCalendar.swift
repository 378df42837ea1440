/// Chinese working days: Monday to Friday, less the state holidays, plus the make-up days (2.4.3).
///
/// The list of Policy/calendar.yaml can be edited on the calendar page; edits are laid over it with `overlaid`.
package struct WorkCalendar: Sendable, Codable {
    package struct Entry: Sendable, Codable, Equatable {
        package let date: Day
        package let working: Bool
        package let name: String

        package init(date: Day, working: Bool, name: String) {
            self.date = date
            self.working = working
            self.name = name
        }
    }

    struct Covered: Sendable, Codable {
        let from: Day
        let to: Day
    }

    private let covered: Covered
    package let days: [Entry]

    /// Last day for which the state's arrangement is known; beyond it only weekends are known.
    package var knownUntil: Day { max(covered.to, days.map(\.date).max() ?? covered.to) }

    /// The same calendar with edited days in front.
    package func overlaid(with edits: [Entry]) -> WorkCalendar {
        let edited = Set(edits.map(\.date))
        return WorkCalendar(
            covered: covered, days: (days.filter { !edited.contains($0.date) } + edits).sorted { $0.date < $1.date })
    }

    private init(covered: Covered, days: [Entry]) {
        self.covered = covered
        self.days = days
    }

    package func isWorking(_ day: Day) -> Bool {
        if let entry = entry(day) { return entry.working }
        return (1...5).contains(day.weekday)
    }

    /// The day that is `count` working days after `day`; the day itself is not counted (民法典 201).
    package func day(_ count: Int, workingDaysAfter day: Day) -> Day {
        var left = count
        var current = day
        while left > 0 {
            current = current.advanced(by: 1)
            if isWorking(current) { left -= 1 }
        }
        return current
    }

    /// Working days left from `day` (not counted) to `due` (counted); negative when it is past, as the working days
    /// since.
    package func workingDays(from day: Day, to due: Day) -> Int {
        if day <= due {
            return stride(from: day.number + 1, through: due.number, by: 1).count { isWorking(Day(number: $0)) }
        }
        return -stride(from: due.number + 1, through: day.number, by: 1).count { isWorking(Day(number: $0)) }
    }

    private func entry(_ day: Day) -> Entry? {
        var low = 0
        var high = days.count
        while low < high {
            let middle = (low + high) / 2
            if days[middle].date < day { low = middle + 1 } else { high = middle }
        }
        return low < days.count && days[low].date == day ? days[low] : nil
    }
}
