import Documents
import Foundation
import Testing

@testable import Domain

@Suite struct ChecklistTableTests {
    private let desk = LocalTableDesk(
        folder: FileManager.default.temporaryDirectory.appending(path: "checklists-\(UUID().uuidString)").path)

    private func source(_ sheet: ChecklistTable.Sheet) throws -> any TableSource {
        try desk.keep(.bytes(desk.csv(header: sheet.header, rows: sheet.rows)), name: sheet.name + ".csv")
    }

    private func read(_ survey: String, _ choices: String? = nil) throws -> ChecklistTable.Reading {
        try ChecklistTable.read(
            survey: desk.keep(.bytes(Array(survey.utf8)), name: "survey.csv"),
            choices: choices.map { try desk.keep(.bytes(Array($0.utf8)), name: "choices.csv") },
            outcomes: TestOutcomes.all.get())
    }

    @Test("3.4.2 what is written is read back the same", arguments: ChecklistTable.Style.allCases)
    func roundTrip(_ style: ChecklistTable.Style) throws {
        let outcomes = try TestOutcomes.all.get()
        for seed in 1...300 {
            var random = RandomChecklist(seed: UInt64(seed), outcomes)
            let sections = random.sections()
            let sheets = ChecklistTable.sheets(sections, style: style, outcomes: outcomes)
            let reading = try ChecklistTable.read(
                survey: source(sheets[0]), choices: sheets.count > 1 ? source(sheets[1]) : nil, outcomes: outcomes)
            #expect(reading.refusals == [], "seed \(seed)")
            for (read, written) in zip(reading.sections, sections) {
                #expect(read == written, "seed \(seed)")
            }
            #expect(reading.sections.count == sections.count, "seed \(seed)")
        }
    }

    @Test("3.4.2 a workbook is read back the same, with its title", arguments: ChecklistTable.Style.allCases)
    func workbook(_ style: ChecklistTable.Style) throws {
        let outcomes = try TestOutcomes.all.get()
        for seed in 1...40 {
            var random = RandomChecklist(seed: UInt64(seed), outcomes)
            let sections = random.sections()
            let written = try ChecklistTable.write(
                ("检查表（试）", "S01", "1"), sections, style: style, as: .xlsx, outcomes: outcomes, at: desk)
            var bytes: [UInt8] = []
            while case let part = try written.next(), !part.isEmpty { bytes += part }
            let reading = try ChecklistTable.read(
                book: desk.keep(.bytes(bytes), name: "book.xlsx"), choices: nil, outcomes: outcomes)
            #expect(reading.refusals == [], "seed \(seed)")
            for (read, written) in zip(reading.sections, sections) { #expect(read == written, "seed \(seed)") }
            #expect(reading.sections.count == sections.count, "seed \(seed)")
            #expect(reading.title == (style == .xlsForm ? "检查表（试）" : nil))
        }
    }

    @Test("3.4.2 a table as somebody types it, in Chinese")
    func typed() throws {
        let reading = try read(
            """
            类型,编号,题目,选项,必填,出现条件,下限,上限,单位,结果建议,最多行数
            章节,A,基本情况,,,,,,,,
            是否,q1,是否亮照经营,,是,,,,,否 → 发现问题，依法责令立即改正或者限期改正,
            拍照,q2,执照照片,,是,q1 = 否,1,,,,
            逐项章节,B,抽查设备,,,,,,,,10
            整数,q3,超期天数,,否,,0,3650,天,> 30 → 发现问题，待后续调查处理,
            单选,q4,处置,正常使用；停止使用|stopped,是,q3 大于 0 且 q1 是 是,,,,停止使用 -> pending-handling,
            """)
        #expect(reading.refusals == [])
        #expect(reading.sections.map(\.code) == ["A", "B"])
        #expect(reading.sections[0].questions[1].condition == .init([.init("q1", .equals, "no")]))
        #expect(reading.sections[1].rows == .init(least: 1, most: 10))
        let q4 = reading.sections[1].questions[1]
        #expect(q4.options == ["正常使用", .init("stopped", "停止使用")])
        #expect(q4.condition == .init([.init("q3", .above, "0"), .init("q1", .equals, "yes")]))
        #expect(q4.suggestions == [.init(.equals, "stopped", "pending-handling")])
        #expect(reading.sections[1].questions[0].suggestions == [.init(.above, "30", "pending-handling")])
    }

    @Test("3.4.2 an XLSForm of others: two sheets, languages, repeats")
    func form() throws {
        let reading = try read(
            """
            type,name,label::中文 (zh),label::English (en),required,relevant,constraint,repeat_count
            begin group,g1,现场,Scene,,,,
            note,n1,先出示证件,Show papers,,,,
            select_one yes_no,open,是否营业,Open?,yes,,,
            integer,temp,温度,Temp,true(),${open} = 'yes',. >= -30 and . <= 60,
            end group,,,,,,,
            begin repeat,r1,商品,Goods,,"${open} != ''",,3
            select_multiple kinds,k,问题,Faults,no,"(${open} = 'yes' or selected(${open}, 'no'))",,
            end repeat,,,,,,,
            """,
            "list_name,name,label\nyes_no,yes,Yes\nyes_no,no,No\nkinds,old,过期\nkinds,bare,无标签\n")
        #expect(reading.refusals == [])
        #expect(reading.sections[0].note == "先出示证件")
        let temp = reading.sections[0].questions[1]
        #expect((temp.least, temp.most, temp.isWhole) == ("-30", "60", true))
        #expect(reading.sections[1].rows == .init(least: 3, most: 3))
        #expect(reading.sections[1].condition == .init([.init("open", .answered)]))
        let kinds = reading.sections[1].questions[0]
        #expect(kinds.options == [.init("old", "过期"), .init("bare", "无标签")])
        #expect(kinds.condition == .init(any: true, [.init("open", .equals, "yes"), .init("open", .equals, "no")]))
        #expect(kinds.isOptional)
    }

    @Test("3.4.2 wrong rows are all named, with their row, column and what is wrong")
    func wrong() throws {
        let reading = try read(
            """
            类型,编号,题目,选项,必填,出现条件,下限,上限,结果建议
            是否,q1,是否亮照,,也许,,,,
            日期,q2,有效期,,,,,,
            单选,q3,卫生,整洁,,,,,
            数字,q4,台数,,,q9 = 是,低,,
            文字,q1,说明,,,q1 = 是 并且 q3 = 整洁 或者 q4 > 1,,,
            是否,q6,是否整改,,,(q1 = 是,,,否 → 第十种
            数字,q7,,,,,9,1,
            """)
        #expect(
            reading.refusals.map { "\($0.row) \($0.field)" } == [
                "1 必填", "2 类型", "3 选项", "4 下限", "4 出现条件", "5 出现条件", "5 编号", "6 出现条件", "6 结果建议", "7 上限", "7 题目",
            ])
        #expect(reading.refusals.map(\.line) == reading.refusals.map { $0.row + 1 })
        #expect(reading.refusals.first { $0.row == 6 && $0.field == "结果建议" }?.reason == "“第十种”不是九种结果类型之一")
    }

