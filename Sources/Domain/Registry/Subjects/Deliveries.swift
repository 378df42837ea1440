import Foundation

/// 接口报送: a call of a department's system with up to ``Deliveries/limit`` statements. All is one transaction; each
/// statement is answered for itself: taken, waiting for a decision, or refused with its reason.
package struct Deliveries: Sendable {
    private let house: House
    private let book: ReferenceBook
    package static let limit = 500

    package init(_ house: House) throws {
        self.house = house
        book = try house.book()
    }

    /// What the call holds.
    struct Body: Decodable {
        let changes: [SubjectStatement]
    }

    /// The answer, JSON.
    struct Answer: Encodable {
        struct Fault: Encodable {
            let code: String
            let detail: String
            let field: String?
        }

        struct Result: Encodable {
            let index: Int
            let identifier: String
            let outcome: String
            let subject: Int64?
            let changed: [String]
            let conflict: Int64?
            let problem: Fault?
        }

        struct Counts: Encodable {
            var total = 0
            var taken = 0
            var conflict = 0
            var refused = 0
        }

        let delivery: Int64
        let counts: Counts
        let results: [Result]
    }

    /// - Parameter key: the caller's Idempotency-Key. The same key with the same body changes nothing and gets the same
    ///   answer; with another body it is refused.
    package func take(_ body: [UInt8], key: String?, token: DepartmentToken) async throws -> String {
        guard let key, (8...80).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                .invalid, "delivery.key", "请求头 Idempotency-Key 缺失，或不是 8 到 80 个可见字符。",
                remedy: "请为每次报送生成一个新的键；重发同一次报送时用同一个键。")
        }
        let changes = try Deliveries.decode(body)
        let hash = Digest.sha256Hex(body)
        let now = house.clock.now()
        let book = book
        do {
            return try await house.storage.write(alone: changes.count > 20) { stores in
                if let earlier = try stores.subjects.delivery(token: token.id, key: key) {
                    guard earlier.bodyHash == hash else {
                        throw Problem(
                            .conflict, "delivery.key-reused", "这个 Idempotency-Key 已用于另一份内容。",
                            remedy: "内容不同的报送请换一个新的键。")
                    }
                    throw Answered(answer: earlier.answer)
                }
                return try Deliveries.carryOut(changes, key: key, hash: hash, token, book, stores, now)
            }
        } catch let answered as Answered {
            return answered.answer
        }
    }

    private static func carryOut(
        _ changes: [SubjectStatement], key: String, hash: String, _ token: DepartmentToken, _ book: ReferenceBook,
        _ stores: any Stores, _ now: Moment
    ) throws -> String {
        // The row comes first, so that two calls with one key meet here.
        let id = try stores.subjects.insert(
            NewDelivery(token: token.id, key: key, bodyHash: hash, total: changes.count, at: now))
        let taking = SubjectTaking(
            stores: stores, book: book,
            source: SubjectSource(way: .api, token: token.id, department: token.department, region: token.region),
            at: now)
        var results: [Answer.Result] = []
        var counts = Answer.Counts(total: changes.count)
        for (index, statement) in changes.enumerated() {
            do {
                let done = try taking.take(statement)
                if done.conflict == nil { counts.taken += 1 } else { counts.conflict += 1 }
                results.append(
                    Answer.Result(
                        index: index, identifier: statement.identifier, outcome: done.kind.rawValue,
                        subject: done.subject, changed: done.fields.map(\.field.rawValue), conflict: done.conflict,
                        problem: nil))
            } catch let problem as Problem where problem.kind != .defect && problem.kind != .unavailable {
                counts.refused += 1
                results.append(
                    Answer.Result(
                        index: index, identifier: String(statement.identifier.prefix(80)), outcome: "refused",
                        subject: nil, changed: [], conflict: nil,
                        problem: .init(
                            code: problem.code, detail: problem.message,
                            field: problem.fields.keys.sorted().first)))
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let answer = String(
            decoding: try encoder.encode(Answer(delivery: id, counts: counts, results: results)), as: UTF8.self)
        try stores.subjects.finish(
            delivery: id, answer: answer, taken: counts.taken, conflict: counts.conflict, refused: counts.refused)
        try stores.subjects.useToken(token.id, at: now)
        try stores.ledger.append(
            LedgerEntry(
                act: "registry.delivery", actor: nil, object: "token/\(token.id)", at: now,
                sentence:
                    "接口报送检查对象 \(counts.total) 条：采用 \(counts.taken)，待处理 \(counts.conflict)，退回 \(counts.refused)。",
                data: [
                    "delivery": .number(id), "total": .number(Int64(counts.total)),
                    "taken": .number(Int64(counts.taken)), "conflict": .number(Int64(counts.conflict)),
                    "refused": .number(Int64(counts.refused)),
                ]), at: now)
        return answer
    }

    private static func decode(_ body: [UInt8]) throws -> [SubjectStatement] {
        let decoded: Body
        do {
            decoded = try JSONDecoder().decode(Body.self, from: Data(body))
        } catch let problem as Problem {
            throw problem
        } catch let error as DecodingError {
            throw Problem(
                .invalid, "delivery.malformed", "报送内容不是约定的 JSON：\(Deliveries.place(error))。",
                remedy: "格式见接口说明 /api/subjects.openapi.json。")
        }
        guard (1...limit).contains(decoded.changes.count) else {
            throw Problem(
                .invalid, "delivery.size", "一次报送应为 1 到 \(limit) 条，实际为 \(decoded.changes.count) 条。",
                remedy: "请分批报送；整份名录请用文件导入。")
        }
        return decoded.changes
    }

    /// Where the JSON is wrong, as a path.
    private static func place(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let text = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
            return text.isEmpty ? "整体" : text
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context)) 缺少 \(key.stringValue)"
        case .typeMismatch(_, let context): return "\(path(context)) 的类型不对"
        case .valueNotFound(_, let context): return "\(path(context)) 不能为空"
        case .dataCorrupted(let context): return "\(path(context)) 的值不在约定范围内"
        @unknown default: return "无法识别"
        }
    }

    /// What the registry holds of one subject, for the system that keeps it. No class is in it (invariant 4).
    package func subject(_ scheme: IdentifierScheme, _ number: String, token: DepartmentToken) async throws -> String {
        let checked = try scheme.checked(number)
        let key = scheme.key(checked, department: token.department)
        return try await house.storage.read { stores in
            let held = try SubjectTaking.find(scheme, checked, key: key, in: stores)
            guard let held, token.region.contains(held.facts.region) else { throw Problem.notFound("检查对象") }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(HeldSubject(held, number: checked)), as: UTF8.self)
        }
    }
}

