import Domain

/// Changes of staff, certificate holders, institutions, joint-meeting members and alliances, for the demo. All fictional.
struct DemoStaff {
    let house: House
    let accounts: DemoAccounts
    let authorities: DemoProvince.Authorities
    let today: Day

    func make() async throws {
        try await holders()
        try await people()
        try await institutions()
        try await meeting()
        try await alliances()
    }

    // MARK: 执法证平台

    /// One page that the platform might have sent.
    private struct Platform: CertificateSource {
        let name = ""
        let rows: [HolderRow]

        func page(since cursor: String?) async throws -> HolderPage { HolderPage(rows: rows, next: "end", more: false) }
    }

    /// Everybody of three counties who has a certificate, some with news, and a few who are not in the library.
    private func holders() async throws {
        var rows: [HolderRow] = []
        for code in ["230102", "230103", "230202"] {
            let authority = try authorities.at(code)
            let people = try await house.storage.read { try $0.registry.inspectors(authority: authority.id) }
            let certified = people.filter { $0.certificate != nil }
            for (place, one) in certified.enumerated() {
                guard let certificate = one.certificate else { continue }
                // Now and then a renewal, a name spelt otherwise, somebody who moved.
                let isRenewed = place % 17 == 3, isMoved = place == 5
                rows.append(
                    row(
                        "demo-\(one.code)", name: place == 9 ? one.name + "（更名）" : one.name, number: certificate.number,
                        until: isRenewed ? "2031-12-31" : certificate.until.description,
                        unit: isMoved && code == "230102" ? "230103-scjg" : authority.code, unitName: authority.name,
                        region: code))
            }
            for serial in 1...max(2, certified.count / 12) {
                rows.append(
                    row(
                        "demo-new-\(code)-\(serial)", name: "演示持证\(serial)号", number: "演示新证\(code)\(serial)",
                        until: "2030-12-31", unit: serial == 1 ? "平台单位-\(code)" : authority.code,
                        unitName: serial == 1 ? "\(authority.name)综合执法大队" : authority.name, region: code))
            }
        }
        rows.append(.faulty(record: "demo-bad-1", reason: "有效期止不是日期"))
        _ = try await CertificateSync(house).run(Platform(rows: rows), by: nil)
    }

    private func row(
        _ id: String, name: String, number: String, until: String, unit: String, unitName: String, region: String
    ) -> HolderRow {
        HolderFields(
            platformID: id, name: name, employeeNumber: "", certificateNumber: number, certificateKind: "行政执法证",
            from: "2022-01-01", until: until, unitCode: unit, unitName: unitName, station: "", region: region,
            status: "active", changedAt: today.description, identity: "", phone: ""
        ).row
    }

    // MARK: People

    private func people() async throws {
        let planner = try accounts.actor("plan.dl")
        let daoli = try authorities.at("230102").id
        let ready = try await house.storage.read { stores in
            try stores.registry.inspectors(authority: daoli).filter { !$0.isAuxiliary && $0.isCertified(on: today) }
                .map { ($0, try stores.inspections.openVisits(inspector: $0.id)) }
        }
        let moving = Moving(house)
        if let busy = ready.filter({ $0.1 > 0 }).min(by: { ($0.1, $0.0.code) < ($1.1, $1.0.code) })?.0 {
            _ = try await moving.register(
                .init(kind: .retirement, effectiveOn: today, document: "演示人社退〔演示〕1号", note: "到龄退休（演示，虚构）"),
                inspector: busy.id, by: planner)
        }
        guard let first = ready.first(where: { $0.1 == 0 })?.0, let second = ready.last(where: { $0.1 == 0 })?.0 else {
            return
        }
        _ = try await moving.register(
            .init(
                kind: .transfer, effectiveOn: today.advanced(by: 30), toAuthority: try authorities.at("230103").id,
                document: "演示调函〔演示〕2号"), inspector: second.id, by: planner)
        let keeping = InspectorKeeping(house)
        _ = try await keeping.addQualification(
            kind: "特种设备安全检查员", number: "演示TS-001", from: today.advanced(by: -300), until: today.advanced(by: 700),
            inspector: first.id, by: planner)
        let data = PersonalData(house)
        _ = try await data.set([.phone: "13800000001"], inspector: first.id, by: planner)
        _ = try await data.reveal(.phone, inspector: first.id, reason: "通知参加培训（演示）", by: planner)
        let subject = try await house.storage.read { stores in
            try stores.registry.search(
                SubjectFilter(region: planner.region).query, slice: Slice(size: 1)
            ).rows.first?.identifier
        }
        if let subject {
            _ = try await Recusing(house).add(
                .init(
                    kind: .relation, target: subject, reason: "近亲属担任负责人（演示，虚构）", from: today, until: nil,
                    relation: .kin, person: "演示人"), inspector: first.id, by: planner, submission: nil)
        }
        _ = try await DayRoll(house).run()
    }

