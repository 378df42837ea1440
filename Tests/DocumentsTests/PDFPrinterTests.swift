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

    /// What a print leaves behind that should be gone with it: programs without their folder, folders without a program.
    /// Other prints may run on the machine; they have both.
    private static func leftovers(beside known: [String] = []) throws -> [String] {
        let files = FileManager.default
        let running = try files.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.flatMap { number in
            let line = try? Data(contentsOf: URL(filePath: "/proc/\(number)/cmdline"))
            return String(decoding: line ?? Data(), as: UTF8.self).split(separator: "\0").map(String.init)
        }.filter { $0.contains("/mingcha-print-") && $0.hasSuffix("/page.html") }
            .map { URL(filePath: $0).deletingLastPathComponent() }
        let names = Set(running.map(\.lastPathComponent))
        let folders = try files.contentsOfDirectory(atPath: files.temporaryDirectory.path())
            .filter {
                $0.hasPrefix("mingcha-print-") && $0 != "mingcha-print-cache" && !names.contains($0)
                    && !known.contains($0)
            }
        return running.filter { !files.fileExists(atPath: $0.path()) }.map { $0.path() } + folders
    }

    @Test func aPageIsPrintedTheSameTwice() async throws {
        let printer = PDFPrinter(program: Self.program)
        let first = try await printer.print(html: Self.small, css: "p { color: black }")
        #expect(first.starts(with: Array("%PDF-1.7".utf8)))
        #expect(try await printer.print(html: Self.small, css: "p { color: black }") == first)
    }

    @Test func aPrintThatTakesTooLongIsKilledAndTheNextOneGetsItsTurn() async throws {
        let before = try Self.leftovers()
        let printer = PDFPrinter(program: Self.program, timeLimit: 6, atOnce: 1)
        let begun = ContinuousClock.now
        let slow = await #expect(throws: Problem.self) { _ = try await printer.print(html: Self.huge, css: "") }
        #expect(slow?.code == "press.slow")
        #expect(slow?.kind == .unavailable)
        #expect(slow?.remedy?.contains("打印") == true)
        #expect(ContinuousClock.now - begun < .seconds(20))
        #expect(try Self.leftovers(beside: before) == [])
        let patient = PDFPrinter(program: Self.program, atOnce: 1)
        #expect(try await patient.print(html: Self.small, css: "").starts(with: Array("%PDF-".utf8)))
    }

    @Test func aPrintThatTakesTooMuchMemoryEndsByItself() async throws {
        let before = try Self.leftovers()
        let printer = PDFPrinter(program: Self.program, timeLimit: 300, memoryLimit: 320, atOnce: 1)
        // The limit lets an ordinary page through: it is the large one that goes over it.
        #expect(try await printer.print(html: Self.small, css: "").starts(with: Array("%PDF-".utf8)))
        let failed = await #expect(throws: Problem.self) { _ = try await printer.print(html: Self.huge, css: "") }
        #expect(failed?.code == "press.failed")
        #expect(try Self.leftovers(beside: before) == [])
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
