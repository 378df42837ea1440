import Domain

/// The texts of some subjects, in the order of their numbers. Segments never change; a subject that changes gets a row in a newer
/// segment, and its old row is no longer live.
final class TextSegment: Sendable {
    enum Column: Sendable { case name, identifier, address }

    let ids: [UInt32]
    private let name: TextColumn
    private let identifier: TextColumn
    private let address: TextColumn

    init(ids: [UInt32], name: TextColumn, identifier: TextColumn, address: TextColumn) {
        self.ids = ids
        self.name = name
        self.identifier = identifier
        self.address = address
    }

    private func column(_ column: Column) -> TextColumn {
        switch column {
        case .name: name
        case .identifier: identifier
        case .address: address
        }
    }

    var bytes: Int {
        ids.count * 4
            + [name, identifier, address].reduce(0) { $0 + $1.bytes.count + $1.starts.count * 4 }
    }

    /// Subjects among `wanted` whose text holds the needle. Few are looked at one by one, many in one pass over all.
    func subjects(holding needle: [UInt8], in place: Column, anchored: Bool, among wanted: Bitmap) -> Bitmap {
        let column = column(place)
        let number = wanted.count
        guard number > 0 else { return .empty }
        if number < ids.count / 24 {
            var found: [UInt32] = []
            var row = 0
            for id in wanted.ids {
                row = rowIndex(of: id, from: row)
                if row < ids.count, ids[row] == id, column.holds(needle, row: row, anchored: anchored) {
                    found.append(id)
                }
            }
            return Bitmap(found)
        }
        let rows = column.rows(holding: needle, anchored: anchored)
        return Bitmap(rows.map { ids[$0] }).and(wanted)
    }

    /// The first row at or after `low` whose id is not smaller.
    private func rowIndex(of id: UInt32, from low: Int) -> Int {
        var low = low
        var step = 1
        while low + step < ids.count, ids[low + step] < id {
            low += step
            step <<= 1
        }
        var high = min(low + step + 1, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// One segment of two, with what is live in each.
    static func merged(_ left: LiveSegment, _ right: LiveSegment) -> TextSegment {
        let builder = TextSegmentBuilder()
        var cursors = [Cursor(left), Cursor(right)]
        while true {
            let next: Int
            switch (cursors[0].id, cursors[1].id) {
            case (nil, nil): return builder.segment()
            case (_?, nil): next = 0
            case (nil, _?): next = 1
            case (let first?, let second?): next = first < second ? 0 : 1
            }
            let segment = cursors[next].segment
            builder.append(row: cursors[next].row, of: segment)
            cursors[next].advance()
        }
    }

    fileprivate func copy(
        row: Int, to name: inout TextColumn, _ identifier: inout TextColumn, _ address: inout TextColumn
    ) {
        name.append(row: row, of: self.name)
        identifier.append(row: row, of: self.identifier)
        address.append(row: row, of: self.address)
    }

    /// Walks the live rows of a segment.
    private struct Cursor {
        let segment: TextSegment
        private let live: [UInt32]
        private var place = 0
        private(set) var row = 0

        init(_ one: LiveSegment) {
            segment = one.segment
            live = one.live.ids
            settle()
        }

        var id: UInt32? { place < live.count ? live[place] : nil }

        mutating func advance() {
            place += 1
            settle()
        }

        private mutating func settle() {
            if place < live.count { row = segment.rowIndex(of: live[place], from: row) }
        }
    }
}

/// A segment with those of its rows that no newer segment replaces.
struct LiveSegment: Sendable {
    let segment: TextSegment
    let live: Bitmap
}

/// Collects a segment, subject by subject in the order of numbers.
final class TextSegmentBuilder {
    private var ids: [UInt32] = []
    private var name = TextColumn()
    private var identifier = TextColumn()
    private var address = TextColumn()

    func append(_ subject: IndexedSubject, id: UInt32) {
        ids.append(id)
        name.append(subject.name)
        identifier.append(subject.identifier)
        address.append(subject.address)
    }

    func append(row: Int, of segment: TextSegment) {
        ids.append(segment.ids[row])
        segment.copy(row: row, to: &name, &identifier, &address)
    }

    func segment() -> TextSegment {
        name.trim()
        identifier.trim()
        address.trim()
        return TextSegment(
            ids: ids.withUnsafeBufferPointer { Array($0) }, name: name, identifier: identifier, address: address)
    }
}
