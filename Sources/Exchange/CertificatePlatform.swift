import AsyncHTTPClient
import Crypto
package import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// The enforcement-certificate platform over HTTP (docs/integration/certificate-platform.md): signed questions, signed
/// answers, pages behind a cursor.
package struct CertificatePlatform: CertificateSource {
    /// How often and how patiently one page is asked for.
    package struct Patience: Sendable {
        package var attempts = 5
        /// Of one question, in milliseconds.
        package var timeout: Int64 = 20_000
        /// Before the second attempt, doubled before each further one, in milliseconds.
        package var pause: Int64 = 1_000
        /// Largest answer, in bytes.
        package var largest = 16 << 20

        package init() {}
    }

    package let name = "certificates"
    private let base: String
    private let keyID: String
    private let secret: SymmetricKey
    private let patience: Patience
    private let clock: @Sendable () -> Int64
    private static let pageSize = 500

    /// - Parameters:
    ///   - base: `https://…`, without a slash at its end.
    ///   - secret: the shared key, at least 32 bytes.
    package init(
        base: String, keyID: String, secret: [UInt8], patience: Patience = Patience(),
        clock: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    ) throws {
        guard base.hasPrefix("https://") || base.hasPrefix("http://127.0.0.1") || base.hasPrefix("http://localhost")
        else {
            throw Problem(
                .invalid, "certificates.url", "执法证平台的网址应以 https:// 开头。", remedy: "请检查 MINGCHA_CERTIFICATES_URL。")
        }
        guard secret.count >= 32 else {
            throw Problem(.invalid, "certificates.secret", "执法证平台的密钥不足32字节。", remedy: "请检查密钥文件。")
        }
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        self.keyID = keyID
        self.secret = SymmetricKey(data: secret)
        self.patience = patience
        self.clock = clock
    }

    package func page(since cursor: String?) async throws -> HolderPage {
        var path = "/v1/holders?limit=\(Self.pageSize)"
        if let cursor {
            let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
            path += "&since=" + (cursor.addingPercentEncoding(withAllowedCharacters: plain) ?? "")
        }
        var pause = patience.pause
        var last = "没有答复"
        for attempt in 1...max(1, patience.attempts) {
            switch await ask(path) {
            case .page(let page): return page
            case .refused(let problem): throw problem
            case .later(let why, let wait):
                last = why
                guard attempt < patience.attempts else { break }
                // Half of the pause by chance, so that houses do not come back all at once.
                let chance = Int64.random(in: 0...max(1, pause / 2))
                try await Task.sleep(for: .milliseconds(max(wait ?? 0, pause / 2 + chance)))
                pause = min(pause * 2, 60_000)
            }
        }
        throw Problem(
            .unavailable, "certificates.unavailable", "执法证平台暂时不可用：\(last)（已试\(patience.attempts)次）。",
            remedy: "已收到的各页有效，稍后再次同步会从断点继续。")
    }

    private enum Outcome {
        case page(HolderPage)
        case refused(Problem)
        /// Worth another attempt, after so many milliseconds if the platform said so.
        case later(String, Int64?)
    }

    private func ask(_ path: String) async -> Outcome {
        let time = String(clock())
        let nonce = Digest.hex((0..<16).map { _ in UInt8.random(in: .min ... .max) })
        var request = HTTPClientRequest(url: base + path)
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "x-mingcha-key", value: keyID)
        request.headers.add(name: "x-mingcha-time", value: time)
        request.headers.add(name: "x-mingcha-nonce", value: nonce)
        request.headers.add(name: "x-mingcha-signature", value: sign("GET\n\(path)\n\(time)\n\(nonce)\n"))
        do {
            let answer = try await HTTPClient.shared.execute(request, timeout: .milliseconds(patience.timeout))
            let body = try await answer.body.collect(upTo: patience.largest)
            let bytes = Array(body.readableBytesView)
            switch answer.status.code {
            case 200:
                let signature = answer.headers.first(name: "x-mingcha-signature") ?? ""
                let expected = "200\n\(nonce)\n\(Digest.sha256Hex(bytes))\n"
                guard isSigned(expected, by: signature) else {
                    return .refused(
                        Problem(
                            .unavailable, "certificates.signature", "执法证平台答复的签名不对，没有采用。",
                            remedy: "请核对双方密钥，并检查网络中间设备。"))
                }
                return read(bytes)
            case 410:
                return .refused(
                    Problem(.conflict, "certificates.cursor", "执法证平台已不认识上次的位置。", remedy: "将从头同步。"))
            case 429, 500...599:
                let wait = answer.headers.first(name: "retry-after").flatMap(Int64.init).map { min($0, 300) * 1000 }
                return .later("答复 \(answer.status.code)", wait)
            case let code:
                return .refused(
                    Problem(
                        .unavailable, "certificates.refused", "执法证平台拒绝了请求（\(code)）。", remedy: "请核对密钥编号、密钥和本机时间。"))
            }
        } catch let problem as Problem {
            return .refused(problem)
        } catch is CancellationError {
            return .refused(Problem(.unavailable, "certificates.cancelled", "同步被取消。", remedy: "再次同步会从断点继续。"))
        } catch is NIOTooManyBytesError {
            return .refused(
                Problem(
                    .unavailable, "certificates.large", "执法证平台的一页超过\(patience.largest >> 20)兆字节。", remedy: "请平台减小每页条数。")
            )
        } catch {
            return .later("连接失败或超时", nil)
        }
    }

    private func read(_ bytes: [UInt8]) -> Outcome {
        do {
            return .page(try JSONDecoder().decode(Body.self, from: Data(bytes)).page)
        } catch {
            return .refused(
                Problem(.unavailable, "certificates.format", "执法证平台的答复不符合约定。", remedy: "请平台运维人员对照接口文件检查。"))
        }
    }

    private func sign(_ text: String) -> String {
        Digest.hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret))
    }

    private func isSigned(_ text: String, by signature: String) -> Bool {
        var bytes: [UInt8] = []
        var rest = signature[...]
        while let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return rest.isEmpty
            && HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: Data(text.utf8), using: secret)
    }
}

/// The body of an answer. A record that lacks something, or has it in another type, is a fault of its own.
private struct Body: Decodable {
    let version: Int
    let holders: [Lenient]
    let next: String
    let more: Bool

    var page: HolderPage { HolderPage(rows: holders.map(\.row), next: next, more: more) }

    struct Lenient: Decodable {
        let row: HolderRow

        enum Key: String, CodingKey {
            case id, name, employeeNumber, certificateNumber, certificateKind, validFrom, validUntil, unitCode,
                unitName, station, regionCode, status, changedAt, identityNumber, phone
        }

        init(from decoder: any Decoder) throws {
            guard let fields = try? decoder.container(keyedBy: Key.self) else {
                row = .faulty(record: "", reason: "不是对象")
                return
            }
            func text(_ key: Key) -> String { (try? fields.decodeIfPresent(String.self, forKey: key)) ?? "" }
            row =
                HolderFields(
                    platformID: text(.id), name: text(.name), employeeNumber: text(.employeeNumber),
                    certificateNumber: text(.certificateNumber), certificateKind: text(.certificateKind),
                    from: text(.validFrom), until: text(.validUntil), unitCode: text(.unitCode),
                    unitName: text(.unitName), station: text(.station), region: text(.regionCode),
                    status: text(.status), changedAt: text(.changedAt), identity: text(.identityNumber),
                    phone: text(.phone)
                ).row
        }
    }
}
