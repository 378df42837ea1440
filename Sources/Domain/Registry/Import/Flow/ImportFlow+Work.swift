import Foundation
import Synchronization

/// The work beside the page. A check, or an import that is one transaction, ends with the process; the database then holds
/// nothing of it, and the page says so. An import in portions goes on where it stands (`PortionedImport`).
extension ImportFlow {
    func startCheck(_ job: ImportJob, by actor: Actor) async throws {
        guard let claimed = try await claim(job, as: .checking) else { return }
        let flow = self
        Task.detached { await flow.check(claimed, by: actor) }
    }

    func startImport(_ job: ImportJob, mode: ImportMode, answers: [String: String], by actor: Actor) async throws {
        var wanted = job
        wanted.mode = mode
        guard let claimed = try await claim(wanted, as: .running) else { return }
        let flow = self
        Task.detached { await flow.run(claimed, mode: mode, answers: answers, by: actor) }
    }

    /// Puts the job into work under a new run; nil when somebody else was faster.
    private func claim(_ job: ImportJob, as state: ImportJob.State) async throws -> ImportJob? {
        var claimed = job
        claimed.state = state
        claimed.problem = nil
        claimed.run = house.randomHex(bytes: 8)
        let wanted = claimed
        let now = house.clock.now()
        try house.desk().note(job.note, "0 0")
        let isOurs = try await house.storage.housekeep { stores in
            try stores.imports.save(wanted, from: job.state, run: job.run, at: now)
        }
        return isOurs ? wanted : nil
    }

    private func check(_ job: ImportJob, by actor: Actor) async {
        let pulse = Pulse(house, job.note)
        defer { pulse.stop() }
        var done = job
        do {
            let sort = try TableImports.of(job.kind)
            let source = MatchedSource(base: try source(job), fields: sort.fields, matching: job.matching)
            var finding = try await sort.check(
                source, ImportOrder(house: house, actor: actor, dated: job.dated, progress: pulse.show))
            finding.refusals = finding.refusals.map(ImportFlow.explained)
            done.finding = finding
            done.state = .checked
        } catch {
            done.state = .failed
            done.problem = ImportFlow.words(error)
        }
        await finish(done, from: job)
    }

    private func run(_ job: ImportJob, mode: ImportMode, answers: [String: String], by actor: Actor) async {
        let pulse = Pulse(house, job.note)
        defer { pulse.stop() }
        let now = house.clock.now()
        do {
            let sort = try TableImports.of(job.kind)
            let source = MatchedSource(base: try source(job), fields: sort.fields, matching: job.matching)
            if let portioned = sort as? any PortionedImport {
                return await runPortions(job, portioned, source, pulse.show, by: actor)
            }
            let hooked = house.storing(
                in: HookedStorage(
                    inner: house.storage, before: { try $0.imports.beginImages(job.kind) },
                    after: { stores in
                        guard let newest = try stores.imports.newest() else { throw Problem.moved("这次导入") }
                        if mode == .allOrNothing, newest.refused > 0 { throw ImportFlow.notWhole(newest.refused) }
                        try stores.imports.finishImages(job.kind, import: newest.id)
                        var done = job
                        done.state = .done
                        done.importID = newest.id
                        guard try stores.imports.save(done, from: .running, run: job.run, at: now) else {
                            throw Problem.moved("这个文件")
                        }
                    }))
            try await sort.apply(
                source,
                ImportOrder(
                    house: hooked, actor: actor, dated: job.dated, answers: answers, base: job.finding?.base,
                    progress: pulse.show))
            // A file without faults has no corrected table to be made of it.
            if (job.finding?.counts.refused ?? 0) == 0 { try house.desk().discard(digest: job.digest) }
        } catch {
            var back = job
            back.state = job.finding == nil ? .failed : .checked
            back.problem = ImportFlow.words(error)
            await finish(back, from: job)
        }
    }