/// A subject as the interface shows it.
private struct HeldSubject: Encodable {
    let scheme: String
    let identifier: String
    let name: String
    let status: String
    let type: String
    let region: String
    let address: String
    let registeredOn: String?
    let kind: String
    let capital: String
    let scope: String
    let industry: String
    let scale: String?
    let keeper: String
    let asOf: String?
    let changedAt: String

    init(_ held: SubjectProfile, number: String) {
        scheme = held.scheme.rawValue
        identifier = held.scheme == .uscc ? held.identifier : number
        name = held.name
        status = held.status.rawValue
        type = held.facts.type
        region = held.facts.region.text
        address = held.facts.address
        registeredOn = held.facts.registeredOn?.description
        kind = held.facts.kind
        capital = held.facts.capital
        scope = held.facts.scope
        industry = held.industry
        scale = held.scale?.rawValue
        keeper = held.keeper
        asOf = held.asOf?.description
        changedAt = held.changedAt.description
    }
}

/// Leaves the transaction of a delivery that had come before.
private struct Answered: Error {
    let answer: String
}

/// A delivery as it is written down when it begins.
package struct NewDelivery: Sendable {
    package let token: Int64
    package let key: String
    package let bodyHash: String
    package let total: Int
    package let at: Moment
}

/// A delivery as the list of a key shows it.
package struct DeliveryRecord: Sendable {
    package let id: Int64
    package let total: Int
    package let taken: Int
    package let conflict: Int
    package let refused: Int
    package let at: Moment

    package init(id: Int64, total: Int, taken: Int, conflict: Int, refused: Int, at: Moment) {
        self.id = id
        self.total = total
        self.taken = taken
        self.conflict = conflict
        self.refused = refused
        self.at = at
    }
}
