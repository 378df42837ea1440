import CQrencode
import Domain

/// QR codes by libqrencode.
enum QREncoder {
    /// - Throws: ``Problem`` when the text does not fit (about 2,300 bytes at level M) or memory is short.
    static func encode(_ text: String) throws -> QRCode {
        let bytes = Array(text.utf8)
        let code = bytes.withUnsafeBufferPointer { buffer -> UnsafeMutablePointer<QRcode>? in
            guard let length = Int32(exactly: buffer.count), length > 0 else { return nil }
            return QRcode_encodeData(length, buffer.baseAddress, 0, QR_ECLEVEL_M)
        }
        guard let code else {
            throw Problem(.invalid, "press.qr", "内容太长，不能做成二维码。", remedy: "请直接输入网址。")
        }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard let data = code.pointee.data, side > 0 else {
            throw Problem(.defect, "press.qr-empty", "二维码没有做成。")
        }
        // The lowest bit of a module says dark; the others are the encoder's notes.
        return QRCode(side: side, modules: (0..<side * side).map { data[$0] & 1 == 1 })
    }
}
