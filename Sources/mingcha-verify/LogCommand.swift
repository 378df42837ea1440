import TransparencyLog

/// `log DIR --vkey K… [--witness W…]`: a whole log of static files, recomputed from its entries.
enum LogCommand {
    static let usage = "mingcha-verify log 目录 --vkey 公钥… [--witness 见证人公钥…]"

    private static let options: Set<String> = ["--vkey", "--witness"]

    static func run(_ arguments: Arguments) async throws {
        let path = try arguments.expect(plain: 1, options: options, repeated: options, usage: usage)[0]
        _ = try arguments.required("--vkey", usage: usage)
        let trust = try TrustedKey.given(arguments.all("--vkey"), witnesses: arguments.all("--witness"))
        let directory = LogDirectory(path)
        do {
            guard try directory.read(.checkpoint) != nil else { throw Unusable("“\(path)”中没有检查点文件checkpoint") }
        } catch let unusable as Unusable {
            throw unusable
        } catch {
            throw Unusable("读不到“\(path)”中的检查点文件checkpoint")
        }
        let report = await LogCheck(trust: trust).run(directory)
        guard report.isIntact else { throw Refuted(reason: report.lines.joined(separator: "\n")) }
        Output.text(report.lines.map { "通过  \($0)\n" }.joined() + "验证通过：日志完整\n")
    }
}

/// The log's public keys that a verification rests on: one, or several where the key was changed.
enum TrustedKey {
    /// vkey lines, or names of files that hold some, one a line; all of one log.
    ///
    /// - Parameter witnesses: keys of witnesses that must all have cosigned.
    static func given(_ texts: [String], witnesses: [String] = []) throws -> LogTrust {
        let keys = try read(texts)
        guard let first = keys.first else { throw Unusable("没有给出日志公钥") }
        guard keys.allSatisfy({ $0.name.utf8.elementsEqual(first.name.utf8) }) else {
            throw Unusable("给出的公钥属于不同的日志：" + keys.map(\.name).joined(separator: "、"))
        }
        let others = try read(witnesses)
        guard keys.allSatisfy({ $0.kind == .log }), others.allSatisfy({ $0.kind == .witness }) else {
            throw Unusable("--vkey须为日志的公钥，--witness须为见证人的公钥")
        }
        return try LogTrust(
            origin: first.name, logKeys: keys, witnesses: others, quorum: Set(others.map(\.publicKey)).count)
    }

    private static func read(_ texts: [String]) throws -> [LogKey] {
        var keys: [LogKey] = []
        for text in texts {
            if let key = try? LogKey(vkey: text) {
                keys.append(key)
                continue
            }
            guard let content = try? Input.text(text) else {
                throw Unusable("“\(text)”既不是公钥，也不是存放公钥的文件")
            }
            do {
                // A file without a line is refused like one with a line that is no key.
                let lines = content.split(whereSeparator: \.isNewline).map(String.init)
                for line in lines.isEmpty ? [content] : lines { keys.append(try LogKey(vkey: line)) }
            } catch {
                throw Unusable("文件“\(text)”中的公钥无法使用：\(error)")
            }
        }
        return keys
    }

    /// The keys given by option, or those lying beside what is verified.
    /// - Returns: the trust, and whether it came from beside.
    static func find(
        options: [String], witnesses: [String] = [], beside folder: String
    ) throws -> (trust: LogTrust, beside: Bool) {
        if !options.isEmpty { return (try given(options, witnesses: witnesses), false) }
        let path = folder + "/log.vkey"
        guard Input.exists(path) else { throw Unusable("没有日志公钥：请用--vkey给出，或放在“\(path)”") }
        return (try given([path], witnesses: witnesses), true)
    }
}

extension LogTrust {
    /// The keys in words, to be compared with those got elsewhere.
    var keyList: String { logKeys.map(\.vkey).joined(separator: " ") }
}
