/// 联查事项: one category of 一业一查 — a trade that several departments inspect together, under the lead of the one in
/// charge of the trade (2.2.3).
package struct JointItem: Sendable, Codable, ListedEntry {
    /// A department taking part, and what it inspects there.
    package struct Part: Sendable, Codable, Equatable {
        package let department: String
        package let matter: String

        package init(department: String, matter: String) {
            self.department = department
            self.matter = matter
        }
    }

    package let code: String
    /// 行业领域.
    package let trade: String
    /// 综合监管事项.
    package let matter: String
    /// 牵头部门.
    package let lead: String
    /// 参与部门, each with its matter, in the order of the list.
    package let parts: [Part]
    /// 检查对象, as the list words it.
    package let subjects: String
    /// 抽查层级, such as 省市县.
    package let level: String
    package let basis: String
    /// Items of 抽查事项清单 that the market-regulation part consists of.
    package let items: [String]
    package let region: RegionCode
    package let isSample: Bool
    package let note: String?

    package init(
        code: String, trade: String, matter: String, lead: String, parts: [Part], subjects: String, level: String,
        basis: String, items: [String], region: RegionCode, isSample: Bool, note: String?
    ) {
        self.code = code
        self.trade = trade
        self.matter = matter
        self.lead = lead
        self.parts = parts
        self.subjects = subjects
        self.level = level
        self.basis = basis
        self.items = items
        self.region = region
        self.isSample = isSample
        self.note = note
    }

    /// Reads `公安：治安防范；消防救援：消防安全`, by semicolons or lines; departments by name or code.
    package static func parts(_ text: String) -> [Part] {
        text.split { ";；\n\r".contains($0) }.map { String($0).trimmed }.filter { !$0.isEmpty }.map { words in
            let halves = words.split(maxSplits: 1) { ":：".contains($0) }.map { String($0).trimmed }
            return Part(department: halves.first ?? "", matter: halves.count > 1 ? halves[1] : "")
        }
    }

    package var title: String { matter }
    package var heading: String { trade }

    package func particulars(_ names: CatalogueNames) -> [Particular] {
        [
            Particular("行业领域", trade), Particular("综合监管事项", matter),
            Particular("牵头部门", names.department(lead)),
            Particular(
                "参与部门及检查内容",
                parts.map { names.department($0.department) + ($0.matter.isEmpty ? "" : "：" + $0.matter) }
                    .joined(separator: "；")),
            Particular("检查对象", subjects), Particular("抽查层级", level), Particular("检查依据", basis),
            Particular("对应抽查事项", items.map { names.item($0) }.joined(separator: "、")),
            Particular("示例", isSample ? "示例" : "正式"), Particular("备注", note ?? ""),
        ]
    }

    func check() throws {
        var check = EntryCheck()
        check.code(code)
        check.text("trade", "行业领域", trade, max: 60)
        check.text("matter", "综合监管事项", matter, max: 200)
        check.text("subjects", "检查对象", subjects, max: 300)
        check.text("level", "抽查层级", level, max: 60, required: false)
        check.text("basis", "检查依据", basis, max: 2000, required: !isSample)
        check.text("note", "备注", note ?? "", max: 500, required: false)
        if lead.isEmpty { check.add("lead", "请选择牵头部门") }
        if parts.isEmpty { check.add("parts", "联查至少有一个参与部门") }
        let departments = parts.map(\.department)
        if departments.contains(where: { $0.utf8.elementsEqual(lead.utf8) }) {
            check.add("parts", "牵头部门不再列为参与部门")
        }
        if Set(departments).count != departments.count { check.add("parts", "同一部门只列一次") }
        if parts.contains(where: { $0.matter.count > 200 }) { check.add("parts", "每个部门的检查内容不超过200字") }
        if region.level != .province { check.add("region", "联查清单由省级统一管理，适用全省") }
        try check.finish(.joint, code)
    }
}
