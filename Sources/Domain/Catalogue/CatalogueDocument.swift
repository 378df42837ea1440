/// 指南和细则: a document of an entry, with its versions (3.4.1).
package struct CatalogueDocument: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case rules, guide, joint

        package var title: String {
            switch self {
            case .rules: "实施细则"
            case .guide: "检查指南"
            case .joint: "联查指南"
            }
        }
    }

    package struct Version: Sendable {
        package let number: Int
        package let filename: String
        package let size: Int
        package let digest: String
        package let note: String
        package let accountName: String
        package let at: Moment

        package init(
            number: Int, filename: String, size: Int, digest: String, note: String, accountName: String, at: Moment
        ) {
            self.number = number
            self.filename = filename
            self.size = size
            self.digest = digest
            self.note = note
            self.accountName = accountName
            self.at = at
        }
    }

    package let id: Int64
    package let list: CatalogueList
    package let code: String
    package let kind: Kind
    package let title: String
    package let isPublic: Bool
    /// No longer in use; its versions stay readable inside.
    package let retiredAt: Moment?
    /// Newest first.
    package let versions: [Version]

    package init(
        id: Int64, list: CatalogueList, code: String, kind: Kind, title: String, isPublic: Bool, retiredAt: Moment?,
        versions: [Version]
    ) {
        self.id = id
        self.list = list
        self.code = code
        self.kind = kind
        self.title = title
        self.isPublic = isPublic
        self.retiredAt = retiredAt
        self.versions = versions
    }
}

/// A file as handed in. Its kind is told by its first bytes, not by its name: a page that calls itself a guide stays out.
package struct DocumentFile: Sendable {
    package let filename: String
    package let bytes: [UInt8]

    /// Bytes; documents live in the database and go with every backup.
    package static let limit = 20 << 20
    package static let accepted = ".pdf,.docx,.xlsx,.ofd"

    package init(filename: String, bytes: [UInt8]) {
        self.filename = filename
        self.bytes = bytes
    }

    /// Extension → how such files begin. OFD, DOCX and XLSX are zip files.
    private static let kinds: [String: (magic: [UInt8], type: String)] = [
        "pdf": (Array("%PDF-".utf8), "application/pdf"),
        "docx": (
            [0x50, 0x4B, 0x03, 0x04], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        "xlsx": ([0x50, 0x4B, 0x03, 0x04], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "ofd": ([0x50, 0x4B, 0x03, 0x04], "application/ofd"),
    ]

    /// What it is sent as; always as a download.
    package static func mediaType(of filename: String) -> String {
        kinds[ending(filename)]?.type ?? "application/octet-stream"
    }

    /// The file with a name that is safe to keep.
    func checked() throws -> DocumentFile {
        func refused(_ message: String) -> Problem {
            Problem(
                .invalid, "document.file", message, clause: "3.4.1", remedy: "请上传 PDF、DOCX、XLSX 或 OFD 文件，不超过20MB。",
                fields: ["file": message])
        }
        let base = filename.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let name = String(String.UnicodeScalarView(base.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
            .trimmed
        guard !name.isEmpty, name.count <= 120 else { throw refused("文件名应为1至120个字") }
        guard !bytes.isEmpty else { throw refused("文件是空的") }
        guard bytes.count <= DocumentFile.limit else { throw refused("文件超过20MB") }
        guard let kind = DocumentFile.kinds[DocumentFile.ending(name)] else { throw refused("不接受这种类型的文件") }
        guard bytes.starts(with: kind.magic) else { throw refused("文件内容与扩展名不符，可能已损坏或改过名") }
        return DocumentFile(filename: name, bytes: bytes)
    }

    private static func ending(_ name: String) -> String {
        name.split(separator: ".").count > 1 ? name.split(separator: ".").last.map { $0.lowercased() } ?? "" : ""
    }
}

package protocol DocumentStore {
    func insert(
        _ kind: CatalogueDocument.Kind, title: String, isPublic: Bool, list: CatalogueList, code: String, at: Moment
    ) throws -> Int64
    /// The next version; returns its number.
    func insert(_ file: DocumentFile, document: Int64, note: String, by account: Int64, at: Moment) throws -> Int
    func document(id: Int64) throws -> CatalogueDocument?
    /// Those in use first, then by kind and title.
    func documents(_ list: CatalogueList, code: String) throws -> [CatalogueDocument]
    /// Documents in use of each entry.
    func documentCounts(_ list: CatalogueList) throws -> [String: Int]
    func content(document: Int64, version: Int) throws -> [UInt8]?
    func set(document: Int64, isPublic: Bool, retiredAt: Moment?) throws

    /// 3.6.1: subjects reached and covered within the cycle that ends with `year`.
    func coverage(of item: KeyItem, within region: RegionCode, year: Int) throws -> KeyCoverage
    func uncovered(by item: KeyItem, within region: RegionCode, year: Int, slice: Slice) throws
        -> Listing<UncoveredSubject>
}
