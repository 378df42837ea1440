import Database
import Domain
import Store
import Testing
import World

@Suite struct ChecklistKeepingTests {
    typealias Bench = PlanBench

    private static func draft(_ text: String = "是否亮照经营", item: String = "G1") -> ChecklistDraft {
        ChecklistDraft(
            item: item, title: "检查表",
            sections: [
                Checklist.Section(
                    code: "A", title: "现场",
                    questions: [
                        .init(
                            code: "q1", text: text, kind: .yesNo,
                            suggestions: [.init(.equals, "no", "ordered-correction")]),
                        .init(code: "q2", text: "照片", kind: .photo, condition: .init([.init("q1", .equals, "no")])),
                    ])
            ])
    }

    @Test(
        "3.4.2 a draft is kept step by step, undone, published with its reason, and leaves its version behind",
        arguments: DatabaseKind.allCases)
    func publishing(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let keeping = ChecklistKeeping(try bench.house())
            let province = try Bench.province()
            let size = try await bench.logSize()
            #expect(try await keeping.file(province, item: "G1").draft.sections.map(\.title) == ["检查内容"])
            let first = try await keeping.keep(Self.draft(), base: 0, revision: 0, by: province)
            let second = try await keeping.keep(Self.draft("改了"), base: 0, revision: first, by: province)
            try await keeping.undo(item: "G1", revision: second, by: province)
            let back = try await keeping.file(province, item: "G1")
            #expect(back.draft.sections == Self.draft().sections)
            #expect(back.revision > second)
            #expect(try await bench.logSize() == size)

            let bare = await refusal {
                _ = try await keeping.publish(
                    item: "G1", revision: back.revision, reason: "", by: province, submission: nil)
            }
            #expect(bare?.fields["reason"] != nil)
            let done = try await keeping.publish(
                item: "G1", revision: back.revision, reason: "首次编写", by: province, submission: "k")
            #expect(done == .done("/catalogue/items/G1/checklist"))
            let again = try await keeping.publish(
                item: "G1", revision: back.revision, reason: "首次编写", by: province, submission: "k")
            #expect(again == .before("/catalogue/items/G1/checklist"))
            #expect(try await bench.logSize() == size + 1)

            let file = try await keeping.file(province, item: "G1")
            #expect(file.waiting == nil)
            #expect(file.checklist?.sections == Self.draft().sections)
            #expect(file.versions.map(\.reason) == ["首次编写"])
            #expect(file.versions.first?.byName != nil)

            let next = try await keeping.keep(Self.draft("改了"), base: 1, revision: 0, by: province)
            _ = try await keeping.publish(item: "G1", revision: next, reason: "措辞", by: province, submission: nil)
            let (_, newest, diff) = try await keeping.version(province, item: "G1", 2)
            #expect(newest.questions.first?.text == "改了")
            #expect(diff.summary == "修改1题")
            let (_, oldest, _) = try await keeping.version(province, item: "G1", 1)
            #expect(oldest.questions.first?.text == "是否亮照经营")
        }
    }

    @Test("3.4.2 who is late overwrites nobody", arguments: DatabaseKind.allCases)
    func late(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house()
            let keeping = ChecklistKeeping(house)
            let province = try Bench.province()
            let first = try await keeping.keep(Self.draft(), base: 0, revision: 0, by: province)
            let beside = await refusal {
                _ = try await keeping.keep(Self.draft("别人的"), base: 0, revision: 0, by: province)
            }
            #expect(beside?.code == "checklist.draft-passed")
            #expect(try await keeping.file(province, item: "G1").draft.sections == Self.draft().sections)
            // A list that came in whole with another checklist: the draft stays, and does not go over it.
            _ = try await CatalogueImport(house).apply(
                try Bench.items(), checklists: [Self.draft("随清单导入")], notice: try Bench.notice("2026-01-15"), actor: nil
            )
            let over = await refusal {
                _ = try await keeping.publish(
                    item: "G1", revision: first, reason: "措辞", by: province, submission: nil)
            }
            #expect(over?.code == "checklist.overtaken")
            let rebased = try await keeping.keep(Self.draft(), base: 1, revision: first, by: province)
            _ = try await keeping.publish(
                item: "G1", revision: rebased, reason: "措辞", by: province, submission: nil)
            #expect(try await keeping.file(province, item: "G1").checklist?.version == 2)
            let same = try await keeping.keep(Self.draft(), base: 2, revision: 0, by: province)
            let unchanged = await refusal {
                _ = try await keeping.publish(item: "G1", revision: same, reason: "无", by: province, submission: nil)
            }
            #expect(unchanged?.code == "checklist.unchanged")
        }
    }

    @Test(
        "3.4.2 2.2.1 only the province changes checklists, of items that stand, without faults",
        arguments: DatabaseKind.allCases)
    func admitted(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house()
            let keeping = ChecklistKeeping(house)
            let province = try Bench.province()
            let county = try Bench.actor(2, "230102", [.administrator])
            let local = await refusal {
                _ = try await keeping.keep(Self.draft(), base: 0, revision: 0, by: county)
            }
            #expect(local?.clause == "2.2.1")
            let none = await refusal {
                _ = try await keeping.keep(Self.draft(item: "ZZ"), base: 0, revision: 0, by: province)
            }
            #expect(none?.kind == .notFound)
            var faulty = Self.draft()
            faulty.sections[0].questions[1].condition = .init([.init("q2", .answered)])
            let kept = try await keeping.keep(faulty, base: 0, revision: 0, by: province)
            let faults = await refusal {
                _ = try await keeping.publish(item: "G1", revision: kept, reason: "试", by: province, submission: nil)
            }
            #expect(faults?.code == "checklist.faults")
            _ = try await CatalogueKeeping(house).retire(
                "G1", notice: try Bench.notice("2026-01-15"), base: 1, by: province, submission: nil)
            let retired = await refusal {
                _ = try await keeping.keep(Self.draft(), base: 0, revision: kept, by: province)
            }
            #expect(retired?.code == "checklist.retired")
        }
    }
}
