package import Domain
package import Foundation
import TransparencyLog

/// Writes the transparency log to a directory that any web server can host (connector "static files").
///
/// Run again, it adds only what is new; the checkpoint is replaced last, so a reader never sees a head without its
/// tiles, and a run that was killed leaves the old head with more tiles than it needs.
package struct LogExport: Sendable {
    package struct Summary: Sendable {
        package let size: Int64
        package let files: Int
    }

    private let house: House
    private let directory: URL

    package init(_ house: House, directory: URL) {
        self.house = house
        self.directory = directory
    }

    /// - Parameter progress: called with files written and files to write.
    package func run(progress: @escaping @Sendable (Int, Int) -> Void) async throws -> Summary {
        let files = LogFiles(house.checkpoints)
        let directory = directory
        let checkpoints = house.checkpoints
        return try await house.storage.read { stores in
            let shown = try checkpoints.shown(of: stores.ledger)
            let size = shown.size
            let old = LogExport.exportedSize(directory)
            guard old <= UInt64(size) else {
                throw Problem(
                    .conflict, "log.export.newer", "目标目录里的日志有 \(old) 条，比数据库的 \(size) 条还多，不能覆盖。",
                    remedy: "请换一个目录，或核对是否连错了数据库。")
            }
            let paths = Array(try LogDirectoryPlan(size: UInt64(size), since: old).paths)
            for (index, path) in paths.enumerated() {
                let bytes =
                    path == .checkpoint
                    ? Array(shown.note.encoded.utf8) : try files.bytes(of: path, from: stores.ledger)
                guard let bytes else {
                    throw Problem(.defect, "log.export.missing", "日志缺少 \(path)，导出没有完成。", clause: "3.5.4")
                }
                try LogExport.write(bytes, to: directory.appending(path: path.description))
                progress(index + 1, paths.count)
            }
            try LogExport.write(Array((checkpoints.vkey + "\n").utf8), to: directory.appending(path: "log.vkey"))
            return Summary(size: size, files: paths.count)
        }
    }

    /// Size of the checkpoint that is there already, 0 for none.
    private static func exportedSize(_ directory: URL) -> UInt64 {
        guard let text = try? String(contentsOf: directory.appending(path: "checkpoint"), encoding: .utf8),
            let line = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().first
        else { return 0 }
        return UInt64(line) ?? 0
    }

    private static func write(_ bytes: [UInt8], to file: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file, options: .atomic)
        } catch {
            throw Problem(
                .unavailable, "log.export.write", "写不了文件 \(file.path())：\(error.localizedDescription)",
                remedy: "请检查目录权限和磁盘空间。")
        }
    }
}
