import Domain
import Foundation
import Testing

@testable import Documents

/// A file in a folder of its own that goes with the test.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "mingcha-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func file(_ bytes: [UInt8], _ name: String = "t.csv") throws -> String {
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return url.path()
    }

    /// What a file holds, read through the reader.
    func read(_ bytes: [UInt8], limits: TableLimits = TableLimits()) throws -> Table {
        let source = try DelimitedFile(path: try file(bytes), limits: limits)
        let reader = try source.open()
        var table = Table(header: reader.header, encoding: source.encoding)
        var record = TableRecord()
        while try reader.next(&record) {
            table.rows.append((0..<record.count).map { String(decoding: record.field($0), as: UTF8.self) })
            table.defects.append(record.defect)
            table.lines.append(record.line)
        }
        return table
    }

    struct Table {
        let header: [String]
        let encoding: String
        var rows: [[String]] = []
        var defects: [TableRecord.Defect?] = []
        var lines: [Int] = []
    }
}

private func code(of body: () throws -> Void) -> String? {
    do { try body() } catch let problem as Problem { return problem.code } catch { return "\(error)" }
    return nil
}

@Suite("Delimited tables") struct DelimitedTests {
    @Test("RFC 4180: quotes, doubled quotes, line breaks inside, CRLF, LF and CR") func rfc4180() throws {
        let text = "a,b,c\r\n1,\"x, \"\"y\"\"\",3\r\n4,\"line\r\nbreak\",6\n7,8,9\r,,\n\n\"\",q\"r,\"s\"t\n"
        let table = try Scratch().read(Array(text.utf8))
        #expect(table.header == ["a", "b", "c"])
        #expect(
            table.rows == [
                ["1", "x, \"y\"", "3"], ["4", "line\r\nbreak", "6"], ["7", "8", "9"], ["", "", ""], ["", "q\"r", "st"],
            ])
        #expect(table.lines == [2, 3, 5, 6, 8])
        #expect(table.defects.allSatisfy { $0 == nil })
    }

    @Test("the last line needs no line break; a tab separates where the header has no comma") func ends() throws {
        let table = try Scratch().read(Array("甲\t乙\n1\t2,3".utf8))
        #expect(table.header == ["甲", "乙"])
        #expect(table.rows == [["1", "2,3"]])
    }

    @Test("every cut of the pieces gives the same rows") func pieces() throws {
        // More than one piece of 256 KiB, with quotes and three-byte characters across every border.
        var text = "名称,范围\n"
        for index in 0..<20_000 { text += "\"公司\(index)\",\"零售，\"\"批发\"\"\n\(index)\"\r\n" }
        let table = try Scratch().read(Array(text.utf8))
        #expect(table.rows.count == 20_000)
        for (index, row) in table.rows.enumerated() where row != ["公司\(index)", "零售，\"批发\"\n\(index)"] {
            Issue.record("row \(index) is \(row)")
            break
        }
    }

    @Test("UTF-8 with and without mark, GB18030 with four-byte characters") func encodings() throws {
        let scratch = try Scratch()
        #expect(try scratch.read([0xEF, 0xBB, 0xBF] + Array("甲,乙\n一,二\n".utf8)).header == ["甲", "乙"])
        #expect(try scratch.read([0xEF, 0xBB, 0xBF] + Array("甲,乙\n一,二\n".utf8)).encoding == "UTF-8（带BOM）")
        let gb = try iconv("甲,乙\n朱镕基,𠮷野㐂\n")
        let table = try scratch.read(gb)
        #expect(table.encoding == "GB18030")
        #expect(table.rows == [["朱镕基", "𠮷野㐂"]])
        // A four-byte character cut by the border of two pieces.
        let pad = String(repeating: "一", count: 131_000)
        for shift in 0..<4 {
            let long = try iconv(
                "甲,乙\n" + String(repeating: "x", count: shift) + pad + ",𠮷" + String(repeating: "𠮷", count: 300) + "\n")
            let row = try #require(
                try scratch.read(
                    long,
                    limits: {
                        var l = TableLimits(); l.fieldCharacters = 200_000; return l
                    }()
                ).rows.first)
            #expect(row[1] == String(repeating: "𠮷", count: 301))
        }
    }

    /// The C program `iconv` as the judge of ours.
    private func iconv(_ text: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/iconv")
        process.arguments = ["-f", "UTF-8", "-t", "GB18030"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let writer = Thread {
            try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try? input.fileHandleForWriting.close()
        }
        writer.start()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return [UInt8](data)
    }

    @Test("what is no table is refused by name") func refused() throws {
        let scratch = try Scratch()
        let cases: [([UInt8], String)] = [
            ([], "table.empty"), ([0xEF, 0xBB, 0xBF], "table.empty"), (Array("\n\n  \n".utf8), "table.empty"),
            ([0xFF, 0xFE, 0x41, 0x00], "table.utf-16"), ([0xFE, 0xFF, 0x00, 0x41], "table.utf-16"),
            ([0x50, 0x4B, 0x03, 0x04, 1, 2], "table.workbook"), ([0xD0, 0xCF, 0x11, 0xE0, 1], "table.workbook"),
            ([0x41, 0x00, 0x2C, 0x00], "table.binary"),
            (Array("a,b\n1,\"open\n2,3\n".utf8), "table.open-quote"),
            ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "table.damaged"),
            ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF], "table.damaged"),
        ]
        for (bytes, expected) in cases {
            #expect(code { _ = try scratch.read(bytes) } == expected, "\(bytes.prefix(8))")
        }
        #expect(code { _ = try DelimitedFile(path: scratch.folder.path() + "/none.csv") } == "table.missing")
    }

    @Test("a million-character field costs its row, not the file") func longField() throws {
        let text =
            "a,b\n1,\(String(repeating: "长", count: 1_000_000))\n2,\"\(String(repeating: "x", count: 1_000_000))\"\n3,ok\n"
        let table = try Scratch().read(Array(text.utf8))
        #expect(table.rows.count == 3)
        #expect(table.defects[0] == .fieldTooLong(column: 1, limit: 100_000))
        #expect(table.defects[1] == .fieldTooLong(column: 1, limit: 100_000))
        #expect(table.defects[2] == nil)
        #expect(table.rows[2] == ["3", "ok"])
        let edge = try Scratch().read(Array("a\n\(String(repeating: "长", count: 100_000))\n".utf8))
        #expect(edge.defects == [nil])
    }

    @Test("bytes that are no text cost their row; so does NUL") func brokenRows() throws {
        var bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("甲,乙\n好,行\n".utf8)
        bytes += [0xE4, 0xBD, 0x2C, 0x41, 0x0A] + Array("又,行\n".utf8)
        bytes += Array(repeating: UInt8(0x41), count: 5_000) + [0x2C, 0, 0x0A] + Array("完,了\n".utf8)
        let table = try Scratch().read(bytes)
        #expect(table.defects == [nil, .undecodable, nil, .nul, nil])
    }

    @Test("gz: members, packed text, and a bomb that stops at its limit") func gz() throws {
        let scratch = try Scratch()
        func packed(_ text: String) throws -> [UInt8] {
            let path = try scratch.file(Array(text.utf8), "p.csv")
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/gzip")
            process.arguments = ["-kf", path]
            try process.run()
            process.waitUntilExit()
            return [UInt8](try Data(contentsOf: URL(filePath: path + ".gz")))
        }
        let table = try scratch.read(try packed("a,b\n1,2\n") + (try packed("3,4\n")))
        #expect(table.rows == [["1", "2"], ["3", "4"]])
        var limits = TableLimits()
        limits.unpackedBytes = 1 << 20
        let bomb = try packed("a\n" + String(repeating: "0", count: 4 << 20))
        #expect(bomb.count < 10_000)
        #expect(code { _ = try scratch.read(bomb, limits: limits) } == "table.too-large")
        #expect(code { _ = try scratch.read(Array(bomb.dropLast(20))) } == "table.damaged")
        limits = TableLimits()
        limits.keptBytes = 10
        #expect(try scratch.read(try packed("a,b\n1,2\n3,4\n"), limits: limits).rows == [["1", "2"], ["3", "4"]])
    }

    @Test("written files are read back by a spreadsheet's rules and start no formula") func writer() throws {
        var writer = DelimitedWriter(header: ["甲", "乙"])
        writer.add(["=1+1", "-5"])
        writer.add(["@cmd", "a,\"b\"\nc"])
        #expect(writer.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        let table = try Scratch().read(writer.bytes)
        #expect(table.rows == [["'=1+1", "-5"], ["'@cmd", "a,\"b\"\nc"]])
    }

    @Test("the digest is that of the file as it lies (sha256sum)") func digest() throws {
        let scratch = try Scratch()
        let file = try DelimitedFile(path: try scratch.file(Array("a,b\n1,2\n".utf8)))
        #expect(file.digest == "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470")
        #expect(file.lines == 2)
    }
}
