/// An import from a page: the file is handed in and looked over first, and imported when it is confirmed.
package struct UploadedImport: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// What a preview shows, whichever kind of file it is.
    package struct Preview: Sendable {
        package let kind: ImportRecord.Kind
        package let fileName: String
        package let digest: String
        package let encoding: String
        package let dated: Day?
        package let counts: ImportCounts
        package let refusals: [RowRefusal]
        /// Only for subjects.
        package let subjects: ImportReport?
    }

    /// Keeps the file and says what an import would do.
    package func preview(
        _ content: TableContent, name: String, kind: ImportRecord.Kind, dated: Day?, by actor: Actor
    ) async throws -> Preview {
        try actor.require(.registryEdit)
        return try await preview(try house.desk().keep(content, name: name), kind: kind, dated: dated, by: actor)
    }

    private func preview(_ source: any TableSource, kind: ImportRecord.Kind, dated: Day?, by actor: Actor) async throws
        -> Preview
    {
        let counts: ImportCounts
        let refusals: [RowRefusal]
        var subjects: ImportReport?
        switch kind {
        case .subjects:
            let report = try await SubjectImport(house).preview(source, actor: actor)
            (counts, refusals, subjects) = (report.counts, report.refusals, report)
        case .inspectors:
            let outcome = try await InspectorImport(house).apply(source, actor: actor, previewOnly: true)
            (counts, refusals) = (outcome.counts, outcome.refusals)
        case .risk:
            let outcome = try await RiskImport(house).apply(
                source, dated: try UploadedImport.required(dated), actor: actor, previewOnly: true)
            (counts, refusals) = (outcome.counts, outcome.refusals)
        }
        return Preview(
            kind: kind, fileName: source.name, digest: source.digest, encoding: source.encoding, dated: dated,
            counts: counts, refusals: refusals, subjects: subjects)
    }

    /// Imports a file that was looked over; returns the id of the import. The same form a second time imports nothing
    /// and returns the first id.
    package func confirm(
        digest: String, name: String, kind: ImportRecord.Kind, dated: Day?, by actor: Actor, submission: String?
    ) async throws -> Int64 {
        try actor.require(.registryEdit)
        let desk = try house.desk()
        let source: any TableSource
        do {
            source = try desk.kept(digest: digest, name: name)
        } catch let problem as Problem {
            // The first arrival of the form has used the file up.
            if let earlier = try await earlier(submission, actor) { return earlier }
            throw problem
        }
        let id: Int64?
        switch kind {
        case .subjects: id = try await SubjectImport(house).apply(source, actor: actor, submission: submission).id
        case .inspectors:
            id = try await InspectorImport(house).apply(source, actor: actor, submission: submission).id
        case .risk:
            id = try await RiskImport(house).apply(
                source, dated: try UploadedImport.required(dated), actor: actor, submission: submission
            ).id
        }
        guard let id else { throw Problem(.defect, "import.no-id", "导入没有得到编号。") }
        desk.discard(digest: digest)
        return id
    }

    package func discard(digest: String, by actor: Actor) throws {
        try actor.require(.registryEdit)
        try house.desk().discard(digest: digest)
    }

    private func earlier(_ submission: String?, _ actor: Actor) async throws -> Int64? {
        guard let submission else { return nil }
        let location = try await house.storage.read {
            try $0.registry.locationOfSubmission(submission, account: actor.account)
        }
        return location?.split(separator: "/").last.flatMap { Int64($0) }
    }

    private static func required(_ dated: Day?) throws -> Day {
        guard let dated else {
            throw Problem(.invalid, "risk.dated", "请填写分类结果的日期。", fields: ["dated": "请填写分类结果的日期"])
        }
        return dated
    }
}
