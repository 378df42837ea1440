import CZlib
import Domain
import Foundation

/// The bytes of a file in pieces, unpacked when it is gzip (one member or several, RFC 1952).
final class FileBytes {
    private let file: FileHandle
    private let name: String
    private let limit: Int
    private let isPacked: Bool
    private var inflater = z_stream()
    private var isInflating = false
    private var memberEnded = false
    private var packed: [UInt8] = []
    private var consumed = 0
    private(set) var delivered = 0
    /// Sees every byte of the file as it lies on disk.
    var onRawBytes: ((UnsafeRawBufferPointer) -> Void)?

    private static let piece = 256 << 10

    init(path: String, name: String, limit: Int) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Problem(.invalid, "table.missing", "找不到文件“\(name)”，或没有读取权限。", remedy: "请检查文件路径后重试。")
        }
        self.file = file
        self.name = name
        self.limit = limit
        let magic = try file.read(upToCount: 2) ?? Data()
        isPacked = magic.elementsEqual([0x1F, 0x8B])
        try file.seek(toOffset: 0)
    }

    deinit {
        if isInflating { inflateEnd(&inflater) }
        try? file.close()
    }

    /// The next piece; empty at the end.
    func next() throws -> [UInt8] {
        let bytes = isPacked ? try inflated() : try raw()
        delivered += bytes.count
        guard delivered <= limit else {
            throw Problem(
                .invalid, "table.too-large", "文件“\(name)”解压后超过 \(limit >> 20) MB 的上限，已停止读取。",
                remedy: "请拆分文件后分批导入，或由平台管理员调整上限。")
        }
        return bytes
    }

    private func raw() throws -> [UInt8] {
        let data: Data
        do {
            data = try file.read(upToCount: FileBytes.piece) ?? Data()
        } catch {
            throw Problem(.unavailable, "table.unreadable", "文件“\(name)”读取中断。", remedy: "请确认文件完整、磁盘正常后重试。")
        }
        let bytes = [UInt8](data)
        if let onRawBytes { bytes.withUnsafeBytes(onRawBytes) }
        return bytes
    }

    private func inflated() throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: FileBytes.piece)
        while true {
            if consumed == packed.count {
                packed = try raw()
                consumed = 0
                if packed.isEmpty {
                    guard memberEnded else { throw damaged("文件不完整") }
                    return []
                }
            }
            if !isInflating || memberEnded { try beginMember() }
            let (status, taken, made) = step(&output)
            consumed += taken
            switch status {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END: memberEnded = true
            default: throw damaged("数据损坏")
            }
            if made > 0 {
                output.removeLast(output.count - made)
                return output
            }
        }
    }

    private func step(_ output: inout [UInt8]) -> (status: Int32, taken: Int, made: Int) {
        let available = packed.count - consumed
        return packed.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                inflater.next_in = source.baseAddress.map { $0 + consumed }
                inflater.avail_in = UInt32(available)
                inflater.next_out = target.baseAddress
                inflater.avail_out = UInt32(target.count)
                let status = inflate(&inflater, Z_NO_FLUSH)
                return (status, available - Int(inflater.avail_in), target.count - Int(inflater.avail_out))
            }
        }
    }

    private func beginMember() throws {
        if isInflating { inflateEnd(&inflater) }
        inflater = z_stream()
        // 16: a gzip header and trailer around the deflate stream.
        guard
            inflateInit2_(&inflater, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw damaged("无法解压") }
        isInflating = true
        memberEnded = false
    }

    private func damaged(_ why: String) -> Problem {
        Problem(.invalid, "table.damaged", "压缩文件“\(name)”\(why)。", remedy: "请重新压缩或重新下载后再导入。")
    }
}
