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
        let (filter, found, words) = try await selection(call)
        let model = Model(
            areas: SubjectPages.regionOptions(found.regions, try call.signedIn(), chosen: filter.region),
            fields: SelectorForm(filter.selector, words), reach: SelectionReach(found, filter, words),
            clearHref: filter.selector.isEmpty ? nil : "/registry/selection")
        return .page(
            Page(
                "registry/selection", title: "圈定对象", stage: .registry, model: model, trail: [("两库", "/registry")]))
    }

    /// The part that follows every click; any form with the fields of a selector may ask for it.
    static func reach(_ call: Call) async throws -> Reply {
        let (filter, found, words) = try await selection(call)
        return .fragment(template: "registry/reach", model: SelectionReach(found, filter, words))
    }

    private static func selection(_ call: Call) async throws -> (
        SubjectFilter, SubjectFinding.Selection, SelectorForm.Vocabulary
    ) {
        let actor = try call.signedIn()
        let area = try call.query.region("area", "地区") ?? actor.region
        var filter = SubjectFilter(region: actor.region.contains(area) ? area : actor.region)
        filter.selector = try SelectorForm.read(call.query)
        filter.status = .active
        let found = try await SubjectFinding(call.house).selection(filter, slice: Slice(page: 1, size: 10), for: actor)
        return (
            filter, found,
            SelectorForm.Vocabulary(tags: found.tags, regions: found.regions, reference: call.house.reference)
        )
    }
}
