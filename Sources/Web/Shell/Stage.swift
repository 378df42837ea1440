/// The eight stages of the cycle in their order, and the three places beside them.
package enum Stage: String, Sendable, CaseIterable {
    case catalogue, registry, plan, draw, inspection, publication, followup, assessment
    case workbench, system, portal

    /// The eight stages that the left rail shows.
    package static let cycle: [Stage] = [
        .catalogue, .registry, .plan, .draw, .inspection, .publication, .followup, .assessment,
    ]

    /// The word in the rail and in titles.
    package var title: String {
        switch self {
        case .catalogue: "一单"
        case .registry: "两库"
        case .plan: "计划"
        case .draw: "抽取"
        case .inspection: "检查"
        case .publication: "公示"
        case .followup: "后续"
        case .assessment: "评价"
        case .workbench: "工作台"
        case .system: "系统"
        case .portal: "公示平台"
        }
    }

    /// Where the stage starts: `/plan`. The portal is `/`.
    package var href: String { self == .portal ? "/" : "/" + rawValue }
}
