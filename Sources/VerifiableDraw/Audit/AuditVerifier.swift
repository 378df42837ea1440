/// What only the keys can show: that the lots are those of the registry as frozen, and the slips those of who was drawn.
///
/// Whether the published ceremony itself is right is `CeremonyVerifier.verify`'s matter; whether the registry was whole can be
/// checked only where the registry is.
package enum AuditVerifier {
    /// Never fails to answer: whatever is wrong is a failed check with its reason.
    /// - Parameter population: the published one.
    package static func verify(
        _ package: AuditPackage, record: CeremonyRecord, population: Population
    ) -> CeremonyReport {
        var report = CeremonyReport()
        guard let steps = CeremonySteps.frozen(record, &report), let freeze = steps.freeze?.entry else { return report }
        guard let keys = OpenedKeys(package.keys, freeze, &report) else { return report }
        let excluded = Result { () throws(DrawRefusal) in try Excluded(package.excluded) }
        var names = AuditedNames(
            keys: keys, record: record, population: population, excluded: (try? excluded.get())?.places ?? [])
        do {
            try names.read(package.subjects)
        } catch {
            report.check("名录与公布的名单逐行相符", fault: error.reason, detail: "")
            return report
        }
        names.check(freeze, &report)
        if steps.abort == nil { names.checkSlips(record, &report) }
        switch excluded {
        case .success(let excluded):
            let both = names.both.map { "“\($0)”既在名单中，又列为没有列入" }
            report.check(
                "没有列入名单的对象与日志所记一致", fault: both ?? excluded.fault(freeze), detail: "\(excluded.places.count)户次")
        case .failure(let refusal):
            report.check("没有列入名单的对象与日志所记一致", fault: refusal.reason, detail: "")
        }
        checkInspectors(package.inspectors, keys, freeze, record, &report)
        return report
    }

    /// `excluded.tsv`, read.
    private struct Excluded {
        /// `identifier TAB campaign`.
        private(set) var places: Set<[UInt8]> = []
        private var counts: [ByteKey: Int] = [:]

        init(_ table: [UInt8]) throws(DrawRefusal) {
            var places: Set<[UInt8]> = []
            var counts: [ByteKey: Int] = [:]
            try AuditTable.forEachLine(table, file: "excluded.tsv", columns: 3) { columns throws(DrawRefusal) in
                guard places.insert(Array(columns[0]) + [0x09] + Array(columns[1])).inserted else {
                    throw DrawRefusal(.auditFormat, "excluded.tsv中“\(AuditTable.text(columns[0]))”在一项任务中出现两次")
                }
                counts[ByteKey(AuditTable.text(columns[2])), default: 0] += 1
            }
            self.places = places
            self.counts = counts
        }

        func fault(_ freeze: FreezeEntry) -> String? {
            for exclusion in freeze.exclusions {
                let found = counts[ByteKey(exclusion.reason)] ?? 0
                if found != exclusion.count {
                    return "因“\(exclusion.reason)”没有列入的有\(found)户，冻结时记为\(exclusion.count)户"
                }
            }
            let named = Set(freeze.exclusions.map { ByteKey($0.reason) })
            return counts.keys.filter { !named.contains($0) }.min().map { "没有列入的原因“\($0.text)”不在冻结条目中" }
        }
    }

    private static func checkInspectors(
        _ table: [UInt8], _ keys: OpenedKeys, _ freeze: FreezeEntry, _ record: CeremonyRecord,
        _ report: inout CeremonyReport
    ) {
        guard let key = keys.inspector, let matching = record.matching else {
            if freeze.officers != nil { report.note("检查人员", "没有公布匹配结果，检查人员没有核对") }
            return
        }
        var fault: String?
        var lots: Set<ByteKey> = []
        do {
            try AuditTable.forEachLine(table, file: "inspectors.tsv", columns: 1) { columns in
                lots.insert(ByteKey(key.lot(of: AuditTable.text(columns[0]))))
            }
        } catch {
            fault = error.reason
        }
        let officers = Set(matching.officers.map { ByteKey($0.id) })
        if fault == nil, let foreign = officers.subtracting(lots).min() {
            fault = "公布的检查人员“\(foreign.text)”不是名录中的任何一人"
        }
        if fault == nil, !lots.subtracting(officers).isEmpty {
            fault = "名录中有\(lots.subtracting(officers).count)人没有列入冻结的检查人员"
        }
        report.check("检查人员正是冻结时的那些人", fault: fault, detail: "\(lots.count)人")
    }
}

/// The keys, once they are those that the freeze entry names.
struct OpenedKeys {
    let lot: LotKey
    let slip: SlipKey
    let inspector: LotKey?

    init?(_ keys: AuditPackage.Keys, _ freeze: FreezeEntry, _ report: inout CeremonyReport) {
        func wrong(_ what: String) { report.check("密钥正是冻结时的密钥", fault: "\(what)与冻结条目中的哈希不符", detail: "") }
        guard let bytes = Hex.bytes(lower: keys.lot, count: LotKey.length), let lot = try? LotKey(bytes: bytes),
            ByteOrder.equal(lot.commitment, freeze.lotKey)
        else {
            wrong("签号密钥")
            return nil
        }
        guard let bytes = Hex.bytes(lower: keys.slip, count: SlipKey.length), let slip = try? SlipKey(bytes: bytes),
            ByteOrder.equal(slip.commitment, freeze.slipKey)
        else {
            wrong("签条密钥")
            return nil
        }
        var inspector: LotKey?
        if let expected = freeze.inspectorKey {
            guard let text = keys.inspector, let bytes = Hex.bytes(lower: text, count: LotKey.length),
                let key = try? LotKey(bytes: bytes), ByteOrder.equal(key.commitment, expected)
            else {
                wrong("检查人员签号密钥")
                return nil
            }
            inspector = key
        }
        self.lot = lot
        self.slip = slip
        self.inspector = inspector
        report.check("密钥正是冻结时的密钥", fault: nil, detail: inspector == nil ? "2个" : "3个")
    }
}
