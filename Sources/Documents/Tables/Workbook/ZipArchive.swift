import CMinizip
import Domain
import Foundation

/// The parts of a zip file, read one after the other through minizip. Not shared between threads.
///
/// Sizes are counted while unpacking: what a damaged or hostile file says of itself decides nothing.
final class ZipArchive {
    private let handle: unzFile
    private let title: String
    private let limits: TableLimits
    /// What all parts read so far have unpacked to, in bytes.
    private var unpacked = 0
    /// Names of the entries as written.
    let names: [String]

    /// - Parameter title: name of the file as people know it.
    init(path: String, title: String, limits: TableLimits) throws {
        self.title = title
        self.limits = limits
        guard let handle = unzOpen64(path) else { throw ZipArchive.damaged(title, "不是完整的压缩结构") }
        self.handle = handle
        do {
            names = try ZipArchive.list(handle, title: title, limits: limits)
        } catch {
            unzClose(handle)
            throw error
        }
    }

    deinit { unzClose(handle) }

    private static func list(_ handle: unzFile, title: String, limits: TableLimits) throws -> [String] {
        var names: [String] = []
        var status = unzGoToFirstFile(handle)
        while status == UNZ_OK {
            guard names.count < limits.entries else {
                throw Problem(
                    .invalid, "table.entries", "文件“\(title)”内部的部件超过 \(limits.entries) 个，不是正常的表格。",
                    remedy: "请用表格软件打开，另存为新的 xlsx 文件后再导入。")
            }
            var info = unz_file_info64()
            var name = [CChar](repeating: 0, count: 1024)
            guard
                unzGetCurrentFileInfo64(handle, &info, &name, UInt(name.count - 1), nil, 0, nil, 0) == UNZ_OK
            else { throw damaged(title, "目录损坏") }
            if info.flag & 1 != 0 {
                throw Problem(
                    .invalid, "table.encrypted", "文件“\(title)”加了密码，不能读取。", remedy: "请用表格软件打开，去掉密码后另存，再导入。")
            }
            names.append(String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            status = unzGoToNextFile(handle)
        }
        guard status == UNZ_END_OF_LIST_OF_FILE else { throw damaged(title, "目录损坏") }
        return names
    }

    func holds(_ name: String) -> Bool { names.contains { $0.lowercased() == name.lowercased() } }

    /// A closure that gives the unpacked bytes of an entry piece by piece into the buffer it is handed, and how many;
    /// 0 at the end. Nil when there is no such entry. One entry can be open at a time.
    func open(_ name: String) throws -> ((UnsafeMutableBufferPointer<UInt8>) throws -> Int)? {
        // 2: names are compared without regard to case, as spreadsheet programs do.
        guard unzLocateFile(handle, name, 2) == UNZ_OK else { return nil }
        guard unzOpenCurrentFile(handle) == UNZ_OK else { throw ZipArchive.damaged(title, "部件 \(name) 无法解压") }
        let start = unzGetCurrentFileZStreamPos64(handle)
        var fromEntry = 0
        return { [self] buffer in
            let count = Int(unzReadCurrentFile(handle, buffer.baseAddress, UInt32(clamping: buffer.count)))
            guard count >= 0 else { throw ZipArchive.damaged(title, "部件 \(name) 已损坏") }
            guard count > 0 else {
                guard unzCloseCurrentFile(handle) == UNZ_OK else {
                    throw ZipArchive.damaged(title, "部件 \(name) 校验不符")
                }
                return 0
            }
            unpacked += count
            fromEntry += count
            try checkSize(fromEntry, packed: Int(unzGetCurrentFileZStreamPos64(handle) - start))
            return count
        }
    }

    /// - Parameters:
    ///   - fromEntry: what the open entry has unpacked to so far.
    ///   - packed: what of it was read for that.
    private func checkSize(_ fromEntry: Int, packed: Int) throws {
        if unpacked > limits.workbookBytes {
            throw Problem(
                .invalid, "table.too-large", "文件“\(title)”解压后超过 \(limits.workbookBytes >> 20) MB 的上限，已停止读取。",
                remedy: "请拆分文件后分批导入，或另存为 CSV 后导入。")
        }
        // Honest sheets pack 10 to 50 times, empty styled rows 100 times; a bomb 1,000 times. It is held against what has been
        // read so far, so that a large bomb is found as early as a small one.
        if fromEntry > 64 << 20, fromEntry / max(1, packed) > limits.packingRatio {
            throw Problem(
                .invalid, "table.bomb", "文件“\(title)”解压后膨胀 \(limits.packingRatio) 倍以上，不是正常的表格，已停止读取。",
                remedy: "请用表格软件打开，只保留有数据的区域，另存为新的 xlsx 文件后再导入。")
        }
    }

    static func damaged(_ title: String, _ why: String) -> Problem {
        Problem(
            .invalid, "table.damaged", "工作簿“\(title)”已损坏（\(why)）。", remedy: "请用表格软件打开，另存为新的 xlsx 文件后再导入。")
    }
}
