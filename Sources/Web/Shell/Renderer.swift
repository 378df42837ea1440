import Domain
import Foundation
import Mustache

/// What the templates see at the bottom of their stack. Page templates find their own model first; the frame's values
/// are only under `shell`, so that a missing value of a page never falls through to one of the frame's.
struct Canvas: Sendable {
    let shell: ShellModel
    let model: any Sendable
}

/// Turns pages and fragments into HTML.
struct Renderer: Sendable {
    let library: MustacheLibrary

    /// Loads every template once. Throws when one does not parse.
    init(resources: String) async throws {
        library = try await MustacheLibrary(directory: resources + "/Templates")
    }

    /// A page in its frame.
    func page(_ page: Page, shell: ShellModel) throws -> String {
        try render(Canvas(shell: shell, model: page.model), "shell/\(page.frame.rawValue)", inner: page.template)
    }

    /// A part of a page. Forms in it have their keys too.
    func fragment(_ template: String, model: any Sendable, shell: ShellModel) throws -> String {
        try render(Canvas(shell: shell, model: model), "shell/fragment", inner: template)
    }

    private func render(_ canvas: Canvas, _ outer: String, inner: String) throws -> String {
        guard library.getTemplate(named: inner) != nil,
            let text = library.render(canvas, withTemplate: outer)
        else { throw Problem(.defect, "web.template", "这个页面暂时打不开。", remedy: "请返回上一页；如反复出现，请告知平台运维人员。") }
        return text
    }
}
