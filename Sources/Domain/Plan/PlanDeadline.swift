/// How a plan stands against its reporting date (2.3.12).
package struct PlanDeadline: Sendable, Equatable {
    package enum Standing: Sendable, Equatable {
        case inTime
        /// Reported, but after the date.
        case late
        /// Not reported; calendar days left.
        case open(Int)
        /// Not reported, and fewer days left than the first or the last warning asks for.
        case soon(Int)
        case pressing(Int)
        /// Not reported; days since the date.
        case overdue(Int)
    }

    package let due: Day
    package let standing: Standing

    package var isOverdue: Bool {
        if case .overdue = standing { return true }
        return false
    }

    /// `还有12天`, `逾期3天`, `按期报备`.
    package var words: String {
        switch standing {
        case .inTime: "按期报备"
        case .late: "逾期报备"
        case .open(0), .soon(0), .pressing(0): "今天截止"
        case .open(let days), .soon(let days), .pressing(let days): "还有\(days)天"
        case .overdue(let days): "已逾期\(days)天"
        }
    }

    /// What the days left call for; nil before the first warning and once it is reported.
    package var reminder: PlanReminder.Stage? {
        switch standing {
        case .inTime, .late, .open: nil
        case .soon: .first
        case .pressing: .last
        case .overdue: .overdue
        }
    }

    /// - Parameter correctBy: last day for the correction of a plan that came in time and was sent back.
    package init(
        kind: Plan.Kind, year: Int, region: RegionCode, reportedAt: Moment?, correctBy: Day? = nil, today: Day,
        law: LawBook
    ) throws {
        let date = try PlanDeadline.due(kind, year: year, region: region, law: law)
        due = correctBy.map { max($0, date) } ?? date
        if let reportedAt {
            standing = reportedAt.day <= due ? .inTime : .late
            return
        }
        let left = due.number - today.number
        if left < 0 {
            standing = .overdue(-left)
        } else if left <= (try law.value("plan.warn.last", on: due, in: region)) {
            standing = .pressing(left)
        } else if left <= (try law.value("plan.warn.first", on: due, in: region)) {
            standing = .soon(left)
        } else {
            standing = .open(left)
        }
    }

    /// How an authority stands.
    package init(_ line: ReportingLine, kind: Plan.Kind, year: Int, today: Day, law: LawBook) throws {
        try self.init(
            kind: kind, year: year, region: line.region, reportedAt: line.reportedAt, correctBy: line.correctBy,
            today: today, law: law)
    }

    /// Last day for reporting a plan of that kind and year, the day itself included.
    package static func due(_ kind: Plan.Kind, year: Int, region: RegionCode, law: LawBook) throws -> Day {
        let id = kind == .joint ? "plan.joint.report-by" : "plan.internal.report-by"
        guard let start = Day(year: year, month: 1, day: 1) else { throw Problem.notFound("年度") }
        let rule = try law.rule(id, on: start, in: region)
        guard let text = rule.text, let day = Day("\(Day.padded(year, 4))-\(text)") else {
            throw Problem(.defect, "law.no-value", "规则 \(id) 没有日期。")
        }
        return day
    }
}
