import Domain

/// The working-day calendar: three months at a time, edited by the province's publishers.
enum CalendarPage {
    struct Model: Sendable {
        let remarks: [RemarkModel]
        let previous: String
        let next: String
        let months: [Month]
        let mayEdit: Bool
        let day: FieldModel
        let working: FieldModel
        let name: FieldModel
        let summary: RemarkModel?
        let edits: [Edit]
        let hasEdits: Bool
    }

    struct Month: Sendable {
        let title: String
        let weeks: [Week]
    }

    struct Week: Sendable {
        let days: [Cell]
    }

    struct Cell: Sendable {
        let number: String
        let date: String
        /// `off`, `work`, `extra` (a working weekend), `holiday`, `blank`.
        let kind: String
        let name: String?
        let edited: Bool
        let today: Bool
    }

    struct Edit: Sendable {
        let day: String
        let what: String
        let name: String
    }

    static func show(_ call: Call) async throws -> Reply { .page(try await page(call, problem: nil)) }

    static func set(_ call: Call) async throws -> Reply {
        do {
            guard let day = try call.form.day("day", "日期") else { throw Fields.refusal("day", "请选择日期。") }
            let done = try await CalendarKeeping(call.house).set(
                day, working: call.form.text("working") == "1", name: call.form.text("name"),
                actor: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "工作日历已更新，未办结任务的公示截止日已重新计算。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await page(call, problem: problem))
        }
    }

    static func restore(_ call: Call) async throws -> Reply {
        guard let day = try call.form.day("day", "日期") else { throw Fields.refusal("day", "请选择日期。") }
        let done = try await CalendarKeeping(call.house).restore(
            day, actor: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已撤销这一天的调整。")
    }

    private static func page(_ call: Call, problem: Problem?) async throws -> Page {
        let actor = try call.signedIn()
        let view = try await CalendarKeeping(call.house).view(actor)
        let today = call.house.clock.today
        let asked = Day(call.query.text("month") + "-01")
        let start = asked ?? Day(year: today.civil.year, month: today.civil.month, day: 1) ?? today
        var remarks: [RemarkModel] = []
        if !view.uncertain.isEmpty {
            remarks.append(
                RemarkModel(
                    "有 \(view.uncertain.count) 个任务的公示期限超出已知的放假安排（到\(view.knownUntil.inWords)），目前按周末推算。国务院公布新一年安排后请在此录入。",
                    .attention))
        }
        if !view.mayEdit { remarks.append(RemarkModel("工作日历由省级公示人员统一维护。")) }
        let months = (0..<3).map { month(start.advanced(byMonths: $0), view, today: today) }
        let previous = start.advanced(byMonths: -3).description.prefix(7)
        let next = start.advanced(byMonths: 3).description.prefix(7)
        let chosen = call.form.text("working")
        let edits = view.edits.map {
            Edit(day: $0.date.description, what: $0.working ? "工作日" : "休息日", name: $0.name)
        }
        let model = Model(
            remarks: remarks, previous: "/publication/calendar?month=\(previous)",
            next: "/publication/calendar?month=\(next)", months: months, mayEdit: view.mayEdit,
            day: FieldModel(.day, "day", "日期", value: call.form.text("day"), error: problem?.fields["day"]),
            working: FieldModel(
                .radios([
                    OptionModel("0", "休息日", selected: chosen != "1"),
                    OptionModel("1", "工作日（调休上班）", selected: chosen == "1"),
                ]), "working", "这一天是"),
            name: FieldModel(
                .text, "name", "名称", value: call.form.text("name"), help: "如“元旦”“元旦调休上班”",
                error: problem?.fields["name"],
                maxlength: 30),
            summary: problem.map { RemarkModel($0.message, .danger) }, edits: edits, hasEdits: !edits.isEmpty)
        return Page(
            "publication/calendar", title: "工作日历", stage: .publication, model: model, trail: [("公示", "/publication")],
            status: problem == nil ? 200 : 422)
    }

    private static func month(_ first: Day, _ view: CalendarView, today: Day) -> Month {
        let (year, number, _) = first.civil
        let edited = Set(view.edits.map(\.date))
        let names = Dictionary(view.calendar.days.map { ($0.date, $0.name) }, uniquingKeysWith: { _, last in last })
        // Monday first.
        var cells = (0..<((first.weekday + 6) % 7)).map { _ in
            Cell(number: "", date: "", kind: "blank", name: nil, edited: false, today: false)
        }
        var day = first
        while day.civil.month == number {
            let working = view.calendar.isWorking(day)
            let weekend = !(1...5).contains(day.weekday)
            let kind = working ? (weekend ? "extra" : "work") : (names[day] == nil ? "off" : "holiday")
            cells.append(
                Cell(
                    number: String(day.civil.day), date: day.description, kind: kind, name: names[day],
                    edited: edited.contains(day), today: day == today))
            day = day.advanced(by: 1)
        }
        while cells.count % 7 != 0 {
            cells.append(Cell(number: "", date: "", kind: "blank", name: nil, edited: false, today: false))
        }
        let weeks = stride(from: 0, to: cells.count, by: 7).map { Week(days: Array(cells[$0..<$0 + 7])) }
        return Month(title: "\(year)年\(number)月", weeks: weeks)
    }
}
