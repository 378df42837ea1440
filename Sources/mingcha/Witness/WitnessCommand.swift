import ArgumentParser
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TransparencyLog

/// `mingcha witness`: a witness of transparency logs (C2SP tlog-witness), a program of its own with a key of its own. It
/// needs nothing of the house but the log's public key.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "见证人：只给前后一致的日志检查点签名（另一台机器、另一个单位运行）",
        subcommands: [WitnessServeCommand.self, WitnessKeyCommand.self], defaultSubcommand: WitnessServeCommand.self)
}

/// Where a witness keeps its key and what it has signed.
struct WitnessOptions: ParsableArguments {
    @Option(help: "见证人自己的目录：密钥和见证记录。不要放在明查的数据目录里。")
    var dir = "./witness"

    @Option(help: "见证人的名称，只在生成密钥时用，例如 witness.example/w1。")
    var name = "witness.example/w1"

    func signer() throws -> NoteSigner {
        let path = dir + "/witness.key"
        if let bytes = try DurableFile.read(path) {
            do {
                return try NoteSigner(secretLine: String(decoding: bytes, as: UTF8.self))
            } catch {
                throw Problem(.invalid, "witness.key", "密钥文件 \(path) 无法使用：\(error)。", remedy: "请换回完好的密钥文件。")
            }
        }
        // State without its key belongs to somebody else's witness.
        let seen = (try? FileManager.default.contentsOfDirectory(atPath: dir))?.contains { $0.hasPrefix("seen-") }
        guard seen != true else {
            throw Problem(
                .unavailable, "witness.key.missing", "目录 \(dir) 里有见证记录，却没有密钥 witness.key。",
                remedy: "请把密钥放回原处；重新做见证人的，换一个目录。")
        }
        let signer: NoteSigner
        do { signer = try NoteSigner(name: name, kind: .witness) } catch {
            throw Problem(.invalid, "witness.name", "名称“\(name)”不能用：\(error)。")
        }
        try DurableFile.write(Array((signer.secretLine() + "\n").utf8), to: path)
        return signer
    }
}

struct WitnessKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "key", abstract: "显示见证人的公钥，没有密钥的先生成")

    @OptionGroup var options: WitnessOptions

    func run() async throws {
        try await reporting { say(try options.signer().key.vkey) }
    }
}

struct WitnessServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "运行见证人")

    @OptionGroup var options: WitnessOptions

    @Option(help: "所见证日志的公钥，或存放公钥的文件（每行一个）；可重复，换密钥期间新旧都要给。")
    var log: [String]

    @Option(help: "监听地址；对外提供时前面放反向代理。")
    var host = "127.0.0.1"

    @Option(help: "监听端口。")
    var port = 8090

    func run() async throws {
        try await reporting {
            var logger = Logger(label: "mingcha.witness") { StreamLogHandler.standardError(label: $0) }
            logger.logLevel = .info
            let signer = try options.signer()
            let desk: WitnessDesk
            do {
                let witness = try Witness(signer: signer, logs: try Self.trusts(log))
                desk = WitnessDesk(witness, folder: options.dir, logger: logger)
            } catch let error as LogError {
                throw Problem(.invalid, "witness.log", "\(error)。")
            }
            let router = Router()
            router.post("/add-checkpoint") { request, context in
                try await Self.answer(request, desk, context.logger)
            }
            let application = Application(
                router: router,
                configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
                logger: logger)
            say("见证人公钥：\(signer.key.vkey)")
            say("见证人已启动：http://\(host):\(port)（按 Ctrl-C 停止）")
            try await application.runService()
        }
    }

    /// The logs witnessed, keys of one origin together.
    static func trusts(_ words: [String]) throws -> [LogTrust] {
        var keys: [LogKey] = []
        for word in words {
            if let key = try? LogKey(vkey: word) {
                keys.append(key)
                continue
            }
            guard let bytes = try DurableFile.read(word) else {
                throw Problem(.invalid, "witness.log", "“\(word)”既不是公钥，也不是存放公钥的文件。")
            }
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                keys.append(try LogKey(vkey: String(line)))
            }
        }
        guard !keys.isEmpty else { throw Problem(.invalid, "witness.log", "请用 --log 给出所见证日志的公钥。") }
        var trusts: [LogTrust] = []
        for key in keys where !trusts.contains(where: { $0.origin.utf8.elementsEqual(key.name.utf8) }) {
            let same = keys.filter { $0.name.utf8.elementsEqual(key.name.utf8) }
            trusts.append(try LogTrust(origin: key.name, logKeys: same))
        }
        return trusts
    }

    /// The answers that C2SP tlog-witness asks for.
    private static func answer(_ request: Request, _ desk: WitnessDesk, _ logger: Logger) async throws -> Response {
        // A request has at most 63 hashes and a checkpoint of a few hundred bytes; longer bodies are answered 413.
        let body = try await request.body.collect(upTo: 65_536)
        do {
            let line = try await desk.cosign([UInt8](body.readableBytesView))
            return text(line, type: "text/plain; charset=utf-8", status: .ok)
        } catch let refusal as WitnessRefusal {
            var type = "text/plain; charset=utf-8"
            if case .conflict = refusal { type = "text/x.tlog.size" }
            logger.info("refused", metadata: ["status": "\(refusal.status)"])
            return text(refusal.body, type: type, status: .init(code: refusal.status))
        } catch {
            logger.error("not signed", metadata: ["error": "\(error)"])
            return text("见证人暂时不能签名\n", type: "text/plain; charset=utf-8", status: .internalServerError)
        }
    }

    private static func text(_ text: String, type: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
