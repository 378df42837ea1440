package import Domain
import Foundation
import Synchronization

/// PDF files by WeasyPrint, a program of its own: started for one page, bounded in time and memory, and gone.
///
/// Nothing of the house depends on it. Where it is missing, the printable page stays and the refusal says so.
package struct PDFPrinter: Sendable {
    /// Absolute path of `weasyprint`.
    package let program: String
    /// Seconds after which a print is killed.
    package let timeLimit: Int
    /// Address space of a print in MiB; a page of CJK text takes some 200 MiB resident.
    package let memoryLimit: Int
    private let turns: PrintTurns

    package init(program: String, timeLimit: Int = 60, memoryLimit: Int = 2048, atOnce: Int = 2) {
        // The print runs in a folder of its own.
        self.program = URL(filePath: program).standardizedFileURL.path()
        self.timeLimit = timeLimit
        self.memoryLimit = memoryLimit
        turns = PrintTurns(atOnce: atOnce)
    }

    /// The page as tagged PDF/A-3; the same page gives the same bytes.
    /// - Throws: ``Problem`` `press.missing`, `press.slow`, `press.failed`.
    package func print(html: String, css: String) async throws -> [UInt8] {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw PDFPrinter.problem("press.missing", "这台服务器没有安装排版程序，不能生成 PDF。")
        }
        await turns.take()
        let outcome: Result<[UInt8], any Error>
        do {
            outcome = .success(try await printed(html: html, css: css))
        } catch {
            outcome = .failure(error)
        }
        await turns.giveBack()
        return try outcome.get()
    }

    private func printed(html: String, css: String) async throws -> [UInt8] {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "mingcha-print-\(UUID().uuidString)")
        try files.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? files.removeItem(at: folder) }
        let page = folder.appending(path: "page.html")
        let style = folder.appending(path: "page.css")
        let out = folder.appending(path: "page.pdf")
        try Data(html.utf8).write(to: page)
        try Data(css.utf8).write(to: style)

        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", #"ulimit -v "$1" || exit 70; shift; exec "$@""#, "print", String(memoryLimit * 1024), program,
            "--quiet", "--encoding", "utf-8", "--allowed-protocols", "file,data", "--pdf-variant", "pdf/a-3a",
            "--stylesheet", style.path(), page.path(),
            out.path(),
        ]
        process.currentDirectoryURL = folder
        // Nothing of the house's environment: no database address, no keys. A fixed date keeps repeats byte-equal.
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path(), "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "1767225600",
            "XDG_CACHE_HOME": files.temporaryDirectory.appending(path: "mingcha-print-cache").path(),
        ]
        let complaints = folder.appending(path: "complaints.txt")
        files.createFile(atPath: complaints.path(), contents: nil)
        process.standardError = try FileHandle(forWritingTo: complaints)
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let ended = try await run(process)
        guard ended == .done else {
            if ended == .late { throw PDFPrinter.problem("press.slow", "生成 PDF 超过 \(timeLimit) 秒，已停止。") }
            throw PDFPrinter.problem("press.failed", "生成 PDF 没有成功。")
        }
        guard let made = try? Data(contentsOf: out), made.starts(with: Data("%PDF-".utf8)) else {
            throw PDFPrinter.problem("press.failed", "生成 PDF 没有成功。")
        }
        return Array(made)
    }

    private enum Ending: Sendable { case done, failed, late }

    private func run(_ process: Process) async throws -> Ending {
        let late = Mutex(false)
        let ending: Ending = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { ended in
                let sound = ended.terminationReason == .exit && ended.terminationStatus == 0
                continuation.resume(returning: sound ? .done : late.withLock { $0 } ? .late : .failed)
            }
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: PDFPrinter.problem("press.missing", "排版程序没有启动，不能生成 PDF。"))
                return
            }
            let number = process.processIdentifier
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(timeLimit)) { [weak process] in
                // Still the same process: an ended one gives its number back.
                guard let process, process.isRunning else { return }
                late.withLock { $0 = true }
                kill(number, SIGKILL)
            }
        }
        return ending
    }

    private static func problem(_ code: String, _ message: String) -> Problem {
        Problem(
            .unavailable, code, message,
            remedy: "请打开打印页，用浏览器的“打印”保存为 PDF，内容相同。运维人员可运行 make setup 补装排版程序。")
    }
}

/// So many prints at a time; the others wait in line.
private actor PrintTurns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(atOnce: Int) { free = max(1, atOnce) }

    func take() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// The house's press: WeasyPrint and libqrencode.
package struct LocalPress: Press {
    private let printer: PDFPrinter

    /// - Parameter program: path of `weasyprint`; it need not exist.
    package init(program: String) { printer = PDFPrinter(program: program) }

    package func pdf(html: String, css: String) async throws -> [UInt8] {
        try await printer.print(html: html, css: css)
    }

    package func qr(_ text: String) throws -> QRCode { try QREncoder.encode(text) }
}
