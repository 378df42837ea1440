package import Domain

/// The head of a data table. Partial `shell/table-head`.
package struct TableHeadModel: Sendable {
    package struct Column: Sendable {
        package let title: String
        package let sortHref: String?
        /// For `aria-sort`: `ascending`, `descending`; nil when not sorted by this column.
        package let sorted: String?
        package let numeric: Bool
        /// Read by screen readers only.
        package let isHidden: Bool

        package init(
            _ title: String, numeric: Bool = false, isHidden: Bool = false, sortHref: String? = nil,
            sorted: String? = nil
        ) {
            self.title = title
            self.numeric = numeric
            self.isHidden = isHidden
            self.sortHref = sortHref
            self.sorted = sorted
        }

        /// A column that sorts by `key`, the value of `?sort=`; a leading minus means descending.
        init(_ title: String, key: String, numeric: Bool, address: String) {
            let here = Address(address)
            let current = here.value("sort") ?? ""
            self.init(
                title, numeric: numeric,
                sortHref: here.with("sort", current == key ? "-" + key : key).with("page", nil).text,
                sorted: current == key ? "ascending" : current == "-" + key ? "descending" : nil)
        }
    }

    package let columns: [Column]

    /// `keys` are the values of `?sort=`; a leading minus means descending.
    package init(_ columns: [(title: String, key: String?, numeric: Bool)], address: String) {
        self.columns = columns.map { column in
            guard let key = column.key else { return Column(column.title, numeric: column.numeric) }
            return Column(column.title, key: key, numeric: column.numeric, address: address)
        }
    }
}

/// Which part of a list this is, with links to the others. Partial `shell/paging`.
package struct PagingModel: Sendable {
    package let summary: String
    package let previous: String?
    package let next: String?
    package let first: String?
    package let last: String?
    package let pages: String

    package init<Element>(_ listing: Listing<Element>, address: String) {
        let slice = listing.slice
        let count = max(1, (listing.total + slice.size - 1) / slice.size)
        let from = listing.total == 0 ? 0 : slice.offset + 1
        let to = min(slice.offset + listing.rows.count, listing.total)
        summary =
            listing.total == 0
            ? "共 0 条"
            : "第 \(Figures.grouped(from))–\(Figures.grouped(to)) 条，共 \(Figures.grouped(listing.total)) 条"
        pages = "第 \(slice.page) / \(count) 页"
        let here = Address(address)
        previous = slice.page > 1 ? here.with("page", String(min(slice.page - 1, count))).text : nil
        next = slice.page < count ? here.with("page", String(slice.page + 1)).text : nil
        first = slice.page > 2 ? here.with("page", nil).text : nil
        last = slice.page < count - 1 ? here.with("page", String(count)).text : nil
    }
}

/// A filter that reads as a sentence and is edited in place. Partial `shell/filter`, a GET form.
package struct FilterModel: Sendable {
    package struct Part: Sendable {
        package let name: String
        package let label: String
        package let value: String
        package let isSelect: Bool
        package let isText: Bool
        package let isDay: Bool
        package let options: [OptionModel]

        package static func select(_ name: String, _ label: String, _ options: [OptionModel]) -> Part {
            Part(
                name: name, label: label, value: "", isSelect: true, isText: false, isDay: false, options: options)
        }

        package static func text(_ name: String, _ label: String, value: String) -> Part {
            Part(name: name, label: label, value: value, isSelect: false, isText: true, isDay: false, options: [])
        }

        package static func day(_ name: String, _ label: String, value: String) -> Part {
            Part(name: name, label: label, value: value, isSelect: false, isText: false, isDay: true, options: [])
        }
    }

    package let action: String
    package let parts: [Part]
    /// "98,045 户".
    package let found: String?
    package let clearHref: String?
    package let exportHref: String?
    /// What the form carries along unseen.
    package let carried: [Carried]

    package struct Carried: Sendable {
        package let name: String
        package let value: String
    }

    package init(
        action: String, _ parts: [Part], found: String? = nil, clearHref: String? = nil, exportHref: String? = nil,
        carried: [(name: String, value: String)] = []
    ) {
        self.carried = carried.map { Carried(name: $0.name, value: $0.value) }
        self.action = action
        self.parts = parts
        self.found = found
        self.clearHref = clearHref
        self.exportHref = exportHref
    }
}

/// A path with its query, for links that change one value and keep the rest.
package struct Address: Sendable {
    private let path: String
    private let pairs: [(name: String, value: String)]

    package init(_ text: String) {
        let mark = text.firstIndex(of: "?")
        path = String(text[..<(mark ?? text.endIndex)])
        let query = mark.map { Array(text[text.index(after: $0)...].utf8) } ?? []
        pairs = ((try? FormCoding.decode(query)) ?? Fields()).pairs
    }

    private init(path: String, pairs: [(name: String, value: String)]) {
        self.path = path
        self.pairs = pairs
    }

    package func value(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The same address with that value; nil takes it out.
    package func with(_ name: String, _ value: String?) -> Address {
        var rest = pairs.filter { $0.name != name }
        if let value { rest.append((name, value)) }
        return Address(path: path, pairs: rest)
    }

    package var text: String {
        guard !pairs.isEmpty else { return path }
        return path + "?"
            + pairs.map { FormCoding.encode($0.name) + "=" + FormCoding.encode($0.value) }.joined(separator: "&")
    }
}
