/// Turns rows of a table into classified records, or into refusals that say which field and why.
struct SubjectReading {
    enum Field: Hashable, Sendable {
        case name, identifier, registeredOn, kind, capital, scope, area, address, status
        // Of a delta file.
        case operation, scheme, region, effectiveOn, asOf, industry, scale, station, reason
    }

    /// Names of the column that holds a subject's number.
    static let numberNames = ["统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一社会信用代码/注册号", "统一代码"]

    static let columns: [ColumnMap<Field>.Wanted] =
        [
            .init(
                .name, ["企业名称", "名称", "主体名称", "市场主体名称", "经营主体名称", "单位名称", "机构名称", "检查对象名称", "字号名称"], required: true,
                note: "登记的全称，不超过200个字", example: "（示例）虚构市虚构商店"),
            .init(
                .identifier, SubjectReading.numberNames, required: true, note: "18位，单元格设为文本格式；没有的另填编号类型",
                example: "（示例）92230000MA00000000"),
            .init(
                .registeredOn, ["注册日期", "成立日期", "设立日期", "登记日期", "核准日期"], note: "写作 2019-04-01", example: "2019-04-01"),
            .init(.kind, ["企业类型", "主体类型", "市场主体类型", "经营主体类型", "类型"], note: "照营业执照填写", example: "个体工商户"),
            .init(.capital, ["注册资金", "注册资本", "资金数额", "成员出资总额", "开办资金"]),
            .init(
                .scope, ["经营范围", "业务范围", "经营范围及方式", "宗旨和业务范围"], required: true, note: "照营业执照填写，用于识别业务标签",
                example: "食品销售"),
            .init(.area, ["地区", "所在地区", "所在城市", "城市", "市", "所在市"], note: "市或县区名称，可不填，按地址识别", example: "哈尔滨市"),
            .init(
                .address, ["注册地址", "地址", "住所", "经营场所", "住所(经营场所)", "主要经营场所", "企业地址"], required: true, note: "含市、县（区）名称",
                example: "黑龙江省哈尔滨市道里区虚构路1号"),
            .init(
                .status, ["登记状态", "经营状态", "企业状态", "状态", "主体状态"], note: "不填视为存续", example: "存续",
                choices: ["存续", "注销", "吊销"]),
        ] + DeltaRows.columns

    private let map: ColumnMap<Field>
    /// Whether rows may say what to do; the bulk load is not slowed by asking.
    private let mayBeDelta: Bool
    private let header: [String]
    private let book: ReferenceBook
    private var tagger: Tagger
    private let scope: RegionCode?
    private let tagCodes: [String]
    private let tagOrder: [Int]
    /// First line of each identifier seen.
    private var seen: [PackedIdentifier: Int32] = [:]

    /// - Parameter scope: region subtree of the person who imports; rows outside are refused. Nil: no limit.
    init(header: [String], encoding: String, book: ReferenceBook, scope: RegionCode?) throws {
        map = try ColumnMap(SubjectReading.columns, header: header, encoding: encoding)
        let found = map
        mayBeDelta = DeltaRows.columns.contains { found.has($0.field) }
        self.header = header
        self.book = book
        self.scope = scope
        tagger = book.tagger
        let codes = book.tags.map(\.code)
        tagCodes = codes
        // Rank of each tag when codes are sorted by bytes.
        var order = [Int](repeating: 0, count: codes.count)
        let sorted = codes.indices.sorted { codes[$0].utf8.lexicographicallyPrecedes(codes[$1].utf8) }
        for (rank, place) in sorted.enumerated() { order[place] = rank }
        tagOrder = order
    }

