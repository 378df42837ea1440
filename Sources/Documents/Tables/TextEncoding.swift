import Domain
import Glibc

/// How the bytes of a table spell characters.
enum TextEncoding: Sendable {
    case utf8
    case utf8WithMark
    case gb18030

    var title: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf8WithMark: "UTF-8（带BOM）"
        case .gb18030: "GB18030"
        }
    }
}

/// Counts what is no UTF-8 in a stream of pieces (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
struct UTF8Check {
    private(set) var errors = 0
    private var needed = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            if needed == 0 {
                if byte < 0x80 {
                    index += 1
                    continue
                }
                // Chinese text is three-byte characters almost throughout.
                if byte > 0xE0, byte < 0xED, index + 2 < count, bytes[index + 1] & 0xC0 == 0x80,
                    bytes[index + 2] & 0xC0 == 0x80
                {
                    index += 3
                    continue
                }
                begin(byte)
                index += 1
            } else if byte >= lower && byte <= upper {
                needed -= 1
                lower = 0x80
                upper = 0xBF
                index += 1
            } else {
                // The byte may begin a character of its own.
                errors += 1
                reset()
            }
        }
    }

    mutating func finish() {
        if needed > 0 { errors += 1 }
        reset()
    }

    private mutating func reset() {
        needed = 0
        lower = 0x80
        upper = 0xBF
    }

    private mutating func begin(_ byte: UInt8) {
        switch byte {
        case 0xC2...0xDF: needed = 1
        case 0xE0...0xEF:
            needed = 2
            if byte == 0xE0 { lower = 0xA0 }
            if byte == 0xED { upper = 0x9F }
        case 0xF0...0xF4:
            needed = 3
            if byte == 0xF0 { lower = 0x90 }
            if byte == 0xF4 { upper = 0x8F }
        default: errors += 1
        }
    }
}

/// GB 18030 to UTF-8, piece by piece, by the C library's iconv. What cannot be decoded becomes U+FFFD.
final class GBDecoder {
    private let descriptor: iconv_t
    private var rest: [UInt8] = []
    private(set) var errors = 0

    init() throws {
        let opened = iconv_open("UTF-8", "GB18030")
        // iconv_open answers (iconv_t)-1 on failure.
        guard let opened, Int(bitPattern: opened) != -1 else {
            throw Problem(
                .unavailable, "table.no-gb18030", "本机系统缺少 GB18030 编码支持。", remedy: "请将文件另存为 UTF-8 编码后导入。")
        }
        descriptor = opened
    }

    deinit { iconv_close(descriptor) }

    /// Decodes a piece; a character cut by its end waits for the next one. `isLast` flushes.
    func decode(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
        var input = rest + piece
        rest = []
        // Two bytes become three at most, four become four; a lone bad byte becomes three.
        var output = [UInt8](repeating: 0, count: input.count * 3 + 16)
        var read = 0
        var written = 0
        while read < input.count {
            let (failure, taken, made) = convert(&input, from: read, &output, from: written)
            read += taken
            written += made
            guard let failure else { break }
            if failure == EINVAL && !isLast {
                rest = Array(input[read...])
                break
            }
            errors += 1
            output.replaceSubrange(written..<(written + 3), with: [0xEF, 0xBF, 0xBD])
            written += 3
            read += 1
        }
        output.removeLast(output.count - written)
        return output
    }

    private func convert(_ input: inout [UInt8], from start: Int, _ output: inout [UInt8], from place: Int)
        -> (failure: Int32?, taken: Int, made: Int)
    {
        input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) }
                var left = source.count - start
                var to = target.baseAddress.map { ($0 + place).assumingMemoryBound(to: CChar.self) }
                var room = target.count - place
                let result = iconv(descriptor, &from, &left, &to, &room)
                // (size_t)-1: the reason is in errno. Other values count characters without an exact counterpart.
                let failure = result == -1 ? errno : nil
                return (failure, source.count - start - left, target.count - place - room)
            }
        }
    }
}
