/// What a handler answers.
package enum Reply: Sendable {
    /// A whole page in its frame.
    case page(Page)
    /// A part of a page, for htmx.
    case fragment(template: String, model: any Sendable)
    /// 303 to a path of this house, with a line that the next page shows once.
    case seeOther(String, notice: String? = nil)
    /// A page, printed: its frame should be `.print`. Refused with the way out where no press is at hand.
    case pdf(Page, filename: String)
    case bytes([UInt8], type: String, filename: String? = nil, cache: Caching = .never)
    case text(String, type: String = "text/plain; charset=utf-8", cache: Caching = .never)
    case json(String, status: Int = 200)
    /// A download whose chunks are fetched as fast as the client takes them; `AsyncThrowingStream(unfolding:)`
    /// makes one from a closure.
    case stream(any AsyncSequence<[UInt8], any Error> & Sendable, type: String, filename: String? = nil)
    /// For handlers that set cookies or other headers of their own (the shell's sign-in page).
    indirect case with(headers: [(name: String, value: String)], Reply)
}

/// How long an answer may be kept by browsers and proxies.
package enum Caching: Sendable, Equatable {
    /// `no-store`: anything a signed-in person sees.
    case never
    /// Public and changing: revalidated after so many seconds.
    case seconds(Int)
    /// Public and never changing under its address (a complete log tile).
    case forever

    var header: String {
        switch self {
        case .never: "no-store"
        case .seconds(let seconds): "public, max-age=\(seconds)"
        case .forever: "public, max-age=31536000, immutable"
        }
    }
}

/// A page: its template, its model, and what the frame has to know.
package struct Page: Sendable {
    /// Template below `Templates/`, without extension: `plan/show`.
    package let template: String
    package let title: String
    package let stage: Stage?
    /// A struct with stored, already formatted properties; Mustache sees nothing else.
    package let model: any Sendable
    /// Where the page stands, outermost first; the page itself is not in it.
    package let trail: [(title: String, href: String)]
    package let frame: Frame
    /// The one primary button of the page head.
    package let primary: PageAction?
    /// Links beside it.
    package let actions: [PageAction]
    /// 200, or 422 when a form comes back with errors.
    package let status: Int

    package enum Frame: String, Sendable {
        case inside, portal, plain
        /// The meeting room's screen.
        case room
        /// Paper.
        case print
    }

    package init(
        _ template: String, title: String, stage: Stage? = nil, model: any Sendable,
        trail: [(title: String, href: String)] = [], frame: Frame = .inside, primary: PageAction? = nil,
        actions: [PageAction] = [], status: Int = 200
    ) {
        self.template = template
        self.title = title
        self.stage = stage
        self.model = model
        self.trail = trail
        self.frame = frame
        self.primary = primary
        self.actions = actions
        self.status = status
    }

    /// The same page with other links in its head.
    func with(actions: [PageAction]) -> Page {
        Page(
            template, title: title, stage: stage, model: model, trail: trail, frame: frame, primary: primary,
            actions: actions, status: status)
    }
}

/// A button or link in the page head.
package struct PageAction: Sendable {
    package let title: String
    package let href: String
    /// Symbol of the sprite, such as `plus`; see docs/web-components.md.
    package let icon: String?

    package init(_ title: String, href: String, icon: String? = nil) {
        self.title = title
        self.href = href
        self.icon = icon
    }
}
