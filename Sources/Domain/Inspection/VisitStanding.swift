extension Visit {
    /// What became of the subject since the draw (2.2.6). Whoever was drawn stays drawn: an open visit is neither dropped nor
    /// drawn again when its subject closes or moves, it is finished by its officers with one of the nine outcome types
    /// (2.1.2), and until then it is listed for them and for the authority that sends them.
    package enum Standing: Sendable, Equatable {
        case present, cancelled, revoked
        /// Held by another division now; its name.
        case moved(String)

        /// - Parameter drawn: the division of the visit; a subject that moved within it is where it was.
        package init(_ status: Subject.Status, drawn: RegionCode, now: RegionCode, nowName: String) {
            switch status {
            case .cancelled: self = .cancelled
            case .revoked: self = .revoked
            case .active: self = drawn.contains(now) ? .present : .moved(nowName)
            }
        }

        /// For a chip and for tables; nil when nothing changed.
        package var title: String? {
            switch self {
            case .present: nil
            case .cancelled: "对象已注销"
            case .revoked: "对象已吊销"
            case .moved(let name): "对象已迁至\(name)"
            }
        }

        /// What the officers do now, with the titles of the outcome types that the policy has for it; nil when nothing
        /// changed.
        package func guidance(_ outcomes: OutcomeTypes) -> String? {
            func title(_ code: String) -> String { "“\(outcomes.outcome(code)?.title ?? code)”" }
            let drawn = "已经抽中，不取消、不改抽，仍由本次抽取的检查人员办结。"
            switch self {
            case .present: return nil
            case .cancelled:
                return "检查对象已注销。\(drawn)请核实后以\(title("other"))录入并写明注销情况；注销前已经检查的，按检查情况录入。"
            case .revoked:
                return "检查对象已被吊销。\(drawn)仍可检查的照常检查；不再经营的选\(title("not-operating"))，"
                    + "找不到、联系不上的选\(title("unreachable"))。"
            case .moved(let name):
                return "检查对象已迁至\(name)。\(drawn)不移交给迁入地；能到新址检查的照常检查，不能的以\(title("other"))录入并写明迁往何处。"
            }
        }
    }
}
