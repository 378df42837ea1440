/// Text as people mean it: without the characters that nobody sees, and digits as machines read them.
package enum PlainText {
    /// Without control characters (tabs and line breaks stay), without zero-width characters, and without those that turn
    /// the direction of writing. They come along when text is copied from web pages and chats, and two names that differ
    /// by them alone look the same.
    package static func visible(_ text: String) -> String {
        // Nearly all text has nothing to take out, and then costs no more than a look at its bytes.
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isHidden(scalar) { kept.append(scalar) }
        return String(kept)
    }

    /// Full-width ASCII, as Chinese input methods write it, as ASCII: `２０２６－０３－０１` is `2026-03-01`.
    package static func halfWidth(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { (0xFF01...0xFF5E).contains($0.value) }) else { return text }
        var narrow = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            narrow.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
        }
        return String(narrow)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }
}
