import TransparencyLog

/// `log DIR --vkey K`: a whole log of static files, recomputed from its entries.
enum LogCommand {
    static let usage = "mingcha-verify log 目录 --vkey 公钥"

    static func run(_ arguments: Arguments) async throws {
        let path = try arguments.expect(plain: 1, options: ["--vkey"], usage: usage)[0]
        let key = try TrustedKey.given(try arguments.required("--vkey", usage: usage))
        let directory = LogDirectory(path)
        do {
            guard try directory.read(.checkpoint) != nil else { throw Unusable("“\(path)”中没有检查点文件checkpoint") }
        } catch let unusable as Unusable {
            throw unusable
        } catch {
            throw Unusable("读不到“\(path)”中的检查点文件checkpoint")
        }
        let report = await LogCheck(trust: try LogTrust(key: key)).run(directory)
        guard report.isIntact else { throw Refuted(reason: report.lines.joined(separator: "\n")) }
        Output.text(report.lines.map { "通过  \($0)\n" }.joined() + "验证通过：日志完整\n")
    }
}

/// The log's public key that a verification rests on.
enum TrustedKey {
    /// A vkey line, or the name of a file that holds one.
    static func given(_ text: String) throws -> LogKey {
        if let key = try? LogKey(vkey: text) { return key }
        guard let content = try? Input.text(text) else {
            throw Unusable("“\(text)”既不是公钥，也不是存放公钥的文件")
        }
        do {
            return try LogKey(vkey: content)
        } catch {
            throw Unusable("文件“\(text)”中的公钥无法使用：\(error)")
        }
    }

    /// The key given by option, or the one lying beside what is verified.
    /// - Returns: the key, and whether it came from beside.
    static func find(option: String?, beside folder: String) throws -> (key: LogKey, beside: Bool) {
        if let option { return (try given(option), false) }
        let path = folder + "/log.vkey"
        guard Input.exists(path) else { throw Unusable("没有日志公钥：请用--vkey给出，或放在“\(path)”") }
        return (try given(path), true)
    }
}
