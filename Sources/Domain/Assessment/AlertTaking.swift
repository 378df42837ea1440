import Foundation

/// 风险预警 of the credit-risk system over the interface for systems (2.3.5): up to ``limit`` alerts in a call, one
/// transaction, each answered for itself. An alert that came before is answered as before; nothing is done twice, so the
/// same call may be sent again.
package struct AlertDelivery: Sendable {
    private let house: House
    package static let limit = 500

    package init(_ house: House) { self.house = house }

    struct Body: Decodable { let alerts: [Alert] }

    struct Alert: Decodable {
        let number: String
        let kind: String
        /// `low`, `middle`, `high`.
        let level: String
        let date: String
        let text: String
        let source: String
        let subjects: [String]?
        let region: String?
    }

    private struct Answer: Encodable {
        struct Result: Encodable {
            let index: Int
            let number: String
            /// `added`, `unchanged`, `refused`.
            let outcome: String
            let lead: String?
            let state: String?
            let detail: String?
        }
        let total: Int
        let added: Int
        let refused: Int
        let results: [Result]
    }

    package func take(_ body: [UInt8], token: DepartmentToken) async throws -> String {
        let alerts: [Alert]
        do {
            alerts = try JSONDecoder().decode(Body.self, from: Data(body)).alerts
        } catch {
            throw Problem(
                .invalid, "alerts.malformed", "报送内容不是约定的 JSON。", remedy: "格式见接口说明 /api/alerts.openapi.json。")
        }
        guard (1...Self.limit).contains(alerts.count) else {
            throw Problem(
                .invalid, "alerts.size", "一次报送应为 1 到 \(Self.limit) 条，实际为 \(alerts.count) 条。", remedy: "请分批报送。")
        }
        let house = house, now = house.clock.now()
        return try await house.storage.write(alone: alerts.count > 20) { stores in
            let taking = LeadTaking(stores: stores, house: house, at: now)
            var results: [Answer.Result] = []
            for (index, alert) in alerts.enumerated() {
                do {
                    guard let level = Lead.Level(rawValue: alert.level), level != .none, let day = Day(alert.date)
                    else {
                        throw Problem(.invalid, "alerts.field", "level 应为 low、middle、high 之一，date 写作 2026-03-01。")
                    }
                    let taken = try taking.take(
                        LeadDraft(
                            source: .alert, originNumber: alert.number, category: alert.kind, level: level,
                            origin: alert.source, content: alert.text, receivedOn: day,
                            identifiers: (alert.subjects ?? []).map { $0.uppercased() },
                            region: alert.region.flatMap { RegionCode($0) }), within: token.region,
                        department: token.department, by: nil)
                    results.append(
                        .init(
                            index: index, number: alert.number, outcome: taken.isNew ? "added" : "unchanged",
                            lead: taken.lead.number, state: taken.lead.state.rawValue, detail: nil))
                } catch let problem as Problem where problem.kind != .defect && problem.kind != .unavailable {
                    let words = problem.fields.sorted { $0.key < $1.key }.map(\.value)
                    results.append(
                        .init(
                            index: index, number: String(alert.number.prefix(60)), outcome: "refused", lead: nil,
                            state: nil, detail: words.isEmpty ? problem.message : words.joined(separator: "；")))
                }
            }
            let added = results.count { $0.outcome == "added" }, refused = results.count { $0.outcome == "refused" }
            try stores.subjects.useToken(token.id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "lead.delivery", actor: nil, object: "token/\(token.id)", at: now,
                    sentence: "接口报送风险预警 \(alerts.count) 条：新增 \(added)，退回 \(refused)。",
                    data: [
                        "total": .number(Int64(alerts.count)), "added": .number(Int64(added)),
                        "refused": .number(Int64(refused)),
                    ]), at: now)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(
                decoding: try encoder.encode(
                    Answer(total: alerts.count, added: added, refused: refused, results: results)), as: UTF8.self)
        }
    }

    /// How an alert stands, for the system that sent it.
    package func state(_ number: String, token: DepartmentToken) async throws -> String {
        let region = token.region
        return try await house.storage.read { stores in
            let filter = LeadFilter(
                region: region, department: token.department, isAlert: true, text: number,
                today: Day(number: 0))
            guard
                let lead = try stores.assessment.leads(filter, slice: Slice(size: 200)).rows.first(where: {
                    $0.originNumber.utf8.elementsEqual(number.utf8)
                })
            else { throw Problem.notFound("预警") }
            let thread = try stores.assessment.campaigns(lead: lead.id)
            let value = LedgerValue.object([
                "number": .text(lead.originNumber), "lead": .text(lead.number), "state": .text(lead.state.rawValue),
                "closing": .text(lead.closing), "due": .text(lead.dueOn.description),
                "settled": lead.settledOn.map { .text($0.description) } ?? .null,
                "campaigns": .list(
                    thread.map {
                        .object([
                            "number": .text($0.number), "state": .text($0.state.rawValue),
                            "direct": .flag($0.isDirect), "inspections": .number(Int64($0.inspections)),
                            "signed": .number(Int64($0.signed)),
                            "outcomes": .list($0.visits.flatMap(\.outcomes).map { .text($0) }),
                        ])
                    }),
            ])
            return value.json
        }
    }
}
