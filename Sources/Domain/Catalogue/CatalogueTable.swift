/// A whole list as a table with Chinese column names.
///
/// A list is taken whole or not at all: a row left out would retire its entry. So every wrong row is told, and one is
/// enough to keep the file out.
package enum CatalogueTable {
    package struct Reading: Sendable {
        package var entries: [ListEntry] = []
        /// Row and line of each entry.
        private var places: [(row: Int, line: Int)] = []
        package fileprivate(set) var refusals: [RowRefusal] = []
        /// Rows of the file, refused ones included.
        package fileprivate(set) var rows = 0

        fileprivate mutating func add(_ entry: ListEntry, _ record: TableRecord) {
            entries.append(entry)
            places.append((record.number, record.line))
        }

        mutating func refuse(_ index: Int, _ field: String, _ value: String, _ reason: String) {
            let place = places[index]
            refusals.append(
                RowRefusal(row: place.row, line: place.line, field: field, value: value, reason: reason))
        }

        /// Codes that stand in the file more than once.
        mutating func refuseTwice() {
            var seen: Set<[UInt8]> = []
            for (index, entry) in entries.enumerated() where !seen.insert(Array(entry.code.utf8)).inserted {
                refuse(index, "事项编号", entry.code, "编号在文件中出现了两次")
            }
        }
    }

    /// Reads all rows. Empty department and region mean 市场监督管理 and the province.
    package static func read(_ list: CatalogueList, _ source: any TableSource, province: RegionCode) throws -> Reading {
        let reader = try source.open()
        let columns = columns(list)
        let map = try ColumnMap(
            columns.map { ColumnMap.Wanted($0.field, $0.names, required: $0.isRequired) }, header: reader.header,
            encoding: source.encoding)
        var record = TableRecord()
        var reading = Reading()
        while try reader.next(&record) {
            reading.rows += 1
            if let refusal = record.unreadable(columns: reader.header) {
                reading.refusals.append(refusal)
                continue
            }
            var row = ListRow(record: record, map: map, province: province)
            let entry: ListEntry =
                switch list {
                case .items: .item(row.item())
                case .joint: .joint(row.joint())
                case .key: .key(row.key())
                }
            row.check(entry, columns)
            reading.refusals += row.refusals
            reading.add(entry, record)
        }
        return reading
    }

    /// 抽查事项清单 for the command line: the first wrong row refuses the file.
    package static func items(_ source: any TableSource, province: RegionCode) throws -> [Item] {
        let reading = try read(.items, source, province: province)
        guard reading.refusals.isEmpty else { throw refused(reading.refusals) }
        return reading.entries.compactMap { if case .item(let item) = $0 { item } else { nil } }
    }

    static func refused(_ refusals: [RowRefusal]) -> Problem {
        let first = refusals.first
        let told = first.map { "第 \($0.row) 行（文件第 \($0.line) 行）“\($0.field)”为“\($0.value)”：\($0.reason)" } ?? ""
        return Problem(
            .invalid, "catalogue.row", "\(told)。\(refusals.count > 1 ? "另有\(refusals.count - 1)处。" : "")清单没有改动。",
            remedy: "请改正后重新导入。")
    }

    // MARK: Columns

    enum Field: Hashable, Sendable {
        case code, heading, matter, subjects, importance, methods, level, basis, department, region, tags, types
        case allTags, noTags, reach, market, industries, scales, stations, sample, note, lead, parts, items, authority,
            measures, cycle
    }

    /// A column: its names, the first of which templates and messages use, and the form field that it fills.
    struct Column: Sendable {
        let field: Field
        let names: [String]
        let isRequired: Bool
        let formField: String

        init(_ field: Field, _ names: [String], required: Bool = false, form: String) {
            self.field = field
            self.names = names
            isRequired = required
            formField = form
        }
    }

    static func columns(_ list: CatalogueList) -> [Column] {
        let code = Column(.code, ["事项编号", "编号", "序号"], required: true, form: "code")
        let subjects = Column(.subjects, ["检查对象", "抽查对象", "监管对象"], required: true, form: "subjects")
        let basis = Column(.basis, ["检查依据", "监管依据", "依据"], required: true, form: "basis")
        let tail = [Column(.sample, ["示例"], form: "is_sample"), Column(.note, ["备注"], form: "note")]
        let selector = [
            Column(.tags, ["对象标签"], form: "tags"), Column(.types, ["对象类型"], form: "types"),
            Column(.allTags, ["必备标签"], form: "all_tags"), Column(.noTags, ["排除标签"], form: "no_tags"),
            Column(.reach, ["对象地区"], form: "regions"), Column(.market, ["市场主体"], form: "market"),
            Column(.industries, ["对象行业"], form: "industries"), Column(.scales, ["对象规模"], form: "scales"),
            Column(.stations, ["管辖监管所"], form: "posts"),
        ]
        switch list {
        case .items:
            return [
                code, Column(.heading, ["抽查类别", "类别"], required: true, form: "category"),
                Column(.matter, ["抽查事项", "事项"], required: true, form: "matter"), subjects,
                Column(.importance, ["事项类别", "事项性质"], required: true, form: "importance"),
                Column(.methods, ["检查方式"], required: true, form: "methods"),
                Column(.level, ["检查主体", "实施层级"], required: true, form: "level"), basis,
                Column(.department, ["部门代码"], form: "department"), Column(.region, ["适用区域"], form: "region"),
            ] + selector + tail
        case .joint:
            return [
                code, Column(.heading, ["行业领域", "抽查领域", "行业"], required: true, form: "trade"),
                Column(.matter, ["综合监管事项", "联查事项", "抽查事项"], required: true, form: "matter"),
                Column(.lead, ["牵头部门", "发起部门"], required: true, form: "lead"),
                Column(.parts, ["参与部门", "配合部门"], required: true, form: "parts"), subjects,
                Column(.level, ["抽查层级"], form: "level"), basis,
                Column(.items, ["对应抽查事项"], form: "items"),
            ] + tail
        case .key:
            return [
                code, Column(.heading, ["重点领域", "领域"], required: true, form: "field"),
                Column(.matter, ["监管事项", "重点监管事项"], required: true, form: "matter"),
                Column(.authority, ["监管主体"], required: true, form: "authority"), subjects,
                Column(.measures, ["监管措施"], required: true, form: "measures"), basis,
                Column(.cycle, ["覆盖周期", "覆盖周期（年）"], form: "cycle"),
                Column(.department, ["部门代码"], form: "department"), Column(.region, ["适用区域"], form: "region"),
                Column(.items, ["对应抽查事项"], form: "items"),
            ] + selector + tail
        }
    }
}