    private func runPortions(
        _ job: ImportJob, _ sort: any PortionedImport, _ source: any TableSource,
        _ progress: @escaping @Sendable (ImportProgress) -> Void, by actor: Actor
    ) async {
        do {
            try await takePortions(
                job, sort, source,
                ImportOrder(house: house, actor: actor, dated: job.dated, progress: progress))
            // A file without faults has no corrected table to be made of it.
            if (job.finding?.counts.refused ?? 0) == 0 { try house.desk().discard(digest: job.digest) }
        } catch {
            let held = try? await house.storage.read { try $0.imports.job(job.id) }
            guard var back = held, back.run == job.run, back.state == .running else { return }
            let from = back
            if (error as? Problem)?.code == "import.all-or-nothing", let id = back.importID {
                return await takeBack(from, import: id, error, by: actor)
            }
            // Before its first portion nothing is in; behind it, the page offers to go on.
            if back.reached == nil { back.state = .checked }
            back.problem = ImportFlow.words(error, isPartly: back.reached != nil)
            await finish(back, from: from)
        }
    }

    /// All or nothing: a row that was good when the file was checked, and is not any more, takes the portions before it
    /// back with it.
    private func takeBack(_ job: ImportJob, import id: Int64, _ error: any Error, by actor: Actor) async {
        var back = job
        let words = ImportFlow.words(error)
        do {
            try await ImportUndo(house).undo(id, by: actor, submission: nil, isUnderWay: true)
            back.importID = nil
            back.reached = nil
            back.state = .checked
            back.problem = words + "核对之后这些行对应的主体有了改动，请重新核对。"
        } catch {
            back.mode = .goodRows
            back.problem =
                "核对之后有行不再合格，而已经写入的部分不能整体撤回：" + ImportFlow.words(error)
                + "请继续导入，不合格的行会列入退回清单。"
        }
        await finish(back, from: job)
    }

    private func finish(_ done: ImportJob, from job: ImportJob) async {
        let now = house.clock.now()
        do {
            try await house.storage.housekeep { stores in
                guard try stores.imports.save(done, from: job.state, run: job.run, at: now) else { return }
                if let finding = done.finding, job.state == .checking {
                    try stores.imports.setRefusals(
                        Array(finding.refusals.prefix(ImportReport.refusalLimit)), job: job.id)
                }
            }
        } catch {
            // Where even this cannot be written, the missing pulse tells that the work broke off.
            var failed = job
            failed.state = job.state == .checking ? .failed : done.state
            failed.problem = ImportFlow.words(error)
            let told = failed
            _ = try? await house.storage.housekeep { stores in
                _ = try stores.imports.save(told, from: job.state, run: job.run, at: now)
            }
        }
    }

    private static func words(_ error: any Error, isPartly: Bool = false) -> String {
        (error as? Problem)?.description
            ?? "程序处理这个文件时遇到意外情况，\(isPartly ? "导入停在半途" : "没有导入任何内容")。请把文件名和时间告诉平台管理员。"
    }

    /// A number where a code should stand: say what a spreadsheet did to it.
    private static func explained(_ one: RowRefusal) -> RowRefusal {
        guard one.value.contains("E+"), Double(one.value) != nil else { return one }
        return RowRefusal(
            row: one.row, line: one.line, field: one.field, value: one.value,
            reason: one.reason + "；该单元格是数字格式，Excel 只保留15位，请把这一列设为文本格式后重新填写")
    }
}

/// Tells the other processes and the page, about each second, that the work lives and how far it is.
private final class Pulse: Sendable {
    private let now = Mutex(ImportProgress(rows: 0, lines: 0))
    private let isOver = Mutex(false)

    init(_ house: House, _ key: String) {
        guard let desk = house.tables else { return }
        // A thread of its own: the work may keep the others busy.
        Thread { [self] in
            while !isOver.withLock({ $0 }) {
                let at = now.withLock { $0 }
                try? desk.note(key, "\(at.rows) \(at.lines)")
                Thread.sleep(forTimeInterval: 0.5)
            }
        }.start()
    }

    var show: @Sendable (ImportProgress) -> Void {
        { [self] progress in now.withLock { $0 = progress } }
    }

    func stop() { isOver.withLock { $0 = true } }
}
