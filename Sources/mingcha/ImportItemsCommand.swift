import ArgumentParser
import Domain
import Foundation

/// `mingcha import items`: a whole list of matters as the next version of the catalogue (2.2.1).
struct ImportItemsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "items", abstract: "导入抽查事项清单（整份发布为新版本）",
        discussion: """
            清单作为一个整体导入：文件里没有的现行事项会被取消，因此有一行不合格就整份退回，清单不变。同一份清单再次导入不产生新版本。
            --sample 导入随程序附带的示例清单和检查表（均标明示例，不是官方清单），用于试用。
            """)

    @Argument(help: "要导入的文件（CSV 或 CSV.gz）；用 --sample 时不填。")
    var file: String?

    @Flag(help: "导入示例清单和检查表。")
    var sample = false

    @Option(help: "生效日期，如 2026-03-01；不填为今天。")
    var effective: String?

    @Option(help: "调整原因。")
    var reason: String?

    @Option(help: "调整依据。")
    var basis: String?

    @Flag(help: "只检查、不导入，显示将会发生什么。")
    var preview = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let composition = try await Composition.open(settings)
            let house = composition.house
            try await ReferenceSeeding(house).run()
            let province = try house.book().resolver.provinceCode
            let (items, checklists) = try lists(house, settings, province)
            let catalogue = CatalogueImport(house)
            if preview {
                print("预检结果：共 \(items.count) 项，\(try await catalogue.preview(items).summary)。数据库没有任何改动。")
            } else {
                let outcome = try await catalogue.apply(
                    items, checklists: checklists, notice: try notice(house), actor: nil)
                if let version = outcome.version {
                    print("抽查事项清单第 \(version) 版已发布：共 \(items.count) 项，\(outcome.diff.summary)。")
                } else {
                    print("清单没有变化，没有产生新版本。")
                }
                if outcome.checklists > 0 { print("检查表新增或更新 \(outcome.checklists) 份。") }
            }
            await composition.close()
        }
    }

    private func lists(_ house: House, _ settings: Settings, _ province: RegionCode) throws -> (
        [Item], [ChecklistDraft]
    ) {
        switch (file, sample) {
        case (let path?, false):
            let source = try house.desk().open(path: path, name: URL(filePath: path).lastPathComponent)
            print("文件：\(source.name)，编码 \(source.encoding)，SHA-256 \(source.digest)")
            return (try CatalogueTable.items(source, province: province), [])
        case (nil, true):
            func text(_ name: String) throws -> String {
                do {
                    return try String(
                        contentsOf: URL(filePath: settings.text("reference")).appending(path: name), encoding: .utf8)
                } catch {
                    throw Problem(
                        .invalid, "import.sample", "参考数据目录里没有 \(name)。", remedy: "请用 MINGCHA_REFERENCE 指定参考数据目录。")
                }
            }
            return (
                try SampleLists.items(text("items-sample.yaml"), province: province),
                try SampleLists.checklists(text("checklists-sample.yaml"))
            )
        default:
            throw Problem(.invalid, "import.items", "请给出清单文件，或用 --sample 导入示例清单，两者只能选一。")
        }
    }

    private func notice(_ house: House) throws -> VersionNotice {
        var day = house.clock.today
        if let effective {
            guard let given = Day(effective) else {
                throw Problem(
                    .invalid, "import.effective", "“\(effective)”不是存在的日期。", remedy: "请写作 --effective 2026-03-01。")
            }
            day = given
        }
        return VersionNotice(
            effectiveFrom: day, reason: reason ?? (sample ? "示例清单，用于试用" : ""),
            basis: basis ?? (sample ? "示例（非官方清单）" : ""))
    }
}
