/// How far an import is.
package struct ImportProgress: Sendable {
    package let rows: Int
    /// Line breaks of the file: an upper bound of the rows.
    package let lines: Int
}

/// How many rows went where. Every row read is counted once.
package struct ImportCounts: Sendable, Equatable, Codable {
    package var total = 0
    package var inserted = 0
    package var updated = 0
    package var unchanged = 0
    package var refused = 0

    package init(total: Int = 0, inserted: Int = 0, updated: Int = 0, unchanged: Int = 0, refused: Int = 0) {
        self.total = total
        self.inserted = inserted
        self.updated = updated
        self.unchanged = unchanged
        self.refused = refused
    }

    /// Rows of the file that the registry holds now.
    package var kept: Int { inserted + updated + unchanged }
}

/// What an import did, or a preview would do.
package struct ImportReport: Sendable {
    /// Id of the import; nil for a preview.
    package var id: Int64?
    package let fileName: String
    package let digest: String
    package let encoding: String
    package var counts = ImportCounts()
    /// At most ``refusalLimit``; the count of refused rows is complete in any case.
    package var refusals: [RowRefusal] = []
    package var tags: [(name: String, number: Int)] = []
    package var regions: [(code: RegionCode, number: Int)] = []
    package var places: [(how: RegionResolver.Place.How, number: Int)] = []
    package var types: [(name: String, number: Int)] = []
    /// The first rows as they would be kept.
    package var first: [SubjectRecord] = []

    /// Lines of the error file that are kept; a file worse than that is wrong as a whole.
    package static let refusalLimit = 100_000

    init(source: any TableSource) {
        fileName = source.name
        digest = source.digest
        encoding = source.encoding
    }
}

/// One import as the history shows it.
package struct ImportRecord: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case subjects, licences, premises, inspectors, risk, institutions, members, leads, alerts, tags, tagging,
            directory
        case campaigns
        // The lists, by their own names.
        case items, joint, key

        package var title: String {
            switch self {
            case .subjects: "检查对象"
            case .licences: "许可证"
            case .premises: "经营场所"
            case .inspectors: "执法检查人员"
            case .risk: "信用风险分类"
            case .institutions: "专业机构"
            case .members: "联席会议成员"
            case .leads: "线索"
            case .alerts: "风险预警"
            case .tags: "标签类目"
            case .tagging: "手工打标"
            case .directory: "名录成员"
            case .campaigns: "年度计划任务"
            case .items: CatalogueList.items.title
            case .joint: CatalogueList.joint.title
            case .key: CatalogueList.key.title
            }
        }
    }

    package let id: Int64
    package let kind: Kind
    package let fileName: String
    package let digest: String
    package let encoding: String
    package let region: RegionCode
    package let counts: ImportCounts
    /// Nil for the command line.
    package let accountName: String?
    package let at: Moment
    /// Portions are still to come.
    package let isUnderWay: Bool

    package init(
        id: Int64, kind: Kind, fileName: String, digest: String, encoding: String, region: RegionCode,
        counts: ImportCounts, accountName: String?, at: Moment, isUnderWay: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.fileName = fileName
        self.digest = digest
        self.encoding = encoding
        self.region = region
        self.counts = counts
        self.accountName = accountName
        self.at = at
        self.isUnderWay = isUnderWay
    }
}

/// An import as it is written down.
package struct NewImport: Sendable {
    package let kind: ImportRecord.Kind
    package let fileName: String
    package let digest: String
    package let encoding: String
    package let region: RegionCode
    package let account: Int64?
    package let at: Moment
}
