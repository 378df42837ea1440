import Domain
import Foundation
import Testing

@testable import Documents

/// Workbooks in and out. The files come from our own writer and from parts written by hand, packed with Python's
/// zipfile, so that the reader is not only tried on what the writer makes.
@Suite("Workbooks") struct WorkbookTests {
    /// Writes through the desk and reads back the file's bytes.
    static func written(_ format: TableFormat, _ sheet: TableSheet, _ rows: [[TableValue]], in scratch: Scratch) throws
        -> [UInt8]
    {
        let writer = try LocalTableDesk(folder: scratch.folder.path()).write(format, sheet)
        for row in rows { try writer.add(row) }
        let table = try writer.finish()
        var bytes: [UInt8] = []
        while true {
            let piece = try table.next()
            if piece.isEmpty { break }
            bytes += piece
        }
        #expect(bytes.count == table.size)
        return bytes
    }

    static func read(_ source: any TableSource) throws -> Scratch.Table {
        let reader = try source.open()
        var table = Scratch.Table(header: reader.header, encoding: source.encoding)
        var record = TableRecord()
        while try reader.next(&record) {
            table.rows.append((0..<record.count).map { String(decoding: record.field($0), as: UTF8.self) })
            table.defects.append(record.defect)
            table.lines.append(record.line)
        }
        return table
    }

    private func refusal(of body: () throws -> Void) -> String? {
        do { try body() } catch let problem as Problem { return problem.code } catch { return "\(error)" }
        return nil
    }

    static let sheet = TableSheet(
        name: "检查对象", title: "检查对象名录", lines: ["地区：道里区", "导出时间：2026-11-23 10:00"],
        columns: [.init("名称", width: 30), .init("统一社会信用代码", width: 22), .init("户数"), .init("日期"), .init("备注")])
    static let rows: [[TableValue]] = [
        [.text("哈尔滨一号商店"), .text("912301023456789012"), .count(12), .day(Day("2026-03-01")), .text("=1+1")],
        [.text("@甲 <乙> & \"丙\""), .text("000000000000000018"), .number(1.5), .empty, .text("-2\n第二行_x0041_")],
        [.text("𠮷野家 \u{1}\u{FFFE}"), .text("+86"), .number(-3), .day(Day("1999-12-31")), .text("")],
    ]

    @Test("what is written is read again: codes as text, formulas as text, days as days") func roundTrip() throws {
        let scratch = try Scratch()
        for format in TableFormat.allCases {
            let bytes = try Self.written(format, Self.sheet, Self.rows, in: scratch)
            let desk = LocalTableDesk(folder: scratch.folder.path())
            let source = try desk.keep(.bytes(bytes), name: "名录.\(format.rawValue)")
            let table = try Self.read(source)
            #expect(table.header == ["名称", "统一社会信用代码", "户数", "日期", "备注"], "\(format)")
            #expect(table.rows.count == 3)
            #expect(table.rows[0][1] == "912301023456789012")
            #expect(table.rows[0][3] == "2026-03-01")
            #expect(table.rows[1][1] == "000000000000000018")
            #expect(table.rows[2][2] == "-3")
            if format == .xlsx {
                #expect(table.rows[0] == ["哈尔滨一号商店", "912301023456789012", "12", "2026-03-01", "=1+1"])
                #expect(table.rows[1] == ["@甲 <乙> & \"丙\"", "000000000000000018", "1.5", "", "-2\n第二行_x0041_"])
                #expect(table.rows[2] == ["𠮷野家 ", "+86", "-3", "1999-12-31", ""])
                #expect(table.lines == [5, 6, 7])
            } else {
                #expect(table.rows[0][4] == "'=1+1")
            }
            #expect(table.defects.allSatisfy { $0 == nil })
        }
    }

