/// 持证人员 from a table that the platform exports: read whole, always from the start.
package struct CertificateFile: CertificateSource {
    package let name = ""
    private let source: any TableSource
    private static let pageSize = 500

    package init(_ source: any TableSource) { self.source = source }

    private enum Field: Hashable, Sendable {
        case id, name, employee, number, kind, from, until, unit, unitName, station, region, status, changed, identity,
            phone
    }

    private static let columns: [ColumnMap<Field>.Wanted] = [
        .init(.id, ["平台编号", "人员标识"], required: true), .init(.name, ["姓名"], required: true),
        .init(.employee, ["单位工号", "工号"]), .init(.number, ["执法证编号", "执法证号"], required: true),
        .init(.kind, ["证件类型", "执法证类型"]), .init(.from, ["有效期起", "发证日期"], required: true),
        .init(.until, ["有效期止", "有效期至"], required: true), .init(.unit, ["单位代码", "所属单位代码"], required: true),
        .init(.unitName, ["单位名称", "所属单位"]), .init(.station, ["监管所", "内设机构"]),
        .init(.region, ["区划代码", "地区代码"], required: true), .init(.status, ["状态", "人员状态"]),
        .init(.changed, ["更新时间", "变更时间"], required: true), .init(.identity, ["身份证号", "身份证号码"]),
        .init(.phone, ["手机号", "联系电话"]),
    ]

    package func page(since cursor: String?) async throws -> HolderPage {
        let skip = cursor.flatMap(Int.init) ?? 0
        let reader = try source.open()
        let map = try ColumnMap(CertificateFile.columns, header: reader.header, encoding: source.encoding)
        var record = TableRecord()
        var rows: [HolderRow] = []
        var number = 0
        while try reader.next(&record) {
            number += 1
            if number <= skip { continue }
            if rows.count == CertificateFile.pageSize {
                return HolderPage(rows: rows, next: String(number - 1), more: true)
            }
            if let unreadable = record.unreadable(columns: reader.header) {
                rows.append(.faulty(record: "第\(record.line)行", reason: unreadable.reason))
            } else {
                rows.append(CertificateFile.row(record, map))
            }
        }
        return HolderPage(rows: rows, next: String(number), more: false)
    }

    private static func row(_ record: TableRecord, _ map: ColumnMap<Field>) -> HolderRow {
        let statuses: [String: HolderRecord.Status] = [
            "": .active, "在岗": .active, "有效": .active, "离岗": .left, "调离": .left, "退休": .left, "注销": .revoked,
            "吊销": .revoked,
        ]
        return HolderFields(
            platformID: map.text(.id, in: record), name: map.text(.name, in: record),
            employeeNumber: map.text(.employee, in: record), certificateNumber: map.text(.number, in: record),
            certificateKind: map.text(.kind, in: record), from: map.text(.from, in: record),
            until: map.text(.until, in: record), unitCode: map.text(.unit, in: record),
            unitName: map.text(.unitName, in: record), station: map.text(.station, in: record),
            region: map.text(.region, in: record), status: statuses[map.text(.status, in: record)]?.rawValue ?? "?",
            changedAt: map.text(.changed, in: record), identity: map.text(.identity, in: record),
            phone: map.text(.phone, in: record)
        ).row
    }
}

/// A record as it came, all in text; ``row`` checks it. What it says of a fault never holds personal data.
package struct HolderFields: Sendable {
    package let platformID: String, name: String, employeeNumber: String, certificateNumber: String
    package let certificateKind: String, from: String, until: String, unitCode: String, unitName: String
    package let station: String, region: String, status: String, changedAt: String, identity: String, phone: String

    package init(
        platformID: String, name: String, employeeNumber: String, certificateNumber: String, certificateKind: String,
        from: String, until: String, unitCode: String, unitName: String, station: String, region: String,
        status: String, changedAt: String, identity: String, phone: String
    ) {
        self.platformID = platformID.trimmed
        self.name = name.trimmed
        self.employeeNumber = employeeNumber.trimmed
        self.certificateNumber = certificateNumber.trimmed
        self.certificateKind = certificateKind.trimmed
        self.from = from.trimmed
        self.until = until.trimmed
        self.unitCode = unitCode.trimmed
        self.unitName = unitName.trimmed
        self.station = station.trimmed
        self.region = region.trimmed
        self.status = status.trimmed
        self.changedAt = changedAt.trimmed
        self.identity = identity.trimmed
        self.phone = phone.trimmed
    }

    package var row: HolderRow {
        var faults: [String] = []
        if platformID.isEmpty || platformID.utf8.count > 64 { faults.append("平台编号应为1至64个字节") }
        if name.isEmpty || name.count > 50 { faults.append("姓名应为1至50个字") }
        if certificateNumber.isEmpty || certificateNumber.utf8.count > 60 { faults.append("执法证编号应为1至60个字节") }
        if unitCode.isEmpty || unitCode.utf8.count > 60 { faults.append("单位代码应为1至60个字节") }
        if employeeNumber.utf8.count > 40 { faults.append("单位工号超过40个字节") }
        if unitName.count > 100 || station.count > 60 || certificateKind.count > 30 { faults.append("名称过长") }
        let days = (Day(from), Day(until))
        if days.0 == nil { faults.append("有效期起不是日期") }
        if days.1 == nil { faults.append("有效期止不是日期") }
        if let first = days.0, let last = days.1, last < first { faults.append("有效期止早于有效期起") }
        if RegionCode(region) == nil { faults.append("区划代码应为6位数字") }
        if HolderRecord.Status(rawValue: status) == nil { faults.append("状态不在约定范围内") }
        if changedAt.isEmpty || changedAt.utf8.count > 40 { faults.append("更新时间缺失") }
        if !identity.isEmpty, PersonalKind.identity.checked(identity) == nil { faults.append("身份证号有误") }
        if !phone.isEmpty, PersonalKind.phone.checked(phone) == nil { faults.append("手机号有误") }
        guard faults.isEmpty, let first = days.0, let last = days.1, let place = RegionCode(region),
            let state = HolderRecord.Status(rawValue: status)
        else {
            return .faulty(record: String(platformID.prefix(64)), reason: faults.joined(separator: "；"))
        }
        return .record(
            HolderRecord(
                platformID: platformID, name: name, employeeNumber: employeeNumber,
                certificate: Inspector.Certificate(
                    number: certificateNumber, kind: certificateKind.isEmpty ? "行政执法证" : certificateKind, from: first,
                    until: last), unitCode: unitCode, unitName: unitName.isEmpty ? unitCode : unitName,
                station: station, region: place, status: state, changedAt: changedAt,
                identity: identity.isEmpty ? nil : identity, phone: phone.isEmpty ? nil : phone))
    }
}
