import Domain

/// The fields of an entry's form, list by list, and the entry that a form holds.
enum EntryFields {
    static func all(
        _ list: CatalogueList, _ values: EntryValues, isNew: Bool, names: CatalogueNames, errors: [String: String]
    ) -> [FieldModel] {
        var fields: [FieldModel] = []
        if isNew {
            fields.append(
                FieldModel(
                    .text, "code", "事项编号", value: values.text("code"), help: "字母、数字或短横线，定后不改。",
                    error: errors["code"], maxlength: 20))
        }
        switch list {
        case .items: fields += item(values, names, errors)
        case .joint: fields += joint(values, names, errors)
        case .key: fields += key(values, names, errors)
        }
        let sample = values.text("is_sample")
        return fields + [
            FieldModel(
                .radios([
                    OptionModel("no", "正式事项", selected: sample != "yes"),
                    OptionModel("yes", "示例", selected: sample == "yes", help: "只用于熟悉系统"),
                ]), "is_sample", "来源"),
            FieldModel(
                .area, "note", "备注", value: values.text("note"), error: errors["note"], required: false,
                maxlength: 500),
        ]
    }

    private static func item(_ values: EntryValues, _ names: CatalogueNames, _ errors: [String: String])
        -> [FieldModel]
    {
        let importance = values.text("importance")
        let methods = values.list("methods")
        return [
            FieldModel(.text, "category", "抽查类别", value: values.text("category"), error: errors["category"]),
            FieldModel(.text, "matter", "抽查事项", value: values.text("matter"), error: errors["matter"]),
            subjects("检查对象", values, errors),
            FieldModel(
                .radios([
                    OptionModel("general", "一般检查事项", selected: importance == "general", help: "按类别设抽查比例上下限"),
                    OptionModel("key", "重点检查事项", selected: importance == "key", help: "不设比例上限"),
                ]), "importance", "事项类别", error: errors["importance"]),
            FieldModel(
                .checks(Item.methodTitles.map { OptionModel($0, $0, selected: methods.contains($0)) }), "methods",
                "检查方式", error: errors["methods"], required: false),
            FieldModel(
                .text, "level", "检查主体", value: values.text("level"), help: "如“县级以上市场监管部门”。",
                error: errors["level"], required: false),
            basis("检查依据", values, errors), department("department", "实施部门", values, names, errors),
        ]
    }

    private static func joint(_ values: EntryValues, _ names: CatalogueNames, _ errors: [String: String])
        -> [FieldModel]
    {
        [
            FieldModel(
                .text, "trade", "行业领域", value: values.text("trade"), help: "一个行业一类，如“校外培训机构”。",
                error: errors["trade"], maxlength: 60),
            FieldModel(.text, "matter", "综合监管事项", value: values.text("matter"), error: errors["matter"]),
            department("lead", "牵头部门", values, names, errors),
            FieldModel(
                .area, "parts", "参与部门及检查内容", value: values.text("parts"),
                help: "每行一个部门，写作“公安：治安防范情况”。可写："
                    + names.departments.map(\.name).joined(separator: "、") + "。", error: errors["parts"],
                maxlength: 4000),
            subjects("检查对象", values, errors),
            FieldModel(
                .text, "level", "抽查层级", value: values.text("level"), help: "如“省、市、县”。", error: errors["level"],
                required: false, maxlength: 60),
            basis("检查依据", values, errors), items(values, errors),
        ]
    }

    private static func key(_ values: EntryValues, _ names: CatalogueNames, _ errors: [String: String])
        -> [FieldModel]
    {
        [
            FieldModel(
                .text, "field", "重点领域", value: values.text("field"), help: "如“食品”“特种设备”。", error: errors["field"],
                maxlength: 60),
            FieldModel(.text, "matter", "监管事项", value: values.text("matter"), error: errors["matter"]),
            FieldModel(.text, "authority", "监管主体", value: values.text("authority"), error: errors["authority"]),
            department("department", "主管部门", values, names, errors), subjects("监管对象", values, errors),
            FieldModel(
                .area, "measures", "监管措施", value: values.text("measures"), error: errors["measures"],
                maxlength: 2000),
            FieldModel(
                .number, "cycle", "覆盖周期（年）", value: values.text("cycle"), help: "每个监管对象在几年内至少检查一次；1即每年全覆盖。",
                error: errors["cycle"], maxlength: 2),
            basis("监管依据", values, errors), items(values, errors),
        ]
    }

