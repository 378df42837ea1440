/// Turns rows of a table into inspectors, or into faults.
struct InspectorReading {
    enum Field: Hashable, Sendable {
        case code, name, authority, station, number, kind, from, until, auxiliary, post, expertise, recusals, capacity,
            status
    }

    static let columns: [ColumnMap<Field>.Wanted] = [
        .init(.code, ["工号", "单位工号", "人员编号"], required: true, note: "单位内唯一，设为文本格式", example: "（示例）0001"),
        .init(.name, ["姓名", "人员姓名"], required: true, note: "1至50个字", example: "（示例）姓名"),
        .init(
            .authority, ["机关代码", "所属机关代码", "单位代码", "所属单位代码"], required: true, note: "所属机关在本平台的代码",
            example: "（示例）230102-SCJG"),
        .init(.station, ["监管所", "所属监管所", "市场监管所"], note: "没有的填“无”，新名称自动建立", example: "虚构监管所"),
        .init(
            .number, ["执法证编号", "执法证号", "行政执法证号", "部门执法证编号"], required: true, note: "设为文本格式；辅助人员可不填",
            example: "（示例）23000000001"),
        .init(.kind, ["证件类型", "执法证类型"], note: "不填为行政执法证", example: "行政执法证"),
        .init(.from, ["有效期起", "有效期自", "发证日期"], note: "写作 2026-03-01", example: "2026-03-01"),
        .init(.until, ["有效期止", "有效期至", "有效期"], required: true, note: "写作 2031-02-28", example: "2031-02-28"),
        .init(.auxiliary, ["是否辅助", "辅助人员"], note: "不填为否", example: "否", choices: ["是", "否"]),
        .init(.post, ["人员性质", "编制性质"], note: "不填为行政", example: "行政", choices: ["行政", "事业", "其他"]),
        .init(.expertise, ["专长", "业务专长", "执法事项范围"], note: "业务标签名称，多项用顿号隔开", example: "食品销售"),
        .init(.recusals, ["回避", "回避范围"], note: "检查对象:信用代码、区域:区划代码、行业:标签名，多项用分号隔开"),
        .init(.capacity, ["容量", "每次最多户数", "检查容量"], note: "每次最多户数，1至500，不填为20", example: "20"),
        .init(.status, ["状态", "执法人员状态", "在岗状态"], note: "不填为在岗", example: "在岗", choices: ["在岗", "离岗", "退休", "调离"]),
    ]

    /// Visits that a person takes on in one ceremony where the table does not say.
    static let usualCapacity = 20

    private let map: ColumnMap<Field>
    private let actor: Actor?
    private let today: Day
    private let registry: any RegistryStore
    private let tags: [String: String]
    private let regions: [String: RegionCode]
    private var authorities: [String: Authority?] = [:]
    private var stations: [Int64: [Station]] = [:]
    private var seen: [String: Int] = [:]

    init(
        header: [String], encoding: String, book: ReferenceBook, actor: Actor?, today: Day,
        registry: any RegistryStore
    ) throws {
        map = try ColumnMap(InspectorReading.columns, header: header, encoding: encoding)
        self.actor = actor
        self.today = today
        self.registry = registry
        var tags: [String: String] = [:]
        // By the taxonomy as it is kept; what was merged leads on. Those in use come last: their names win.
        let known = try registry.tagRecords()
        let byNumber = Dictionary(known.map { ($0.number, $0) }) { first, _ in first }
        for tag in known.filter({ $0.state == .merged }) + known.filter({ $0.state == .active }) {
            var last = tag
            while let next = last.mergedInto.flatMap({ byNumber[$0] }), last.state == .merged { last = next }
            guard last.state == .active else { continue }
            tags[tag.code] = last.code
            tags[tag.name] = last.code
        }
        self.tags = tags
        var regions: [String: RegionCode] = [:]
        for row in book.regions where row.successor == nil {
            regions[row.code.text] = row.code
            regions[row.name] = row.code
        }
        self.regions = regions
    }

