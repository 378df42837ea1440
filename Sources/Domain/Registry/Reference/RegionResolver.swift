/// Places a subject: identifier, area and address → region of jurisdiction, by the rule of Reference/README.md.
package struct RegionResolver: Sendable {
    /// Where a subject lies and how that was found.
    package struct Place: Sendable, Equatable {
        /// How the region was found, the words that the registry stores.
        package enum How: String, Sendable, CaseIterable {
            /// The code names a county of today.
            case code
            /// The code names a county that another took the place of.
            case successor
            /// The address names the county.
            case address
            /// Only the prefecture is known.
            case prefecture
            /// Only the province is known.
            case province
            /// The code is of another province; the province keeps the subject.
            case outside
            /// A person or the source itself named the division.
            case stated

            package var title: String {
                switch self {
                case .code: "按代码"
                case .successor: "按代码（区划已调整）"
                case .address: "按地址"
                case .prefecture: "仅定位到市（地）"
                case .province: "仅定位到省"
                case .outside: "外省登记"
                case .stated: "按来源指定"
                }
            }
        }

        package let region: RegionCode
        package let how: How
    }

    private struct Name: Sendable {
        let bytes: [UInt8]
        let region: Int
        let assumed: Bool
    }

    private struct Entry: Sendable {
        let code: RegionCode
        let level: RegionRow.Level
        /// The row that stands today.
        var current: Int
        /// Its prefecture, for prefectures themselves and counties below one.
        let prefecture: Int?
    }

    private let entries: [Entry]
    private let byCode: [Int: Int]
    private let province: Int
    private let provincePrefix: [UInt8]
    private let provinceNames: [[UInt8]]
    /// In the order of the table: row, full name, short name.
    private let prefectures: [(row: Int, name: [UInt8], short: [UInt8])]
    /// County names of each prefecture, longest first.
    private let names: [Int: [Name]]
    private let zones: [[UInt8]]

    /// Throws a ``Problem`` when the tables do not fit together.
    init(rows: [RegionRow], aliases: RegionAliases) throws {
        var byCode: [Int: Int] = [:]
        for (index, row) in rows.enumerated() { byCode[Int(row.code.text) ?? 0] = index }
        func index(_ code: RegionCode) throws -> Int {
            guard let index = byCode[Int(code.text) ?? 0] else {
                throw Problem(.invalid, "reference.region", "区划表缺少代码 \(code)。", remedy: "请检查 Reference/regions.yaml。")
            }
            return index
        }
        let provinces = rows.indices.filter { rows[$0].level == .province }
        guard provinces.count == 1, let province = provinces.first else {
            throw Problem(.invalid, "reference.region", "区划表应当恰好有一个省级行政区。", remedy: "请检查 Reference/regions.yaml。")
        }
        var entries: [Entry] = []
        for (place, row) in rows.enumerated() {
            var current = place
            var hops = 0
            while let next = rows[current].successor {
                current = try index(next)
                hops += 1
                guard hops <= rows.count else {
                    throw Problem(.invalid, "reference.region", "区划 \(row.code) 的继任关系成环。")
                }
            }
            var prefecture: Int?
            switch row.level {
            case .province: break
            case .prefecture: prefecture = place
            case .county:
                let parent = try row.parent.map(index)
                if let parent, rows[parent].level == .prefecture { prefecture = parent }
            }
            entries.append(Entry(code: row.code, level: row.level, current: current, prefecture: prefecture))
        }
        var names: [Int: [Name]] = [:]
        for (place, row) in rows.enumerated() where row.level == .county {
            guard let prefecture = entries[place].prefecture else { continue }
            names[prefecture, default: []].append(
                Name(bytes: Array(row.name.utf8), region: entries[place].current, assumed: false))
        }
        for alias in aliases.aliases {
            names[try index(alias.prefecture), default: []].append(
                Name(bytes: Array(alias.name.utf8), region: try index(alias.region), assumed: alias.assumed))
        }
        func longestFirst(_ left: [UInt8], _ right: [UInt8]) -> Bool {
            left.count != right.count ? left.count > right.count : left.lexicographicallyPrecedes(right)
        }
        // A stable order: rows of the table come before aliases of the same name.
        self.names = names.mapValues { list in
            list.enumerated().sorted {
                $0.element.bytes == $1.element.bytes
                    ? $0.offset < $1.offset : longestFirst($0.element.bytes, $1.element.bytes)
            }.map(\.element)
        }
        self.entries = entries
        self.byCode = byCode
        self.province = province
        provincePrefix = Array(rows[province].code.prefix.utf8)
        let full = Array(rows[province].name.utf8)
        provinceNames = [full, RegionResolver.dropping(full, ["省"])]
        prefectures = rows.indices.filter { rows[$0].level == .prefecture }.map {
            let name = Array(rows[$0].name.utf8)
            return ($0, name, RegionResolver.dropping(name, ["市", "地区"]))
        }
        zones = aliases.zonePrefixes.map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }

    private static func dropping(_ name: [UInt8], _ endings: [String]) -> [UInt8] {
        var name = name
        for ending in endings.map({ Array($0.utf8) })
        where name.count > ending.count && name.suffix(ending.count) == ending[...] {
            name.removeLast(ending.count)
        }
        return name
    }

    /// The code of the province the tables are of.
    package var provinceCode: RegionCode { entries[province].code }

    /// `identifier` is a valid code of 18 bytes; `area` is the column 地区; both it and `address` may be empty.
    package func place(identifier: [UInt8], area: ArraySlice<UInt8>, address: ArraySlice<UInt8>) -> Place {
        guard identifier.count == 18, identifier[2..<4] == provincePrefix[...] else {
            return Place(region: entries[province].code, how: .outside)
        }
        let (base, isItself) = base(identifier[2..<8])
        let byCode = entries[base].prefecture
        let byArea = prefectures.first { area == $0.short[...] || area == $0.name[...] }?.row
        let isCounty = entries[base].level == .county
        var candidates: [Int] = []
        if let byCode { candidates.append(byCode) }
        if let byArea, byArea != byCode { candidates.append(byArea) }
        if let found = named(address, candidates), !(isCounty && found.assumed), found.region != base {
            return Place(region: entries[found.region].code, how: .address)
        }
        if isCounty { return Place(region: entries[base].code, how: isItself ? .code : .successor) }
        if byCode != nil { return Place(region: entries[base].code, how: .prefecture) }
        if let byArea { return Place(region: entries[byArea].code, how: .prefecture) }
        return Place(region: entries[base].code, how: .province)
    }

    /// The row that the code names, today: itself or its successor; an unknown code names its prefecture, else the province.
    private func base(_ code: ArraySlice<UInt8>) -> (row: Int, isItself: Bool) {
        var number = 0
        for byte in code {
            guard (0x30...0x39).contains(byte) else {
                // A letter among the six: no division of today; the first four digits may still name a prefecture.
                return (upper(code), true)
            }
            number = number * 10 + Int(byte - 0x30)
        }
        if let row = byCode[number] { return (entries[row].current, entries[row].current == row) }
        return (upper(code), true)
    }

    private func upper(_ code: ArraySlice<UInt8>) -> Int {
        var number = 0
        for byte in code.prefix(4) {
            guard (0x30...0x39).contains(byte) else { return province }
            number = number * 10 + Int(byte - 0x30)
        }
        if let row = byCode[number * 100], entries[row].level == .prefecture { return row }
        return province
    }

    /// The county that the address opens with.
    private func named(_ address: ArraySlice<UInt8>, _ candidates: [Int]) -> Name? {
        guard !candidates.isEmpty, !address.isEmpty else { return nil }
        let cleaned = RegionResolver.withoutBlanks(address)
        var text = cleaned[...]
        if let lead = provinceNames.first(where: { text.starts(with: $0) }) { text = text.dropFirst(lead.count) }
        var candidates = candidates
        var isExplicit = false
        for candidate in candidates {
            guard let prefecture = prefectures.first(where: { $0.row == candidate }) else { continue }
            if let lead = [prefecture.name, prefecture.short].first(where: { text.starts(with: $0) }) {
                text = text.dropFirst(lead.count)
                candidates = [candidate]
                isExplicit = true
                break
            }
        }
        for candidate in candidates {
            if let name = names[candidate]?.first(where: { text.starts(with: $0.bytes) }) { return name }
        }
        if isExplicit, let zone = zones.first(where: { text.starts(with: $0) }), let candidate = candidates.first {
            let rest = text.dropFirst(zone.count)
            return names[candidate]?.first { rest.starts(with: $0.bytes) }
        }
        return nil
    }

    /// Without blanks, tabs, U+00A0 and U+3000.
    private static func withoutBlanks(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == 0x20 || byte == 0x09 {
                index += 1
            } else if byte == 0xC2, index + 1 < bytes.endIndex, bytes[index + 1] == 0xA0 {
                index += 2
            } else if byte == 0xE3, index + 2 < bytes.endIndex, bytes[index + 1] == 0x80, bytes[index + 2] == 0x80 {
                index += 3
            } else {
                out.append(byte)
                index += 1
            }
        }
        return out
    }
}
