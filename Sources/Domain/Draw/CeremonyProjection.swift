/// The portal's page of a ceremony, brought up to date in the transaction of every step.
extension Ceremonies {
    /// - Parameter record: the whole public record, once drawn; before, the record so far is made here.
    static func project(
        _ id: Int64, _ stores: any Stores, _ checkpoints: Checkpoints, drawn: Int? = nil, visits: Int? = nil,
        record: String? = nil
    ) throws {
        guard let ceremony = try stores.draws.ceremony(id: id) else { throw Problem.notFound("摇号") }
        let record = try record ?? CeremonyRecords.assemble(ceremony, stores: stores, checkpoints: checkpoints)
        let lines = try stores.ledger.timeline(object: "ceremony/\(id)")
        try stores.publication.publish(
            PublicCeremony(
                code: ceremony.code, title: ceremony.title, authorityName: ceremony.authorityName,
                region: ceremony.region, state: ceremony.state, plannedOn: ceremony.createdAt.day,
                drawnAt: ceremony.drawnAt, populationCount: ceremony.populationCount, drawnCount: drawn,
                visitCount: visits,
                steps: lines.map {
                    PublicCeremony.Step(title: title(of: $0.act), text: $0.sentence, at: $0.at, entry: $0.index)
                },
                record: record))
        // An aborted ceremony's population is published too: whoever doubts the reason can check the freeze.
        if ceremony.state == .drawn || (ceremony.state == .aborted && ceremony.populationRoot != nil) {
            try stores.publication.publishPopulation(code: ceremony.code, ceremony: id)
        }
    }

    /// Brings a drawn ceremony's steps and record up to date; its population stays as it was published.
    /// - Parameter record: the new record; nil leaves it.
    static func projectSteps(
        _ id: Int64, _ stores: any Stores, _ checkpoints: Checkpoints, record: String? = nil
    ) throws {
        guard let ceremony = try stores.draws.ceremony(id: id),
            let record = try record ?? stores.draws.record(ceremony: id)
        else { throw Problem.notFound("摇号") }
        let counts = try stores.draws.drawnCounts(ceremony: id)
        let lines = try stores.ledger.timeline(object: "ceremony/\(id)")
        try stores.publication.publish(
            PublicCeremony(
                code: ceremony.code, title: ceremony.title, authorityName: ceremony.authorityName,
                region: ceremony.region, state: ceremony.state, plannedOn: ceremony.createdAt.day,
                drawnAt: ceremony.drawnAt, populationCount: ceremony.populationCount, drawnCount: counts.lots,
                visitCount: counts.visits,
                steps: lines.map {
                    PublicCeremony.Step(title: title(of: $0.act), text: $0.sentence, at: $0.at, entry: $0.index)
                },
                record: record))
    }

    /// Name of a step, by the verb of its log entry.
    package static func title(of act: String) -> String {
        switch act {
        case "draw.plan": "公布方案"
        case "draw.freeze": "冻结名单"
        case "draw.commit": "提交承诺"
        case "draw.close-commits": "结束承诺"
        case "draw.reveal": "揭示随机数"
        case "draw.close-reveals": "结束揭示"
        case "draw.public": "公共随机值"
        case "draw.draw": "抽取与匹配"
        case "draw.link": "签发一次性链接"
        case "draw.link-open": "用自己的设备参加"
        case "draw.key": "录入第一遍"
        case "draw.abort-request": "申请中止"
        case "draw.abort": "中止"
        case Auditing.openAct: "打开密钥"
        case Auditing.signAct: "审计核对"
        case "draw.vacancy": "申请换人"
        case "draw.replacement": "随机递补"
        case "draw.vacancy.refuse": "不同意换人"
        default: "操作"
        }
    }
}
