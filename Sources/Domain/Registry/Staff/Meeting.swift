/// 联席会议成员 (6.1.1): a person in a role for a unit, from a day until a day.
package struct MeetingMember: Sendable {
    package enum Role: String, Sendable, CaseIterable {
        case convener, deputy, member, liaison, office

        package var title: String {
            switch self {
            case .convener: "召集人"
            case .deputy: "副召集人"
            case .member: "成员"
            case .liaison: "联络员"
            case .office: "办公室"
            }
        }
    }

    package let id: Int64
    package let region: RegionCode
    /// 成员单位
    package let unit: String
    package let person: String
    /// 职务
    package let duty: String
    package let role: Role
    package let from: Day
    /// Last day, included; nil while in office.
    package let until: Day?
    /// 依据文件
    package let document: String
    package let endReason: String

    package init(
        id: Int64, region: RegionCode, unit: String, person: String, duty: String, role: Role, from: Day, until: Day?,
        document: String, endReason: String
    ) {
        self.id = id
        self.region = region
        self.unit = unit
        self.person = person
        self.duty = duty
        self.role = role
        self.from = from
        self.until = until
        self.document = document
        self.endReason = endReason
    }

    package func isInOffice(on day: Day) -> Bool { from <= day && until.map { day <= $0 } ?? true }
}

/// Members in the store.
package protocol MeetingStore {
    func member(id: Int64) throws -> MeetingMember?
    /// Of exactly that division; in the order of role, unit, first day.
    func members(region: RegionCode) throws -> [MeetingMember]
    func insert(_ member: MeetingMember, at: Moment) throws -> Int64
    /// Throws a conflict when it has ended.
    func endMember(_ id: Int64, until: Day, reason: String) throws
    /// Only to take back the import that ended the term, or brought it in.
    func resumeMember(_ id: Int64) throws
    func deleteMember(_ id: Int64) throws
}

/// 联席会议成员 of each division: adding, replacing, ending. Nothing is overwritten: who was in office on any day can be read.
package struct MeetingKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// Adds a member; with `replacing`, ends that one on the day before.
    package func add(
        _ member: MeetingMember, replacing old: Int64?, by actor: Actor, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try actor.require(.registryEdit, over: member.region, what: "联席会议")
        let now = house.clock.now()
        try MeetingKeeping.check(member)
        return try await house.submit(submission, by: actor, to: "/registry/meeting?region=\(member.region.text)") {
            stores in
            if let old {
                guard let former = try stores.staff.member(id: old), former.region == member.region else {
                    throw Problem.notFound("联席会议成员")
                }
                guard former.from < member.from else {
                    throw Problem(
                        .invalid, "meeting.form", "接替的日期应晚于原成员的任期开始。", clause: "6.1.1",
                        fields: ["from": "应晚于 \(former.from.description)"])
                }
                try stores.staff.endMember(
                    old, until: member.from.advanced(by: -1), reason: "由\(member.person)接替")
            } else if try stores.staff.members(region: member.region).contains(where: {
                $0.isInOffice(on: member.from) && $0.unit.utf8.elementsEqual(member.unit.utf8)
                    && $0.person.utf8.elementsEqual(member.person.utf8) && $0.role == member.role
            }) {
                throw Problem(
                    .conflict, "meeting.twice", "\(member.unit)\(member.person)已经是\(member.role.title)。",
                    clause: "6.1.1",
                    fields: ["person": "已经登记"])
            }
            _ = try stores.staff.insert(member, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.meeting.add", actor: actor.account, object: "meeting/\(member.region.text)", at: now,
                    sentence: old == nil
                        ? "\(member.unit)新增\(member.role.title)一名。" : "\(member.unit)更换\(member.role.title)。"), at: now)
        }
    }

    package func end(_ id: Int64, on day: Day, reason: String, by actor: Actor, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        guard !reason.trimmed.isEmpty, reason.count <= 200 else {
            throw Problem(
                .invalid, "meeting.form", "请写明退出的原因。", clause: "6.1.1", fields: ["end_reason": "应为1至200个字"])
        }
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                guard let member = try stores.staff.member(id: id) else { throw Problem.notFound("联席会议成员") }
                try actor.require(.registryEdit, over: member.region, what: "联席会议成员")
                guard member.from <= day else {
                    throw Problem(
                        .invalid, "meeting.form", "退出日期早于任期开始。", clause: "6.1.1",
                        fields: ["end_on": "不能早于 \(member.from.description)"])
                }
                try stores.staff.endMember(id, until: day, reason: reason.trimmed)
                return "/registry/meeting?region=\(member.region.text)"
            },
            { stores, location in
                let region = location.suffix(6)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.meeting.end", actor: actor.account, object: "meeting/\(region)", at: now,
                        sentence: "一名成员自 \(day.description) 后退出联席会议。"), at: now)
            })
    }

    static func check(_ member: MeetingMember) throws {
        var fields: [String: String] = [:]
        for (name, text, most) in [
            ("unit", member.unit, 60), ("person", member.person, 50), ("document", member.document, 100),
        ] where text.isEmpty || text.count > most { fields[name] = "应为1至\(most)个字" }
        if member.duty.count > 60 { fields["duty"] = "不超过60个字" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "meeting.form", "有\(fields.count)处需要修改。", clause: "6.1.1", fields: fields)
        }
    }

    /// Members of a division; everybody who reads the library may read every level: the list is an office paper.
    package func list(region: RegionCode, for actor: Actor) async throws
        -> (members: [MeetingMember], region: Region?, regions: [Region], timeline: [LedgerLine])
    {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            var regions = try stores.registry.regions(within: actor.region)
            var above = actor.region.parent
            while let code = above {
                if let one = try stores.registry.region(code) { regions.insert(one, at: 0) }
                above = code.parent
            }
            guard regions.contains(where: { $0.code == region }) else { throw Problem.notFound("联席会议") }
            return (
                try stores.staff.members(region: region), try stores.registry.region(region), regions,
                try stores.ledger.timeline(object: "meeting/\(region.text)")
            )
        }
    }
}
