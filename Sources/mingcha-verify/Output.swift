import Foundation
import VerifiableDraw

/// What goes to the terminal.
enum Output {
    static func text(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
    static func error(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// One line for each thing checked.
    static func report(_ report: CeremonyReport) {
        for check in report.checks {
            let word =
                switch check.state {
                case .passed: "通过"
                case .failed: "不符"
                case .note: "注意"
                }
            text("\(word)  \(check.title)\(check.detail.isEmpty ? "" : "：\(check.detail)")\n")
        }
    }
}

/// JSON with its keys in the order in which they are given, so that an output reads like its input.
/// (Foundation's encoders go through dictionaries, which also merge canonically equal keys.)
indirect enum JSONText {
    case string(String)
    case number(Int)
    case array([JSONText])
    case object([(String, JSONText)])

    /// Compact, UTF-8, one LF at the end.
    var line: String {
        var out: [UInt8] = []
        write(to: &out)
        out.append(0x0A)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .string(let text): JSONText.quote(text, to: &out)
        case .number(let number): out.append(contentsOf: String(number).utf8)
        case .array(let items):
            out.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                item.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSONText.quote(member.0, to: &out)
                out.append(UInt8(ascii: ":"))
                member.1.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func quote(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<0x20, 0x7F:
                let hex = String(byte, radix: 16)
                out.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex).utf8)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
