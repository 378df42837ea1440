import ArgumentParser
import Domain
import Foundation

/// `mingcha import …`: registers and lists from files.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "导入名录和清单：检查对象、执法检查人员、信用风险分类、抽查事项",
        discussion: """
            文件为 xlsx 或 CSV（逗号或制表符分隔，可用 gz 压缩，UTF-8、GB18030 自动识别）。
            每次导入要么全部生效，要么完全不生效；不合格的行逐行退回，其余照常导入；重复导入同一文件不会重复。
            退出码：0 已导入（可能有退回的行，见报告和退回清单）；1 规则不允许；2 文件不能使用，或环境有问题。
            """,
        subcommands: [
            ImportSubjectsCommand.self, ImportInspectorsCommand.self, ImportRiskCommand.self, ImportItemsCommand.self,
        ])
}

/// What the import commands share.
struct ImportOptions: ParsableArguments {
    @Argument(help: "要导入的文件（CSV 或 CSV.gz）。")
    var file: String

    @Flag(help: "只检查、不导入，显示将会发生什么。")
    var preview = false

    @Option(help: "把退回的行写入这个 CSV 文件（行号、字段、原值、原因）。")
    var errors: String?

    /// Opens the house and the file, lets `body` read it, and reports.
    func run(
        _ options: SettingsOptions, seeding: Bool = true,
        _ body: (House, any TableSource) async throws -> (counts: ImportCounts, refusals: [RowRefusal], more: [String])
    ) async throws {
        let composition = try await Composition.open(try await options.settings())
        let house = composition.house
        if seeding { try await ReferenceSeeding(house).run() }
        let desk = try house.desk()
        let source = try desk.open(path: file, name: URL(filePath: file).lastPathComponent)
        let done = try await body(house, source)
        try finish(done.counts, refusals: done.refusals, desk: desk)
        for line in done.more { print(line) }
        await composition.close()
    }

    private func finish(_ counts: ImportCounts, refusals: [RowRefusal], desk: any TableDesk) throws {
        let verb = preview ? "预检" : "导入"
        print(
            "\(verb)结果：共 \(counts.total) 行，入库 \(counts.kept) 行（新增 \(counts.inserted)，更新 \(counts.updated)，未变 \(counts.unchanged)），退回 \(counts.refused) 行。"
        )
        for one in refusals.prefix(10) {
            print("  第 \(one.row) 行（文件第 \(one.line) 行）\(one.field)“\(one.value)”：\(one.reason)")
        }
        if refusals.count > 10 { print("  …… 其余见退回清单。") }
        if let errors {
            do {
                try Data(desk.csv(header: RowRefusal.header, rows: refusals.map(\.columns)))
                    .write(to: URL(filePath: errors), options: .atomic)
            } catch {
                throw Problem(
                    .unavailable, "import.errors-file", "退回清单无法写入 \(errors)。",
                    remedy: "导入本身\(preview ? "未进行" : "已经完成")，请检查目录权限后用网页下载退回清单。")
            }
            print("退回清单已写入：\(errors)")
        } else if counts.refused > 0 {
            print("加上 --errors 文件名.csv 可以得到完整的退回清单。")
        }
        if preview { print("这是预检，数据库没有任何改动。") }
    }
}

struct ImportSubjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "subjects", abstract: "导入检查对象名录")

    @OptionGroup var input: ImportOptions
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            try await input.run(options) { house, source in
                print("文件：\(source.name)，编码 \(source.encoding)，SHA-256 \(source.digest)")
                let bar = ProgressBar(input.preview ? "预检检查对象" : "导入检查对象")
                let show: @Sendable (ImportProgress) -> Void = { bar.show($0.rows, of: $0.lines) }
                let subjects = try SubjectImport(house)
                let report =
                    input.preview
                    ? try await subjects.preview(source, actor: nil, progress: show)
                    : try await subjects.apply(source, actor: nil, progress: show)
                bar.finish()
                return (
                    report.counts, report.refusals,
                    [
                        "区划：" + report.places.map { "\($0.how.title) \($0.number)" }.joined(separator: "，"),
                        "类型：" + report.types.prefix(8).map { "\($0.name) \($0.number)" }.joined(separator: "，"),
                        "标签：" + report.tags.prefix(12).map { "\($0.name) \($0.number)" }.joined(separator: "，") + " ……",
                    ]
                )
            }
        }
    }
}
struct ImportInspectorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inspectors", abstract: "导入执法检查人员名录")

    @OptionGroup var input: ImportOptions
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            try await input.run(options) { house, source in
                let outcome = try await InspectorImport(house).apply(source, actor: nil, previewOnly: input.preview)
                return (outcome.counts, outcome.refusals, [])
            }
        }
    }
}

struct ImportRiskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk", abstract: "导入信用风险分类结果（内部使用，不对外公开）")

    @OptionGroup var input: ImportOptions

    @Option(help: "分类结果的日期，如 2026-06-30。")
    var dated: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            guard let day = Day(dated) else {
                throw Problem(.invalid, "import.dated", "“\(dated)”不是存在的日期。", remedy: "请写作 --dated 2026-06-30。")
            }
            try await input.run(options, seeding: false) { house, source in
                let bar = ProgressBar(input.preview ? "预检信用风险分类" : "导入信用风险分类")
                let outcome = try await RiskImport(house).apply(
                    source, dated: day, actor: nil, previewOnly: input.preview
                ) {
                    bar.show($0.rows, of: $0.lines)
                }
                bar.finish()
                return (outcome.counts, outcome.refusals, [])
            }
        }
    }
}
