/// Departments of a list that somebody wrote in words: `教育`, `教育部门` and `jy` are the same.
struct DepartmentNames {
    private let codes: [String: String]

    init(_ departments: [Department]) {
        var codes: [String: String] = [:]
        for department in departments {
            codes[department.code] = department.code
            codes[department.name] = department.code
        }
        self.codes = codes
    }

    /// The code, or what was written when no department is called so (the check of the version tells it).
    func code(_ text: String) -> String {
        if let code = codes[text] { return code }
        for ending in ["行政部门", "主管部门", "管理部门", "部门", "局", "厅", "委"] where text.hasSuffix(ending) {
            if let code = codes[String(text.dropLast(ending.count))] { return code }
        }
        return text
    }
}

extension ListEntry {
    /// The same with departments by their codes.
    func resolved(_ names: DepartmentNames) -> ListEntry {
        switch self {
        case .item: self
        case .joint(let joint):
            .joint(
                JointItem(
                    code: joint.code, trade: joint.trade, matter: joint.matter, lead: names.code(joint.lead),
                    parts: joint.parts.map { JointItem.Part(department: names.code($0.department), matter: $0.matter) },
                    subjects: joint.subjects, level: joint.level, basis: joint.basis, items: joint.items,
                    region: joint.region, isSample: joint.isSample, note: joint.note))
        case .key: self
        }
    }
}
