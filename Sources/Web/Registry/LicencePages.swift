import Domain

/// 许可证到期提醒: licences of the own region that run out soon or have run out.
enum LicencePages {
    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let due = try call.query.choice("due", "期限", of: LicenceFilter.Due.self) ?? .soon
        let region = try call.query.region("region", "地区")
        let (listing, regions) = try await SubjectDossiers(call.house).licences(
            due, region: region, slice: call.slice, for: actor)
        let names = Dictionary(regions.map { ($0.code, $0.name) }) { first, _ in first }
        let today = call.house.clock.today
        let model = ListModel(
            "许可证列表", listing, address: call.address,
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
            columns: [
                .head("持证主体", href: { "/registry/subjects/\($0.licence.subject)" }) { $0.name },
                .code("编号") { IdentifierScheme.shown($0.identifier) },
                .text("地区") { names[$0.region] ?? $0.region.text },
                .text("许可证") { $0.licence.kind }, .text("许可证编号") { $0.licence.number },
                .figures("有效期止") { $0.licence.until?.description ?? "长期" },
                .chip("状态") { chip($0.licence, today) },
            ],
            empty: EmptyModel(
                due == .soon ? "\(RegistryReading.soonDays) 天内没有到期的许可证" : "没有过期的许可证",
                why: "许可证随接口报送、由文件导入，或在检查对象的页面上登记。"))
        if let file = try await Exports(call).cells(
            "许可证到期", personal: "licences",
            ["持证主体", "编号", "地区", "许可证", "许可证编号", "发证机关", "许可范围", "有效期起", "有效期止", "状态"],
            filters: model.words,
            rows: {
                try await SubjectDossiers(call.house).licences(due, region: region, slice: $0, for: actor).listing
            },
            { row in
                let one = row.licence
                return [
                    .text(row.name), .text(row.identifier), .text(names[row.region] ?? row.region.text),
                    .text(one.kind), .text(one.number), .text(one.issuer), .text(one.scope), .day(one.from),
                    .day(one.until), .text(chip(one, today).word),
                ]
            })
        {
            return file
        }
        let mayEdit = actor.may(.registryEdit)
        return .page(
            Page(
                "shell/list", title: "许可证到期", stage: .registry, model: model, trail: [("两库", "/registry")],
                actions: (mayEdit
                    ? [PageAction("导入许可证", href: "/registry/imports/new?kind=licences", icon: "upload")] : [])
                    + Exports.links(call)))
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
