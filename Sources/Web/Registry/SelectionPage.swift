import Domain

/// 圈定对象: a selector built by clicking, with whom it reaches beside it.
enum SelectionPage {
    struct Model: Sendable {
        let areas: [OptionModel]
        let fields: SelectorForm
        let reach: SelectionReach
        let clearHref: String?
    }

    static func show(_ call: Call) async throws -> Reply {
        let filter = try filter(call)
        let (fields, reach, found) = try await build(call, filter)
        let model = Model(
            areas: SubjectPages.regionOptions(found.choices.regions, try call.signedIn(), chosen: filter.region),
            fields: fields, reach: reach, clearHref: filter.selector.isEmpty ? nil : "/registry/selection")
        return .page(
            Page(
                "registry/selection", title: "圈定对象", stage: .registry, model: model, trail: [("两库", "/registry")]))
    }

    /// The part that follows every click; any form with the fields of a selector may ask for it.
    static func reach(_ call: Call) async throws -> Reply {
        .fragment(template: "registry/reach", model: try await build(call, try filter(call)).reach)
    }

    private static func filter(_ call: Call) throws -> SubjectFilter {
        let actor = try call.signedIn()
        // An item's form asks with the region that the item is for, which may be half written.
        let area = try call.query.region("area", "地区") ?? RegionCode(call.query.text("region")) ?? actor.region
        return filter(try SelectorForm.read(call.query, call.house.reference), area, actor)
    }

    static func filter(_ selector: Selector, _ area: RegionCode?, _ actor: Actor) -> SubjectFilter {
        var filter = SubjectFilter(region: area.flatMap { actor.region.contains($0) ? $0 : nil } ?? actor.region)
        (filter.selector, filter.status) = (selector, .active)
        return filter
    }

    /// The builder of a form, and whom its selector reaches.
    static func build(_ call: Call, _ filter: SubjectFilter, typed: String = "", errors: [String: String] = [:])
        async throws -> (
            fields: SelectorForm, reach: SelectionReach, found: SubjectFinding.Selection
        )
    {
        let found = try await SubjectFinding(call.house).selection(
            filter, slice: Slice(page: 1, size: 10), for: try call.signedIn())
        let words = SelectorWords(found.choices, call.house.reference)
        return (
            SelectorForm(filter.selector, words, typed: typed, errors: errors), SelectionReach(found, filter, words),
            found
        )
    }
}
