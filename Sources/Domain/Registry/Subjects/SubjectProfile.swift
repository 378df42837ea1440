/// A subject with all that can change by itself, one value for each field.
package struct SubjectProfile: Sendable, Equatable {
    package let id: Int64
    package var scheme: IdentifierScheme
    package let identifier: String
    package var name: String
    package var status: Subject.Status
    package var facts: SubjectFacts
    /// Code of GB/T 4754-2017 with the letter of its section (`H6210`); empty when not known.
    package var industry: String
    package var scale: SubjectScale?
    package var station: Int64?
    /// The department whose word counts for the register's fields.
    package var keeper: String
    /// Day of the newest statement held; nil when none was dated.
    package var asOf: Day?
    /// Day since which a full list of the source no longer names it.
    package var absentSince: Day?
    /// For forms: what changed in between is refused.
    package let changedAt: Moment

    package init(
        id: Int64, scheme: IdentifierScheme, identifier: String, name: String, status: Subject.Status,
        facts: SubjectFacts, industry: String, scale: SubjectScale?, station: Int64?, keeper: String, asOf: Day?,
        absentSince: Day?, changedAt: Moment
    ) {
        self.id = id
        self.scheme = scheme
        self.identifier = identifier
        self.name = name
        self.status = status
        self.facts = facts
        self.industry = industry
        self.scale = scale
        self.station = station
        self.keeper = keeper
        self.asOf = asOf
        self.absentSince = absentSince
        self.changedAt = changedAt
    }

    /// The value of a field as history keeps it.
    func value(_ field: SubjectField) -> String {
        switch field {
        case .name: name
        case .status: status.rawValue
        case .type: facts.type
        case .region: facts.region.text
        case .registeredOn: facts.registeredOn?.description ?? ""
        case .kind: facts.kind
        case .capital: facts.capital
        case .scope: facts.scope
        case .address: facts.address
        case .industry: industry
        case .scale: scale?.rawValue ?? ""
        case .station: station.map(String.init) ?? ""
        case .tags: facts.tags.joined(separator: " ")
        case .absent: absentSince?.description ?? ""
        case .premises, .licence, .number: ""
        }
    }

    /// What differs in `new`, in the order of the fields.
    func differences(to new: SubjectProfile) -> [FieldChange] {
        SubjectField.allCases.compactMap { field in
            let (before, after) = (value(field), new.value(field))
            return before.utf8.elementsEqual(after.utf8) ? nil : FieldChange(field: field, old: before, new: after)
        }
    }

    /// Whether anything differs that the tag rules read.
    func reads(differentlyFrom other: SubjectProfile) -> Bool {
        !name.utf8.elementsEqual(other.name.utf8) || !facts.scope.utf8.elementsEqual(other.facts.scope.utf8)
            || !facts.type.utf8.elementsEqual(other.facts.type.utf8)
    }

    /// Takes the value of one field from another profile.
    mutating func take(_ field: SubjectField, from other: SubjectProfile) {
        switch field {
        case .name: name = other.name
        case .status: status = other.status
        case .type:
            facts.type = other.facts.type
            facts.isMarket = other.facts.isMarket
        case .region:
            facts.region = other.facts.region
            facts.regionHow = other.facts.regionHow
        case .registeredOn: facts.registeredOn = other.facts.registeredOn
        case .kind: facts.kind = other.facts.kind
        case .capital: facts.capital = other.facts.capital
        case .scope: facts.scope = other.facts.scope
        case .address: facts.address = other.facts.address
        case .industry: industry = other.industry
        case .scale: scale = other.scale
        case .station: station = other.station
        case .tags: facts.tags = other.facts.tags
        case .absent: absentSince = other.absentSince
        case .premises, .licence, .number: break
        }
    }
}

/// 规模, after the four sizes of the statistical standard.
package enum SubjectScale: String, Sendable, Codable, CaseIterable {
    case large, medium, small, micro

    package var title: String {
        switch self {
        case .large: "大型"
        case .medium: "中型"
        case .small: "小型"
        case .micro: "微型"
        }
    }

    /// From the word or the code.
    package init?(word: String) {
        guard let found = SubjectScale.allCases.first(where: { word == $0.rawValue || word.hasPrefix($0.title) }) else {
            return nil
        }
        self = found
    }
}

