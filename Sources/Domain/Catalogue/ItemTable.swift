/// 抽查事项清单 as a table with Chinese column names.
///
/// A list is taken whole or not at all: a row left out would retire its item. So the first wrong row refuses the file.
package enum ItemTable {
    enum Column: Hashable, Sendable {
        case code, category, matter, subjects, importance, methods, level, basis, department, region, tags, types
        case allTags, noTags, sample, note
    }

    private static var wanted: [ColumnMap<Column>.Wanted] {
        [
            .init(.code, ["事项编号", "编号", "序号"], required: true), .init(.category, ["抽查类别", "类别"], required: true),
            .init(.matter, ["抽查事项", "事项"], required: true), .init(.subjects, ["检查对象", "抽查对象"], required: true),
            .init(.importance, ["事项类别", "事项性质"], required: true), .init(.methods, ["检查方式"], required: true),
            .init(.level, ["检查主体", "实施层级"], required: true), .init(.basis, ["检查依据", "依据"], required: true),
            .init(.department, ["部门代码"]), .init(.region, ["适用区域"]), .init(.tags, ["对象标签"]),
            .init(.types, ["对象类型"]), .init(.allTags, ["必备标签"]), .init(.noTags, ["排除标签"]),
            .init(.sample, ["示例"]), .init(.note, ["备注"]),
        ]
    }

    /// Reads all items. Empty department and region mean 市场监督管理 and the province.
    package static func read(_ source: any TableSource, province: RegionCode) throws -> [Item] {
        let reader = try source.open()
        let map = try ColumnMap(wanted, header: reader.header, encoding: source.encoding)
        var record = TableRecord()
        var items: [Item] = []
        while try reader.next(&record) {
            if let refusal = record.unreadable(columns: reader.header) {
                throw Problem(
                    .invalid, "catalogue.row", "第 \(refusal.row) 行（文件第 \(refusal.line) 行）无法读取：\(refusal.reason)。清单没有改动。"
                )
            }
            items.append(try item(record, map, province))
        }
        return items
    }

    private static func item(_ record: TableRecord, _ map: ColumnMap<Column>, _ province: RegionCode) throws -> Item {
        func wrong(_ column: String, _ value: String, _ why: String) -> Problem {
            Problem(
                .invalid, "catalogue.row",
                "第 \(record.number) 行（文件第 \(record.line) 行）“\(column)”为“\(value)”：\(why)。清单没有改动。")
        }
        func codes(_ column: Column) -> [String] {
            map.text(column, in: record).split { "、,，;；| ".contains($0) }.map { String($0).trimmed }.filter {
                !$0.isEmpty
            }
        }
        let importance: Item.Importance
        switch map.text(.importance, in: record) {
        case "一般", "一般检查事项", "一般事项": importance = .general
        case "重点", "重点检查事项", "重点事项": importance = .key
        case let other: throw wrong("事项类别", other, "只能是“一般”或“重点”")
        }
        let area = map.text(.region, in: record)
        guard let region = area.isEmpty ? province : RegionCode(area) else {
            throw wrong("适用区域", area, "应为六位行政区划代码")
        }
        let methods = try codes(.methods).map { word in
            guard let title = Item.methodTitles.first(where: { $0 == word || $0 == word + "检查" }) else {
                throw wrong("检查方式", word, "只能是\(Item.methodTitles.joined(separator: "、"))")
            }
            return title
        }
        let department = map.text(.department, in: record)
        let note = map.text(.note, in: record)
        let item = Item(
            code: map.text(.code, in: record), category: map.text(.category, in: record),
            matter: map.text(.matter, in: record), subjects: map.text(.subjects, in: record), importance: importance,
            methods: methods, level: map.text(.level, in: record), basis: map.text(.basis, in: record),
            department: department.isEmpty ? Department.marketRegulation : department, region: region,
            selector: Selector(
                tags: codes(.tags), types: codes(.types), allTags: codes(.allTags), noTags: codes(.noTags)),
            isSample: ["是", "1", "示例"].contains(map.text(.sample, in: record)), note: note.isEmpty ? nil : note)
        do {
            try item.check()
        } catch let problem as Problem {
            let first = problem.fields.min { $0.key < $1.key }?.value ?? problem.message
            throw wrong("事项编号", item.code, first)
        }
        return item
    }
}