    @Test("more rows than a sheet holds go on in the next one") func sheets() throws {
        let scratch = try Scratch()
        let desk = LocalTableDesk(folder: scratch.folder.path())
        let writer = try desk.write(.xlsx, TableSheet(name: "甲/乙", columns: [.init("一"), .init("二")]))
        try writer.add([.text("x"), .text("y")])
        try writer.begin(TableSheet(name: "甲[乙]", columns: [.init("三"), .init("四")]))
        try writer.add([.text("z"), .count(4)])
        let table = try writer.finish()
        let source = try desk.keep(.bytes(try table.next()), name: "两张.xlsx")
        #expect(source.sheets == ["甲乙", "甲乙（2）"])
        #expect(try Self.read(source).rows == [["x", "y"]])
        let second = try Self.read(try source.sheet("甲乙（2）"))
        #expect(second.header == ["三", "四"])
        #expect(second.rows == [["z", "4"]])
        #expect(refusal { _ = try source.sheet("丙") } == "table.no-sheet")
    }

    // MARK: By hand

    private static let book = """
        <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"><workbookPr/>\
        <sheets><sheet name="藏" sheetId="1" state="hidden" r:id="a"/><sheet name="数据" sheetId="2" r:id="b"/></sheets></workbook>
        """
    private static let relations = """
        <Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/one.xml"/>\
        <Relationship Id="b" Type="x/worksheet" Target="/xl/worksheets/two.xml"/>\
        <Relationship Id="s" Type="x/sharedStrings" Target="strings.xml"/>\
        <Relationship Id="t" Type="x/styles" Target="styles.xml"/></Relationships>
        """

    private func packed(
        _ rows: String, strings: String = "", styles: String = "", book: String = WorkbookTests.book,
        in scratch: Scratch
    ) throws -> String {
        try Zip.pack(
            [
                "xl/workbook.xml": Array(book.utf8), "xl/_rels/workbook.xml.rels": Array(Self.relations.utf8),
                "xl/worksheets/one.xml": Array("<worksheet><sheetData/></worksheet>".utf8),
                "xl/worksheets/two.xml": Array("<worksheet><sheetData>\(rows)</sheetData></worksheet>".utf8),
                "xl/strings.xml": Array("<sst>\(strings)</sst>".utf8),
                "xl/styles.xml": Array("<styleSheet>\(styles)</styleSheet>".utf8),
            ], in: scratch)
    }

