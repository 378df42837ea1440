import CExpat
import Domain

/// What listens to a part of a workbook.
protocol XMLListener: AnyObject {
    /// What went wrong in listening; parsing stops there.
    var failure: Problem? { get }
    func start(_ name: XMLName, _ attributes: XMLAttributes)
    func end(_ name: XMLName)
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
}

/// The local name of an element or attribute as a number, so that names are compared without strings.
struct XMLName: Equatable {
    let hash: UInt64

    init(_ text: UnsafePointer<CChar>) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var place = text
        while place.pointee != 0 {
            let byte = UInt8(bitPattern: place.pointee)
            // A prefix is no part of the name: some programs write `x:row`.
            hash = byte == 0x3A ? 0xCBF2_9CE4_8422_2325 : (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            place += 1
        }
        self.hash = hash
    }

    init(_ text: StaticString) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        text.withUTF8Buffer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 } }
        self.hash = hash
    }

    static func ~= (pattern: XMLName, value: XMLName) -> Bool { pattern.hash == value.hash }
}

/// The attributes of an element, valid while its start is handled.
struct XMLAttributes {
    let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// The value of the first attribute of that local name.
    func value(_ name: XMLName) -> UnsafePointer<CChar>? {
        guard var place = pairs else { return nil }
        while let key = place.pointee, let value = (place + 1).pointee {
            if XMLName(key) == name { return value }
            place += 2
        }
        return nil
    }

    func text(_ name: XMLName) -> String? { value(name).map { String(cString: $0) } }

    func number(_ name: XMLName) -> Int? { text(name).flatMap { Int($0) } }
}

/// An expat parser that is fed piece by piece. Documents with a document type are refused, so that there are no
/// entities but the five of XML.
final class XMLPush {
    private let parser: XML_Parser
    private let listener: any XMLListener
    private var refusal: Problem?
    private let title: String
    private let part: String

    init(_ listener: any XMLListener, part: String, title: String) throws {
        guard let parser = XML_ParserCreate(nil) else {
            throw Problem(.unavailable, "table.no-memory", "服务器内存不足，没有读取文件。", remedy: "请稍后重试。")
        }
        self.parser = parser
        self.listener = listener
        self.part = part
        self.title = title
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let push = XMLPush.this(data), let name else { return }
                push.listener.start(XMLName(name), XMLAttributes(pairs: attributes))
                push.stopOnFailure()
            },
            { data, name in
                guard let push = XMLPush.this(data), let name else { return }
                push.listener.end(XMLName(name))
                push.stopOnFailure()
            })
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let push = XMLPush.this(data), let text, count > 0 else { return }
            text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
                push.listener.text(UnsafeBufferPointer(start: $0, count: Int(count)))
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            guard let push = XMLPush.this(data) else { return }
            push.refusal = Problem(
                .invalid, "table.doctype", "工作簿“\(push.title)”含有文档类型定义（DTD），可能被用来攻击服务器，没有读取。",
                remedy: "请用表格软件打开，另存为新的 xlsx 文件后再导入。")
            XML_StopParser(push.parser, 0)
        }
    }

    deinit { XML_ParserFree(parser) }

    private static func this(_ data: UnsafeMutableRawPointer?) -> XMLPush? {
        data.map { Unmanaged<XMLPush>.fromOpaque($0).takeUnretainedValue() }
    }

    private func stopOnFailure() {
        if listener.failure != nil { XML_StopParser(parser, 0) }
    }

    func feed(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) throws {
        let status = bytes.withMemoryRebound(to: CChar.self) {
            XML_Parse(parser, $0.baseAddress, Int32(clamping: $0.count), isLast ? 1 : 0)
        }
        if let refusal { throw refusal }
        if let failure = listener.failure { throw failure }
        guard status == XML_STATUS_OK else { throw ZipArchive.damaged(title, "部件 \(part) 的内容无法识别") }
    }

    /// A whole part; false when the archive has none of that name.
    @discardableResult
    static func read(_ part: String, of archive: ZipArchive, title: String, into listener: any XMLListener) throws
        -> Bool
    {
        guard let more = try archive.open(part) else { return false }
        let push = try XMLPush(listener, part: part, title: title)
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try piece.withUnsafeMutableBufferPointer { try more($0) }
            try piece.withUnsafeBufferPointer {
                try push.feed(UnsafeBufferPointer(rebasing: $0[..<count]), isLast: count == 0)
            }
            if count == 0 { return true }
        }
    }
}