    mutating func read(_ record: TableRecord) throws -> Result<NewInspector, RowFaults> {
        var faults = RowFaults()
        func refuse(_ field: String, _ value: ArraySlice<UInt8>, _ reason: String) {
            faults.list.append((field, value, reason))
        }
        let codeBytes = map.bytes(.code, in: record)
        let code = String(decoding: codeBytes, as: UTF8.self)
        if code.isEmpty || codeBytes.count > 40 { refuse("工号", codeBytes, "工号应为1至40个字节") }
        if let first = seen.updateValueIfAbsent(record.line, for: code), !code.isEmpty {
            refuse("工号", codeBytes, "与文件第\(first)行重复，只采用先出现的一行")
        }
        if let actor, let old = try registry.inspector(code: code),
            !actor.covers(old.region, department: old.department)
        {
            refuse("工号", codeBytes, "该工号属于其他机关的人员，调入请由原单位登记调转")
        }
        let nameBytes = map.bytes(.name, in: record)
        if nameBytes.isEmpty || nameBytes.characterCount > 50 { refuse("姓名", nameBytes, "姓名应为1至50个字") }
        let authority = try authority(map.text(.authority, in: record))
        if authority == nil { refuse("机关代码", map.bytes(.authority, in: record), "没有这个机关，或不在您的管辖范围内") }
        let certificate = certificate(record, refuse)
        let auxiliary = InspectorReading.flag(map.bytes(.auxiliary, in: record))
        if auxiliary == nil { refuse("是否辅助", map.bytes(.auxiliary, in: record), "应为“是”或“否”") }
        var capacity = InspectorReading.usualCapacity
        let capacityBytes = map.bytes(.capacity, in: record)
        if !capacityBytes.saysNothing {
            if let number = Int(String(decoding: capacityBytes, as: UTF8.self)), (1...500).contains(number) {
                capacity = number
            } else {
                refuse("容量", capacityBytes, "应为1至500之间的整数")
            }
        }
        let expertise = expertise(record, refuse)
        let recusals = recusals(record, refuse)
        let post = map.bytes(.post, in: record)
        if post.characterCount > 20 { refuse("人员性质", post, "内容超过20个字") }
        let statusText = map.text(.status, in: record)
        let hasLeft = ["离岗", "离职", "调离", "退休", "停用", "失效"].contains { statusText.contains($0) }
        guard faults.list.isEmpty, let authority, let auxiliary else { return .failure(faults) }
        let station = try station(map.text(.station, in: record), of: authority)
        return .success(
            NewInspector(
                code: code, name: String(decoding: nameBytes, as: UTF8.self), authority: authority.id, station: station,
                certificate: certificate, isAuxiliary: auxiliary,
                post: post.saysNothing ? "行政" : String(decoding: post, as: UTF8.self),
                status: hasLeft ? .left : .active, capacity: capacity, expertise: expertise, recusals: recusals))
    }

    private func certificate(
        _ record: TableRecord, _ refuse: (String, ArraySlice<UInt8>, String) -> Void
    ) -> Inspector.Certificate? {
        let number = map.bytes(.number, in: record)
        guard !number.saysNothing else { return nil }
        guard number.count <= 60 else {
            refuse("执法证编号", number, "编号超过60个字节")
            return nil
        }
        var days: [Day] = []
        for (field, title) in [(Field.from, "有效期起"), (.until, "有效期止")] {
            let bytes = map.bytes(field, in: record)
            switch Day.reading(bytes) {
            case .day(let day): days.append(day)
            case .nothing:
                // A list without the first day means: valid by today.
                if field == .from, !map.has(.from) {
                    days.append(today)
                } else {
                    refuse(title, bytes, "登记了执法证就要填写\(title)")
                }
            case .noSuchDay: refuse(title, bytes, "这一天不存在")
            case .malformed: refuse(title, bytes, "不是可以识别的日期，应写作 2026-03-01")
            }
        }
        guard days.count == 2 else { return nil }
        guard days[0] <= days[1] else {
            refuse("有效期止", map.bytes(.until, in: record), "早于有效期起")
            return nil
        }
        let kind = map.bytes(.kind, in: record)
        return Inspector.Certificate(
            number: String(decoding: number, as: UTF8.self),
            kind: kind.saysNothing ? "行政执法证" : String(decoding: kind.prefix(90), as: UTF8.self), from: days[0],
            until: days[1])
    }

