extension Item: ListedEntry {
    package var title: String { matter }
    package var heading: String { category }

    package func particulars(_ names: CatalogueNames) -> [Particular] {
        [
            Particular("抽查类别", category), Particular("抽查事项", matter), Particular("检查对象", subjects),
            Particular("事项类别", importance.title), Particular("检查方式", methods.joined(separator: "、")),
            Particular("检查主体", level), Particular("检查依据", basis),
            Particular("实施部门", names.department(department)), Particular("适用区域", names.region(region)),
            Particular("对象范围", names.sentence(selector)), Particular("示例", isSample ? "示例" : "正式"),
            Particular("备注", note ?? ""),
        ]
    }

    /// Checks an item that somebody wrote; `fields` are named as in the form.
    func check() throws {
        var check = EntryCheck()
        check.code(code)
        check.text("category", "抽查类别", category, max: 60)
        check.text("matter", "抽查事项", matter, max: 200)
        check.text("subjects", "检查对象", subjects, max: 300)
        check.text("basis", "检查依据", basis, max: 2000, required: !isSample)
        check.text("note", "备注", note ?? "", max: 500, required: false)
        if methods.contains(where: { !Item.methodTitles.contains($0) }) {
            check.add("methods", "检查方式只能是\(Item.methodTitles.joined(separator: "、"))")
        }
        try check.finish(.items, code)
    }

    /// 检查方式 (3.2.1).
    package static let methodTitles = ["现场检查", "书面检查", "网络检查", "委托专业机构检查"]
}