/// One row on its way to an entry; what is wrong is collected.
private struct ListRow {
    let record: TableRecord
    let map: ColumnMap<CatalogueTable.Field>
    let province: RegionCode
    private(set) var refusals: [RowRefusal] = []

    init(record: TableRecord, map: ColumnMap<CatalogueTable.Field>, province: RegionCode) {
        self.record = record
        self.map = map
        self.province = province
    }

    private mutating func refuse(_ column: String, _ value: String, _ why: String) {
        refusals.append(
            RowRefusal(
                row: record.number, line: record.line, field: column,
                value: value.count > 60 ? value.prefix(60) + "…" : value, reason: why))
    }

    private func text(_ field: CatalogueTable.Field) -> String { map.text(field, in: record) }

    private func codes(_ field: CatalogueTable.Field) -> [String] {
        text(field).split { "、,，;；| \n".contains($0) }.map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    private var note: String? { text(.note).isEmpty ? nil : text(.note) }
    private var isSample: Bool { ["是", "1", "示例"].contains(text(.sample)) }

    private mutating func selector() -> Selector {
        var selector = Selector(
            tags: codes(.tags), types: codes(.types), allTags: codes(.allTags), noTags: codes(.noTags),
            stations: codes(.stations))
        for text in codes(.reach) {
            if let code = RegionCode(text) {
                selector.regions.append(code)
            } else {
                refuse("对象地区", text, "应为六位行政区划代码，几个之间用顿号")
            }
        }
        switch text(.market) {
        case "", "不限": break
        case "是", "市场主体": selector.market = true
        case "否", "非市场主体": selector.market = false
        case let other: refuse("市场主体", other, "只能是“是”“否”或不填")
        }
        for code in codes(.industries).map({ $0.uppercased() }) {
            let digits = code.utf8.dropFirst()
            if let letter = code.utf8.first, (0x41...0x54).contains(letter), digits.count != 1, digits.count <= 4,
                digits.allSatisfy({ (0x30...0x39).contains($0) })
            {
                selector.industries.append(code)
            } else {
                refuse("对象行业", code, "应为带门类字母的国民经济行业分类代码，如 H62")
            }
        }
        for word in codes(.scales) {
            if let scale = SubjectScale(word: word) {
                selector.scales.append(scale)
            } else {
                refuse("对象规模", word, "只能是\(SubjectScale.allCases.map(\.title).joined(separator: "、"))")
            }
        }
        return selector
    }

    private mutating func region() -> RegionCode {
        let area = text(.region)
        guard !area.isEmpty else { return province }
        guard let code = RegionCode(area) else {
            refuse("适用区域", area, "应为六位行政区划代码")
            return province
        }
        return code
    }

    /// A department by its code or its name; names are resolved when the list is written.
    private func department(_ text: String) -> String { text.isEmpty ? Department.marketRegulation : text }

    mutating func item() -> Item {
        var importance = Item.Importance.general
        switch text(.importance) {
        case "一般", "一般检查事项", "一般事项": break
        case "重点", "重点检查事项", "重点事项": importance = .key
        case let other: refuse("事项类别", other, "只能是“一般”或“重点”")
        }
        var methods: [String] = []
        for word in codes(.methods) {
            if let title = Item.methodTitles.first(where: { $0 == word || $0 == word + "检查" }) {
                methods.append(title)
            } else {
                refuse("检查方式", word, "只能是\(Item.methodTitles.joined(separator: "、"))")
            }
        }
        return Item(
            code: text(.code), category: text(.heading), matter: text(.matter), subjects: text(.subjects),
            importance: importance, methods: methods, level: text(.level), basis: text(.basis),
            department: department(text(.department)), region: region(), selector: selector(), isSample: isSample,
            note: note)
    }

    mutating func joint() -> JointItem {
        let parts = JointItem.parts(text(.parts))
        return JointItem(
            code: text(.code), trade: text(.heading), matter: text(.matter), lead: text(.lead), parts: parts,
            subjects: text(.subjects), level: text(.level), basis: text(.basis), items: codes(.items),
            region: province, isSample: isSample, note: note)
    }

    mutating func key() -> KeyItem {
        var years = 1
        let cycle = text(.cycle)
        if !cycle.isEmpty {
            if let number = Int(cycle), (1...10).contains(number) {
                years = number
            } else {
                refuse("覆盖周期", cycle, "应为1至10的整数（年）")
            }
        }
        return KeyItem(
            code: text(.code), field: text(.heading), matter: text(.matter), authority: text(.authority),
            department: department(text(.department)), subjects: text(.subjects), measures: text(.measures),
            basis: text(.basis), cycleYears: years, items: codes(.items), selector: selector(), region: region(),
            isSample: isSample, note: note)
    }

    /// What the entry's own check finds, told by column.
    mutating func check(_ entry: ListEntry, _ columns: [CatalogueTable.Column]) {
        do {
            try entry.check()
        } catch let problem as Problem {
            for (field, reason) in problem.fields.sorted(by: { $0.key < $1.key }) {
                let column = columns.first { $0.formField == field }
                refuse(column?.names.first ?? "整行", column.map { text($0.field) } ?? entry.code, reason)
            }
        } catch {
            refuse(RowRefusal.wholeRow, entry.code, "无法识别")
        }
    }
}
