/// What one state of a list changes against another, in reading order.
package struct ListDiff<Entry: ListedEntry>: Sendable {
    package struct FieldChange: Sendable, Equatable {
        package let label: String
        package let before: String
        package let after: String
    }

    package struct Change: Sendable {
        package let before: Entry
        package let after: Entry
        package let fields: [FieldChange]
    }

    package let added: [Entry]
    package let removed: [Entry]
    package let changed: [Change]

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// `新增3项，修改1项，取消2项`.
    package var summary: String {
        if isEmpty { return "没有变化" }
        var parts: [String] = []
        if !added.isEmpty { parts.append("新增\(added.count)项") }
        if !changed.isEmpty { parts.append("修改\(changed.count)项") }
        if !removed.isEmpty { parts.append("取消\(removed.count)项") }
        return parts.joined(separator: "，")
    }

    /// Compares by code. Without names, codes of tags, types and departments stand for themselves, which is how a change
    /// is found; with names a reader is shown it.
    package init(from old: [Entry], to new: [Entry], names: CatalogueNames = .codes) {
        var before: [[UInt8]: Entry] = [:]
        for entry in old { before[Array(entry.code.utf8)] = entry }
        var added: [Entry] = []
        var changed: [Change] = []
        var seen: Set<[UInt8]> = []
        for entry in new {
            let key = Array(entry.code.utf8)
            seen.insert(key)
            guard let earlier = before[key] else {
                added.append(entry)
                continue
            }
            let fields = zip(earlier.particulars(names), entry.particulars(names))
                .filter { !$0.0.value.utf8.elementsEqual($0.1.value.utf8) }
                .map { FieldChange(label: $0.0.label, before: $0.0.value, after: $0.1.value) }
            if !fields.isEmpty { changed.append(Change(before: earlier, after: entry, fields: fields)) }
        }
        let byCode = { (left: Entry, right: Entry) in left.code.utf8.lexicographicallyPrecedes(right.code.utf8) }
        self.added = added.sorted(by: byCode)
        self.removed = old.filter { !seen.contains(Array($0.code.utf8)) }.sorted(by: byCode)
        self.changed = changed.sorted { byCode($0.after, $1.after) }
    }
}

package typealias CatalogueDiff = ListDiff<ListEntry>
