import ArgumentParser
import Documents
import Domain
import Foundation

/// `mingcha table IN OUT`: a table from one format into another, by the same reader and writer as imports and exports.
struct TableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "转换表格文件：xlsx 与 CSV 互转",
        discussion: "内容一律按文本写出，18 位代码不会变成科学计数。输出格式看扩展名（.xlsx 或 .csv）。不读写数据库。")

    @Argument(help: "要读取的文件（xlsx、CSV 或 CSV.gz）。")
    var input: String

    @Argument(help: "要写出的文件（.xlsx 或 .csv）。")
    var output: String

    @Option(help: "工作表名称；不写则取第一张可见的工作表。")
    var sheet: String?

    func run() async throws {
        try await reporting {
            guard let format = TableFormat(rawValue: URL(filePath: output).pathExtension.lowercased()) else {
                throw Problem(.invalid, "table.format", "输出文件应以 .xlsx 或 .csv 结尾。", remedy: "请改用这两种扩展名。")
            }
            let folder = FileManager.default.temporaryDirectory.appending(path: "mingcha-table-\(getpid())").path()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let desk = LocalTableDesk(folder: folder)
            var source = try desk.open(path: input, name: URL(filePath: input).lastPathComponent)
            if let sheet { source = try source.sheet(sheet) }
            let reader = try source.open()
            let writer = try desk.write(
                format, TableSheet(name: "数据", columns: reader.header.map { TableSheet.Column($0) }))
            var record = TableRecord()
            var rows = 0
            while try reader.next(&record) {
                if let refusal = record.unreadable(columns: reader.header) {
                    throw Problem(
                        .invalid, "table.row", "第 \(refusal.line) 行“\(refusal.field)”：\(refusal.reason)。",
                        remedy: "请改正后重试。")
                }
                try writer.add(
                    (0..<record.count).map { .text(String(decoding: record.field($0), as: UTF8.self)) })
                rows += 1
            }
            let written = try writer.finish()
            guard FileManager.default.createFile(atPath: output, contents: nil),
                let file = FileHandle(forWritingAtPath: output)
            else { throw Problem(.unavailable, "table.output", "无法写出 \(output)。", remedy: "请检查目录权限和磁盘空间。") }
            while true {
                let piece = try written.next()
                if piece.isEmpty { break }
                try file.write(contentsOf: piece)
            }
            try file.close()
            print("\(source.encoding)，\(reader.header.count) 列，\(rows) 行，已写出 \(output)（\(written.size) 字节）。")
        }
    }
}
