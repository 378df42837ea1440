package import Domain

/// What a colour means. Shown with an icon and a word, never by colour alone.
package enum Meaning: String, Sendable {
    case neutral, information, success, attention, danger

    var icon: String {
        switch self {
        case .neutral: "dot"
        case .information: "info"
        case .success: "check"
        case .attention: "clock"
        case .danger: "stop"
        }
    }
}

/// A status word with its icon. Partial `shell/chip`.
package struct ChipModel: Sendable {
    package let word: String
    package let meaning: String
    package let icon: String

    package init(_ word: String, _ meaning: Meaning = .neutral, icon: String? = nil) {
        self.word = word
        self.meaning = meaning.rawValue
        self.icon = icon ?? meaning.icon
    }
}

/// A remark within a page. Partial `shell/remark`.
package struct RemarkModel: Sendable {
    package let text: String
    package let meaning: String
    package let icon: String

    package init(_ text: String, _ meaning: Meaning = .information) {
        self.text = text
        self.meaning = meaning.rawValue
        self.icon = meaning.icon
    }
}

/// A link that reads as a word. Used inside other components.
package struct LinkModel: Sendable {
    package let title: String
    package let href: String

    package init(_ title: String, href: String) {
        self.title = title
        self.href = href
    }
}

/// Why there is nothing to see, and what to do. Partial `shell/empty`.
package struct EmptyModel: Sendable {
    package let title: String
    package let why: String
    package let action: LinkModel?

    package init(_ title: String, why: String, action: LinkModel? = nil) {
        self.title = title
        self.why = why
        self.action = action
    }
}

/// Facts of a dossier. Partial `shell/facts`.
package struct FactsModel: Sendable {
    package struct Fact: Sendable {
        package let term: String
        package let value: String
        package let href: String?
        package let chip: ChipModel?
        /// Whether the value is set in tabular figures (codes, dates, amounts).
        package let figures: Bool

        package init(
            _ term: String, _ value: String, href: String? = nil, chip: ChipModel? = nil, figures: Bool = false
        ) {
            self.term = term
            self.value = value
            self.href = href
            self.chip = chip
            self.figures = figures
        }
    }

    package let facts: [Fact]

    package init(_ facts: [Fact]) { self.facts = facts }
}

/// Who did what when. Partial `shell/timeline`.
package struct TimelineModel: Sendable {
    package struct Line: Sendable {
        package let at: String
        package let who: String
        package let sentence: String
        /// Where the receipt of this line can be fetched.
        package let receiptHref: String
        package let index: String
    }

    package let lines: [Line]
    package let isEmpty: Bool

    /// From the log; the order is kept.
    package init(_ lines: [LedgerLine]) {
        self.lines = lines.map {
            Line(
                at: $0.at.onScreen, who: $0.actorName ?? "系统", sentence: $0.sentence,
                receiptHref: "/log/receipt/\($0.index)", index: String($0.index))
        }
        isEmpty = lines.isEmpty
    }
}

/// Progress through a ceremony or another fixed order. Partial `shell/steps`.
package struct StepsModel: Sendable {
    package enum State: String, Sendable { case done, current, waiting, failed }

    package struct Step: Sendable {
        package let title: String
        package let detail: String?
        package let state: String
        package let icon: String
        package let word: String
        package let isCurrent: Bool

        package init(_ title: String, _ state: State, detail: String? = nil) {
            self.title = title
            self.detail = detail
            self.state = state.rawValue
            switch state {
            case .done: (icon, word) = ("check", "已完成")
            case .current: (icon, word) = ("arrow", "进行中")
            case .waiting: (icon, word) = ("dot", "未开始")
            case .failed: (icon, word) = ("stop", "已中止")
            }
            isCurrent = state == .current
        }
    }

    package let steps: [Step]

    package init(_ steps: [Step]) { self.steps = steps }
}

/// Views of the same thing. Partial `shell/tabs`.
package struct TabsModel: Sendable {
    package struct Tab: Sendable {
        package let title: String
        package let href: String
        package let current: Bool
        package let count: String?

        package init(_ title: String, href: String, current: Bool = false, count: Int? = nil) {
            self.title = title
            self.href = href
            self.current = current
            self.count = count.map(Figures.grouped)
        }
    }

    package let label: String
    package let tabs: [Tab]

    package init(_ tabs: [Tab], label: String = "分类查看") {
        self.tabs = tabs
        self.label = label
    }
}

/// Numbers in words and tables.
package enum Figures {
    /// `98,045`.
    package static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return number < 0 ? "-" + out : out
    }

    /// `12.5%`, one digit after the point; an em dash when the whole is nothing.
    package static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "—" }
        let tenths = (Double(part) * 1000 / Double(whole)).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths))%" : "\(tenths)%"
    }
}
