/// A tar archive (POSIX ustar) of a few files, for downloads of several files at once.
package enum TapeArchive {
    /// - Parameters:
    ///   - files: names of 100 bytes at most, in the order of the archive.
    ///   - time: modification time of all files, so that the same files give the same bytes.
    /// - Returns: chunks, to be sent one after another.
    /// - Throws: a ``Problem`` for a name that does not fit.
    package static func chunks(_ files: [(name: String, bytes: [UInt8])], time: Moment) throws -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        for (name, bytes) in files {
            chunks.append(try header(name, size: bytes.count, time: time))
            chunks.append(bytes)
            chunks.append([UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512))
        }
        chunks.append([UInt8](repeating: 0, count: 1024))
        return chunks
    }

    private static func header(_ name: String, size: Int, time: Moment) throws -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() where place + offset < block.count {
                block[place + offset] = byte
            }
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(max(number, 0), radix: 8)
            return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
        }
        guard name.utf8.count <= 100, size < 1 << 33 else {
            throw Problem(.defect, "archive.name", "文件“\(name)”不能放进压缩包。")
        }
        put(name, at: 0)
        put(octal(0o644, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size, 11), at: 124)
        put(octal(Int(time.milliseconds / 1000), 11), at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
        return block
    }
}
