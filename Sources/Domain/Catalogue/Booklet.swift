import Foundation

/// 一业一册 (5.1.2): all that a business of one trade will be inspected for, by whom and on what basis, in one notice. Made of
/// the lists and checklists as they stand on a day, and published as an edition that never changes.
package struct Booklet: Sendable, Codable, Equatable {
    /// A department taking part, with what it inspects.
    package struct Part: Sendable, Codable, Equatable {
        package let department: String
        package let isLead: Bool
        /// Empty where the list does not word it.
        package let matter: String
    }

    /// An item that belongs to the trade.
    package struct Matter: Sendable, Codable, Equatable {
        package let code: String
        package let matter: String
        package let category: String
        package let department: String
        package let subjects: String
        package let methods: [String]
        package let basis: String
        /// Nil where the item has no checklist yet.
        package let checklist: Questions?
    }

    /// What an officer asks, without what an answer leads to.
    package struct Questions: Sendable, Codable, Equatable {
        package struct Section: Sendable, Codable, Equatable {
            package let title: String
            package let questions: [String]
        }

        package let version: Int
        package let sections: [Section]

        init(_ checklist: Checklist) {
            version = checklist.version
            sections = checklist.sections.map { Section(title: $0.title, questions: $0.questions.map(\.text)) }
        }

        package var count: Int { sections.reduce(0) { $0 + $1.questions.count } }
    }

    package let code: String
    package let trade: String
    package let matter: String
    package let subjects: String
    package let level: String
    package let basis: String
    package let isSample: Bool
    /// The lead first.
    package let parts: [Part]
    package let items: [Matter]
    /// Versions of the lists that it was made of.
    package let jointVersion: Int
    package let itemsVersion: Int

    /// What an entry of the joint list says on a day; nil where none of that code is in force.
    init?(_ code: String, on day: Day, _ names: CatalogueNames, _ stores: any Stores) throws {
        let catalogue = stores.catalogue
        guard let version = try catalogue.versionInForce(.joint, on: day)?.number else { return nil }
        let found = try catalogue.entries(.joint, version: version).lazy.compactMap { entry -> JointItem? in
            if case .joint(let joint) = entry, joint.code.utf8.elementsEqual(code.utf8) { joint } else { nil }
        }.first
        guard let joint = found else { return nil }
        self.code = joint.code
        trade = joint.trade
        matter = joint.matter
        subjects = joint.subjects
        level = joint.level
        basis = joint.basis
        isSample = joint.isSample
        parts =
            [Part(department: names.department(joint.lead), isLead: true, matter: "")]
            + joint.parts.map { Part(department: names.department($0.department), isLead: false, matter: $0.matter) }
        items = try joint.items.compactMap { one in
            guard let item = try catalogue.item(one, on: day) else { return nil }
            return Matter(
                code: item.code, matter: item.matter, category: item.category,
                department: names.department(item.department), subjects: item.subjects, methods: item.methods,
                basis: item.basis, checklist: try catalogue.checklist(item: item.code).map(Questions.init))
        }
        jointVersion = version
        itemsVersion = try catalogue.versionInForce(.items, on: day)?.number ?? 0
    }

    /// The same content in other versions of the lists is no new booklet.
    package func says(_ other: Booklet) -> Bool {
        (try? text(withoutVersions: true)) == (try? other.text(withoutVersions: true))
    }

    /// Canonical JSON: what an edition is kept as, and what its digest is of.
    package func text() throws -> String { try text(withoutVersions: false) }

    private func text(withoutVersions: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = try encoder.encode(self)
        guard withoutVersions, var object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] else {
            return String(decoding: bytes, as: UTF8.self)
        }
        object["jointVersion"] = nil
        object["itemsVersion"] = nil
        return String(
            decoding: try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]), as: UTF8.self)
    }

    package var questions: Int { items.reduce(0) { $0 + ($1.checklist?.count ?? 0) } }
}

/// A booklet as it was published.
package struct BookletEdition: Sendable, Equatable {
    package let edition: Int
    package let publishedOn: Day
    /// Of ``Booklet/text()``, hex; stands in the log.
    package let sha256: String
    package let booklet: Booklet

    package init(edition: Int, publishedOn: Day, sha256: String, booklet: Booklet) {
        self.edition = edition
        self.publishedOn = publishedOn
        self.sha256 = sha256
        self.booklet = booklet
    }
}
