import Foundation

/// The way of a file into the house, step by step: handed in, matched, checked, imported. The work itself runs beside the
/// page (`ImportFlow+Work`).
package struct ImportFlow: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// A job as its page shows it.
    package struct View: Sendable {
        package let job: ImportJob
        package let fields: [ImportField]
        package let dayTitle: String?
        package let questions: [ImportQuestion]
        package let isWhole: Bool
        package let header: [String]
        package let sheets: [String]
        package let encoding: String
        package let refusals: Listing<RowRefusal>
        /// While it runs.
        package let progress: ImportProgress?
        /// It ran in a process that is no more; nothing of it was kept, but for the portions that are in (`job.reached`).
        package let isBroken: Bool
        /// Whether the file still lies here.
        package let hasFile: Bool
    }

    /// Takes a file in and begins to check it when its columns are clear.
    package func begin(
        _ content: TableContent, name: String, kind: ImportRecord.Kind, dated: Day?, by actor: Actor
    ) async throws -> Int64 {
        let sort = try TableImports.of(kind)
        try sort.admit(actor)
        if let title = sort.dayTitle {
            guard let dated else {
                throw Problem(.invalid, "import.dated", "请填写\(title)。", fields: ["dated": "请填写\(title)"])
            }
            guard dated <= house.clock.today else {
                throw Problem(.invalid, "import.future", "\(title)晚于今天。", fields: ["dated": "不能晚于今天"])
            }
        }
        let source = try house.desk().keep(content, name: name)
        let header = try source.open().header
        let now = house.clock.now()
        let run = house.randomHex(bytes: 8)
        let id = try await house.storage.housekeep { stores in
            let remembered = try stores.imports.remembered(account: actor.account, kind: kind)
            return try stores.imports.insert(
                ImportJob(
                    id: 0, kind: kind, fileName: source.name, digest: source.digest, account: actor.account,
                    region: actor.region, sheet: nil,
                    matching: .found(sort.fields, header: header, remembered: remembered), dated: dated,
                    state: .open, mode: nil, finding: nil, problem: nil, importID: nil, run: run,
                    shape: ImportJob.Shape(source, header: header)), at: now)
        }
        let job = try await self.job(id, for: actor)
        if job.matching.missing(sort.fields).isEmpty { try await startCheck(job, by: actor) }
        return id
    }

    /// A job of the actor's region; a foreign one looks like none.
    func job(_ id: Int64, for actor: Actor) async throws -> ImportJob {
        try actor.require(.registryEdit)
        let found = try await house.storage.read { try $0.imports.job(id) }
        guard let found else { throw Problem.notFound("待导入的文件") }
        try actor.require(.registryEdit, over: found.region, what: "待导入的文件")
        try TableImports.of(found.kind).admit(actor)
        return found
    }

    package func view(_ id: Int64, slice: Slice, for actor: Actor) async throws -> View {
        let job = try await job(id, for: actor)
        let sort = try TableImports.of(job.kind)
        let refusals = try await house.storage.read { try $0.imports.refusals(job: id, slice: slice) }
        let desk = try house.desk()
        let note = try desk.noted(job.note)
        let isBusy = job.state == .checking || job.state == .running
        return View(
            job: job, fields: sort.fields, dayTitle: sort.dayTitle, questions: sort.questions,
            isWhole: sort.isWhole, header: job.shape?.header ?? [],
            sheets: job.shape?.sheets ?? [], encoding: job.shape?.encoding ?? "", refusals: refusals,
            progress: isBusy ? ImportFlow.progress(note?.text) : nil,
            isBroken: isBusy
                && (job.problem != nil || (note.map { $0.age > ImportFlow.patience } ?? true)),
            hasFile: desk.holds(digest: job.digest))
    }

    /// Seconds without a sign of life after which a job counts as broken off.
    static let patience = 20.0

    private static func progress(_ note: String?) -> ImportProgress {
        let numbers = (note ?? "").split(separator: " ").compactMap { Int($0) }
        return ImportProgress(rows: numbers.first ?? 0, lines: numbers.count > 1 ? numbers[1] : 0)
    }

    /// The file as it was handed in.
    func source(_ job: ImportJob) throws -> any TableSource {
        let source = try house.desk().kept(digest: job.digest, name: job.fileName)
        return try job.sheet.map { try source.sheet($0) } ?? source
    }

    /// Matches columns anew (or takes another sheet) and checks again. What was chosen is remembered for this person.
    package func match(_ id: Int64, places: [String: Int], sheet: String?, by actor: Actor) async throws {
        var job = try await job(id, for: actor)
        let sort = try TableImports.of(job.kind)
        guard [.open, .checked, .failed].contains(job.state) else { throw Problem.moved("这个文件") }
        let from = job.state
        let isOther = sheet != nil && sheet != job.sheet
        if isOther { job.sheet = sheet }
        let source = try source(job)
        let header = try source.open().header
        job.shape = ImportJob.Shape(source, header: header)
        if isOther, places.isEmpty || job.sheet != nil {
            job.matching = .found(sort.fields, header: header, remembered: [:])
        } else {
            job.matching = ColumnMatching(places.filter { header.indices.contains($0.value) })
        }
        let twice = Dictionary(grouping: job.matching.places, by: \.value).first { $0.value.count > 1 }
        if let twice {
            let titles = twice.value.map(\.key).sorted().map { "“\($0)”" }.joined(separator: "和")
            throw Problem(
                .invalid, "import.column-twice", "\(titles)选了同一列“\(header[twice.key])”。", remedy: "请给每个字段选各自的列。")
        }
        job.state = .open
        job.problem = nil
        job.finding = nil
        let wanted = job
        let now = house.clock.now()
        let names = job.matching.names(in: header)
        try await house.storage.housekeep { stores in
            guard try stores.imports.save(wanted, from: from, run: wanted.run, at: now) else {
                throw Problem.moved("这个文件")
            }
            try stores.imports.setRefusals([], job: wanted.id)
            if !isOther { try stores.imports.remember(names, account: actor.account, kind: wanted.kind) }
        }
        if job.matching.missing(sort.fields).isEmpty { try await startCheck(job, by: actor) }
    }

    /// Looks once more, also after the process that looked has died.
    package func recheck(_ id: Int64, by actor: Actor) async throws {
        let view = try await view(id, slice: Slice(), for: actor)
        guard view.isBroken || [.open, .checked, .failed].contains(view.job.state) else {
            throw Problem.moved("这个文件")
        }
        if view.job.state == .running, view.job.reached != nil { return try await resume(view.job, by: actor) }
        try await startCheck(view.job, by: actor)
    }

    /// Imports what was checked. A second arrival of the form changes nothing.
    ///
    /// - Parameter answers: to the kind's questions, by name.
    package func confirm(
        _ id: Int64, mode: ImportMode, answers: [String: String] = [:], by actor: Actor
    ) async throws {
        let job = try await job(id, for: actor)
        if job.state == .running || job.state == .done { return }
        guard job.state == .checked, let finding = job.finding else { throw Problem.moved("这个文件") }
        let sort = try TableImports.of(job.kind)
        let mode = sort.isWhole ? .allOrNothing : mode
        let open = sort.questions.filter { (answers[$0.name] ?? "").trimmed.isEmpty }
        guard open.isEmpty else {
            throw Problem(
                .invalid, "import.answers", "还有\(open.count)处没有填写。",
                fields: Dictionary(open.map { ($0.name, "请填写\($0.title)") }) { first, _ in first })
        }
        if mode == .allOrNothing, finding.counts.refused > 0 { throw ImportFlow.notWhole(finding.counts.refused) }
        try await startImport(job, mode: mode, answers: answers, by: actor)
    }

    static func notWhole(_ refused: Int) -> Problem {
        Problem(
            .refused, "import.all-or-nothing", "有 \(refused) 行不合格，按“全部合格才导入”，一行也没有导入。",
            remedy: "请下载改正表，改好后重新上传；或者选择只导入合格的行。")
    }

    /// What waits for somebody in this region, newest first.
    package func waiting(for actor: Actor) async throws -> [ImportJob] {
        guard actor.may(.registryEdit) else { return [] }
        return try await house.storage.read { try $0.imports.openJobs(region: actor.region, limit: 20) }
    }

    /// The job behind an import, while its file lies here, and who took the import back.
    package func traces(of id: Int64, for actor: Actor) async throws -> (job: Int64?, undone: (at: Moment, by: String)?)
    {
        let (job, undone) = try await house.storage.read {
            (try $0.imports.job(import: id), try $0.imports.undone(import: id))
        }
        guard let job, actor.may(.registryEdit), actor.covers(job.region), try house.desk().holds(digest: job.digest),
            (job.finding?.counts.refused ?? 0) > 0
        else { return (nil, undone) }
        return (job.id, undone)
    }

    /// Gives a file up, also one whose import broke off.
    package func discard(_ id: Int64, by actor: Actor) async throws {
        let view = try await view(id, slice: Slice(page: 1, size: 1), for: actor)
        var job = view.job
        let from = job.state
        guard view.isBroken || from != .running && from != .done else { throw Problem.moved("这个文件") }
        if from == .running, let reached = job.reached {
            throw Problem(
                .refused, "import.partly", "前 \(reached) 行已经导入，不能直接放弃。", clause: "2.2.6",
                remedy: "请先继续导入；完成后可以整体撤销这次导入。")
        }
        job.state = .discarded
        let wanted = job
        let now = house.clock.now()
        try await house.storage.housekeep { stores in
            // An import that was only slow may end meanwhile; then there is nothing to be given up.
            guard try stores.imports.save(wanted, from: from, run: wanted.run, at: now) else {
                throw Problem.moved("这个文件")
            }
            try stores.imports.setRefusals([], job: wanted.id)
        }
        try house.desk().discard(digest: job.digest)
    }

    /// Waits a moment for work that is soon done, so that a small file needs no second look.
    package func settle(_ id: Int64, for actor: Actor, seconds: Double = 2.5) async throws -> ImportJob {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let job = try await job(id, for: actor)
            guard job.state == .checking || job.state == .running, ContinuousClock.now < end else { return job }
            try await Task.sleep(for: .milliseconds(40))
        }
    }
}
