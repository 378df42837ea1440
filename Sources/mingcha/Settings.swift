import ArgumentParser
import Configuration
import Domain
import Foundation
import Logging
import SystemPackage

/// Where everything is. Highest first: flag, environment `MINGCHA_…`, configuration file, default.
/// The table in docs/configuration.md is made from `Settings.table` and tested against it.
struct Settings: Sendable {
    /// One row of the table.
    struct Entry: Sendable {
        let key: String
        let fallback: String
        let meaning: String
        /// `log.name` → `MINGCHA_LOG_NAME`.
        var variable: String { "MINGCHA_" + key.uppercased().replacing(".", with: "_") }
    }

    static let table: [Entry] = [
        Entry(key: "database", fallback: "./data/mingcha.db", meaning: "SQLite 文件路径，或 postgres://… 连接地址"),
        Entry(key: "data", fallback: "./data", meaning: "数据目录：日志签名密钥、个人信息密钥、最近公布的检查点、上传的临时文件"),
        Entry(key: "policy", fallback: "./Policy", meaning: "规则目录（法律与方案的取值）"),
        Entry(key: "reference", fallback: "./Reference", meaning: "参考数据目录（区划、标签规则、样例清单）"),
        Entry(key: "host", fallback: "127.0.0.1", meaning: "监听地址"),
        Entry(key: "port", fallback: "8080", meaning: "监听端口"),
        Entry(key: "origin", fallback: "", meaning: "对外的网址，如 https://ssj.example.gov.cn；空则取请求的 Host"),
        Entry(key: "proxy.trusted", fallback: "false", meaning: "前面有自己的反向代理时设为 true，采信其 X-Forwarded-For"),
        Entry(key: "resources", fallback: "", meaning: "模板和静态文件目录；空则用程序自带的"),
        Entry(key: "cookie.secure", fallback: "false", meaning: "经 HTTPS 提供服务时设为 true"),
        Entry(key: "session.idle.minutes", fallback: "30", meaning: "无操作多久后需要重新登录（分钟）"),
        Entry(key: "session.absolute.hours", fallback: "8", meaning: "登录后最长多久需要重新登录（小时）"),
        Entry(key: "upload.limit.mib", fallback: "200", meaning: "上传文件的上限（MiB）"),
        Entry(key: "public.searches", fallback: "120", meaning: "未登录者每个地址每分钟最多查询次数"),
        Entry(key: "public.files", fallback: "20", meaning: "未登录者每个地址每10分钟最多导出份数"),
        Entry(key: "pdf.program", fallback: "./.local/venv/bin/weasyprint", meaning: "排版程序 WeasyPrint 的路径（生成 PDF）"),
        Entry(key: "connections", fallback: "8", meaning: "数据库连接数"),
        Entry(key: "index", fallback: "true", meaning: "在内存中为检查对象建立索引；设为 false 则每次都查数据库"),
        Entry(key: "log.name", fallback: "mingcha.example/log", meaning: "留痕日志的名称（写进每个检查点）"),
        Entry(key: "log.key", fallback: "", meaning: "日志签名密钥文件；空则用数据目录的 log.key"),
        Entry(key: "log.witnesses", fallback: "", meaning: "见证人名单文件（每行 witness 名称 公钥 网址）；空则没有见证人"),
        Entry(key: "log.witness.seconds", fallback: "10", meaning: "每隔多久把新的检查点送给见证人（秒）"),
        Entry(key: "personal.key", fallback: "", meaning: "个人信息密钥文件；空则用数据目录的 personal.key"),
        Entry(key: "certificates.url", fallback: "", meaning: "执法证平台的网址（https://…）；空则不同步"),
        Entry(key: "certificates.key", fallback: "", meaning: "在执法证平台登记的密钥编号"),
        Entry(key: "certificates.secret", fallback: "", meaning: "与执法证平台共享的密钥文件（一行，至少32个字符）"),
        Entry(key: "log.level", fallback: "info", meaning: "运行日志级别：debug、info、warning、error"),
    ]

    private let values: [String: String]

    /// Reads all layers; `flags` holds what was given on the command line, by key.
    static func load(flags: [String: String], file: String?) async throws -> Settings {
        let given = Dictionary(
            uniqueKeysWithValues: flags.map {
                (AbsoluteConfigKey(ConfigKey($0.key)), ConfigValue(.string($0.value), isSecret: false))
            })
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: given),
            EnvironmentVariablesProvider().prefixKeys(with: "mingcha"),
        ]
        if let file {
            providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(file)))
        }
        let reader = ConfigReader(providers: providers)
        var values: [String: String] = [:]
        for entry in table {
            let key = ConfigKey(entry.key)
            values[entry.key] =
                reader.string(forKey: key) ?? reader.int(forKey: key).map(String.init)
                ?? reader.bool(forKey: key).map(String.init) ?? entry.fallback
        }
        // The database lives in the data directory unless it is named.
        if reader.string(forKey: "database") == nil, let data = values["data"] {
            values["database"] = data + "/mingcha.db"
        }
        return Settings(values: values)
    }

    func text(_ key: String) -> String { values[key] ?? "" }

    func number(_ key: String, in range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(text(key)), range.contains(number) else {
            throw Problem(
                .invalid, "configuration.number",
                "配置 \(key) 的值“\(text(key))”应为 \(range.lowerBound) 到 \(range.upperBound) 之间的整数。")
        }
        return number
    }

    func flag(_ key: String) throws -> Bool {
        switch text(key).lowercased() {
        case "true", "1", "yes": return true
        case "false", "0", "no": return false
        default: throw Problem(.invalid, "configuration.flag", "配置 \(key) 的值“\(text(key))”应为 true 或 false。")
        }
    }
}

/// The flags that every command takes.
struct SettingsOptions: ParsableArguments {
    @Option(help: "SQLite 文件路径，或 postgres://… 连接地址。")
    var database: String?

    @Option(help: "数据目录（日志签名密钥等）。")
    var data: String?

    @Option(help: "配置文件（YAML）。")
    var config: String?

    @Option(name: .customLong("log-level"), help: "运行日志级别：debug、info、warning、error。")
    var logLevel: String?

    /// All layers joined, with the flags of one command in front.
    func settings(_ more: [String: String?] = [:]) async throws -> Settings {
        var flags: [String: String] = [:]
        flags["database"] = database ?? data.map { $0 + "/mingcha.db" }
        flags["data"] = data
        flags["log.level"] = logLevel
        for (key, value) in more { flags[key] = value ?? flags[key] }
        return try await Settings.load(flags: flags, file: config)
    }
}
