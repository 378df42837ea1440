import Domain
import Foundation

/// Files that are tables, but none that can be read: told apart, so that the way out fits.
enum OldWorkbook {
    static let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0]

    /// What to say of a compound file: an encrypted xlsx, or a workbook of Excel 97 to 2003.
    static func refusal(path: String, name: String) -> Problem {
        if isEncrypted(path) {
            return Problem(
                .invalid, "table.encrypted", "文件“\(name)”加了打开密码，不能读取。",
                remedy: "请用 Excel 或 WPS 打开，在“文件—信息—保护工作簿”里去掉密码，另存后再导入。")
        }
        return Problem(
            .invalid, "table.workbook", "文件“\(name)”是旧版 Excel（xls）或 WPS（et）工作簿，不能读取。",
            remedy: "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。")
    }

    /// Whether the directory of the compound file names an encrypted package (MS-CFB 2.2, MS-OFFCRYPTO 2.3.4).
    private static func isEncrypted(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: 512), head.count == 512 else { return false }
        let bytes = [UInt8](head)
        let shift = UInt64(bytes[30]) | UInt64(bytes[31]) << 8
        guard (7...16).contains(shift) else { return false }
        let sector = (0..<4).reduce(UInt64(0)) { $0 | UInt64(bytes[48 + $1]) << UInt64($1 * 8) }
        let wanted = Data("EncryptedPackage".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
        guard (try? file.seek(toOffset: (sector + 1) << shift)) != nil,
            let directory = try? file.read(upToCount: 8_192)
        else { return false }
        return directory.range(of: wanted) != nil
    }

    /// Web pages and XML under the name of a workbook, as some older systems give them out.
    static func refusePage(_ head: [UInt8], name: String) throws {
        let text = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }.prefix(16)
        let start = String(decoding: text, as: UTF8.self).lowercased()
        guard ["<html", "<!doctype", "<?xml", "<table", "<meta"].contains(where: { start.hasPrefix($0) }) else {
            return
        }
        throw Problem(
            .invalid, "table.page", "文件“\(name)”其实是网页或 XML，只是用了表格的扩展名，不能读取。",
            remedy: "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。")
    }
}
