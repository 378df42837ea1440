/// Counts of a running import.
struct ImportTally {
    private var tags: [Int]
    private var regions: [RegionCode: Int] = [:]
    private var places: [String: Int] = [:]
    private var types: [String: Int] = [:]
    private let book: ReferenceBook
    private static let firstRows = 20

    init(_ book: ReferenceBook) {
        self.book = book
        tags = Array(repeating: 0, count: book.tags.count)
    }

    mutating func add(_ batch: SubjectBatch, to report: inout ImportReport) {
        report.counts.total = batch.read
        report.counts.refused += batch.refusedRows
        let room = ImportReport.refusalLimit - report.refusals.count
        report.refusals += batch.refusals.prefix(max(0, room))
        for row in batch.rows {
            for place in row.tagPlaces { tags[place] += 1 }
            regions[row.facts.region, default: 0] += 1
            places[row.facts.regionHow, default: 0] += 1
            types[row.facts.type, default: 0] += 1
        }
        if report.first.count < ImportTally.firstRows {
            report.first += batch.rows.prefix(ImportTally.firstRows - report.first.count)
        }
    }

    /// Puts the statistics into the report, largest first.
    func finish(_ report: inout ImportReport) {
        report.tags = book.tags.indices.filter { tags[$0] > 0 }.map { (book.tags[$0].name, tags[$0]) }
            .sorted { $0.number > $1.number }
        report.regions = regions.map { ($0.key, $0.value) }.sorted { $0.code < $1.code }
        report.places = RegionResolver.Place.How.allCases.compactMap { how in
            places[how.rawValue].map { (how, $0) }
        }
        report.types = types.map { (book.types.type(code: $0.key).name, $0.value) }.sorted { $0.number > $1.number }
    }
}
