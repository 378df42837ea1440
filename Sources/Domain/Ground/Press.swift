/// What makes paper: PDF files and QR codes. `Documents` implements it; only `mingcha` joins the two.
package protocol Press: Sendable {
    /// A PDF of a whole HTML page (UTF-8). The same page gives the same bytes.
    /// - Parameters:
    ///   - html: a page that needs nothing from elsewhere but the stylesheet.
    ///   - css: the stylesheet.
    /// - Throws: a ``Problem`` that says what to do instead, when the printer is missing, too slow, or fails.
    func pdf(html: String, css: String) async throws -> [UInt8]

    /// A QR code with error correction M.
    /// - Throws: a ``Problem`` when the text is too long for one.
    func qr(_ text: String) throws -> QRCode
}

/// A QR code as a square of modules, without its quiet zone.
package struct QRCode: Sendable, Equatable {
    /// Modules along each side.
    package let side: Int
    /// Row by row; true is dark. `side * side` of them.
    package let modules: [Bool]

    package init(side: Int, modules: [Bool]) {
        self.side = side
        self.modules = modules
    }

    /// The dark modules as one SVG path in a square of `side + 8` (four modules of quiet zone around).
    package var path: String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                var end = column
                while end < side, modules[row * side + end] { end += 1 }
                if end > column { path += "M\(column + 4) \(row + 4)h\(end - column)v1h-\(end - column)z" }
                column = max(end, column + 1)
            }
        }
        return path
    }
}
