package import Domain
import Foundation

/// Tables as files of this machine; uploads wait in a private folder.
///
/// Several `mingcha serve` processes on one database share the folder, or a preview is confirmed where it was made.
package struct LocalTableDesk: TableDesk {
    private let folder: String
    private let limits: TableLimits
    /// Uploads that nobody confirmed are removed after so many seconds, when the next one arrives.
    private let patience: TimeInterval

    package init(folder: String, limits: TableLimits = TableLimits(), patience: Double = 7 * 86_400) {
        self.folder = folder
        self.limits = limits
        self.patience = patience
    }

    package func open(path: String, name: String) throws -> any TableSource {
        try LocalTableDesk.recognised(path: path, name: name, limits: limits)
    }

    package func keep(_ content: TableContent, name: String) throws -> any TableSource {
        let files = FileManager.default
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            sweep()
            let waiting = folder + "/incoming-\(UUID().uuidString)"
            defer { try? files.removeItem(atPath: waiting) }
            switch content {
            case .bytes(let bytes): try Data(bytes).write(to: URL(fileURLWithPath: waiting))
            case .file(let path): try files.copyItem(atPath: path, toPath: waiting)
            }
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: waiting)
            let place = self.place(try WorkbookFile.digest(waiting, name: name))
            let isNew = !files.fileExists(atPath: place)
            if isNew { try files.moveItem(atPath: waiting, toPath: place) }
            do {
                return try LocalTableDesk.recognised(path: place, name: name, limits: limits)
            } catch {
                if isNew { try? files.removeItem(atPath: place) }
                throw error
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.unavailable, "table.no-room", "服务器暂时放不下这个文件，没有导入任何内容。", remedy: "请稍后重试，或联系平台管理员检查磁盘空间。")
        }
    }

    package func kept(digest: String, name: String) throws -> any TableSource {
        guard holds(digest: digest) else {
            throw Problem(.notFound, "table.gone", "待确认的文件已不在服务器上（可能已经导入，或放了超过七天）。", remedy: "请重新上传。")
        }
        return try LocalTableDesk.recognised(path: place(digest), name: name, limits: limits)
    }

    package func holds(digest: String) -> Bool {
        digest.utf8.count == 64
            && digest.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            && FileManager.default.fileExists(atPath: place(digest))
    }

    package func discard(digest: String) {
        guard digest.utf8.count == 64, !digest.contains("/") else { return }
        try? FileManager.default.removeItem(atPath: place(digest))
    }

    package func note(_ key: String, _ text: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(text.utf8).write(to: URL(fileURLWithPath: notePath(key)), options: .atomic)
        } catch { throw WrittenFile.noRoom }
    }

    package func noted(_ key: String) throws -> (text: String, age: Double)? {
        let path = notePath(key)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let at = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        else { return nil }
        return (text, Date().timeIntervalSince(at))
    }

    private func notePath(_ key: String) -> String {
        folder + "/note-" + key.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    package func write(_ format: TableFormat, _ sheet: TableSheet) throws -> any TableWriter {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw WrittenFile.noRoom }
        let path = folder + "/outgoing-\(UUID().uuidString)"
        switch format {
        case .xlsx: return try WorkbookWriter(path: path, folder: folder, sheet)
        case .csv: return try DelimitedFileWriter(path: path, sheet)
        }
    }

    /// By the first bytes, whatever the name says.
    private static func recognised(path: String, name: String, limits: TableLimits) throws -> any TableSource {
        let file = FileHandle(forReadingAtPath: path)
        let magic = [UInt8]((try? file?.read(upToCount: 4)) ?? Data())
        try? file?.close()
        if magic.starts(with: [0x50, 0x4B, 0x03, 0x04]) || magic.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return try WorkbookFile(path: path, name: name, limits: limits)
        }
        if magic == OldWorkbook.magic { throw OldWorkbook.refusal(path: path, name: name) }
        return try DelimitedFile(path: path, name: name, limits: limits)
    }

    package func csv(header: [String], rows: [[String]]) -> [UInt8] {
        var writer = DelimitedWriter(header: header)
        for row in rows { writer.add(row) }
        return writer.bytes
    }

    private func place(_ digest: String) -> String { folder + "/" + digest }

    private func sweep() {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = folder + "/" + name
            guard let at = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date else { continue }
            if Date().timeIntervalSince(at) > patience { try? files.removeItem(atPath: path) }
        }
    }
}
