import Domain

/// The fields of an item's form.
enum ItemFields {
    static func all(
        _ call: Call, item: Item?, isNew: Bool, names: CatalogueKeeping.Names, errors: [String: String]
    ) -> [FieldModel] {
        let form = call.form
        let sent = form.pairs.contains { $0.name == "importance" || $0.name == "matter" }
        func value(_ name: String, _ own: String?) -> String { sent ? form.text(name) : own ?? "" }
        func chosen(_ name: String, _ own: [String]?) -> [String] { sent ? form.list(name) : own ?? [] }
        func checks(_ options: [(code: String, title: String)], _ chosen: [String]) -> FieldModel.Kind {
            .checks(options.map { OptionModel($0.code, $0.title, selected: chosen.contains($0.code)) })
        }
        let tags = names.tags.sorted { $0.value < $1.value }.map { (code: $0.key, title: $0.value) }
        let types = names.types.sorted { $0.key < $1.key }.map { (code: $0.key, title: $0.value) }
        let importance = value("importance", item?.importance.rawValue)
        let sample = value("is_sample", item.map { $0.isSample ? "yes" : "no" })
        let department = value("department", item?.department ?? Department.marketRegulation)
        var fields: [FieldModel] = []
        if isNew {
            fields.append(
                FieldModel(
                    .text, "code", "事项编号", value: value("code", item?.code), help: "字母、数字或短横线，定后不改。",
                    error: errors["code"], maxlength: 20))
        }
        fields += [
            FieldModel(.text, "category", "抽查类别", value: value("category", item?.category), error: errors["category"]),
            FieldModel(.text, "matter", "抽查事项", value: value("matter", item?.matter), error: errors["matter"]),
            FieldModel(
                .text, "subjects", "检查对象", value: value("subjects", item?.subjects), error: errors["subjects"],
                maxlength: 300),
            FieldModel(
                .radios([
                    OptionModel("general", "一般检查事项", selected: importance == "general", help: "按类别设抽查比例上下限"),
                    OptionModel("key", "重点检查事项", selected: importance == "key", help: "不设比例上限"),
                ]), "importance", "事项类别", error: errors["importance"]),
            FieldModel(
                checks(Item.methodTitles.map { ($0, $0) }, chosen("methods", item?.methods)), "methods", "检查方式",
                error: errors["methods"], required: false),
            FieldModel(
                .text, "level", "检查主体", value: value("level", item?.level), help: "如“县级以上市场监管部门”。",
                error: errors["level"], required: false),
            FieldModel(
                .area, "basis", "检查依据", value: value("basis", item?.basis), error: errors["basis"], maxlength: 2000),
            FieldModel(
                .select(names.departments.map { OptionModel($0.code, $0.name, selected: $0.code == department) }),
                "department", "实施部门", error: errors["department"]),
            FieldModel(
                .text, "region", "适用区域",
                value: value("region", item?.region.text ?? (try? call.signedIn())?.region.text),
                help: "六位行政区划代码；全省为 230000，地方事项填所在市、县。", error: errors["region"], maxlength: 6),
            FieldModel(
                checks(types, chosen("types", item?.selector.types)), "types", "对象类型", help: "不选表示不限类型。",
                required: false),
            FieldModel(
                checks(tags, chosen("tags", item?.selector.tags)), "tags", "对象标签（有其一即可）", help: "不选表示不限标签。",
                required: false),
            FieldModel(
                checks(tags, chosen("all_tags", item?.selector.allTags)), "all_tags", "必须同时带有的标签", required: false),
            FieldModel(
                checks(tags, chosen("no_tags", item?.selector.noTags)), "no_tags", "排除的标签", required: false),
            FieldModel(
                .radios([
                    OptionModel("no", "正式事项", selected: sample != "yes"),
                    OptionModel("yes", "示例", selected: sample == "yes", help: "只用于熟悉系统"),
                ]), "is_sample", "来源"),
            FieldModel(
                .area, "note", "备注", value: value("note", item?.note), error: errors["note"], required: false,
                maxlength: 500),
        ]
        return fields
    }
}
