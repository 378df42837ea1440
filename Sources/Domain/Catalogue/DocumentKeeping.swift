/// Rules and guides at hand of the entry they belong to (3.4.1).
package struct DocumentKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package struct Dossier: Sendable {
        package let document: CatalogueDocument
        package let entry: ListEntry
        package let timeline: [LedgerLine]
    }

    /// Who may change an entry's documents: whoever keeps the list where the entry holds — the province, and for a local
    /// entry also the authority of its area.
    package static func mayEdit(_ actor: Actor, _ entry: ListEntry) -> Bool {
        actor.may(.catalogueEdit) && actor.region.contains(entry.region)
    }

    package func add(
        _ kind: CatalogueDocument.Kind, title: String, isPublic: Bool, note: String, file: DocumentFile,
        to list: CatalogueList, _ code: String, by actor: Actor, submission: String?
    ) async throws {
        try actor.require(.catalogueEdit)
        let file = try file.checked()
        let title = title.trimmed
        guard !title.isEmpty, title.count <= 100 else {
            throw Problem(.invalid, "document.title", "请填写文件标题。", clause: "3.4.1", fields: ["title": "文件标题为1至100字"])
        }
        let now = house.clock.now()
        try await house.submit(submission, by: actor, to: DocumentKeeping.page(list, code), alone: true) { stores in
            try DocumentKeeping.admit(actor, list, code, stores)
            let id = try stores.catalogue.insert(
                kind, title: title, isPublic: isPublic, list: list, code: code, at: now)
            try DocumentKeeping.keep(file, id, note, by: actor, stores, at: now)
        }
    }

    /// A new version takes the place of the one before, which stays readable.
    package func replace(_ id: Int64, note: String, file: DocumentFile, by actor: Actor, submission: String?)
        async throws
    {
        try actor.require(.catalogueEdit)
        let file = try file.checked()
        let now = house.clock.now()
        try await house.submit(submission, by: actor, to: "/catalogue/documents/\(id)", alone: true) { stores in
            let document = try DocumentKeeping.editable(id, actor, stores)
            guard document.retiredAt == nil else { throw Problem.moved("文件") }
            guard document.versions.first?.digest != Digest.sha256Hex(file.bytes) else {
                throw Problem(
                    .conflict, "document.same", "这个文件与现行版本完全相同，没有保存。", clause: "3.4.1",
                    fields: ["file": "与现行版本完全相同"])
            }
            try DocumentKeeping.keep(file, id, note, by: actor, stores, at: now)
        }
    }

    package func set(_ id: Int64, isPublic: Bool, by actor: Actor, submission: String?) async throws {
        try await settle(id, by: actor, submission: submission, isPublic ? "向社会公开" : "改为内部使用") { document in
            guard document.retiredAt == nil else { throw Problem.moved("文件") }
            return (isPublic, nil)
        }
    }

    package func retire(_ id: Int64, by actor: Actor, submission: String?) async throws {
        let now = house.clock.now()
        try await settle(id, by: actor, submission: submission, "停用文件") { document in
            guard document.retiredAt == nil else { throw Problem.moved("文件") }
            return (document.isPublic, now)
        }
    }

    private func settle(
        _ id: Int64, by actor: Actor, submission: String?, _ sentence: String,
        _ make: @escaping @Sendable (CatalogueDocument) throws -> (isPublic: Bool, retiredAt: Moment?)
    ) async throws {
        try actor.require(.catalogueEdit)
        let now = house.clock.now()
        try await house.submit(submission, by: actor, to: "/catalogue/documents/\(id)") { stores in
            let made = try make(try DocumentKeeping.editable(id, actor, stores))
            try stores.catalogue.set(document: id, isPublic: made.isPublic, retiredAt: made.retiredAt)
            try DocumentKeeping.project(id, stores)
            try stores.ledger.append(
                LedgerEntry(
                    act: "document.settle", actor: actor.account, object: "document/\(id)", at: now,
                    sentence: sentence,
                    data: ["public": .flag(made.isPublic), "retired": .flag(made.retiredAt != nil)]), at: now)
        }
    }

    package func dossier(_ actor: Actor, _ id: Int64) async throws -> Dossier {
        try actor.require(.catalogueRead)
        return try await house.storage.read { stores in
            guard let document = try stores.catalogue.document(id: id) else { throw Problem.notFound("文件") }
            return Dossier(
                document: document,
                entry: try DocumentKeeping.entry(document.list, document.code, for: actor, stores),
                timeline: try stores.ledger.timeline(object: "document/\(id)"))
        }
    }

    package func content(_ actor: Actor, _ id: Int64, version: Int) async throws -> DocumentFile {
        let document = try await dossier(actor, id).document
        guard let kept = document.versions.first(where: { $0.number == version }),
            let bytes = try await house.storage.read({ try $0.catalogue.content(document: id, version: version) })
        else { throw Problem.notFound("文件") }
        return DocumentFile(filename: kept.filename, bytes: bytes)
    }

    // MARK: Within the transaction

    static func page(_ list: CatalogueList, _ code: String) -> String { "/catalogue/\(list.rawValue)/\(code)" }

    private static func keep(
        _ file: DocumentFile, _ id: Int64, _ note: String, by actor: Actor, _ stores: any Stores, at now: Moment
    ) throws {
        let number = try stores.catalogue.insert(
            file, document: id, note: String(note.trimmed.prefix(500)), by: actor.account, at: now)
        try project(id, stores)
        try stores.ledger.append(
            LedgerEntry(
                act: "document.version", actor: actor.account, object: "document/\(id)", at: now,
                sentence: "上传文件第\(number)版",
                data: [
                    "version": .number(Int64(number)), "sha256": .text(Digest.sha256Hex(file.bytes)),
                    "size": .number(Int64(file.bytes.count)),
                ]), at: now)
    }

    /// The portal's copy: all versions of a public document in use, nothing of any other.
    private static func project(_ id: Int64, _ stores: any Stores) throws {
        guard let document = try stores.catalogue.document(id: id) else { return }
        guard document.isPublic, document.retiredAt == nil else {
            return try stores.publication.removeFiles(document: id)
        }
        let shown = Set(
            try stores.publication.publicFiles(document.list, code: document.code).filter { $0.document == id }
                .map(\.version))
        for version in document.versions where !shown.contains(version.number) {
            guard let content = try stores.catalogue.content(document: id, version: version.number) else { continue }
            try stores.publication.publish(
                PublicFile(
                    document: id, version: version.number, list: document.list, code: document.code,
                    kind: document.kind.title, title: document.title, filename: version.filename, size: version.size,
                    digest: version.digest, publishedOn: version.at.day, isReplaced: false), content: content)
        }
    }

    private static func admit(_ actor: Actor, _ list: CatalogueList, _ code: String, _ stores: any Stores) throws {
        let entry = try entry(list, code, for: actor, stores)
        guard mayEdit(actor, entry) else {
            throw Problem(
                .refused, "document.keeper", "\(entry.title)的指南和细则由清单维护单位上传。", clause: "3.4.1",
                remedy: "省级事项请报省级部门；本辖区的地方事项由本级平台管理上传。")
        }
    }

    private static func editable(_ id: Int64, _ actor: Actor, _ stores: any Stores) throws -> CatalogueDocument {
        guard let document = try stores.catalogue.document(id: id) else { throw Problem.notFound("文件") }
        try admit(actor, document.list, document.code, stores)
        return document
    }

    private static func entry(
        _ list: CatalogueList, _ code: String, for actor: Actor, _ stores: any Stores
    ) throws -> ListEntry {
        guard let entry = try stores.catalogue.history(list, code).first?.entry,
            CatalogueKeeping.concerns(entry.region, actor)
        else { throw Problem.notFound(list.noun) }
        return entry
    }
}
