/// A table whose columns carry the names that the import knows, as they were matched. The template's example row is
/// passed over.
struct MatchedSource: TableSource {
    let base: any TableSource
    let fields: [ImportField]
    let matching: ColumnMatching

    var name: String { base.name }
    var digest: String { base.digest }
    var encoding: String { base.encoding }
    var lines: Int { base.lines }

    func open() throws -> any TableReader { try MatchedReader(self) }

    private final class MatchedReader: TableReader {
        let header: [String]
        private let reader: any TableReader
        private var hasRows = false
        /// Bytes of the example row by column.
        private var example: [Int: [UInt8]] = [:]

        init(_ source: MatchedSource) throws {
            reader = try source.base.open()
            let titles = Dictionary(
                source.matching.places.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
            let known = Set(source.fields.flatMap(\.names).map(ColumnNames.key))
            header = reader.header.enumerated().map { place, name in
                if let title = titles[place] { return title }
                // A column that was left out on purpose must not be found by its name again.
                return known.contains(ColumnNames.key(name)) ? "未使用：\(name)" : name
            }
            let examples = Dictionary(
                source.fields.map { ($0.title, $0.example) }, uniquingKeysWith: { first, _ in first })
            for (place, title) in titles { example[place] = Array((examples[title] ?? "").utf8) }
            if example.values.allSatisfy(\.isEmpty) { example = [:] }
        }

        func next(_ record: inout TableRecord) throws -> Bool {
            while try reader.next(&record) {
                if isExample(record) { continue }
                hasRows = true
                return true
            }
            // A file that holds nothing but the example holds no row, by its number too.
            if !hasRows { record = TableRecord() }
            return false
        }

        private func isExample(_ record: TableRecord) -> Bool {
            guard !example.isEmpty, record.defect == nil else { return false }
            return example.allSatisfy { place, bytes in record.field(place).withoutOuterBlanks.elementsEqual(bytes) }
        }
    }
}
