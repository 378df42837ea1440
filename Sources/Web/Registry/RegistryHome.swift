import Domain

/// `/registry`: how large the two libraries are, and how many may inspect.
enum RegistryHome {
    struct Model: Sendable {
        let tiles: [TileModel]
        let region: String
        let imports: [ImportPages.Row]
        let places: [LinkModel]
        let empty: EmptyModel?
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let overview = try await RegistryReading(call.house).overview(for: actor)
        let coverage = overview.coverage
        let staff = coverage.all - coverage.auxiliary
        let mayEdit = actor.may(.registryEdit)
        let first = Slice.one
        let conflicts = try await Conflicts(call.house).list(
            ConflictFilter(region: actor.region), slice: first, for: actor)
        let dossiers = SubjectDossiers(call.house)
        let soon = try await dossiers.licences(.soon, region: nil, slice: first, for: actor).listing.total
        let expired = try await dossiers.licences(.expired, region: nil, slice: first, for: actor).listing.total
        let model = Model(
            tiles: [
                TileModel(
                    "检查对象", Figures.grouped(overview.subjects), unit: "户", href: "/registry/subjects",
                    note: "其中存续 \(Figures.grouped(overview.activeSubjects)) 户"),
                TileModel(
                    "执法检查人员", Figures.grouped(coverage.all), unit: "人", href: "/registry/inspectors",
                    note: "其中辅助人员 \(Figures.grouped(coverage.auxiliary)) 人"),
                TileModel(
                    "执法证有效", Figures.percent(coverage.valid, of: staff), unit: "",
                    href: "/registry/inspectors?certificate=valid",
                    note: "\(Figures.grouped(coverage.valid)) / \(Figures.grouped(staff)) 人，不含辅助人员",
                    meaning: staff > coverage.valid ? .attention : .neutral),
                TileModel(
                    "\(RegistryReading.soonDays) 天内到期", Figures.grouped(coverage.expiring), unit: "人",
                    href: "/registry/inspectors?certificate=expiring",
                    meaning: coverage.expiring > 0 ? .attention : .neutral),
                TileModel(
                    "来件冲突", Figures.grouped(conflicts.total), unit: "件", href: "/registry/conflicts", note: "等待决定",
                    meaning: conflicts.total > 0 ? .attention : .neutral),
                TileModel(
                    "许可证到期", Figures.grouped(soon), unit: "件", href: "/registry/licences",
                    note: "\(RegistryReading.soonDays) 天内；另有已过期 \(Figures.grouped(expired)) 件",
                    meaning: soon + expired > 0 ? .attention : .neutral),
            ],
            region: overview.regionName, imports: overview.latest.map(ImportPages.Row.init),
            places: [
                LinkModel("持证人员入库", href: "/registry/certificates"), LinkModel("人员动态管理", href: "/registry/moves"),
                LinkModel("专业机构", href: "/registry/institutions"), LinkModel("联席会议成员", href: "/registry/meeting"),
                LinkModel("跨区域联合", href: "/registry/alliances"),
            ],
            empty: overview.subjects == 0 && coverage.all == 0
                ? EmptyModel(
                    "名录库还是空的", why: "计划和抽取都以名录库为准，请先导入检查对象和执法检查人员。",
                    action: mayEdit ? LinkModel("导入名录", href: "/registry/imports/new") : nil)
                : nil)
        return .page(
            Page(
                "registry/home", title: "两库", stage: .registry, model: model,
                primary: mayEdit ? PageAction("导入名录", href: "/registry/imports/new", icon: "plus") : nil,
                actions: [
                    PageAction("标签", href: "/registry/tags"), PageAction("专项库", href: "/registry/libraries"),
                    PageAction("部门名录库", href: "/registry/directories"),
                    PageAction("导入记录", href: "/registry/imports"),
                    PageAction("名单核对", href: "/registry/stocktakes"),
                ]))
    }
}
