import Domain
import Foundation
import Testing

@testable import Web

/// Models that show every branch of a stage's templates. Add a type and a line in `allSamples` for each stage.
protocol PageSamples: SendableMetatype {
    static var samples: [(template: String, model: any Sendable)] { get }
}

let allSamples: [any PageSamples.Type] = [
    AccessSamples.self, ComponentSamples.self, DrawSamples.self, StaffingSamples.self, InspectionSamples.self,
    PublicationSamples.self,
    LastStagesSamples.self, PortalSamples.self, RegistrySamples.self, TagSamples.self, StaffSamples.self,
    SubjectSamples.self,
    CatalogueSamples.self, ChecklistSamples.self,
    PlanSamples.self,
]

@Suite struct TemplateTests {
    private static let folder = URL(filePath: WebServer.resources(WebConfiguration())).appending(path: "Templates")

    private static func source(_ name: String) -> String? {
        if let text = ComponentSamples.templates[name] { return text }
        return try? String(contentsOf: folder.appending(path: name + ".mustache"), encoding: .utf8)
    }

    private static let shell: ShellModel = {
        var state = SessionState(csrf: "c")
        state.notice = "已保存。"
        state.actor = Actor(
            account: 1, name: "张三", roles: Set(Role.allCases), authority: 1, authorityName: "示例局",
            region: AccessSamples.region, regionName: "道里区", department: nil, inspector: nil)
        let page = Page(
            "access/workbench", title: "标题", stage: .plan, model: "", trail: [("计划", "/plan")],
            primary: PageAction("新建", href: "/", icon: "plus"),
            actions: [PageAction("导出", href: "/", icon: "download"), PageAction("查看", href: "/")])
        return ShellModel(
            page: page, state: state, submission: "s", counts: [.plan: 3], version: "v", htmx: "/vendor/h.js")
    }()

    @Test func everyTagOfEveryTemplateResolves() throws {
        let checker = TemplateChecker(source: Self.source)
        let shell = Self.shell
        var seen: Set<String> = []
        for stage in allSamples {
            for sample in stage.samples {
                checker.check(sample.template, model: sample.model, around: [Canvas(shell: shell, model: sample.model)])
                seen.insert(sample.template)
            }
        }
        let anonymous = ShellModel(
            page: Page("access/login", title: "登录", model: "", primary: PageAction("新建", href: "/")),
            state: SessionState(csrf: "c"), submission: "s", version: "v")
        for frame in ["shell/inside", "shell/portal", "shell/plain", "shell/room", "shell/print", "shell/fragment"] {
            for shell in [shell, anonymous] { checker.check(frame, model: Canvas(shell: shell, model: "x")) }
            seen.insert(frame)
        }
        #expect(checker.complaints == [])
        #expect(checker.unopened == [], "no sample opens these")
        for name in try Self.templates() where !name.hasPrefix("shell/") {
            #expect(seen.contains(name), "\(name) has no sample")
        }
    }

    /// The checker itself finds what it is there for.
    @Test(arguments: [
        ("{{titel}}", "none of the models"), ("{{#rows}}{{nmae}}{{/rows}}", "none of the models"),
        ("{{one.nmae}}", "has no nmae"), ("{{{title}}}", "not escaped"), ("{{&title}}", "not escaped"),
        ("{{#rows}}{{note}}{{/rows}}", "would be taken from"), ("{{#rows}}{{name}}", "not closed"),
        ("{{>shell/nowhere}}", "no such template"), ("{{.nope}}", "is not in"),
    ])
    func theCheckerComplains(template: String, about: String) {
        struct Row { let name = "n"; let note: String? = nil }
        struct Model { let title = "t"; let rows = [Row()]; let one = Row(); let note: String? = "outer" }
        let checker = TemplateChecker { $0 == "page" ? template : nil }
        checker.check("page", model: Model())
        #expect(checker.complaints.contains { $0.contains(about) }, "\(checker.complaints)")
    }

    @Test func theCheckerKnowsClosedSections() {
        struct Model { let some: String? = nil; let flag = false; let rows: [String] = [] }
        let checker = TemplateChecker { _ in
            "{{#some}}{{.}}{{/some}}{{#flag}}x{{/flag}}{{#rows}}{{.}}{{/rows}}{{^rows}}-{{/rows}}"
        }
        checker.check("page", model: Model())
        #expect(checker.complaints == [])
        #expect(checker.unopened.count == 3)
    }

    /// Text that would be markup stays text, wherever it stands.
    @Test func everythingIsEscaped() async throws {
        let renderer = try await Renderer(resources: WebServer.resources(WebConfiguration()))
        let nasty = "<script>alert('x')</script>\" onload=\"y"
        let html = try renderer.page(
            Page(
                "access/search", title: nasty,
                model: SearchPage.Model(
                    question: nasty,
                    sections: [
                        .init(
                            title: nasty, found: nasty, href: "/?q=" + nasty,
                            hits: [.init(title: nasty, href: "/?q=" + nasty, note: nasty)])
                    ], empty: nil),
                trail: [(nasty, "/")]), shell: Self.shellWith(title: nasty))
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("\" onload"))
        #expect(html.contains("&lt;script&gt;"))
    }

    private static func shellWith(title: String) -> ShellModel {
        ShellModel(
            page: Page("access/search", title: title, model: "", trail: [(title, "/")]), state: SessionState(csrf: "c"),
            submission: "s", version: "v")
    }

    private static func templates() throws -> [String] {
        try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".mustache") }.map { String($0.dropLast(".mustache".count)) }
    }
}
