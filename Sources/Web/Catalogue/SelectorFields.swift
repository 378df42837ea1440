import Domain

/// The part of an entry's form that says whom it reaches (2.2.5): the seam for the selector builder.
enum SelectorFields {
    static func fields(_ values: EntryValues, _ names: CatalogueNames) -> [FieldModel] {
        func checks(_ name: String, _ options: [(code: String, title: String)]) -> FieldModel.Kind {
            let chosen = values.list(name)
            return .checks(options.map { OptionModel($0.code, $0.title, selected: chosen.contains($0.code)) })
        }
        let tags = names.tags.sorted { $0.value < $1.value }.map { (code: $0.key, title: $0.value) }
        let types = names.types.sorted { $0.key < $1.key }.map { (code: $0.key, title: $0.value) }
        return [
            FieldModel(
                checks("types", types), "types", "对象类型", help: "不选即不限类型。", required: false),
            FieldModel(
                checks("tags", tags), "tags", "对象标签（任一）", help: "带有其中任何一个标签的对象；不选即不限。", required: false),
            FieldModel(checks("all_tags", tags), "all_tags", "必须同时带有的标签", required: false),
            FieldModel(checks("no_tags", tags), "no_tags", "排除的标签", required: false),
            FieldModel(
                .select(
                    [("", "不限"), ("yes", "只含市场主体"), ("no", "只含非市场主体")].map {
                        OptionModel($0.0, $0.1, selected: $0.0 == values.text("market"))
                    }), "market", "市场主体", required: false),
            FieldModel(
                .text, "reach_regions", "对象所在地区", value: values.text("reach_regions"),
                help: "六位区划代码，多个用顿号隔开；不填即不限。也可先在“圈定对象”中试选。", required: false),
        ]
    }

    /// - Throws: a refusal at `reach_regions` for a code that is none.
    static func selector(_ form: Fields) throws -> Selector {
        Selector(
            tags: form.list("tags"), types: form.list("types"), allTags: form.list("all_tags"),
            noTags: form.list("no_tags"),
            regions: try form.text("reach_regions").split { "、,，;； ".contains($0) }.map { code in
                guard let region = RegionCode(String(code)) else {
                    throw Fields.refusal("reach_regions", "“\(code)”不是六位区划代码")
                }
                return region
            }, market: ["yes": true, "no": false][form.text("market")])
    }
}
