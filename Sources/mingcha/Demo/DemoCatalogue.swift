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
