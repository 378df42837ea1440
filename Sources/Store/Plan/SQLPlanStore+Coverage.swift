import Database
import Domain

extension SQLPlanStore {
    func coverageTasks(year: Int, kind: Plan.Kind, region: RegionCode) throws -> [PlanCoverage.Task] {
        var above: [String] = []
        var parent = region.parent
        while let code = parent {
            above.append(code.text)
            parent = code.parent
        }
        return try campaigns(
            where: """
                c.state <> 'cancelled' AND c.plan_id IN (
                    SELECT p.id FROM plan_plan p WHERE p.year = \(year) AND p.kind = \(kind.rawValue)
                        AND (\(SQL.within(region, "p.region_code"))
                            OR (p.state <> 'draft' AND p.region_code IN (\(SQL.list(above))))))
                """
        ).map {
            PlanCoverage.Task(
                id: $0.id, number: $0.number, title: $0.title, authorityName: $0.authorityName,
                authorityRegion: $0.region, department: $0.department, items: $0.items, regions: $0.regions)
        }
    }
}
