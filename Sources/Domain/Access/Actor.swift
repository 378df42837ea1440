/// The signed-in person as the use cases see them: who, for which authority, with which permissions, over what.
package struct Actor: Sendable, Equatable {
    package let account: Int64
    package let name: String
    package let roles: Set<Role>
    package let authority: Int64
    package let authorityName: String
    /// Root of the region subtree this person acts for.
    package let region: RegionCode
    package let regionName: String
    /// Department code; nil means all departments (the provincial joint-meeting office).
    package let department: String?
    /// Set when the account belongs to an inspector of the library.
    package let inspector: Int64?

    package init(
        account: Int64, name: String, roles: Set<Role>, authority: Int64, authorityName: String, region: RegionCode,
        regionName: String, department: String?, inspector: Int64?
    ) {
        self.account = account
        self.name = name
        self.roles = roles
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.regionName = regionName
        self.department = department
        self.inspector = inspector
    }

    package func may(_ permission: Permission) -> Bool { roles.contains { $0.permissions.contains(permission) } }

    /// Whether this person's scope covers a thing of that region and department.
    package func covers(_ region: RegionCode, department: String? = nil) -> Bool {
        guard self.region.contains(region) else { return false }
        guard let own = self.department, let department else { return true }
        return Array(own.utf8) == Array(department.utf8)
    }

    /// Throws unless the person has the permission over that region and department. A thing out of scope is
    /// reported as not found, so that foreign regions cannot be probed.
    package func require(
        _ permission: Permission, over region: RegionCode? = nil, department: String? = nil, what: String = "内容"
    ) throws {
        guard may(permission) else {
            throw Problem(
                .forbidden, "access.permission", "您的账号没有“\(permission.title)”的权限。",
                remedy: "需要具备以下角色之一：\(permission.roles.map(\.title).joined(separator: "、"))。请联系本单位平台管理员。")
        }
        if let region, !covers(region, department: department) { throw Problem.notFound(what) }
    }
}
