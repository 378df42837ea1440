/// `population.txt`: `stratum TAB lot LF` for each line, sorted by bytes, nothing else.
extension Population {
    /// The whole file. For millions of lines use `writeText`, which needs no copy of it all.
    package var text: String {
        var out: [UInt8] = []
        out.reserveCapacity(count * (Lot.length + 8))
        writeText { out.append(contentsOf: $0) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Gives the file's bytes in order, in pieces of some hundred kilobytes.
    package func writeText(_ sink: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        for (name, range) in zip(names, ranges) {
            let template = PopulationLine(stratum: name, lot: String(repeating: "0", count: Lot.length)).bytes + [0x0A]
            let width = template.count
            let rows = 8192
            var piece = [UInt8]()
            for lower in stride(from: range.lowerBound, to: range.upperBound, by: rows) {
                let upper = min(lower + rows, range.upperBound)
                piece.removeAll(keepingCapacity: true)
                for _ in lower..<upper { piece.append(contentsOf: template) }
                piece.withUnsafeMutableBytes { buffer in
                    for index in lower..<upper {
                        let at = (index - lower + 1) * width - 1 - Lot.length
                        lots[index].write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[at..<at + Lot.length]))
                    }
                }
                try piece.withUnsafeBytes { try sink($0) }
            }
        }
    }

    /// Reads the file's text.
    /// - Throws: `lineFormat`, `lineOrder`, `lineRepeated`, `identifierCharset`.
    package init(text: String) throws(DrawRefusal) {
        var text = text
        let read: Result<Population, DrawRefusal> = text.withUTF8 { buffer in
            do throws(DrawRefusal) {
                return .success(try Population(utf8: UnsafeRawBufferPointer(buffer)))
            } catch {
                return .failure(error)
            }
        }
        self = try read.get()
    }

    /// Reads the file's bytes. Strict: a file that is not byte for byte what `text` would write is refused, since the
    /// root is over its lines in their order.
    /// - Throws: `lineFormat`, `lineOrder`, `lineRepeated`, `identifierCharset`; the message names the line, from 1.
    package init(utf8: UnsafeRawBufferPointer) throws(DrawRefusal) {
        var names: [String] = []
        var ranges: [Range<Int>] = []
        var lots: [Lot] = []
        lots.reserveCapacity(utf8.count / (Lot.length + 4))
        var current: ArraySlice<UInt8> = []
        var start = 0
        var at = 0
        while at < utf8.count {
            var end = at
            while end < utf8.count, utf8[end] != 0x0A { end += 1 }
            let number = lots.count + 1
            guard end < utf8.count else { throw DrawRefusal(.lineFormat, "名单第\(number)行末尾没有换行符") }
            let tab = end - Lot.length - 1
            guard tab > at, utf8[tab] == 0x09,
                let lot = Lot(ascii: UnsafeRawBufferPointer(rebasing: utf8[tab + 1..<end]))
            else { throw DrawRefusal(.lineFormat, "名单第\(number)行不是“层名、制表符、20位签号”") }
            let name = utf8[at..<tab]
            if !name.elementsEqual(current) {
                let text = String(decoding: name, as: UTF8.self)
                guard Identifier.isValid(text) else {
                    throw DrawRefusal(.identifierCharset, "名单第\(number)行的层名含有不允许的字符")
                }
                guard current.isEmpty || current.lexicographicallyPrecedes(name) else {
                    throw DrawRefusal(.lineOrder, "名单第\(number)行没有按字节顺序排列")
                }
                if !names.isEmpty { ranges.append(start..<lots.count) }
                names.append(text)
                start = lots.count
                current = ArraySlice(name)
            } else if let last = lots.last {
                guard last != lot else { throw DrawRefusal(.lineRepeated, "名单第\(number)行与上一行相同") }
                guard last < lot else { throw DrawRefusal(.lineOrder, "名单第\(number)行没有按字节顺序排列") }
            }
            lots.append(lot)
            at = end + 1
        }
        if !names.isEmpty { ranges.append(start..<lots.count) }
        self.init(sortedNames: names, ranges: ranges, lots: lots)
    }
}
