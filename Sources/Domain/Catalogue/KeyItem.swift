/// 重点监管事项: what is supervised fully and not by lot — with its authority, subjects and measures (3.6.1).
package struct KeyItem: Sendable, Codable, ListedEntry {
    package let code: String
    /// 重点领域, such as 食品、特种设备.
    package let field: String
    package let matter: String
    /// 监管主体.
    package let authority: String
    package let department: String
    /// 监管对象, as the list words it.
    package let subjects: String
    /// 监管措施.
    package let measures: String
    package let basis: String
    /// Every subject is to be inspected at least once in so many calendar years.
    package let cycleYears: Int
    /// Items of 抽查事项清单 whose inspections count; empty: any inspection counts.
    package let items: [String]
    package let selector: Selector
    package let region: RegionCode
    package let isSample: Bool
    package let note: String?

    package init(
        code: String, field: String, matter: String, authority: String, department: String, subjects: String,
        measures: String, basis: String, cycleYears: Int, items: [String], selector: Selector, region: RegionCode,
        isSample: Bool, note: String?
    ) {
        self.code = code
        self.field = field
        self.matter = matter
        self.authority = authority
        self.department = department
        self.subjects = subjects
        self.measures = measures
        self.basis = basis
        self.cycleYears = cycleYears
        self.items = items
        self.selector = selector
        self.region = region
        self.isSample = isSample
        self.note = note
    }

    package var title: String { matter }
    package var heading: String { field }

    /// `每年全覆盖`, `每3年全覆盖`.
    package var cycle: String { cycleYears == 1 ? "每年全覆盖" : "每\(cycleYears)年全覆盖" }

    package func particulars(_ names: CatalogueNames) -> [Particular] {
        [
            Particular("重点领域", field), Particular("监管事项", matter), Particular("监管主体", authority),
            Particular("主管部门", names.department(department)), Particular("监管对象", subjects),
            Particular("监管措施", measures), Particular("覆盖要求", cycle), Particular("监管依据", basis),
            Particular("对应抽查事项", items.map { names.item($0) }.joined(separator: "、")),
            Particular("对象范围", names.sentence(selector)), Particular("适用区域", names.region(region)),
            Particular("示例", isSample ? "示例" : "正式"), Particular("备注", note ?? ""),
        ]
    }

    func check() throws {
        var check = EntryCheck()
        check.code(code)
        check.text("field", "重点领域", field, max: 60)
        check.text("matter", "监管事项", matter, max: 200)
        check.text("authority", "监管主体", authority, max: 200)
        check.text("subjects", "监管对象", subjects, max: 300)
        check.text("measures", "监管措施", measures, max: 2000)
        check.text("basis", "监管依据", basis, max: 2000, required: !isSample)
        check.text("note", "备注", note ?? "", max: 500, required: false)
        if !(1...10).contains(cycleYears) { check.add("cycle", "覆盖周期为1至10年") }
        if department.isEmpty { check.add("department", "请选择主管部门") }
        try check.finish(.key, code)
    }
}
