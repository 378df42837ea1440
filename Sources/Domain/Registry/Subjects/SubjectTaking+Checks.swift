/// Codes, places, lengths, and what cannot be taken as it came.
extension SubjectTaking {
    static func invalid(_ field: String, _ reason: String) -> Problem {
        Problem(
            .invalid, "subject.\(field)", reason + "。", clause: "2.2.6", remedy: "请改正后重新提交。",
            fields: [field: reason + "。"])
    }

    /// Lengths that a table and a page can hold.
    static func check(_ profile: SubjectProfile) throws {
        for (field, value, most) in [
            ("name", profile.name, 200), ("address", profile.facts.address, 500), ("kind", profile.facts.kind, 200),
            ("capital", profile.facts.capital, 200), ("scope", profile.facts.scope, 20_000),
        ] where value.utf8.count > most && value.count > most {
            throw invalid(field, "内容超过\(most)个字符")
        }
    }

    /// Names the first code that stands in no table; nil when all do.
    func unknownCode(_ statement: SubjectStatement) throws -> String? {
        if let text = statement.region {
            guard let code = RegionCode(text), try stores.registry.region(code) != nil else {
                return "管辖地区代码“\(text.prefix(20))”不在区划表中。"
            }
        }
        if let code = statement.industry?.trimmed, !code.isEmpty, book.industries.name(of: code) == nil {
            return "行业代码“\(code.prefix(20))”不在 GB/T 4754-2017 中。"
        }
        if let code = statement.station?.trimmed, !code.isEmpty, try stores.registry.station(code: code) == nil {
            return "监管所代码“\(code.prefix(40))”不存在。"
        }
        if let word = statement.scale?.trimmed, !word.isEmpty, SubjectScale(word: word) == nil {
            return "规模“\(word.prefix(20))”不是大型、中型、小型、微型之一。"
        }
        if let code = statement.type, statement.scheme ?? .uscc != .uscc,
            book.types.type(code: code) == SubjectTypes.unknown, code != SubjectTypes.unknown.code
        {
            return "主体类型代码“\(code.prefix(20))”不存在。"
        }
        for premises in statement.premises ?? [] {
            guard let text = premises.region else { continue }
            guard let code = RegionCode(text), try stores.registry.region(code) != nil else {
                return "场所的地区代码“\(text.prefix(20))”不在区划表中。"
            }
        }
        return nil
    }

    /// The stated division as it stands today: one that was merged is followed to what took its place.
    func stated(_ statement: SubjectStatement) throws -> RegionCode? {
        guard let text = statement.region, var code = RegionCode(text) else { return nil }
        // More hops than there are divisions would be a circle.
        for _ in 0..<book.regions.count {
            guard let next = try stores.registry.region(code)?.successor else { return code }
            code = next
        }
        return code
    }

    func place(_ statement: SubjectStatement, scheme: IdentifierScheme, number: String, address: String) throws
        -> RegionResolver.Place
    {
        if let region = try stated(statement) { return RegionResolver.Place(region: region, how: .stated) }
        guard scheme == .uscc else { throw SubjectTaking.invalid("region", "没有写明管辖地区") }
        return book.resolver.place(identifier: Array(number.utf8), area: [], address: Array(address.utf8)[...])
    }

    /// Without the letter of its section.
    func industry(_ statement: SubjectStatement) -> String? {
        statement.industry.map { book.industries.canonical($0.trimmed) ?? $0.trimmed }
    }

    func station(_ statement: SubjectStatement) throws -> Int64? {
        guard let code = statement.station?.trimmed, !code.isEmpty else { return nil }
        return try stores.registry.station(code: code)?.id
    }

    /// Lists the statement for a decision. A person at a page is told at once instead.
    func conflict(
        _ kind: ConflictKind, _ sentence: String, _ statement: SubjectStatement, key: String, known: SubjectProfile?,
        region: RegionCode? = nil
    ) throws -> Outcome {
        if source.way == .hand || isDecided {
            let field: String
            switch kind {
            case .foreign: field = "region"
            case .operation: field = "identifier"
            case .unknown: field = statement.industry == nil ? "region" : "industry"
            case .older, .disagree: field = "reason"
            }
            throw Problem(
                kind == .operation ? .conflict : .refused, "subject.\(kind.rawValue)", sentence, clause: "2.2.6",
                remedy: kind == .operation ? "请打开已有的主体修改。" : "请核对后重新提交。", fields: [field: sentence])
        }
        let id = try stores.subjects.insert(
            SubjectConflict(
                id: 0, kind: kind, subject: known?.id, identifier: key,
                name: known?.name ?? statement.name?.trimmed ?? "（未报名称）",
                region: region ?? known?.facts.region ?? source.region, department: source.department,
                way: source.way, importID: source.importID, token: source.token, sentence: sentence,
                statement: statement, at: at))
        return Outcome(kind: .conflict, subject: known?.id, conflict: id)
    }

    /// Adds premises, licences and numbers that are new, and renews licences; gives what changed.
    func parts(_ statement: SubjectStatement, subject: Int64, region: RegionCode) throws -> [FieldChange] {
        guard statement.premises != nil || statement.licences != nil || statement.numbers != nil else { return [] }
        let held = try stores.subjects.parts(subject: subject)
        var fields: [FieldChange] = []
        for part in statement.premises ?? [] {
            let new = Premises(
                id: 0, subject: subject, name: part.name?.trimmed ?? "", usage: part.usage?.trimmed ?? "",
                address: part.address.trimmed, region: part.region.flatMap { RegionCode($0) } ?? region,
                from: part.from, until: part.until)
            guard !held.premises.contains(where: { $0.address == new.address && $0.usage == new.usage }) else {
                continue
            }
            _ = try stores.subjects.insert(new)
            fields.append(FieldChange(field: .premises, old: "", new: new.summary))
        }
        for part in statement.licences ?? [] {
            let old = held.licences.first { $0.kind == part.kind.trimmed && $0.number == part.number.trimmed }
            let new = Licence(
                id: old?.id ?? 0, subject: subject, kind: part.kind.trimmed, number: part.number.trimmed,
                issuer: part.issuer?.trimmed ?? old?.issuer ?? "", scope: part.scope?.trimmed ?? old?.scope ?? "",
                from: part.from ?? old?.from, until: part.until, endedOn: old?.endedOn)
            guard new != old else { continue }
            if old == nil { _ = try stores.subjects.insert(new) } else { try stores.subjects.update(new) }
            fields.append(FieldChange(field: .licence, old: old?.summary ?? "", new: new.summary))
        }
        for part in statement.numbers ?? [] {
            let number = try part.scheme.checked(part.number)
            guard !held.numbers.contains(where: { $0.scheme == part.scheme && $0.number == number }) else { continue }
            let new = OtherIdentifier(
                id: 0, subject: subject, scheme: part.scheme, number: number, issuer: part.issuer?.trimmed ?? "",
                from: part.from, until: part.until)
            _ = try stores.subjects.insert(new)
            fields.append(FieldChange(field: .number, old: "", new: new.summary))
        }
        return fields
    }
}
