/// 联席会议成员 as a table (6.1.1): each row a term. A term is ended, never overwritten; so a row may only bring one in
/// or end one.
struct MemberTable: RowTable {
    enum Field: Hashable, Sendable { case region, unit, person, duty, role, from, until, document }

    let kind = ImportRecord.Kind.members
    let unit = "人"
    let address = "/registry/meeting"

    let columns: [ColumnMap<Field>.Wanted] = [
        .init(.region, ["地区", "区划代码"], note: "区划代码或名称，不填为本地区", example: "230102"),
        .init(.unit, ["成员单位", "单位"], required: true, note: "不超过60个字", example: "虚构区教育局"),
        .init(.person, ["姓名", "人员姓名"], required: true, note: "不超过50个字", example: "（示例）姓名"),
        .init(.duty, ["职务"], note: "不超过60个字", example: "副局长"),
        .init(
            .role, ["会议角色", "角色", "会议职务"], required: true, example: "成员",
            choices: MeetingMember.Role.allCases.map(\.title)),
        .init(.from, ["任期起", "任职日期", "开始日期"], required: true, note: "写作 2026-03-01", example: "2026-03-01"),
        .init(.until, ["任期止", "卸任日期", "结束日期"], note: "在任的不填"),
        .init(.document, ["依据文件", "文件依据", "文号"], required: true, note: "不超过100个字", example: "虚构政发〔2026〕1号"),
    ]

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let region = try row.region(.region, context)
        let unit = row.text(.unit, upTo: 60, required: true)
        let person = row.text(.person, upTo: 50, required: true)
        let duty = row.text(.duty, upTo: 60)
        let document = row.text(.document, upTo: 100, required: true)
        let role = MeetingMember.Role.allCases.first { $0.title == row.text(.role) }
        if role == nil {
            row.refuse(.role, "应为\(MeetingMember.Role.allCases.map(\.title).joined(separator: "、"))之一")
        }
        let (from, until) = row.period(.from, .until)
        if from == nil, row.faults.list.isEmpty { row.refuse(.from, "没有填写") }
        guard row.faults.list.isEmpty, let region, let role, let from else { return nil }
        let stated = MeetingMember(
            id: 0, region: region, unit: unit, person: person, duty: duty, role: role, from: from, until: until,
            document: document, endReason: until == nil ? "" : "名录导入")
        let held = try context.stores.staff.members(region: region).filter {
            $0.unit.utf8.elementsEqual(unit.utf8) && $0.person.utf8.elementsEqual(person.utf8) && $0.role == role
        }
        let label = "\(unit)\(person)（\(role.title)）"
        guard let old = held.first(where: { $0.from == from }) else {
            if let other = held.first(where: { $0.isInOffice(on: from) }) {
                row.refuse(.from, "自 \(other.from.description) 起已在任，请先登记原任期的结束")
                return nil
            }
            let id = try context.stores.staff.insert(stated, at: context.at)
            try remember("registry.meeting.add", region, "由文件导入：\(unit)新增\(role.title)一名。", context)
            return RowTrace(object: id, label: label, before: nil, after: try RowTrace.text(State(stated)))
        }
        if old.duty != duty { row.refuse(.duty, "已登记为“\(old.duty)”，任期内不能改写，请在联席会议页面办理更换") }
        if old.document != document { row.refuse(.document, "已登记为“\(old.document)”，任期内不能改写") }
        if let held = old.until, held != until { row.refuse(.until, "任期已于 \(held.description) 结束，不能改写") }
        guard row.faults.list.isEmpty else { return nil }
        if let until, old.until == nil {
            try context.stores.staff.endMember(old.id, until: until, reason: "名录导入")
            try remember(
                "registry.meeting.end", region, "由文件导入：\(unit)\(role.title)一名自 \(until.description) 后退出。", context)
        }
        return RowTrace(
            object: old.id, label: label, before: try RowTrace.text(State(old)),
            after: try state(old.id, context.stores) ?? "")
    }

    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? {
        try state(trace.object, stores)
    }

    private func state(_ id: Int64, _ stores: any Stores) throws -> String? {
        try stores.staff.member(id: id).map { try RowTrace.text(State($0)) }
    }

    func restore(_ trace: RowTrace, _ context: RowContext) throws {
        guard let now = try context.stores.staff.member(id: trace.object) else { return }
        if trace.before == nil {
            try context.stores.staff.deleteMember(trace.object)
            try remember(
                "registry.meeting.remove", now.region, "\(context.reason)：\(now.unit)\(now.role.title)一名撤除。", context)
        } else {
            try context.stores.staff.resumeMember(trace.object)
            try remember(
                "registry.meeting.resume", now.region, "\(context.reason)：\(now.unit)\(now.role.title)一名恢复在任。", context)
        }
    }

    private func remember(_ act: String, _ region: RegionCode, _ sentence: String, _ context: RowContext) throws {
        try context.stores.ledger.append(
            LedgerEntry(
                act: act, actor: context.actor.account, object: "meeting/\(region.text)", at: context.at,
                sentence: sentence), at: context.at)
    }

    private struct State: Codable {
        let region: RegionCode
        let unit, person, duty, role, document, endReason: String
        let from: Day
        let until: Day?

        init(_ member: MeetingMember) {
            region = member.region
            unit = member.unit
            person = member.person
            duty = member.duty
            role = member.role.rawValue
            document = member.document
            endReason = member.endReason
            from = member.from
            until = member.until
        }
    }
}
