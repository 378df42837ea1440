import Domain
import Synchronization

/// How much may be asked of one process at a time. What is dear, a search of all results, a file of a whole list, is
/// open to strangers and must not stop the inspectors' work (OWASP ASVS 5.0 V2.4.1).
final class Doors: Sendable {
    private let searches = RateLimit()
    private let files = RateLimit()
    private let passwords = RateLimit()
    private let writing = Mutex((all: 0, strangers: 0))

    /// Counts a stranger's search with words in it.
    func search(_ call: Call) throws {
        guard call.actor == nil else { return }
        let rate = call.configuration.publicSearches
        guard searches.admits(call.client, now: call.house.clock.now(), most: rate, within: 60) else {
            throw Problem(
                .tooMany, "portal.search.rate", "查询过于频繁，每分钟最多\(rate)次。",
                remedy: "请等一分钟再查。需要整份数据的，可以在检查结果页导出。")
        }
    }

    /// Counts a try of the password of who is signed in: whoever finds an open session must not guess it there.
    func password(_ call: Call, of account: Int64) throws {
        let (most, window) = (call.configuration.loginRate, call.configuration.loginWindow)
        guard passwords.admits(String(account), now: call.house.clock.now(), most: most, within: window) else {
            throw Problem(
                .tooMany, "account.password.rate", "修改密码的尝试过于频繁，已暂停受理。", remedy: "请等待 \(window / 60) 分钟后再试。")
        }
    }

    /// Makes a list's file, in one of few places: each reads for as long as the list is long. People who are not
    /// signed in never take all places.
    func file<Value>(_ call: Call, isPublic: Bool, _ make: () async throws -> Value) async throws -> Value {
        let configuration = call.configuration
        if isPublic {
            let rate = configuration.publicFiles
            guard files.admits(call.client, now: call.house.clock.now(), most: rate, within: 600) else {
                throw Problem(
                    .tooMany, "portal.export.rate", "导出过于频繁，每10分钟最多\(rate)份。", remedy: "请过几分钟再导出，或在页面上查看。")
            }
        }
        let admitted = writing.withLock { now in
            guard now.all < configuration.filesAtOnce,
                !isPublic || now.strangers < max(1, configuration.filesAtOnce / 2)
            else { return false }
            now.all += 1
            now.strangers += isPublic ? 1 : 0
            return true
        }
        guard admitted else {
            throw Problem(
                .tooMany, "export.busy", "现在有几份导出正在生成，这一份没有开始。", remedy: "请过一分钟再点导出；已经点过的不用重复点。")
        }
        defer {
            writing.withLock { now in
                now.all -= 1
                now.strangers -= isPublic ? 1 : 0
            }
        }
        return try await make()
    }
}

/// How often one client address may do something. Kept in memory: each process counts for itself.
final class RateLimit: Sendable {
    private let seen = Mutex<[String: [Moment]]>([:])

    /// Counts an attempt and tells whether it may go on.
    ///
    /// - Parameters:
    ///   - most: attempts that are admitted
    ///   - seconds: within so many
    func admits(_ client: String, now: Moment, most: Int, within seconds: Int) -> Bool {
        let from = now.advanced(bySeconds: -seconds)
        return seen.withLock { seen in
            if seen.count > 10_000 { seen = seen.filter { $0.value.contains { $0 > from } } }
            var attempts = seen[client, default: []].filter { $0 > from }
            guard attempts.count < most else {
                seen[client] = attempts
                return false
            }
            attempts.append(now)
            seen[client] = attempts
            return true
        }
    }
}
