package import Domain
import HTTPTypes

/// Tags, directories and libraries: part of 两库.
package enum TagRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] { tags + rules + subjects + libraries + directories }

    private static var tags: [Route] {
        [
            Route(.get, "/registry/tags", .needs(.registryRead), scope: .none, TagPages.list),
            Route(.get, "/registry/tags/new", .province(.registryEdit), scope: .none, TagForms.new),
            Route(.post, "/registry/tags", .province(.registryEdit), scope: .none, TagForms.add),
            Route(.post, "/registry/tags/dimensions", .province(.registryEdit), scope: .none, TagPages.addDimension),
            Route(.get, "/registry/tags/assign", .needs(.registryEdit), scope: .listScoped, TagAssignPages.form),
            Route(
                .post, "/registry/tags/assign/preview", .needs(.registryEdit), scope: .listScoped,
                TagAssignPages.preview),
            Route(.post, "/registry/tags/assign", .needs(.registryEdit), scope: .listScoped, TagAssignPages.assign),
            Route(
                .get, "/registry/tags/decisions", .needs(.registryRead), scope: .listScoped, TagDecisionPages.list),
            Route(.get, "/registry/tags/:code", .needs(.registryRead), scope: .none, TagPages.show),
            Route(.get, "/registry/tags/:code/edit", .province(.registryEdit), scope: .none, TagForms.edit),
            Route(.post, "/registry/tags/:code", .province(.registryEdit), scope: .none, TagForms.revise),
            Route(.get, "/registry/tags/:code/merge", .province(.registryEdit), scope: .none, TagForms.mergeForm),
            Route(.post, "/registry/tags/:code/merge", .province(.registryEdit), scope: .none, TagForms.merge),
            Route(.get, "/registry/tags/:code/retire", .province(.registryEdit), scope: .none, TagForms.retireForm),
            Route(.post, "/registry/tags/:code/retire", .province(.registryEdit), scope: .none, TagForms.retire),
        ]
    }

    private static var rules: [Route] {
        [
            Route(.get, "/registry/tags/rules", .needs(.registryRead), scope: .none, TagRulePages.list),
            Route(.post, "/registry/tags/rules/draft", .province(.registryEdit), scope: .none, TagRulePages.begin),
            Route(.get, "/registry/tags/rules/:number", .needs(.registryRead), scope: .none, TagRulePages.show),
            Route(
                .get, "/registry/tags/rules/:number/progress", .needs(.registryRead), scope: .none,
                TagRulePages.progress),
            Route(
                .get, "/registry/tags/rules/:number/rules.json", .needs(.registryRead), scope: .none, TagRulePages.file),
            Route(.get, "/registry/tags/rules/:number/edit", .province(.registryEdit), scope: .none, TagRuleForms.edit),
            Route(
                .post, "/registry/tags/rules/:number/edit", .province(.registryEdit), scope: .none, TagRuleForms.save),
            Route(
                .post, "/registry/tags/rules/:number/file", .province(.registryEdit), scope: .none, uploads: true,
                TagRulePages.replace),
            Route(
                .post, "/registry/tags/rules/:number/trial", .province(.registryEdit), scope: .none, TagRulePages.trial),
            Route(
                .post, "/registry/tags/rules/:number/apply", .province(.registryEdit), scope: .none, TagRulePages.apply),
            Route(
                .post, "/registry/tags/rules/:number/discard", .province(.registryEdit), scope: .none,
                TagRulePages.discard),
        ]
    }

    private static var subjects: [Route] {
        [
            Route(
                .get, "/registry/subjects/:id/tags", .needs(.registryRead), scope: .objectScoped, SubjectTagPages.show),
            Route(
                .post, "/registry/subjects/:id/tags", .needs(.registryEdit), scope: .objectScoped,
                SubjectTagPages.decide),
            Route(
                .post, "/registry/subjects/:id/tags/end", .needs(.registryEdit), scope: .objectScoped,
                SubjectTagPages.end),
        ]
    }

    private static var libraries: [Route] {
        [
            Route(.get, "/registry/libraries", .needs(.registryRead), scope: .listScoped, LibraryPages.list),
            Route(.get, "/registry/libraries/new", .needs(.registryEdit), scope: .none, LibraryPages.new),
            Route(.post, "/registry/libraries", .needs(.registryEdit), scope: .listScoped, LibraryPages.open),
            Route(.get, "/registry/libraries/:id", .needs(.registryRead), scope: .objectScoped, LibraryPages.show),
            Route(
                .get, "/registry/libraries/:id/apply", .needs(.registryEdit), scope: .objectScoped,
                LibraryEntryPages.applyForm),
            Route(
                .post, "/registry/libraries/:id/entries", .needs(.registryEdit), scope: .objectScoped,
                LibraryEntryPages.apply),
            Route(
                .get, "/registry/libraries/entries/:id", .needs(.registryRead), scope: .objectScoped,
                LibraryEntryPages.entry),
            Route(
                .post, "/registry/libraries/entries/:id", .needs(.registryEdit), scope: .objectScoped,
                LibraryEntryPages.decide),
        ]
    }

    private static var directories: [Route] {
        [
            Route(.get, "/registry/directories", .needs(.registryRead), scope: .listScoped, DirectoryPages.list),
            Route(
                .get, "/registry/directories/:department", .needs(.registryRead), scope: .listScoped,
                DirectoryPages.show),
            Route(
                .post, "/registry/directories/:department/entries", .needs(.registryEdit), scope: .listScoped,
                DirectoryPages.add),
            Route(
                .get, "/registry/directories/:department/remove", .needs(.registryEdit), scope: .listScoped,
                DirectoryPages.removeForm),
            Route(
                .post, "/registry/directories/:department/remove", .needs(.registryEdit), scope: .listScoped,
                DirectoryPages.remove),
            Route(
                .post, "/registry/directories/:department/rights", .province(.registryEdit), scope: .listScoped,
                DirectoryPages.declare),
        ]
    }
}
