/// 机关: an authority of one department at one level of one division.
package struct Authority: Sendable, Hashable {
    package let id: Int64
    /// Stable code, `230102-scjg`.
    package let code: String
    package let name: String
    package let region: RegionCode
    package let department: String
    package let parent: Int64?

    package init(id: Int64, code: String, name: String, region: RegionCode, department: String, parent: Int64?) {
        self.id = id
        self.code = code
        self.name = name
        self.region = region
        self.department = department
        self.parent = parent
    }
}

/// 部门: a line of government taking part in the joint meeting.
package struct Department: Sendable, Hashable {
    package let code: String
    package let name: String

    package init(code: String, name: String) {
        self.code = code
        self.name = name
    }

    /// 市场监督管理, the department that runs the platform.
    package static let marketRegulation = "scjg"
}

/// 监管所: a station of an authority.
package struct Station: Sendable, Hashable {
    package let id: Int64
    package let name: String
    package let authority: Int64

    package init(id: Int64, name: String, authority: Int64) {
        self.id = id
        self.name = name
        self.authority = authority
    }
}