/// What of a subject can change.
package enum SubjectField: String, Sendable, Codable, CaseIterable {
    case name, status, type, region, registeredOn, kind, capital, scope, address, industry, scale, station, tags
    case absent, premises, licence, number

    package var title: String {
        switch self {
        case .name: "名称"
        case .status: "登记状态"
        case .type: "主体类型"
        case .region: "管辖地区"
        case .registeredOn: "注册日期"
        case .kind: "企业类型"
        case .capital: "注册资金"
        case .scope: "经营范围"
        case .address: "地址"
        case .industry: "行业"
        case .scale: "规模"
        case .station: "管辖监管所"
        case .tags: "业务标签"
        case .absent: "来源名单缺失"
        case .premises: "场所"
        case .licence: "许可证"
        case .number: "其他证照编号"
        }
    }
}

/// One field from what to what.
package struct FieldChange: Sendable, Equatable, Codable {
    package let field: SubjectField
    package let old: String
    package let new: String

    package init(field: SubjectField, old: String, new: String) {
        self.field = field
        self.old = old
        self.new = new
    }
}

/// How a change came.
package enum ChangeWay: String, Sendable, Codable, CaseIterable {
    case hand, `import`, api, conflict, system

    package var title: String {
        switch self {
        case .hand: "人工修改"
        case .import: "文件导入"
        case .api: "接口报送"
        case .conflict: "冲突处理"
        case .system: "到期生效"
        }
    }
}

/// What happened to a subject.
package enum SubjectAct: String, Sendable, Codable, CaseIterable {
    case add, change, move, cancel, revoke, reopen, premises, licence, number, mark

    package var title: String {
        switch self {
        case .add: "新增"
        case .change: "变更"
        case .move: "迁移"
        case .cancel: "注销"
        case .revoke: "吊销"
        case .reopen: "恢复"
        case .premises: "场所"
        case .licence: "许可证"
        case .number: "证照编号"
        case .mark: "名单核对"
        }
    }
}

/// A change as it is written down, with all its fields.
package struct NewSubjectChange: Sendable {
    package let subject: Int64
    package let act: SubjectAct
    package let source: SubjectSource
    package let effectiveOn: Day?
    package let reason: String
    package let fields: [FieldChange]
    package let at: Moment

    /// Rows with the same key are one change: how it came, and when.
    package var key: String {
        "\(source.way.rawValue)-\(source.importID ?? source.token ?? source.account ?? 0)-\(at.milliseconds)"
    }
}

/// A change as the dossier shows it.
package struct SubjectChange: Sendable {
    package let at: Moment
    package let act: SubjectAct
    package let way: ChangeWay
    /// Person, file or interface.
    package let who: String
    package let importID: Int64?
    package let effectiveOn: Day?
    package let reason: String
    package var fields: [FieldChange]

    package init(
        at: Moment, act: SubjectAct, way: ChangeWay, who: String, importID: Int64?, effectiveOn: Day?, reason: String,
        fields: [FieldChange]
    ) {
        self.at = at
        self.act = act
        self.way = way
        self.who = who
        self.importID = importID
        self.effectiveOn = effectiveOn
        self.reason = reason
        self.fields = fields
    }
}

/// Who states something: a person, a file, another department's system.
package struct SubjectSource: Sendable {
    package let way: ChangeWay
    package var account: Int64?
    package var importID: Int64?
    package var token: Int64?
    package let department: String
    /// Subtree that the source may speak for.
    package let region: RegionCode

    package init(
        way: ChangeWay, account: Int64? = nil, importID: Int64? = nil, token: Int64? = nil, department: String,
        region: RegionCode
    ) {
        self.way = way
        self.account = account
        self.importID = importID
        self.token = token
        self.department = department
        self.region = region
    }

    /// A person at a page.
    package init(_ actor: Actor) {
        self.init(
            way: .hand, account: actor.account, department: actor.department ?? Department.marketRegulation,
            region: actor.region)
    }
}
