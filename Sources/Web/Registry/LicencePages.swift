import Domain

/// 许可证到期提醒: licences of the own region that run out soon or have run out.
enum LicencePages {
    struct Row: Sendable {
        let name: String
        let href: String
        let identifier: String
        let region: String
        let kind: String
        let number: String
        let until: String
        let status: ChipModel
    }

    struct Model: Sendable {
        let filter: FilterModel
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let paging: PagingModel
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let due = try call.query.choice("due", "期限", of: LicenceFilter.Due.self) ?? .soon
        let region = try call.query.region("region", "地区")
        let (listing, regions) = try await SubjectDossiers(call.house).licences(
            due, region: region, slice: call.slice, for: actor)
        let names = Dictionary(regions.map { ($0.code, $0.name) }) { first, _ in first }
        let today = call.house.clock.today
        let model = Model(
            filter: FilterModel(
                action: "/registry/licences",
                [
                    .select(
                        "due", "期限",
                        LicenceFilter.Due.allCases.map {
                            OptionModel(
                                $0.rawValue, $0 == .soon ? "\(RegistryReading.soonDays) 天内到期" : $0.title,
                                selected: $0 == due)
                        }),
                    .select(
                        "region", "地区",
                        regions.map {
                            OptionModel($0.code.text, $0.name, selected: $0.code == (region ?? actor.region))
                        }),
                ], found: "\(Figures.grouped(listing.total)) 件",
                clearHref: region == nil ? nil : "/registry/licences?due=\(due.rawValue)"),
            head: TableHeadModel(
                [
                    ("持证主体", nil, false), ("编号", nil, false), ("地区", nil, false), ("许可证", nil, false),
                    ("许可证编号", nil, false), ("有效期止", nil, false), ("状态", nil, false),
                ], address: call.address),
            rows: listing.rows.map { row in
                Row(
                    name: row.name, href: "/registry/subjects/\(row.licence.subject)", identifier: row.identifier,
                    region: names[row.region] ?? row.region.text, kind: row.licence.kind, number: row.licence.number,
                    until: row.licence.until?.description ?? "长期", status: chip(row.licence, today))
            },
            empty: listing.rows.isEmpty
                ? EmptyModel(
                    due == .soon ? "\(RegistryReading.soonDays) 天内没有到期的许可证" : "没有过期的许可证",
                    why: "许可证随接口报送，或在检查对象的页面上登记。") : nil,
            paging: PagingModel(listing, address: call.address))
        return .page(
            Page(
                "registry/licences", title: "许可证到期", stage: .registry, model: model, trail: [("两库", "/registry")]))
    }

    static func chip(_ licence: Licence, _ today: Day) -> ChipModel {
        switch licence.state(on: today) {
        case .notYet: ChipModel("未生效", .neutral)
        case .valid: ChipModel("有效", .success)
        case .soon:
            ChipModel("还剩 \((licence.until?.number ?? today.number) - today.number) 天", .attention)
        case .expired: ChipModel("已过期", .danger)
        case .ended: ChipModel("已终止", .neutral)
        }
    }
}
