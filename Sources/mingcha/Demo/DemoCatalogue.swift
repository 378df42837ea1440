import Domain
import Foundation

/// The sample list and its checklists, through the ordinary catalogue import.
enum DemoCatalogue {
    static func load(_ house: House, reference: String) async throws {
        guard let province = RegionCode("230000") else { throw Problem.notFound("省") }
        func text(_ name: String) throws -> String {
            do {
                return try String(contentsOf: URL(filePath: reference).appending(path: name), encoding: .utf8)
            } catch {
                throw Problem(.invalid, "demo.reference", "找不到参考数据文件 \(reference)/\(name)。")
            }
        }
        _ = try await CatalogueImport(house).apply(
            try SampleLists.items(try text("items-sample.yaml"), province: province),
            checklists: try SampleLists.checklists(try text("checklists-sample.yaml")),
            notice: VersionNotice(
                effectiveFrom: house.clock.today, reason: "示例清单，用于演示", basis: "示例（非官方清单）"),
            actor: nil)
    }
}

extension DemoCatalogue {
    /// What the list keeper left: a second version of one checklist, and a draft of another that waits.
    static func checklists(_ house: House, by keeper: Actor) async throws {
        let keeping = ChecklistKeeping(house)
        var lifts = try await keeping.file(keeper, item: "S28").draft
        if let last = lifts.sections.indices.last {
            lifts.sections[last].questions.insert(
                Checklist.Question(
                    code: "CS28-14", text: "安全管理人员在岗人数", kind: .number, unit: "人", guidance: "按当天在岗的填写", least: "0",
                    most: "999", isWhole: true), at: 0)
        }
        let kept = try await keeping.keep(lifts, base: 1, revision: 0, by: keeper)
        _ = try await keeping.publish(
            item: "S28", revision: kept, reason: "增加在岗人数（演示）", by: keeper, submission: nil)
        var food = try await keeping.file(keeper, item: "S26").draft
        food.sections[0].questions.removeAll { $0.kind == .text }
        food.sections[0].title = "现场检查"
        ChecklistEdit("section.add-rows")?.apply(to: &food.sections, item: "S26")
        if let last = food.sections.indices.last {
            food.sections[last].title = "抽查的食品（逐种填写）"
            food.sections[last].questions = [
                .init(code: "CS26-12", text: "食品名称和批号", kind: .text),
                .init(
                    code: "CS26-13", text: "查到的问题", kind: .several, options: ["超过保质期", "没有标签", "来源不明"],
                    isOptional: true, suggestions: [.init(.contains, "超过保质期", "pending-handling")]),
                // Still without its question: a draft holds what is unfinished.
                .init(code: "CS26-14", text: "照片", kind: .photo, least: "1", condition: .init([.init("", .equals)])),
            ]
        }
        _ = try await keeping.keep(food, base: 1, revision: 0, by: keeper)
    }
}
