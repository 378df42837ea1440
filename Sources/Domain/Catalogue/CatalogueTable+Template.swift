extension CatalogueTable {
    /// The columns for templates and matching, with an example.
    static func fields(_ list: CatalogueList) -> [ImportField] {
        columns(list).map { column in
            ImportField(
                column.names, isRequired: column.isRequired, note: note(column.field, list),
                example: example(column.field, list), choices: choices(column.field))
        }
    }

    private static func choices(_ field: Field) -> [String] {
        switch field {
        case .importance: ["一般", "重点"]
        case .sample: ["是", "否"]
        default: []
        }
    }

    private static func note(_ field: Field, _ list: CatalogueList) -> String {
        switch field {
        case .code: "清单内唯一；取消过的编号不能再用"
        case .methods: "\(Item.methodTitles.joined(separator: "、"))，多项用顿号隔开"
        case .department: "部门代码或名称，不填为市场监管"
        case .lead: "部门代码或名称"
        case .parts: "至少一个；可写作“部门：配合的事项”，多项用分号隔开"
        case .region: "六位区划代码，不填为全省"
        case .tags, .types, .allTags, .noTags: "标签或类型的代码，多项用顿号隔开"
        case .items: "抽查事项编号，多项用顿号隔开"
        case .cycle: "1至10（年），不填为1"
        case .sample: "不填为否"
        default: ""
        }
    }

    private static func example(_ field: Field, _ list: CatalogueList) -> String {
        switch field {
        case .code: "（示例）1"
        case .heading: "食品"
        case .matter: "某某情况的检查"
        case .subjects: "食品销售者"
        case .importance: "一般"
        case .methods: "现场检查、网络检查"
        case .level: list == .items ? "县级以上市场监管部门" : "省、市、县"
        case .basis: "某法第几条"
        case .department, .lead: list == .joint ? "教育" : "scjg"
        case .parts: "公安：治安防范；消防救援：消防安全"
        case .region: "230000"
        case .tags, .types, .allTags, .noTags, .reach, .market, .industries, .scales, .stations, .items, .note: ""
        case .authority: "县级市场监管部门"
        case .measures: "每年至少检查一次，查台账、查现场"
        case .cycle: "1"
        case .sample: "否"
        }
    }
}
