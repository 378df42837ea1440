import Database
import Domain

/// Members of the joint meeting (6.1.1) and alliances of divisions (5.4.1).
extension SQLStaffStore {
    // MARK: 联席会议

    private func members(_ condition: SQL) throws -> [MeetingMember] {
        try connection.rows(
            """
            SELECT id, region_code, unit, person, duty, role, starts_on, ends_on, document, end_reason
            FROM registry_meeting_member WHERE \(condition)
            """
        ).map { row in
            MeetingMember(
                id: try row.int64("id"), region: try row.region("region_code"), unit: try row.text("unit"),
                person: try row.text("person"), duty: try row.text("duty"), role: try row.value("role"),
                from: try row.day("starts_on"), until: try row.dayOrNil("ends_on"), document: try row.text("document"),
                endReason: try row.text("end_reason"))
        }
    }

    func member(id: Int64) throws -> MeetingMember? { try members("id = \(id)").first }

    func members(region: RegionCode) throws -> [MeetingMember] {
        try members(
            """
            region_code = \(region.text) ORDER BY CASE role WHEN 'convener' THEN 1 WHEN 'deputy' THEN 2
                WHEN 'member' THEN 3 WHEN 'liaison' THEN 4 ELSE 5 END, unit, starts_on, id
            """)
    }

    func insert(_ member: MeetingMember, at: Moment) throws -> Int64 {
        try id(
            """
            INSERT INTO registry_meeting_member (region_code, unit, person, duty, role, starts_on, ends_on, document,
                end_reason, at)
            VALUES (\(member.region.text), \(member.unit), \(member.person), \(member.duty), \(member.role.rawValue),
                \(member.from.description), \(member.until?.description), \(member.document), \(member.endReason),
                \(at.description))
            RETURNING id
            """)
    }

    func endMember(_ id: Int64, until: Day, reason: String) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_meeting_member SET ends_on = \(until.description), end_reason = \(reason)
            WHERE id = \(id) AND (ends_on IS NULL OR ends_on > \(until.description))
            """)
        guard changed == 1 else { throw Problem.moved("联席会议成员") }
    }

    func resumeMember(_ id: Int64) throws {
        try connection.execute(
            "UPDATE registry_meeting_member SET ends_on = NULL, end_reason = '' WHERE id = \(id)")
    }

    func deleteMember(_ id: Int64) throws {
        try connection.execute("DELETE FROM registry_meeting_member WHERE id = \(id)")
    }

    // MARK: 跨区域联合

    func insert(_ alliance: Alliance, by account: Int64, at: Moment) throws -> Int64 {
        let saved = try id(
            """
            INSERT INTO registry_alliance (name, document, document_sha256, starts_on, ends_on, account_id, at)
            VALUES (\(alliance.name), \(alliance.document), \(alliance.documentHash), \(alliance.starts.description),
                \(alliance.ends.description), \(account), \(at.description))
            RETURNING id
            """)
        for member in alliance.members {
            try connection.execute(
                """
                INSERT INTO registry_alliance_member (alliance_id, region_code, confirmed_by, confirmed_at)
                VALUES (\(saved), \(member.region.text), \(member.confirmedAt.map { _ in account }),
                    \(member.confirmedAt?.description))
                """)
        }
        return saved
    }

    private func alliances(_ condition: SQL) throws -> [Alliance] {
        try connection.rows(
            """
            SELECT id, name, document, document_sha256, starts_on, ends_on, ended_at FROM registry_alliance
            WHERE \(condition) ORDER BY id DESC
            """
        ).map { row in
            let id = try row.int64("id")
            return Alliance(
                id: id, name: try row.text("name"), document: try row.text("document"),
                documentHash: try row.text("document_sha256"), starts: try row.day("starts_on"),
                ends: try row.day("ends_on"), endedAt: try row.momentOrNil("ended_at"),
                members: try connection.rows(
                    """
                    SELECT m.region_code AS region_code, r.name AS name, m.confirmed_at AS confirmed_at
                    FROM registry_alliance_member m JOIN registry_region r ON r.code = m.region_code
                    WHERE m.alliance_id = \(id) ORDER BY m.region_code
                    """
                ).map {
                    Alliance.Member(
                        region: try $0.region("region_code"), name: try $0.text("name"),
                        confirmedAt: try $0.momentOrNil("confirmed_at"))
                },
                campaigns: try connection.rows(
                    "SELECT campaign_id FROM registry_alliance_campaign WHERE alliance_id = \(id) ORDER BY at, campaign_id"
                ).map { try $0.int64("campaign_id") })
        }
    }

    func alliance(id: Int64) throws -> Alliance? { try alliances("id = \(id)").first }

    func alliances() throws -> [Alliance] { try alliances("1 = 1") }

    func setConfirmed(alliance: Int64, region: RegionCode, by account: Int64, at: Moment) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_alliance_member SET confirmed_by = \(account), confirmed_at = \(at.description)
            WHERE alliance_id = \(alliance) AND region_code = \(region.text) AND confirmed_at IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("联合") }
    }

    func setEnded(alliance: Int64, at: Moment) throws {
        try connection.execute("UPDATE registry_alliance SET ended_at = \(at.description) WHERE id = \(alliance)")
    }

    func insertCampaign(_ campaign: Int64, alliance: Int64, by account: Int64, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_alliance_campaign (alliance_id, campaign_id, account_id, at)
            VALUES (\(alliance), \(campaign), \(account), \(at.description))
            """)
    }

    func campaigns(authority: Int64, year: Int) throws -> [(id: Int64, title: String)] {
        try connection.rows(
            """
            SELECT c.id AS id, c.title AS title FROM plan_campaign c JOIN plan_plan p ON p.id = c.plan_id
            WHERE c.authority_id = \(authority) AND p.year = \(year) AND c.state <> 'cancelled' ORDER BY c.id DESC
            """
        ).map { (try $0.int64("id"), try $0.text("title")) }
    }
}
