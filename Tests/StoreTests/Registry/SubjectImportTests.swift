import Database
import Domain
import Foundation
import Store
import Testing

@Suite("Import of subjects") struct SubjectImportTests {
    typealias Bench = RegistryBench

    @Test("2.2.5 rows go in with region, type and tags; the log holds one entry", arguments: DatabaseKind.allCases)
    func plain(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let before = try await bench.number("SELECT size FROM log_head")
            let report = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(1) + Bench.line(2, scope: "药品零售")), actor: nil)
            #expect(report.counts == ImportCounts(total: 2, inserted: 2))
            #expect(try await bench.number("SELECT size FROM log_head") == before + 1)
            let subject = try await bench.house.storage.read { try $0.registry.subject(identifier: Bench.code(2)) }
            #expect(subject?.facts.region.text == "230102")
            #expect(subject?.facts.type == "91")
            #expect(subject?.facts.isMarket == true)
            #expect(subject?.facts.tags.contains("drug-retail") == true)
            #expect(subject?.facts.registeredOn == Day("2019-04-01"))
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject_tag") > 1)
        }
    }

    @Test("the same file again changes nothing; a changed row updates with its tags", arguments: DatabaseKind.allCases)
    func again(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let text = Bench.header + Bench.line(1) + Bench.line(2, scope: "药品零售") + Bench.line(3)
            let subjects = try SubjectImport(bench.house)
            _ = try await subjects.apply(try bench.source(text), actor: nil)
            let picture = try await bench.picture()
            let second = try await subjects.apply(try bench.source(text), actor: nil)
            #expect(second.counts == ImportCounts(total: 3, unchanged: 3))
            #expect(try await bench.picture() == picture)
            let changed = Bench.header + Bench.line(1) + Bench.line(2, scope: "广告设计") + Bench.line(4)
            let preview = try await subjects.preview(try bench.source(changed), actor: nil)
            #expect(preview.counts == ImportCounts(total: 3, inserted: 1, updated: 1, unchanged: 1))
            #expect(try await bench.picture() == picture)
            let third = try await subjects.apply(try bench.source(changed), actor: nil)
            #expect(third.counts == preview.counts)
            let subject = try await bench.house.storage.read { try $0.registry.subject(identifier: Bench.code(2)) }
            #expect(subject?.facts.tags.contains("advertising") == true)
            #expect(subject?.facts.tags.contains("drug-retail") == false)
            let tagged = try await bench.number(
                """
                SELECT COUNT(*) FROM registry_subject_tag t JOIN registry_tag g ON g.number = t.tag_number
                JOIN registry_subject s ON s.id = t.subject_id WHERE g.code = 'drug-retail'
                """)
            #expect(tagged == 0)
        }
    }

    @Test(
        "bad rows are refused one by one, with line, field and reason; the rest is kept",
        arguments: DatabaseKind.allCases)
    func badRows(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let good = Bench.code(1)
            var bad = Array(good)
            bad[17] = bad[17] == "1" ? "2" : "1"
            let text =
                Bench.header + Bench.line(1)
                + Bench.line(2, date: "2023-02-29") + Bench.line(3, date: "昨天") + Bench.line(4, date: "N/A")
                + "坏校验,\(String(bad)),,零售,,\n" + ",\(Bench.code(5)),,零售,,\n" + Bench.line(1, name: "重复店")
                + "缺列,\(Bench.code(6))\n" + "\"长\(String(repeating: "长", count: 1_000_000))\",\(Bench.code(7)),,,,\n"
                + Bench.line(8, scope: "\"引号，\"\"内\"\"\n换行\"")
            let report = try await SubjectImport(bench.house).apply(try bench.source(text), actor: nil)
            #expect(report.counts == ImportCounts(total: 10, inserted: 3, refused: 7))
            let told = report.refusals.map { "\($0.row) \($0.line) \($0.field) \($0.reason)" }
            #expect(told.count == 7)
            #expect(told[0] == "2 3 注册日期 这一天不存在")
            #expect(told[1].hasPrefix("3 4 注册日期 不是可以识别的日期"))
            #expect(told[2].hasPrefix("5 6 统一社会信用代码 统一社会信用代码的校验位不正确"))
            #expect(told[3] == "6 7 企业名称 没有填写名称")
            #expect(told[4] == "7 8 统一社会信用代码 与文件第2行重复，只采用先出现的一行")
            #expect(told[5].hasPrefix("8 9 整行 列数为 2，表头为 6 列"))
            #expect(told[6] == "9 10 企业名称 内容超过 100000 个字符的上限")
            let id = try #require(report.id)
            let kept = try await bench.house.storage.read {
                try $0.registry.refusals(import: id, slice: Slice(page: 1, size: 50))
            }
            #expect(kept.rows == report.refusals)
            let scope = try await bench.house.storage.read {
                try $0.registry.subject(identifier: Bench.code(8))?.facts.scope
            }
            #expect(scope == "引号，\"内\"\n换行")
        }
    }

    @Test("unusable files leave nothing", arguments: DatabaseKind.allCases)
    func unusable(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let before = try await bench.number("SELECT size FROM log_head")
            let subjects = try SubjectImport(bench.house)
            let missing = await refusal {
                _ = try await subjects.apply(try bench.source("名称,注册日期\n甲,2019-01-01\n"), actor: nil)
            }
            #expect(missing?.code == "table.columns-missing")
            #expect(missing?.message == "表头缺少必需的列：“统一社会信用代码”、“经营范围”、“注册地址”。")
            let empty = await refusal { _ = try await subjects.apply(try bench.source(Bench.header), actor: nil) }
            #expect(empty?.code == "table.no-rows")
            let twice = await refusal {
                _ = try await subjects.apply(
                    try bench.source("名称,信用代码,信用代码,经营范围,住所\n甲,1,2,3,4\n"), actor: nil)
            }
            #expect(twice?.code == "table.column-twice")
            // A quote that never closes comes after thousands of good rows: all or nothing.
            var text = Bench.header
            for serial in 1...3_000 { text += Bench.line(serial) }
            let open = await refusal {
                _ = try await subjects.apply(try bench.source(text + "\"没有闭合,1,2,3,4,5\n" + Bench.line(1)), actor: nil)
            }
            #expect(open?.code == "table.open-quote")
            #expect(open?.message.contains("第 3002 行") == true)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 0)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_import") == 0)
            #expect(try await bench.number("SELECT size FROM log_head") == before)
        }
    }

    @Test("GB18030 and UTF-8 give the same registry", arguments: DatabaseKind.allCases)
    func encodings(_ kind: DatabaseKind) async throws {
        let text = Bench.header + Bench.line(1, name: "演示镕㐂店")
        let gb = try #require(
            text.data(
                using: String.Encoding(
                    rawValue: CFEncoding.gb18030)))
        var pictures: [[String]] = []
        for bytes in [Array(text.utf8), [UInt8](gb), [0xEF, 0xBB, 0xBF] + Array(text.utf8)] {
            try await Bench.with(kind) { bench in
                _ = try await SubjectImport(bench.house).apply(try bench.source(bytes), actor: nil)
                pictures.append(try await bench.picture())
            }
        }
        #expect(pictures[0] == pictures[1])
        #expect(pictures[0] == pictures[2])
        #expect(pictures[0].count > 1)
    }

    @Test("a person imports only into the own region, and touches no foreign subject", arguments: DatabaseKind.allCases)
    func scope(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let subjects = try SubjectImport(bench.house)
            let foreign = Bench.line(2, region: "230202", address: "黑龙江省齐齐哈尔市龙沙区演示路1号")
            let report = try await subjects.apply(
                try bench.source(Bench.header + Bench.line(1) + foreign), actor: try Bench.actor())
            #expect(report.counts == ImportCounts(total: 2, inserted: 1, refused: 1))
            #expect(report.refusals.first?.reason == "属于区划 230202，不在您的管辖区域内")
            // Kept elsewhere by now: the address that moved it here does not hand it over.
            _ = try await subjects.apply(
                try bench.source(Bench.header + Bench.line(3, address: "哈尔滨市南岗区演示路")), actor: nil)
            let grab = try await subjects.apply(
                try bench.source(Bench.header + Bench.line(3)), actor: try Bench.actor())
            #expect(grab.counts.refused == 1)
            #expect(grab.refusals.first?.reason == "名录库中该主体不在您的管辖区域内")
            let problem = await refusal {
                _ = try await subjects.apply(
                    try bench.source(Bench.header + Bench.line(4)), actor: try Bench.actor(roles: [.inspector]))
            }
            #expect(problem?.code == "access.permission")
        }
    }

    @Test("two imports at once number their subjects apart", arguments: DatabaseKind.allCases)
    func concurrent(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let subjects = try SubjectImport(bench.house)
            let left = try bench.source(Bench.header + (1...500).map { Bench.line($0) }.joined())
            let right = try bench.source(Bench.header + (301...800).map { Bench.line($0) }.joined())
            async let one = subjects.apply(left, actor: nil)
            async let two = subjects.apply(right, actor: nil)
            let counts = try await [one, two].map(\.counts)
            #expect(counts[0].inserted + counts[1].inserted == 800)
            #expect(counts[0].unchanged + counts[1].unchanged == 200)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 800)
            #expect(try await bench.number("SELECT MAX(id) FROM registry_subject") == 800)
        }
    }
}

/// Foundation's number for GB 18030 (CFStringConvertEncodingToNSStringEncoding of 0x0632), the judge of our decoder here.
enum CFEncoding {
    static let gb18030: UInt = 0x8000_0632
}