    // MARK: 专业机构

    private func institutions() async throws {
        let planner = try accounts.actor("plan.dl")
        let keeping = Institutions(house)
        let list: [(name: String, fields: String, until: Int)] = [
            ("演示食品检验所（虚构）", "食品抽样、检验", 500), ("演示特种设备检测站（虚构）", "电梯、锅炉检测", 40), ("演示会计师事务所（虚构）", "财务资料审计", -20),
        ]
        for (place, one) in list.enumerated() {
            let body = Array("91230102DEMTET00\(place)".utf8)
            guard let check = IdentifierCheck.checkCharacter(for: body) else { continue }
            let done = try await keeping.save(
                .init(
                    code: String(decoding: body + [check], as: UTF8.self), name: one.name, region: planner.region,
                    fields: one.fields), id: nil, by: planner)
            guard let id = done.location.split(separator: "/").last.flatMap({ Int64($0) }) else { continue }
            _ = try await keeping.addQualification(
                InstitutionQualification(
                    kind: "检验检测机构资质认定", number: "演示资质-\(place + 1)", issuer: "演示发证机关",
                    from: today.advanced(by: -400), until: today.advanced(by: one.until)), institution: id, by: planner)
            guard place == 0 else { continue }
            for (matter, from, to) in [("食品销售单位抽样检验（演示）", -60, -30), ("餐饮具检验（演示）", -20, 20)] {
                _ = try await keeping.commission(
                    institution: id, campaign: nil, visit: nil, matter: matter, document: "演示委〔演示〕\(-from)号",
                    starts: today.advanced(by: from), ends: today.advanced(by: to), by: planner)
            }
            let first = try await keeping.dossier(id, slice: Slice(), for: planner).commissions.rows.last
            if let first {
                _ = try await keeping.evaluate(
                    first.id, .init(quality: 5, timeliness: 4, conduct: 5, words: "按期出具报告（演示）"), by: planner)
            }
        }
    }

    // MARK: 联席会议

    private func meeting() async throws {
        let keeping = MeetingKeeping(house)
        let units: [(String, MeetingMember.Role, String)] = [
            ("演示政府办公室", .convener, "副主任"), ("演示市场监督管理局", .deputy, "局长"), ("演示生态环境局", .member, "副局长"),
            ("演示应急管理局", .member, "副局长"), ("演示税务局", .member, "副局长"), ("演示市场监督管理局", .liaison, "科长"),
        ]
        for (account, place) in [("plan.hlj", "230000"), ("plan.dl", "230102")] {
            let actor = try accounts.actor(account)
            guard let region = RegionCode(place) else { continue }
            for (index, unit) in units.enumerated() {
                _ = try await keeping.add(
                    MeetingMember(
                        id: 0, region: region, unit: unit.0, person: "演示成员\(index + 1)", duty: unit.2, role: unit.1,
                        from: today.advanced(by: -400), until: nil, document: "演示联席〔演示〕1号", endReason: ""),
                    replacing: nil, by: actor)
            }
            let members = try await keeping.list(region: region, for: actor).members
            if let old = members.first(where: { $0.role == .member }) {
                _ = try await keeping.add(
                    MeetingMember(
                        id: 0, region: region, unit: old.unit, person: "演示接任", duty: old.duty, role: .member,
                        from: today.advanced(by: -30), until: nil, document: "演示联席〔演示〕2号", endReason: ""),
                    replacing: old.id, by: actor)
            }
        }
    }

    // MARK: 跨区域联合

    private func alliances() async throws {
        let allying = Allying(house)
        let (own, ally) = (try accounts.actor("plan.dl"), try accounts.actor("plan.ng"))
        _ = try await allying.propose(
            name: "四煤城跨区域联合双随机（演示）", document: "演示四城〔演示〕1号", hash: Digest.sha256Hex("演示合作文件"),
            starts: today.advanced(by: -10), ends: today.advanced(by: 355),
            regions: ["230300", "230400", "230500", "230900"].compactMap(RegionCode.init),
            by: try accounts.actor("plan.hlj"))
        let done = try await allying.propose(
            name: "道里南岗联合双随机（演示）", document: "演示联合〔演示〕2号", hash: Digest.sha256Hex("演示合作文件二"),
            starts: today.advanced(by: -10), ends: today.advanced(by: 355), regions: [own.region, ally.region], by: own)
        guard let id = done.location.split(separator: "/").last.flatMap({ Int64($0) }) else { return }
        _ = try await allying.confirm(id, by: ally)
        if let campaign = try await allying.dossier(id, for: own).own.first {
            _ = try await allying.share(id, campaign: campaign.id, by: own)
        }
    }
}
