import Domain

/// 工作台: what waits for this person, by role.
enum Workbench {
    struct Model: Sendable {
        let greeting: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        return .page(
            Page("access/workbench", title: "工作台", stage: .workbench, model: Model(greeting: actor.name)))
    }
}