    // MARK: Fields that lists have in common

    private static func subjects(_ label: String, _ values: EntryValues, _ errors: [String: String]) -> FieldModel {
        FieldModel(
            .text, "subjects", label, value: values.text("subjects"), error: errors["subjects"], maxlength: 300)
    }

    private static func basis(_ label: String, _ values: EntryValues, _ errors: [String: String]) -> FieldModel {
        // As the entry's own check has it: what a sample was taken from may not say it.
        FieldModel(
            .area, "basis", label, value: values.text("basis"), error: errors["basis"],
            required: values.text("is_sample") != "yes", maxlength: 2000)
    }

    private static func items(_ values: EntryValues, _ errors: [String: String]) -> FieldModel {
        FieldModel(
            .text, "items", "对应抽查事项", value: values.text("items"), help: "抽查事项清单中的编号，用顿号隔开，如“S25、S26”。",
            error: errors["items"], required: false, maxlength: 300)
    }

    /// Stands with the selector: where the entry holds.
    static func region(_ values: EntryValues, _ errors: [String: String]) -> FieldModel {
        FieldModel(
            .text, "region", "适用区域", value: values.text("region"), help: "六位行政区划代码；全省为 230000，地方事项填所在市、县。",
            error: errors["region"], maxlength: 6)
    }

    private static func department(
        _ name: String, _ label: String, _ values: EntryValues, _ names: CatalogueNames, _ errors: [String: String]
    ) -> FieldModel {
        let chosen = values.text(name)
        return FieldModel(
            .select(names.departments.map { OptionModel($0.code, $0.name, selected: $0.code == chosen) }), name, label,
            error: errors[name])
    }

    // MARK: Reading

    static func entry(_ call: Call, _ list: CatalogueList, code: String) throws -> ListEntry {
        let form = call.form
        let isSample = form.flag("is_sample")
        let codes = form.text("items").split { "、,，;； ".contains($0) }.map(String.init)
        func area() throws -> RegionCode {
            guard let region = try form.region("region", "适用区域") else {
                throw Fields.refusal("region", "请填写适用区域")
            }
            return region
        }
        switch list {
        case .items:
            guard let importance = try form.choice("importance", "事项类别", of: Item.Importance.self) else {
                throw Fields.refusal("importance", "请选择事项类别")
            }
            return .item(
                Item(
                    code: code, category: form.text("category"), matter: form.text("matter"),
                    subjects: form.text("subjects"), importance: importance, methods: form.list("methods"),
                    level: form.text("level"), basis: form.text("basis"), department: form.text("department"),
                    region: try area(), selector: try SelectorForm.read(form, call.house.reference), isSample: isSample,
                    note: form.optional("note")))
        case .joint:
            return .joint(
                JointItem(
                    code: code, trade: form.text("trade"), matter: form.text("matter"), lead: form.text("lead"),
                    parts: JointItem.parts(form.text("parts")), subjects: form.text("subjects"),
                    level: form.text("level"), basis: form.text("basis"), items: codes,
                    region: try call.signedIn().region, isSample: isSample, note: form.optional("note")))
        case .key:
            return .key(
                KeyItem(
                    code: code, field: form.text("field"), matter: form.text("matter"),
                    authority: form.text("authority"), department: form.text("department"),
                    subjects: form.text("subjects"), measures: form.text("measures"), basis: form.text("basis"),
                    cycleYears: Int(try form.int("cycle", "覆盖周期", in: 1...10) ?? 1), items: codes,
                    selector: try SelectorForm.read(form, call.house.reference), region: try area(), isSample: isSample,
                    note: form.optional("note")))
        }
    }
}
