import VerifiableDraw

/// The registry beside the frozen population, subject by subject: whoever is eligible by regions and tags and had stood in the
/// registry before the freeze must be in the population or among those left out with a reason, in the stratum of its class.
///
/// Only here can it be found that somebody was kept out of the list before it was frozen.
struct RegistryComparison {
    private(set) var findings: [AuditFinding] = []

    /// Subjects named in a finding; the rest is counted.
    private static let named = 20

    init(_ names: FrozenRegistry, _ ceremony: Ceremony, _ stores: any Stores) throws {
        let secrets = try stores.draws.secrets(ceremony: ceremony.id)
        guard let place = secrets.freezeEntry,
            let frozenAt = try stores.ledger.timeline(object: "ceremony/\(ceremony.id)").first(where: {
                $0.index == place
            })?.at
        else { throw Problem(.defect, "draw.audit-freeze", "找不到冻结条目。", clause: "3.5.4") }
        let classes = Dictionary(
            try stores.draws.strata(ceremony: ceremony.id).map { ($0.name, $0.classes) },
            uniquingKeysWith: { first, _ in first })
        var missing: Set<Int64> = []
        var moved: Set<Int64> = []
        var seen = 0
        for (ordinal, id) in ceremony.campaigns.enumerated() {
            guard let campaign = try stores.plans.campaign(id: id) else { continue }
            try stores.registry.forEachCandidate(campaign.reach(on: frozenAt.day, stores), riskOn: frozenAt.day) {
                candidate in
                guard let stands = names.stratum(of: candidate.id, campaign: ordinal) else {
                    missing.insert(candidate.id)
                    return
                }
                seen += 1
                if let name = stands.name, classes[name]?.contains(candidate.risk) != true {
                    moved.insert(candidate.id)
                }
            }
        }
        let (omitted, later) = try Self.split(missing, frozenAt, stores)
        findings.append(
            AuditFinding(
                title: "名录库中应当列入的对象没有遗漏", state: omitted.isEmpty ? .passed : .failed,
                detail: omitted.isEmpty
                    ? "\(seen)户次都在名单中，或者写明了没有列入的原因"
                    : "冻结前就在名录库中，既不在名单中、也没有写明原因的有\(omitted.count)户：\(Self.list(omitted))"))
        let displaced = try Self.split(moved, frozenAt, stores)
        findings.append(
            AuditFinding(
                title: "各户所在的层与名录库的分类一致", state: displaced.before.isEmpty ? .passed : .failed,
                detail: displaced.before.isEmpty
                    ? "\(seen)户次" : "与冻结当日的分类不符的有\(displaced.before.count)户：\(Self.list(displaced.before))"))
        let afterwards = later.count + displaced.after.count
        if afterwards > 0 {
            findings.append(
                AuditFinding(
                    title: "冻结之后新增或者变更的对象", state: .note, detail: "\(afterwards)户在冻结之后才登记或者变更，不能据此判断是否遗漏"))
        }
    }

    /// Subjects by whether their row has been as it is since before the freeze.
    private static func split(_ ids: Set<Int64>, _ frozenAt: Moment, _ stores: any Stores) throws -> (
        before: [RegistryRow], after: [RegistryRow]
    ) {
        let rows = try stores.registry.rows(ids: ids.sorted())
        return (rows.filter { $0.changedAt <= frozenAt }, rows.filter { $0.changedAt > frozenAt })
    }

    private static func list(_ rows: [RegistryRow]) -> String {
        let names = rows.prefix(named).map { "\($0.name)（\($0.identifier)）" }.joined(separator: "、")
        return rows.count > named ? names + "等" : names
    }
}
