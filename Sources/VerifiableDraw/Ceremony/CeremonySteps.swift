/// A record's entries sorted by kind, as far as they can be read.
struct CeremonySteps {
    /// An entry with its place in the log.
    struct Placed<Entry> {
        let index: Int
        let entry: Entry
        /// Leaf hash of the entry's bytes as logged.
        var leaf = ""
    }

    let planLeaf: String
    let plan: Placed<PlanEntry>
    private(set) var freeze: Placed<FreezeEntry>?
    private(set) var commits: [Placed<CommitEntry>] = []
    private(set) var reveals: [Placed<RevealEntry>] = []
    private(set) var publicValues: [Placed<PublicValueEntry>] = []
    private(set) var draw: Placed<DrawEntry>?
    private(set) var abort: Placed<AbortEntry>?
    private(set) var vacancies: [Placed<VacancyEntry>] = []
    private(set) var replacements: [Placed<ReplacementEntry>] = []

    /// - Throws: `recordFormat` with the entry that is wrong, when the record is not one ceremony's entries in the
    ///   order of the log, times not running backwards.
    init(_ record: CeremonyRecord) throws(DrawRefusal) {
        var plan: Placed<PlanEntry>?
        var planLeaf = ""
        var previous: (index: Int, time: String)?
        for logged in record.entries {
            func refused(_ reason: String) -> DrawRefusal {
                DrawRefusal(.recordFormat, "日志第\(logged.index)条：\(reason)")
            }
            guard let bytes = logged.bytes else { throw refused("不是Base64编码") }
            let entry: CeremonyEntry
            do { entry = try CeremonyEntry(bytes: bytes) } catch { throw refused(error.reason) }
            guard CeremonyTime.isValid(entry.time) else { throw refused("时间格式不对") }
            if let previous {
                guard previous.index < logged.index else { throw refused("没有按日志顺序排列") }
                guard CeremonyTime.ordered(previous.time, entry.time) else { throw refused("时间早于上一条") }
            }
            previous = (logged.index, entry.time)
            if case .plan(let first) = entry {
                guard plan == nil else { throw refused("计划条目出现两次") }
                guard logged.index >= 0 else { throw refused("序号为负") }
                if let fault = first.fault { throw refused(fault) }
                guard ByteOrder.equal(first.ceremony, record.ceremony) else { throw refused("属于另一次摇号") }
                plan = Placed(index: logged.index, entry: first)
                planLeaf = Digests.leafHex(bytes)
                continue
            }
            guard plan != nil else { throw refused("排在计划条目之前") }
            guard let named = entry.planLeaf, ByteOrder.equal(named, planLeaf) else { throw refused("属于另一次摇号的计划") }
            guard abort == nil else { throw refused("排在抽取或中止条目之后") }
            switch entry {
            case .vacancy, .replacement:
                guard draw != nil else { throw refused("排在抽取之前") }
            default:
                guard draw == nil else { throw refused("排在抽取或中止条目之后") }
            }
            switch entry {
            case .plan: break
            case .freeze(let entry):
                guard freeze == nil else { throw refused("冻结条目出现两次") }
                if let fault = entry.fault { throw refused(fault) }
                freeze = Placed(index: logged.index, entry: entry)
            case .commit(let entry): commits.append(Placed(index: logged.index, entry: entry))
            case .reveal(let entry): reveals.append(Placed(index: logged.index, entry: entry))
            case .publicValue(let entry): publicValues.append(Placed(index: logged.index, entry: entry))
            case .draw(let entry): draw = Placed(index: logged.index, entry: entry)
            case .abort(let entry): abort = Placed(index: logged.index, entry: entry)
            case .vacancy(let entry):
                vacancies.append(Placed(index: logged.index, entry: entry, leaf: Digests.leafHex(bytes)))
            case .replacement(let entry): replacements.append(Placed(index: logged.index, entry: entry))
            }
        }
        guard let plan else { throw DrawRefusal(.recordFormat, "没有计划条目") }
        self.plan = plan
        self.planLeaf = planLeaf
    }
}

extension CeremonySteps {
    /// The steps of a ceremony that has been frozen; else nil, with the reason among the checks.
    static func frozen(_ record: CeremonyRecord, _ report: inout CeremonyReport) -> CeremonySteps? {
        do {
            let steps = try CeremonySteps(record)
            if steps.freeze != nil { return steps }
            report.check("名单已经冻结", fault: "没有冻结条目", detail: "")
        } catch {
            report.check("日志条目齐全、有序、属于同一次摇号", fault: error.reason, detail: "")
        }
        return nil
    }
}

extension CeremonyRecord {
    /// The seed document that the entries so far make, once every party has revealed or is given up as missing.
    /// - Parameters:
    ///   - commitsTreeSize: size of the log's tree at a checkpoint that holds all commits and no reveal.
    ///   - commitsRoot: that tree's root, lower-case hex.
    /// - Throws: `recordFormat` for entries out of order, and what `SeedDocument.init` throws.
    package func makeSeedDocument(commitsTreeSize: Int, commitsRoot: String) throws(DrawRefusal) -> SeedDocument {
        let steps = try CeremonySteps(self)
        guard let freeze = steps.freeze else { throw DrawRefusal(.recordFormat, "没有冻结条目") }
        if let fault = SeedFaults.commits(steps, treeSize: commitsTreeSize) ?? SeedFaults.reveals(steps)
            ?? SeedFaults.publicValues(steps)
        {
            throw DrawRefusal(.recordFormat, fault)
        }
        return try SeedFaults.document(
            steps, freeze: freeze.entry, treeSize: commitsTreeSize, root: commitsRoot)
    }
}
