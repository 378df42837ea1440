import Domain
import Foundation
import Glibc

/// Small files whose content must be there after a power cut, whole: old or new, never half.
enum DurableFile {
    /// The bytes of a file; nil if there is none.
    static func read(_ path: String) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Problem(.unavailable, "file.read", "读不了文件 \(path)。", remedy: "请检查文件权限。")
        }
    }

    /// Replaces the file: written beside it, flushed, renamed, and the folder flushed. Readable by its owner only.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let partial = path + ".new"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw failure(path, error.localizedDescription)
        }
        unlink(partial)
        let file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        do {
            defer { close(file) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
                guard written > 0 else { throw failure(path, String(cString: strerror(errno))) }
                rest = rest.dropFirst(written)
            }
            guard fsync(file) == 0 else { throw failure(path, String(cString: strerror(errno))) }
        }
        guard rename(partial, path) == 0 else { throw failure(path, String(cString: strerror(errno))) }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure(path, String(cString: strerror(errno))) }
    }

    /// Runs the body while no other process is in one for the same path.
    static func exclusively<T>(_ path: String, _ body: () throws -> T) throws -> T {
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        // Closing gives the lock back.
        defer { close(lock) }
        guard flock(lock, LOCK_EX) == 0 else { throw failure(path, String(cString: strerror(errno))) }
        return try body()
    }

    private static func failure(_ path: String, _ reason: String) -> Problem {
        Problem(.unavailable, "file.write", "写不了文件 \(path)：\(reason)。", remedy: "请检查目录权限和磁盘空间。")
    }
}
