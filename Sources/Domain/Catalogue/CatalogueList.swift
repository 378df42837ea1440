/// The lists that the province keeps. One mechanism holds them all: versions, differences, import, documents,
/// proposals and the public pages know entries, not which list they stand in.
package enum CatalogueList: String, Sendable, Codable, CaseIterable {
    /// 抽查事项清单, local items included (2.2.1, 2.2.2).
    case items
    /// 部门联查事项清单, 一业一查 (2.2.3).
    case joint
    /// 重点监管事项清单 (3.6.1).
    case key

    package var title: String {
        switch self {
        case .items: "抽查事项清单"
        case .joint: "部门联查事项清单"
        case .key: "重点监管事项清单"
        }
    }

    /// What one entry is called.
    package var noun: String {
        switch self {
        case .items: "抽查事项"
        case .joint: "联查事项"
        case .key: "重点监管事项"
        }
    }

    package var clause: String {
        switch self {
        case .items: "2.2.1"
        case .joint: "2.2.3"
        case .key: "3.6.1"
        }
    }

    /// Words that stand where an entry's code stands in addresses.
    static let reservedCodes: Set<String> = ["new", "joint", "key", "versions", "compare", "files", "retired"]
}

/// A fact of an entry with its label, as the printed list has it.
package struct Particular: Sendable, Codable, Equatable {
    package let label: String
    package let value: String

    package init(_ label: String, _ value: String) {
        self.label = label
        self.value = value
    }
}

/// What stands in a list, as far as comparing and showing it needs. Two entries of one code are the same exactly when
/// their particulars are.
package protocol ListedEntry: Sendable {
    var code: String { get }
    /// What it is called: the matter.
    var title: String { get }
    /// The group it is read under: category, trade, field.
    var heading: String { get }
    /// In the order of the printed list, with as many for each entry of a list.
    func particulars(_ names: CatalogueNames) -> [Particular]
}

/// An entry of one of the lists.
package enum ListEntry: Sendable, ListedEntry {
    case item(Item)
    case joint(JointItem)
    case key(KeyItem)

    package var list: CatalogueList {
        switch self {
        case .item: .items
        case .joint: .joint
        case .key: .key
        }
    }

    private var entry: any ListedEntry {
        switch self {
        case .item(let item): item
        case .joint(let joint): joint
        case .key(let key): key
        }
    }

    package var code: String { entry.code }
    package var title: String { entry.title }
    package var heading: String { entry.heading }
    package func particulars(_ names: CatalogueNames) -> [Particular] { entry.particulars(names) }

    /// Where it holds: the province, or a local entry's administrative area (2.2.2).
    package var region: RegionCode {
        switch self {
        case .item(let item): item.region
        case .joint(let joint): joint.region
        case .key(let key): key.region
        }
    }

    package var isLocal: Bool { region.level != .province }

    package var isSample: Bool {
        switch self {
        case .item(let item): item.isSample
        case .joint(let joint): joint.isSample
        case .key(let key): key.isSample
        }
    }

    /// Departments that must be in the table of departments.
    var departments: [String] {
        switch self {
        case .item(let item): [item.department]
        case .joint(let joint): [joint.lead] + joint.parts.map(\.department)
        case .key(let key): [key.department]
        }
    }

    /// Whom it reaches; joint items name their departments' own items instead.
    package var selector: Selector? {
        switch self {
        case .item(let item): item.selector
        case .joint: nil
        case .key(let key): key.selector
        }
    }

    func check() throws {
        switch self {
        case .item(let item): try item.check()
        case .joint(let joint): try joint.check()
        case .key(let key): try key.check()
        }
    }
}

/// Collects what is wrong with the fields of an entry that somebody wrote; fields are named as in its form.
struct EntryCheck {
    private(set) var fields: [String: String] = [:]

    mutating func code(_ code: String) {
        let holds =
            (1...20).contains(code.utf8.count)
            && code.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
        if !holds { fields["code"] = "事项编号为1至20位字母、数字或短横线" }
        if CatalogueList.reservedCodes.contains(code) { fields["code"] = "“\(code)”是页面地址用词，请换一个编号" }
    }

    mutating func text(_ name: String, _ label: String, _ value: String, max: Int, required: Bool = true) {
        if required, value.isEmpty { fields[name] = "请填写\(label)" }
        if value.count > max { fields[name] = "\(label)不超过\(max)字" }
    }

    mutating func add(_ name: String, _ message: String) { fields[name] = fields[name] ?? message }

    func finish(_ list: CatalogueList, _ code: String) throws {
        guard fields.isEmpty else {
            throw Problem(
                .invalid, "catalogue.item", "\(list.noun) \(code) 有\(fields.count)处需要修改。", clause: list.clause,
                remedy: "请按各栏下方的提示修改。", fields: fields)
        }
    }
}
