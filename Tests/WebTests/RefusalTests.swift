import Database
import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import World

@testable import Web

@Suite struct RefusalTests {
    private static let kinds: [(Problem.Kind, Int)] = [
        (.invalid, 400), (.forbidden, 403), (.notFound, 404), (.conflict, 409), (.refused, 422), (.tooMany, 429),
        (.unavailable, 503), (.defect, 500),
    ]

    /// One route that throws whatever its address names.
    private static let routes = [
        Route(.get, "/throw/:kind", .everyone) { call in
            guard let kind = Problem.Kind(rawValue: try call.parameter("kind")) else { throw Unexpected() }
            throw Problem(
                kind, "test.\(kind.rawValue)", "抽查比例低于<下限>。", clause: "2.3.2", remedy: "请联系省局计划处。",
                fields: ["ratio": "应不低于 3%。"])
        }
    ]

    private struct Unexpected: Error {}

    @Test func eachKindIsAPageAFragmentAndJSON() async throws {
        let test = try await World()
        try await test.server(routes: Self.routes).application().test(.router) { client in
            for (kind, status) in Self.kinds {
                let page = try await Browser(client).get("/throw/\(kind.rawValue)")
                #expect(page.status.code == status)
                for part in ["抽查比例低于&lt;下限&gt;。", "2.3.2", "请联系省局计划处。", kind.heading, "应不低于 3%。"] {
                    #expect(page.text.contains(part), "\(kind)")
                }
                #expect(!page.text.contains("系统错误"))
                let fragment = try await Browser(client).get("/throw/\(kind.rawValue)", headers: ["HX-Request": "true"])
                #expect(fragment.status.code == status)
                #expect(fragment.text.hasPrefix("<section class=\"refusal\""))
                let json = try await Browser(client).get(
                    "/throw/\(kind.rawValue)", headers: ["Accept": "application/json"])
                #expect(json.status.code == status)
                #expect(json.header("Content-Type") == "application/problem+json")
                #expect(json.text.contains(#""clause":"2.3.2""#))
                #expect(json.text.contains(#""code":"test.\#(kind.rawValue)""#))
            }
            // What is no Problem says nothing of its inside.
            let unknown = try await Browser(client).get("/throw/surprise")
            #expect(unknown.status == .internalServerError)
            #expect(unknown.text.contains("这一步没有完成"))
            #expect(!unknown.text.contains("Unexpected"))
        }
        await test.close()
    }

    @Test func aDatabaseThatIsGoneIsACalmPage() async throws {
        let test = try await World()
        let session = try await test.session(try await test.account([.planner]))
        try await test.server().application().test(.router) { client in
            let browser = Browser(client)
            browser.use(session)
            #expect(try await browser.get("/workbench").status == .ok)
            #expect(try await browser.get("/health").status == .ok)
            await test.database.close()
            let page = try await browser.get("/workbench")
            #expect(page.status == .serviceUnavailable)
            #expect(page.text.contains("暂时无法办理"))
            #expect(page.text.contains("已保存的内容不受影响"))
            #expect(try await browser.get("/health").status == .serviceUnavailable)
            let nowhere = try await browser.get("/nowhere")
            #expect(nowhere.status == .notFound)
            #expect(nowhere.text.contains("没有找到"))
        }
        await test.close()
    }

    @Test func unusableBodiesAreRefusedInWords() async throws {
        let test = try await World()
        let session = try await test.session(try await test.account([.planner]))
        try await test.server().application().test(.router) { client in
            let browser = Browser(client)
            browser.use(session)
            let bodies: [(type: String, body: String)] = [
                ("application/x-www-form-urlencoded", "a=%zz"),
                ("application/x-www-form-urlencoded", "a=%ff%fe"),
                ("application/x-www-form-urlencoded", "a=%00"),
                ("application/x-www-form-urlencoded", String(repeating: "a&", count: 6000)),
                ("application/x-www-form-urlencoded", String(repeating: "x", count: 2 << 20)),
                ("text/xml", "<a/>"),
                ("multipart/form-data", "no boundary"),
                (
                    "multipart/form-data; boundary=b",
                    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends"
                ),
                ("multipart/form-data; boundary=b", "--b\r\nno headers at all\r\n\r\nx\r\n--b--"),
            ]
            for (type, body) in bodies {
                let response = try await browser.send(
                    "/preferences", .post, headers: ["Content-Type": type], body: ByteBuffer(string: body))
                #expect(response.status == .badRequest, "\(type) \(body.prefix(40))")
                #expect(response.text.contains("没有"), "\(type)")
            }
            #expect(try await browser.get("/search?q=%ff").status == .badRequest)
            #expect(try await browser.get("/system/accounts/99999999999999999999").status.code == 403)
        }
        await test.close()
    }
}
