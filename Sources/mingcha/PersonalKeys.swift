import ArgumentParser
import Crypto
import Domain
import Foundation

/// The key file of personal data: one line `PERSONAL+KEY+<64 hex>` for each key, the present one first. Readable by its
/// owner only; whoever has the database without this file has no numbers.
enum PersonalKeys {
    private static let mark = "PERSONAL+KEY+"

    static func path(_ settings: Settings) -> String {
        let named = settings.text("personal.key")
        return named.isEmpty ? settings.text("data") + "/personal.key" : named
    }

    /// The vault of the file; a new file at the first start, unless rows are sealed already.
    static func vault(_ settings: Settings, sealed: Int) throws -> PersonalVault {
        let path = path(settings)
        if try DurableFile.read(path) == nil {
            guard sealed == 0, settings.text("personal.key").isEmpty else {
                throw Problem(
                    .unavailable, "personal.key.missing",
                    "找不到个人信息密钥 \(path)" + (sealed == 0 ? "。" : "，而库中已有\(sealed)项加密的个人信息。"),
                    remedy: "请把离线保管的密钥文件放回原处，或检查 MINGCHA_PERSONAL_KEY。")
            }
            try write([PersonalVault.Key(secret: SymmetricKey(size: .bits256))], to: path)
        }
        return PersonalVault(try read(path), reload: { try read(path) })
    }

    static func read(_ path: String) throws -> [PersonalVault.Key] {
        guard let bytes = try DurableFile.read(path) else { throw Problem.notFound("个人信息密钥") }
        let keys = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .filter { !$0.hasPrefix("#") }.map { line -> PersonalVault.Key? in
                guard line.hasPrefix(mark) else { return nil }
                let digits = Array(line.dropFirst(mark.count).utf8)
                guard digits.count == 64 else { return nil }
                var secret: [UInt8] = []
                for place in stride(from: 0, to: 64, by: 2) {
                    guard let byte = UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) else {
                        return nil
                    }
                    secret.append(byte)
                }
                return PersonalVault.Key(secret: SymmetricKey(data: secret))
            }
        let good = keys.compactMap { $0 }
        guard !good.isEmpty, good.count == keys.count else {
            throw Problem(.invalid, "personal.key.unreadable", "密钥文件 \(path) 无法使用。", remedy: "请换回完好的密钥文件。")
        }
        return good
    }

    static func write(_ keys: [PersonalVault.Key], to path: String) throws {
        let lines = keys.map { key in mark + key.secret.withUnsafeBytes { Digest.hex(Array($0)) } }
        try DurableFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
    }
}

/// `mingcha personal …`: the key of personal data.
struct PersonalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "personal", abstract: "个人信息（身份证号、手机号）的加密密钥", subcommands: [PersonalRotateCommand.self])
}

struct PersonalRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "更换个人信息密钥，用新密钥重新封存全部号码（服务不用停）",
        discussion: """
            先把新密钥写进密钥文件，再逐批重新封存；中途停止可以再次运行，从没有完成的地方继续。
            全部封存后，旧密钥从文件中删去。运行中的服务遇到新密钥时自动重新读取密钥文件；最好随后重新启动。
            """)

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let composition = try await Composition.open(settings)
            let path = PersonalKeys.path(settings)
            let old = try PersonalKeys.read(path)
            // More than one key: an earlier run did not come to its end.
            if old.count == 1 {
                try PersonalKeys.write([PersonalVault.Key(secret: SymmetricKey(size: .bits256))] + old, to: path)
            }
            let keys = try PersonalKeys.read(path)
            let vault = PersonalVault(keys, reload: { try PersonalKeys.read(path) })
            let done = try await PersonalData(composition.house.with(vault: vault)).reseal()
            let left = try await composition.house.storage.read { try $0.staff.personalKeys() }
            let needed = keys.enumerated().filter { $0.offset == 0 || left[$0.element.id] != nil }.map(\.element)
            try PersonalKeys.write(needed, to: path)
            print("重新封存\(done)项。密钥文件：\(path)（\(needed.count)个密钥）")
            print(
                needed.count == 1
                    ? "旧密钥已删去。请另行离线保管新的密钥文件，并重新启动 mingcha serve。"
                    : "运行中的服务仍用旧密钥写入了号码：请重新启动 mingcha serve，再运行一次本命令。")
            await composition.close()
        }
    }
}
