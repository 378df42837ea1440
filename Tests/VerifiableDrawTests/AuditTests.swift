import Testing

@testable import VerifiableDraw

/// What auditors find with the keys, and nobody can find without them. Requirement 3.5.4; docs/draw-spec.md, 13.
@Suite struct AuditTests {
    private let fixture = CeremonyFixture()

    private var keys: AuditPackage.Keys {
        AuditPackage.Keys(
            lot: fixture.key.bytes, slip: fixture.slipKey.bytes, inspector: fixture.inspectorKey.bytes)
    }

    /// The registry as the fixture froze it.
    private var subjects: [String] {
        (0..<60).flatMap { number -> [String] in
            let first = "S\(number)\t" + (number < 40 ? "c1:s1" : "c1:s2")
            return number % 2 == 0 ? [first, "S\(number)\tc2:s1"] : [first]
        }
    }
    private let excluded = (0..<3).map { "W\($0)\tc1\t白名单" }
    private let inspectors = (0..<6).map { "I\($0)" }

    private func verify(
        keys: AuditPackage.Keys? = nil, subjects: [String]? = nil, excluded: [String]? = nil,
        inspectors: [String]? = nil, change: (inout CeremonyRecord) -> Void = { _ in }
    ) throws -> CeremonyReport {
        var record = try fixture.record()
        change(&record)
        return AuditVerifier.verify(
            AuditPackage(
                keys: keys ?? self.keys, subjects: AuditPackage.table(subjects ?? self.subjects),
                excluded: AuditPackage.table(excluded ?? self.excluded),
                inspectors: AuditPackage.table(inspectors ?? self.inspectors)),
            record: record, population: try fixture.population())
    }

    private func refutes(_ report: CeremonyReport, _ title: String, _ says: String) {
        let failure = report.firstFailure
        #expect(failure?.title == title && failure?.detail.contains(says) == true, "\(report.checks)")
    }

    @Test("3.5.4 the package of an honest ceremony passes") func honest() throws {
        let report = try verify()
        #expect(report.passed && report.checks.count == 6, "\(report.checks)")
    }

    @Test("3.5.4 a subject swapped behind a lot is named") func swapped() throws {
        let report = try verify(subjects: subjects.map { $0.replacing("S7\t", with: "S700\t") })
        refutes(report, "名录与公布的名单逐行相符", "“S700”（层c1:s1）")
    }

    @Test("3.5.4 a subject left out of the registry's copy leaves lots without owner") func leftOut() throws {
        let report = try verify(subjects: subjects.filter { !$0.hasPrefix("S7\t") })
        refutes(report, "名录与公布的名单逐行相符", "1行不知道是谁")
        #expect(report.checks.contains { $0.title == "签条与冻结时一致" && $0.state == .failed })
    }

    @Test("3.5.4 a slip of somebody who was not drawn is found") func foreignSlip() throws {
        let mine = Set(try fixture.record().slips?.map(\.id) ?? [])
        let other = (0..<60).map { fixture.slipKey.slip(of: "S\($0)").slip }.first { !mine.contains($0) }
        let report = try verify {
            $0.slips = [.init(id: other ?? "", campaigns: ["c1"])] + ($0.slips ?? []).dropFirst()
        }
        refutes(report, "公布的签条正是抽中的那些对象", "不属于任何抽中的对象")
    }

    @Test("3.5.4 a drawn subject whose slip is kept back is found") func missingSlip() throws {
        refutes(try verify { $0.slips?.removeLast() }, "公布的签条正是抽中的那些对象", "没有公布")
    }

    @Test("3.5.4 a slip that names other campaigns than drew its subject is found") func otherCampaigns() throws {
        let report = try verify { record in
            let old = record.slips?[0] ?? .init(id: "", campaigns: [])
            record.slips?[0] = .init(id: old.id, campaigns: old.campaigns == ["c1"] ? ["c2"] : ["c1"])
        }
        refutes(report, "公布的签条正是抽中的那些对象", "不是抽中它的那些")
    }

    @Test("3.5.4 a subject with one lot for all and another of its own is found") func mixedLots() throws {
        // S2 gets a lot of its own in the second campaign: its line there is exchanged in population and registry alike.
        let own = fixture.key.value(of: "S2", in: "c2").text
        let old = fixture.lot(2, in: "c2")
        let lines = try fixture.population().strata.flatMap { stratum in
            try fixture.population().lots(in: stratum.name).map {
                PopulationLine(
                    stratum: stratum.name, lot: stratum.name == "c2:s1" && $0.text == old ? own : $0.text)
            }
        }
        let report = AuditVerifier.verify(
            AuditPackage(
                keys: keys, subjects: AuditPackage.table(subjects), excluded: AuditPackage.table(excluded),
                inspectors: AuditPackage.table(inspectors)), record: try fixture.record(),
            population: try Population(lines: lines))
        refutes(report, "名录与公布的名单逐行相符", "“S2”在一项任务中用共同的签号")
    }

    @Test("3.5.4 another key than the frozen one is refused", arguments: 0..<3) func wrongKey(which: Int) throws {
        let other = [UInt8](repeating: 9, count: 32)
        let keys = AuditPackage.Keys(
            lot: which == 0 ? other : fixture.key.bytes, slip: which == 1 ? other : fixture.slipKey.bytes,
            inspector: which == 2 ? other : fixture.inspectorKey.bytes)
        refutes(try verify(keys: keys), "密钥正是冻结时的密钥", ["签号密钥", "签条密钥", "检查人员签号密钥"][which])
    }

    @Test("3.5.4 a subject moved to another stratum is named") func otherStratum() throws {
        let report = try verify(subjects: subjects.map { $0 == "S7\tc1:s1" ? "S7\tc1:s2" : $0 })
        refutes(report, "名录与公布的名单逐行相符", "“S7”（层c1:s2）")
    }

    @Test("3.5.4 exclusions must count as logged") func exclusions() throws {
        let title = "没有列入名单的对象与日志所记一致"
        refutes(try verify(excluded: Array(excluded.dropLast())), title, "2户，冻结时记为3户")
        refutes(try verify(excluded: excluded + ["W9\tc1\t人情"]), title, "“人情”不在冻结条目中")
        refutes(try verify(excluded: excluded.dropLast() + ["S3\tc1\t白名单"]), title, "“S3”既在名单中")
    }

    @Test("3.5.4 inspectors are those who were frozen") func officers() throws {
        let title = "检查人员正是冻结时的那些人"
        refutes(try verify(inspectors: inspectors.dropLast() + ["I9"]), title, "不是名录中的任何一人")
        refutes(try verify(inspectors: inspectors + ["I9"]), title, "1人没有列入")
    }

    @Test func tablesHaveOneSpelling() throws {
        let record = try fixture.record(), population = try fixture.population()
        func report(_ subjects: String) -> CeremonyReport {
            AuditVerifier.verify(
                AuditPackage(keys: keys, subjects: Array(subjects.utf8), excluded: [], inspectors: []), record: record,
                population: population)
        }
        for (text, says) in [
            ("S1\tc1:s1", "换行符"), ("S2\tc1:s1\nS1\tc1:s1\n", "字节顺序"), ("S1\n", "2列"), ("S1\tc1:s1\n\n", "字节顺序"),
            ("S1\tc1:s1\tx\n", "2列"), ("é\tc1:s1\n", "不允许的字符"),
        ] { refutes(report(text), "名录与公布的名单逐行相符", says) }
    }
}
