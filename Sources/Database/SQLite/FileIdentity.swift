import Foundation

/// Which file was opened. After `rm` or a replaced file, an open database would go on writing into a file without a name
/// and everything confirmed from then on would be lost; so each transaction first looks whether the file is still there.
struct FileIdentity: Sendable {
    let path: String
    private let device: UInt64
    private let inode: UInt64

    init(path: String) throws {
        self.path = path
        guard let (device, inode) = Self.look(path) else {
            throw DatabaseProblem.unavailable("the database file \(path) cannot be found")
        }
        self.device = device
        self.inode = inode
    }

    private static func look(_ path: String) -> (UInt64, UInt64)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (UInt64(status.st_dev), UInt64(status.st_ino))
    }

    /// Throws when the path no longer leads to the opened file.
    func check() throws {
        guard let (device, inode) = Self.look(path), device == self.device, inode == self.inode else {
            throw DatabaseProblem.unavailable("the database file \(path) was removed or replaced while open")
        }
    }

    /// Makes the file and its folder for the owner alone; SQLite gives its journal files the same permissions.
    static func create(_ path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if !FileManager.default.fileExists(atPath: folder) {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw DatabaseProblem.unavailable("the folder \(folder) cannot be created")
            }
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseProblem.unavailable(
                "the database file \(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        close(descriptor)
    }
}
