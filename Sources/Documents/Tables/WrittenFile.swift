import Domain
import Foundation

/// A finished table in a private file that goes with this object.
final class WrittenFile: WrittenTable, @unchecked Sendable {
    // Unchecked: the file is read by one sender, and the lock holds where two ask.
    private let lock = NSLock()
    private let path: String
    private let file: FileHandle
    let size: Int

    init(path: String) throws {
        self.path = path
        guard let file = FileHandle(forReadingAtPath: path),
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        else {
            try? FileManager.default.removeItem(atPath: path)
            throw WrittenFile.noRoom
        }
        self.file = file
        self.size = size
    }

    deinit {
        try? file.close()
        try? FileManager.default.removeItem(atPath: path)
    }

    func next() throws -> [UInt8] {
        try lock.withLock { [UInt8](try file.read(upToCount: 256 << 10) ?? Data()) }
    }

    static let noRoom = Problem(
        .unavailable, "table.no-room", "服务器暂时放不下要导出的文件，没有导出。", remedy: "请稍后重试，或联系平台管理员检查磁盘空间。")
}

/// Writes CSV into a file as the rows come.
final class DelimitedFileWriter: TableWriter {
    private let path: String
    private let file: FileHandle
    private var writer = DelimitedWriter()
    private var isFinished = false

    init(path: String, _ sheet: TableSheet) throws {
        self.path = path
        guard
            FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else { throw WrittenFile.noRoom }
        self.file = file
        head(sheet)
    }

    deinit {
        try? file.close()
        if !isFinished { try? FileManager.default.removeItem(atPath: path) }
    }

    private func head(_ sheet: TableSheet) {
        if let title = sheet.title { writer.add([title]) }
        for line in sheet.lines { writer.add([line]) }
        if !sheet.columns.isEmpty { writer.add(sheet.columns.map(\.title)) }
    }

    func add(_ values: [TableValue], marked: Set<Int>) throws {
        writer.add(values.map(\.plain))
        if writer.bytes.count > 256 << 10 { try flush() }
    }

    func begin(_ sheet: TableSheet) throws {
        writer.add([""])
        head(sheet)
    }

    func finish() throws -> any WrittenTable {
        try flush()
        isFinished = true
        return try WrittenFile(path: path)
    }

    private func flush() throws {
        do { try file.write(contentsOf: writer.take()) } catch { throw WrittenFile.noRoom }
    }
}
