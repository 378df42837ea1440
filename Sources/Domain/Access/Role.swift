/// The roles of the platform. Three of them (平台管理, 安全审计, 监督见证) are kept apart from daily work
/// (GB/T 22239 level 3: separate administrators).
package enum Role: String, Sendable, Codable, CaseIterable {
    case administrator
    case planner
    case drawer
    case witness
    case inspector
    case reviewer
    case publisher
    case statistician
    case auditor

    package var title: String {
        switch self {
        case .administrator: "平台管理"
        case .planner: "计划制定"
        case .drawer: "抽取"
        case .witness: "监督见证"
        case .inspector: "检查"
        case .reviewer: "审核"
        case .publisher: "公示"
        case .statistician: "统计"
        case .auditor: "安全审计"
        }
    }

    package var permissions: Set<Permission> {
        switch self {
        case .administrator:
            [
                .accounts, .registryRead, .registryEdit, .personalRead, .personalAudit, .catalogueRead, .catalogueEdit,
            ]
        case .planner:
            [
                .registryRead, .registryEdit, .personalRead, .catalogueRead, .planRead, .planEdit, .drawRead,
                .assessmentRead,
            ]
        case .drawer: [.registryRead, .catalogueRead, .planRead, .drawRead, .drawRun, .drawTakePart, .drawLookUp]
        case .witness: [.planRead, .drawRead, .drawTakePart]
        case .inspector: [.catalogueRead, .inspectionRead, .inspect]
        case .reviewer: [.catalogueRead, .planRead, .inspectionRead, .review, .followUpRead]
        case .publisher: [.inspectionRead, .publicationRead, .publish, .followUpRead]
        case .statistician:
            [
                .registryRead, .catalogueRead, .planRead, .drawRead, .inspectionRead, .publicationRead, .followUpRead,
                .assessmentRead,
            ]
        case .auditor:
            [
                .personalAudit, .logRead, .drawRead, .drawLookUp, .drawAudit, .planRead, .publicationRead,
                .accountsRead,
            ]
        }
    }
}

/// What a route or a use case asks for. Reading and changing are told apart.
package enum Permission: String, Sendable, CaseIterable {
    case catalogueRead, catalogueEdit
    case registryRead, registryEdit
    /// Full identity and phone numbers, and the record of who saw them.
    case personalRead, personalAudit
    case planRead, planEdit
    case drawRead, drawRun, drawTakePart, drawLookUp, drawAudit
    case inspectionRead, inspect, review
    case publicationRead, publish
    case followUpRead
    case assessmentRead
    case accounts, accountsRead
    case logRead

    /// Used in refusals: "您没有“制定计划”的权限".
    package var title: String {
        switch self {
        case .catalogueRead: "查看清单"
        case .catalogueEdit: "维护清单"
        case .registryRead: "查看名录库"
        case .registryEdit: "维护名录库"
        case .personalRead: "查看人员证件号码"
        case .personalAudit: "查看个人信息查看记录"
        case .planRead: "查看计划"
        case .planEdit: "制定计划"
        case .drawAudit: "打开密钥核对抽取"
        case .drawRead: "查看抽取"
        case .drawRun: "主持抽取"
        case .drawTakePart: "参与摇号"
        case .drawLookUp: "核对冻结名单"
        case .inspectionRead: "查看检查"
        case .inspect: "实施检查"
        case .review: "审核结果"
        case .publicationRead: "查看公示"
        case .publish: "公示结果"
        case .followUpRead: "查看后续处置"
        case .assessmentRead: "查看评价"
        case .accounts: "管理账号"
        case .accountsRead: "查看账号"
        case .logRead: "查看留痕日志"
        }
    }

    /// Roles that carry this permission, in the order of `Role.allCases`.
    package var roles: [Role] { Role.allCases.filter { $0.permissions.contains(self) } }
}