    @Test(
        "3.4.2 a table that is none is refused whole",
        arguments: ["题目,编号\n是否亮照,q1\n", "类型,编号,题目\nbegin_group,g,甲\n是否,q1,问\n", "类型,编号,题目\n"])
    func none(_ text: String) throws {
        do {
            let reading = try read(text)
            #expect(!reading.refusals.isEmpty)
        } catch let problem as Problem {
            #expect(problem.code == "table.columns-missing")
        }
    }

    @Test("3.4.2 rubbish in every cell is refused, never taken and never a crash")
    func rubbish() throws {
        let outcomes = try TestOutcomes.all.get()
        let bits = [
            "", "'", "“", "${", "(", ")", "→", "；", "select_one", "select_one x", "begin_group", "end_repeat", "q1",
            "= =", "1e9", "-", "|", "selected(", "并且", "note", "99999999999999999999",
        ]
        for seed in 1...400 {
            var random = RandomChecklist(seed: UInt64(seed), outcomes)
            let sheet = ChecklistTable.sheets(
                random.sections(), style: seed % 2 == 0 ? .chinese : .xlsForm, outcomes: outcomes)[0]
            var rows = sheet.rows
            for _ in 0..<4 where !rows.isEmpty {
                let row = random.below(rows.count)
                rows[row][random.below(sheet.header.count)] = bits[random.below(bits.count)]
            }
            let reading = try ChecklistTable.read(
                survey: source(.init(name: "survey", header: sheet.header, rows: rows)), choices: nil,
                outcomes: outcomes)
            let sound = ChecklistCheck.faults(title: "表", reading.sections, outcomes: outcomes).isEmpty
            #expect(!reading.refusals.isEmpty || sound, "seed \(seed)")
        }
    }
}
