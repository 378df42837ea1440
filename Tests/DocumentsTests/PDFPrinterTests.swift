import Documents
import Domain
import Foundation
import Testing

/// The limits of the printing program, with the program itself: a record that is too large ends the print and nothing else.
/// `.local/venv` holds it (`make setup`); without it these tests fail.
@Suite(.serialized) struct PDFPrinterTests {
    private static let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".local/venv/bin/weasyprint").path()

    private static let small = "<html lang=\"zh\"><title>摇号记录</title><p>共三条。</p></html>"

    /// What somebody gets who finds a way around the record's own limit of lots.
    private static let huge: String = {
        var html = "<html lang=\"zh\"><title>摇号记录</title><table>"
        for number in 1...400_000 { html += "<tr><td>\(number)</td><td class=\"code\">0123456789ABCDEF0123</td></tr>" }
        return html + "</table></html>"
    }()

    /// Prints that are still there although their folder is gone, or whose folder was left behind.
    private static func leftovers() throws -> [String] {
        let mark = "mingcha-print-"
        let running = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap {
            try? String(decoding: Data(contentsOf: URL(filePath: "/proc/\($0)/cmdline")), as: UTF8.self)
        }
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: FileManager.default.temporaryDirectory.path())
        return running.filter { $0.contains(mark) && !$0.contains("swiftpm") }
            + folders.filter { $0.hasPrefix(mark) && !$0.hasSuffix("cache") }
    }

    @Test func aPageIsPrintedTheSameTwice() async throws {
        let printer = PDFPrinter(program: Self.program)
        let first = try await printer.print(html: Self.small, css: "p { color: black }")
        #expect(first.starts(with: Array("%PDF-1.7".utf8)))
        #expect(try await printer.print(html: Self.small, css: "p { color: black }") == first)
    }

    @Test func aPrintThatTakesTooLongIsKilledAndTheNextOneGetsItsTurn() async throws {
        let printer = PDFPrinter(program: Self.program, timeLimit: 6, atOnce: 1)
        let begun = ContinuousClock.now
        let slow = await #expect(throws: Problem.self) { _ = try await printer.print(html: Self.huge, css: "") }
        #expect(slow?.code == "press.slow")
        #expect(slow?.kind == .unavailable)
        #expect(slow?.remedy?.contains("打印") == true)
        #expect(ContinuousClock.now - begun < .seconds(20))
        #expect(try Self.leftovers() == [])
        let patient = PDFPrinter(program: Self.program, atOnce: 1)
        #expect(try await patient.print(html: Self.small, css: "").starts(with: Array("%PDF-".utf8)))
    }

    @Test func aPrintThatTakesTooMuchMemoryEndsByItself() async throws {
        let printer = PDFPrinter(program: Self.program, timeLimit: 300, memoryLimit: 320, atOnce: 1)
        // The limit lets an ordinary page through: it is the large one that goes over it.
        #expect(try await printer.print(html: Self.small, css: "").starts(with: Array("%PDF-".utf8)))
        let failed = await #expect(throws: Problem.self) { _ = try await printer.print(html: Self.huge, css: "") }
        #expect(failed?.code == "press.failed")
        #expect(try Self.leftovers() == [])
        // Its turn was given back.
        #expect(try await printer.print(html: Self.small, css: "").starts(with: Array("%PDF-".utf8)))
    }

    @Test func whereTheProgramIsMissingThePageSaysSo() async throws {
        let missing = await #expect(throws: Problem.self) {
            _ = try await PDFPrinter(program: "/nonexistent/weasyprint").print(html: Self.small, css: "")
        }
        #expect(missing?.code == "press.missing")
    }
}
