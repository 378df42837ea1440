import Domain

/// `/draw/:id/staffing`: whether people suffice, before anything is frozen.
enum OutlookPage {
    struct Model: Sendable {
        let verdict: RemarkModel
        let rows: [Row]
    }

    struct Row: Sendable {
        let authority: String
        let counties: String
        let visits: String
        let places: String
        let people: String
        let capacity: String
        let state: ChipModel
    }

    static func show(_ call: Call) async throws -> Reply {
        let (ceremony, rows) = try await Ceremonies(call.house).outlook(try call.signedIn(), ceremony: try call.id())
        return .page(
            Page(
                "draw/outlook", title: "人手够不够", stage: .draw, model: model(rows),
                trail: [("抽取", "/draw"), (ceremony.title, "/draw/\(ceremony.id)")]))
    }

    static func model(_ rows: [Ceremonies.Outlook]) -> Model {
        let short = rows.count { !$0.isEnough }
        return Model(
            verdict: rows.isEmpty
                ? RemarkModel("按任务的事项、区域和分类，目前没有可抽取的检查对象。", .attention)
                : short > 0
                    ? RemarkModel("\(short)个机关的人手可能不够。请先补充人员、提高每人上限、放宽选派方式或签订委托，再冻结名单。", .attention)
                    : RemarkModel("按户数估算，人手够用。回避和专长要求在抽取时才能确定。", .success),
            rows: rows.map {
                Row(
                    authority: $0.authority, counties: $0.counties.joined(separator: "、"),
                    visits: Figures.grouped($0.visits), places: Figures.grouped($0.places),
                    people: Figures.grouped($0.present) + ($0.away > 0 ? "（另有\($0.away)人不在岗）" : ""),
                    capacity: Figures.grouped($0.capacity),
                    state: $0.isEnough ? ChipModel("够用", .success) : ChipModel("差\($0.places - $0.capacity)人次", .danger)
                )
            })
    }
}