    @Test("shared and inline strings, numbers, dates by style, flags, cached values, merged titles") func cells() throws
    {
        let scratch = try Scratch()
        let path = try packed(
            """
            <row r="2"><c r="A2" t="inlineStr"><is><t>二〇二六年名录</t></is></c><c r="B2" s="1"/></row>
            <row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4" t="s"><v>1</v></c><c r="C4" t="inlineStr"><is><r><t>日</t></r><r><t>期</t></r></is></c><c r="D4" t="str"><v>对</v></c></row>
            <row r="5"><c r="A5" s="0"><v>912301023456789</v></c><c r="B5"><f>1+1</f><v>2</v></c><c r="C5" s="1"><v>43556</v></c><c r="D5" t="b"><v>1</v></c></row>
            <row r="9"><c r="A9"><v>9.1230102345678899E+17</v></c><c r="B9"><v>0.30000000000000004</v></c><c r="C9" s="2"><v>43556.354166666664</v></c><c r="D9" t="b"><v>0</v></c></row>
            <row r="10"><c r="C10" s="3"><v>0.5</v></c></row>
            <row r="11"><c r="A11" t="e"><v>#N/A</v></c></row>
            <row r="12"><c r="A12" s="1"/><c r="B12"/></row>
            <row r="13"><c r="A13" s="1"><v>60</v></c><c r="B13" s="1"><v>1</v></c><c r="C13" t="d"><v>2019-04-01T08:30:00</v></c><c r="D13" s="4"><v>7</v></c></row>
            """,
            strings:
                "<si><t>名</t><rPh><t>ming</t></rPh></si><si><r><t xml:space=\"preserve\">数 </t></r><r><t>_x0041__x005F_x0042_</t></r></si>",
            styles:
                """
                <numFmts><numFmt numFmtId="180" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ hh:mm"/>\
                <numFmt numFmtId="181" formatCode="[$-804]mm:ss"/><numFmt numFmtId="182" formatCode="[Red]0.00&quot;day&quot;"/></numFmts>\
                <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
                <cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="180"/><xf numFmtId="181"/><xf numFmtId="182"/></cellXfs>
                """, in: scratch)
        let source = try LocalTableDesk(folder: scratch.folder.path()).open(path: path, name: "手工.xlsx")
        #expect(source.encoding == "Excel 工作簿（工作表“数据”）")
        let table = try Self.read(source)
        #expect(table.header == ["名", "数 A_x0042_", "日期", "对"])
        #expect(
            table.rows == [
                ["912301023456789", "2", "2019-04-01", "TRUE"],
                ["9.12301023456789E+17", "0.3", "2019-04-01 08:30:00", "FALSE"], ["", "", "12:00:00", ""],
                ["", "", "", ""], ["1900-02-29", "1900-01-01", "2019-04-01 08:30:00", "7"],
            ])
        #expect(table.lines == [5, 9, 10, 11, 13])
        #expect(table.defects[3] == .cellFault(column: 0, text: "#N/A"))
        #expect(source.lines >= 5)
    }

    @Test("dates count from 1904 where the workbook says so") func macintosh() throws {
        let scratch = try Scratch()
        let path = try packed(
            "<row><c t=\"str\"><v>甲</v></c><c t=\"str\"><v>乙</v></c></row><row><c s=\"0\"><v>0</v></c><c s=\"0\"><v>42094</v></c></row>",
            styles: "<cellXfs><xf numFmtId=\"14\"/></cellXfs>",
            book: Self.book.replacing("<workbookPr/>", with: "<workbookPr date1904=\"1\"/>"), in: scratch)
        #expect(
            try Self.read(try WorkbookFile(path: path, name: "m.xlsx")).rows == [["1904-01-01", "2019-04-01"]])
    }

    @Test("what is no workbook, or one that cannot be read, is refused by name") func refused() throws {
        let scratch = try Scratch()
        let desk = LocalTableDesk(folder: scratch.folder.path())
        func code(_ path: String) -> String? {
            refusal { _ = try Self.read(try desk.open(path: path, name: "表.xlsx")) }
        }
        let row = "<row><c t=\"str\"><v>甲</v></c><c t=\"str\"><v>乙</v></c></row>"
        #expect(code(try packed("", in: scratch)) == "table.empty")
        #expect(code(try packed(row + "<row><c t=\"s\"><v>7</v></c></row>", in: scratch)) == "table.damaged")
        #expect(code(try packed(row + "<row r=\"1\"/>", in: scratch)) == "table.damaged")
        #expect(code(try packed(row + "<row r=\"1048577\"/>", in: scratch)) == "table.too-many-rows")
        #expect(
            code(try packed(row + "<row><c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>1</v></c></row>", in: scratch))
                == "table.damaged")
        let doctype = "<!DOCTYPE w [<!ENTITY a \"b\">]>" + Self.book
        #expect(code(try packed(row, book: doctype, in: scratch)) == "table.doctype")
        #expect(code(try Zip.pack(["xl/workbook.bin": [1]], in: scratch)) == "table.xlsb")
        #expect(code(try Zip.pack(["mimetype": [1], "content.xml": [1]], in: scratch)) == "table.ods")
        #expect(code(try Zip.pack(["word/document.xml": [1]], in: scratch)) == "table.not-a-workbook")
        #expect(code(try Zip.pack(["a.csv": [1]], in: scratch)) == "table.not-a-workbook")
        #expect(code(try scratch.file([0x50, 0x4B, 3, 4, 0, 0, 0])) == "table.damaged")
        var compound = [UInt8](repeating: 0, count: 2_048)
        compound.replaceSubrange(0..<4, with: OldWorkbook.magic)
        compound[30] = 9
        compound[48] = 1
        #expect(code(try scratch.file(compound)) == "table.workbook")
        for (index, unit) in "EncryptedPackage".utf16.enumerated() { compound[1_024 + index * 2] = UInt8(unit) }
        #expect(code(try scratch.file(compound)) == "table.encrypted")
        #expect(code(try scratch.file(Array("<html><table>".utf8))) == "table.page")
        #expect(code(try scratch.file(Array(" <?xml version='1.0'?>".utf8))) == "table.page")
    }

    @Test("limits: bytes, ratio, parts, columns, cells, shared strings") func limits() throws {
        let scratch = try Scratch()
        func code(_ path: String, _ change: (inout TableLimits) -> Void = { _ in }) -> String? {
            var limits = TableLimits()
            change(&limits)
            return refusal { _ = try Self.read(try WorkbookFile(path: path, name: "表.xlsx", limits: limits)) }
        }
        let row = "<row><c t=\"str\"><v>甲</v></c><c t=\"str\"><v>乙</v></c></row>"
        let many = String(repeating: row, count: 2_000)
        let path = try packed(many, strings: String(repeating: "<si><t>x</t></si>", count: 50), in: scratch)
        #expect(code(path) == nil)
        #expect(code(path) { $0.workbookBytes = 50_000 } == "table.too-large")
        #expect(code(path) { $0.entries = 3 } == "table.entries")
        #expect(code(path) { $0.rows = 1_000 } == "table.too-many-rows")
        #expect(code(path) { $0.sharedStrings = 40 } == "table.shared-strings")
        #expect(code(path) { $0.sharedBytes = 40 } == "table.shared-strings")
        // A bomb: 400 MB of blanks in 400 KB.
        let bomb = try Zip.bomb(book: Self.book, relations: Self.relations, in: scratch)
        #expect(code(bomb) == "table.bomb")
        let wide = try packed(row + "<row><c r=\"A2\"><v>1</v></c><c r=\"BZ2\"><v>1</v></c></row>" + row, in: scratch)
        var limits = TableLimits()
        limits.fields = 50
        limits.fieldCharacters = 10
        #expect(
            try Self.read(try WorkbookFile(path: wide, name: "w", limits: limits)).defects
                == [.tooManyFields(limit: 50), nil])
        let long = "<row><c t=\"str\"><v>\(String(repeating: "长", count: 11))</v></c></row>"
        let giant = "<row><c t=\"str\"><v>\(String(repeating: "x", count: 1_000_000))</v></c></row>"
        #expect(
            try Self.read(
                try WorkbookFile(path: try packed(row + long + giant + row, in: scratch), name: "w", limits: limits)
            ).defects == [.fieldTooLong(column: 0, limit: 10), .fieldTooLong(column: 0, limit: 10), nil])
    }
}

/// Zip files made by Python's zipfile.
enum Zip {
    static func pack(_ parts: [String: [UInt8]], in scratch: Scratch) throws -> String {
        let folder = scratch.folder.appending(path: UUID().uuidString)
        for (name, bytes) in parts {
            let place = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: place)
        }
        let path = folder.path() + ".xlsx"
        try python(
            "import shutil,sys; shutil.move(shutil.make_archive(sys.argv[2], 'zip', sys.argv[1]), sys.argv[2])",
            [folder.path(), path])
        return path
    }

    static func bomb(book: String, relations: String, in scratch: Scratch) throws -> String {
        let path = scratch.folder.path() + "/bomb.xlsx"
        try python(
            """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
                z.writestr("xl/workbook.xml", sys.argv[2])
                z.writestr("xl/_rels/workbook.xml.rels", sys.argv[3])
                z.writestr("xl/strings.xml", "<sst/>"); z.writestr("xl/styles.xml", "<s/>")
                z.writestr("xl/worksheets/two.xml", b"<worksheet>" + b" " * 400_000_000)
            """, [path, book, relations])
        return path
    }

    static func python(_ code: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", code] + arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