    private static func flag(_ bytes: ArraySlice<UInt8>) -> Bool? {
        switch String(decoding: bytes, as: UTF8.self) {
        case "", "否", "0", "N", "n", "不是": false
        case "是", "1", "Y", "y": true
        default: nil
        }
    }

    private mutating func authority(_ code: String) throws -> Authority? {
        if let known = authorities[code] { return known }
        var found = try registry.authority(code: code)
        if let authority = found, let actor, !actor.covers(authority.region, department: authority.department) {
            found = nil
        }
        authorities[code] = .some(found)
        return found
    }

    private mutating func station(_ name: String, of authority: Authority) throws -> Int64? {
        guard !name.isEmpty, name != "无" else { return nil }
        var known = try stations[authority.id] ?? registry.stations(authority: authority.id)
        if let station = known.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            stations[authority.id] = known
            return station.id
        }
        let id = try registry.insertStation(
            code: authority.code + "-" + Day.padded(known.count + 1, 2), name: String(name.prefix(60)),
            authority: authority.id)
        known.append(Station(id: id, name: name, authority: authority.id))
        stations[authority.id] = known
        return id
    }

    private static func parts(_ bytes: ArraySlice<UInt8>, by marks: Set<Character>) -> [String] {
        guard !bytes.saysNothing else { return [] }
        return String(decoding: bytes, as: UTF8.self).split { marks.contains($0) }
            .map { $0.trimmingBlanks }.filter { !$0.isEmpty && $0 != "无" }
    }

    private func expertise(
        _ record: TableRecord, _ refuse: (String, ArraySlice<UInt8>, String) -> Void
    ) -> [String] {
        let bytes = map.bytes(.expertise, in: record)
        var codes: Set<String> = []
        for name in InspectorReading.parts(bytes, by: ["、", ";", "；", ",", "，", "|", "/"]) {
            if let code = tags[name] { codes.insert(code) } else { refuse("专长", bytes, "没有“\(name)”这个业务标签") }
        }
        return codes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// `检查对象:统一社会信用代码`, `区域:区划代码或名称`, `行业:标签名`, with semicolons between.
    private func recusals(
        _ record: TableRecord, _ refuse: (String, ArraySlice<UInt8>, String) -> Void
    ) -> [Recusal] {
        let bytes = map.bytes(.recusals, in: record)
        var list: [Recusal] = []
        for part in InspectorReading.parts(bytes, by: [";", "；"]) {
            let halves = part.split(maxSplits: 1) { $0 == ":" || $0 == "：" }.map { $0.trimmingBlanks }
            guard halves.count == 2, let kind = Recusal.Kind(title: halves[0]) else {
                refuse("回避", bytes, "应写作“检查对象:信用代码”“亲属:信用代码”“区域:区划代码”或“行业:标签名”，多项用分号隔开")
                continue
            }
            var target: String?
            switch kind {
            case .subject, .relation:
                target = (try? IdentifierCheck.checked(Array(halves[1].utf8))).map {
                    String(decoding: $0, as: UTF8.self)
                }
            case .region: target = regions[halves[1]]?.text
            case .industry: target = tags[halves[1]]
            }
            guard let target else {
                refuse("回避", bytes, "“\(halves[1])”不是可以识别的\(kind.title)")
                continue
            }
            list.append(
                Recusal(
                    kind: kind, target: target, reason: "名录导入登记", from: today, until: nil,
                    relation: kind == .relation ? .other : nil, account: actor?.account))
        }
        return list
    }
}

extension Recusal.Kind {
    init?(title: String) {
        switch title {
        case "检查对象", "对象", "企业", "主体": self = .subject
        case "区域", "区划", "地区": self = .region
        case "行业", "业务", "标签": self = .industry
        case "亲属", "利害关系", "亲属、利害关系": self = .relation
        default: return nil
        }
    }
}

extension StringProtocol {
    /// Without blanks at both ends, U+3000 included.
    var trimmingBlanks: String {
        String(decoding: Array(utf8)[...].withoutOuterBlanks, as: UTF8.self)
    }
}
