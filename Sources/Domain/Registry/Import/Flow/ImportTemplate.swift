/// What a person fills in, and what comes back to be corrected: both are tables of the import's own columns.
package struct ImportTemplate: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// A workbook with the columns, what may be chosen, an example row, and a sheet that explains.
    package func blank(_ kind: ImportRecord.Kind, for actor: Actor) throws -> any WrittenTable {
        let sort = try TableImports.of(kind)
        try sort.admit(actor)
        let writer = try house.desk().write(
            .xlsx,
            TableSheet(
                name: kind.title,
                columns: sort.fields.map {
                    TableSheet.Column(
                        $0.title, width: max(14, min(40, $0.example.utf8.count)), choices: $0.choices,
                        hint: $0.note.isEmpty ? nil : $0.note, isRequired: $0.isRequired)
                }))
        try writer.add(sort.fields.map { $0.example.isEmpty ? .empty : .text($0.example) })
        try writer.begin(
            TableSheet(
                name: "填写说明", title: "\(kind.title)填写说明",
                lines: [
                    "黄色表头为必填列。第二行是示例，可以留着，导入时会跳过。", "列的顺序可以变，列名也可以用下面的其他写法；多出的列不会导入。",
                    "代码、工号、证号请用文本格式，否则 Excel 只保留15位数字。",
                ],
                columns: [
                    .init("列名", width: 20), .init("必填", width: 8), .init("怎样填", width: 44),
                    .init("可选内容", width: 30), .init("其他列名写法", width: 50),
                ]))
        for field in sort.fields {
            try writer.add([
                .text(field.title), .text(field.isRequired ? "是" : "否"), .text(field.note),
                .text(field.choices.joined(separator: "、")), .text(field.names.dropFirst().joined(separator: "、")),
            ])
        }
        return try writer.finish()
    }

    /// The person's own rows that were refused, with the reason beside them and the wrong cells coloured: corrected and
    /// handed in again as they are.
    ///
    /// - Parameter whole: all rows of the file, for who wants to import all or nothing.
    package func corrected(_ id: Int64, whole: Bool, for actor: Actor) async throws -> (
        table: any WrittenTable, name: String
    ) {
        let flow = ImportFlow(house)
        let job = try await flow.job(id, for: actor)
        let sort = try TableImports.of(job.kind)
        let listing = try await house.storage.read {
            try $0.imports.refusals(job: id, slice: .portion(1, of: ImportReport.refusalLimit))
        }
        var faults: [Int: [RowRefusal]] = [:]
        for one in listing.rows { faults[one.row, default: []].append(one) }
        let reader = try flow.source(job).open()
        // A file that was corrected before carries the column already.
        let old = reader.header.firstIndex(of: ImportTemplate.column)
        let places = reader.header.indices.filter { $0 != old }
        let required = Set(sort.fields.filter(\.isRequired).compactMap { job.matching.places[$0.title] })
        let writer = try house.desk().write(
            .xlsx,
            TableSheet(
                name: "需要改正的行",
                columns: [TableSheet.Column(ImportTemplate.column, width: 44)]
                    + places.map { TableSheet.Column(reader.header[$0], width: 20, isRequired: required.contains($0)) })
        )
        var record = TableRecord()
        while try reader.next(&record) {
            let found = faults[record.number] ?? []
            guard whole || !found.isEmpty else { continue }
            var marked: Set<Int> = found.isEmpty ? [] : [0]
            for one in found {
                let place = job.matching.places[one.field] ?? reader.header.firstIndex(of: one.field)
                if let place, let shown = places.firstIndex(of: place) { marked.insert(shown + 1) }
            }
            let reasons = found.map { $0.field == RowRefusal.wholeRow ? $0.reason : "\($0.field)：\($0.reason)" }
            try writer.add(
                [.text(reasons.joined(separator: "；"))]
                    + places.map { .text(String(decoding: record.field($0), as: UTF8.self)) }, marked: marked)
        }
        let stem = job.fileName.split(separator: ".").first.map(String.init) ?? "改正表"
        return (try writer.finish(), "\(stem)-改正表")
    }

    /// Left out of every import, so that a corrected file can be handed in as it is.
    static let column = "错误"
}
