import Database
import Domain

struct SQLRegistryStore: RegistryStore {
    let connection: any Connection
    func region(_ code: RegionCode) throws -> Region? {
        try connection.row("SELECT name FROM registry_region WHERE code = \(code.text)").map { Region(code: code, name: try $0.text("name")) }
    }
    func regions(within code: RegionCode) throws -> [Region] { [] }
    func authority(id: Int64) throws -> Authority? { nil }
    func authority(code: String) throws -> Authority? { nil }
    func authorities(within region: RegionCode) throws -> [Authority] { [] }
    func department(_ code: String) throws -> Department? { nil }
    func stations(authority: Int64) throws -> [Station] { [] }
    func subject(id: Int64) throws -> Subject? { nil }
    func subject(identifier: String) throws -> Subject? { nil }
    func inspector(id: Int64) throws -> Inspector? { nil }
    func inspectors(authority: Int64) throws -> [Inspector] { [] }
    func forEachCandidate(regions: [RegionCode], selectors: [Selector], riskOn day: Day, _ body: (Candidate) throws -> Void) throws {}
}