    mutating func read(_ record: TableRecord, into batch: inout SubjectBatch) {
        if let refusal = record.unreadable(columns: header) {
            batch.refuse([refusal])
            return
        }
        if mayBeDelta, let delta = DeltaRows.read(record, map, into: &batch) {
            if let delta { batch.deltas.append(delta) }
            return
        }
        var refusals: [RowRefusal] = []
        func refuse(_ field: String, _ value: ArraySlice<UInt8>, _ reason: String) {
            refusals.append(
                RowRefusal(
                    row: record.number, line: record.line, field: field, value: RowRefusal.shortened(value),
                    reason: reason))
        }
        let rawIdentifier = map.bytes(.identifier, in: record)
        var identifier: [UInt8] = []
        do {
            identifier = try IdentifierCheck.checked(rawIdentifier)
        } catch {
            refuse("统一社会信用代码", rawIdentifier, error.sentence)
        }
        let name = map.bytes(.name, in: record)
        if name.saysNothing {
            refuse("企业名称", name, "没有填写名称")
        } else if name.count > 200, name.characterCount > 200 {
            refuse("企业名称", name, "名称超过200个字符")
        }
        let address = map.bytes(.address, in: record)
        if address.count > 500, address.characterCount > 500 { refuse("注册地址", address, "地址超过500个字符") }
        for (field, title) in [(Field.kind, "企业类型"), (.capital, "注册资金")] {
            let value = map.bytes(field, in: record)
            if value.count > 200, value.characterCount > 200 { refuse(title, value, "内容超过200个字符") }
        }
        var registeredOn: Day?
        let rawDay = map.bytes(.registeredOn, in: record)
        switch Day.reading(rawDay) {
        case .nothing: break
        case .day(let day): registeredOn = day
        case .noSuchDay: refuse("注册日期", rawDay, "这一天不存在")
        case .malformed: refuse("注册日期", rawDay, "不是可以识别的日期，应写作 2019-04-01")
        }
        let rawStatus = map.bytes(.status, in: record)
        let status = SubjectReading.status(rawStatus)
        if status == nil { refuse("登记状态", rawStatus, "不是可以识别的登记状态（存续、注销、吊销）") }
        guard refusals.isEmpty, let status else {
            batch.refuse(refusals)
            return
        }
        if let first = seen.updateValueIfAbsent(Int32(clamping: record.line), for: PackedIdentifier(identifier)) {
            refuse("统一社会信用代码", identifier[...], "与文件第\(first)行重复，只采用先出现的一行")
            batch.refuse(refusals)
            return
        }
        let place = book.resolver.place(
            identifier: identifier, area: map.bytes(.area, in: record), address: address)
        if let scope, !scope.contains(place.region) {
            refuse(RowRefusal.wholeRow, identifier[...], "属于区划 \(place.region)，不在您的管辖区域内")
            batch.refuse(refusals)
            return
        }
        batch.rows.append(
            classified(
                record, identifier: identifier, name: name, address: address, registeredOn: registeredOn,
                status: status, place: place))
    }

    private mutating func classified(
        _ record: TableRecord, identifier: [UInt8], name: ArraySlice<UInt8>, address: ArraySlice<UInt8>,
        registeredOn: Day?, status: Subject.Status, place: RegionResolver.Place
    ) -> SubjectRecord {
        let type = book.types.type(of: identifier)
        let scopeBytes = map.bytes(.scope, in: record)
        let places = tagger.tags(scope: scopeBytes, name: name, type: Array(type.code.utf8))
        let order = tagOrder
        let codes = tagCodes
        let facts = SubjectFacts(
            type: type.code, isMarket: type.market, region: place.region, regionHow: place.how.rawValue,
            registeredOn: registeredOn, kind: plain(.kind, record), capital: plain(.capital, record),
            scope: scopeBytes.saysNothing ? "" : String(decoding: scopeBytes, as: UTF8.self),
            address: address.saysNothing ? "" : String(decoding: address, as: UTF8.self),
            tags: places.sorted { order[$0] < order[$1] }.map { codes[$0] })
        let identifierText = String(decoding: identifier, as: UTF8.self)
        // Two names that differ by what nobody sees look the same: they are.
        let nameText = PlainText.visible(String(decoding: name, as: UTF8.self)).trimmed
        return SubjectRecord(
            identifier: identifierText, name: nameText, status: status, facts: facts, tagPlaces: places,
            hash: SubjectReading.hash(identifierText, nameText, status, facts), row: record.number, line: record.line)
    }

    /// The hash of what the file says of a subject. Tags are not in it: rules and people change them without a file.
    static func hash(_ identifier: String, _ name: String, _ status: Subject.Status, _ facts: SubjectFacts) -> Int64 {
        var hash = RowHash()
        for text in [
            identifier, name, status.rawValue, facts.type, facts.region.text, facts.regionHow,
            facts.registeredOn?.description ?? "", facts.kind, facts.capital, facts.scope, facts.address,
        ] { hash.add(text) }
        return hash.value
    }

    private func plain(_ field: Field, _ record: TableRecord) -> String {
        let bytes = map.bytes(field, in: record)
        return bytes.saysNothing ? "" : String(decoding: bytes, as: UTF8.self)
    }

    /// Nil when the words are none of the register's.
    static func status(_ bytes: ArraySlice<UInt8>) -> Subject.Status? {
        guard !bytes.saysNothing else { return .active }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.contains("吊销") || text.contains("撤销") { return .revoked }
        if text.contains("注销") { return .cancelled }
        for word in ["存续", "在营", "开业", "在业", "正常", "登记", "active"] where text.contains(word) { return .active }
        return nil
    }
}

/// 18 characters of the alphabet of 31 in two words; a set of millions stays small.
struct PackedIdentifier: Hashable {
    private let high: UInt64
    private let low: UInt64

    init(_ code: [UInt8]) {
        var words: (UInt64, UInt64) = (0, 0)
        // 9 characters of 7 bits each.
        for (index, byte) in code.prefix(18).enumerated() {
            if index < 9 {
                words.0 = words.0 << 7 | UInt64(byte & 0x7F)
            } else {
                words.1 = words.1 << 7 | UInt64(byte & 0x7F)
            }
        }
        high = words.0
        low = words.1
    }
}

extension Dictionary {
    /// The value that was there already, or nil after putting this one in.
    mutating func updateValueIfAbsent(_ value: Value, for key: Key) -> Value? {
        if let found = self[key] { return found }
        self[key] = value
        return nil
    }
}
