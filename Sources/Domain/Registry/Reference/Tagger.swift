/// Gives a subject its tags (业务类别、业态、品类、载体、规模) by the rules of Reference/tag-rules.yaml over its business
/// scope, name and type (2.2.5). A tag is carried when any of its rules matches.
///
/// A value holds buffers: one for each thread.
package struct Tagger: Sendable {
    package let tags: [TagRules.Tag]

    private enum Role: UInt8 { case any, with, all, none, unless, nameAny }

    private struct Rule {
        let tag: Int
        let hasAny: Bool
        let hasWith: Bool
        let within: Int32
        let allCount: Int
        let types: [[UInt8]]
        let isBare: Bool
    }

    private struct Hit {
        let role: Role
        let start: Int32
        let end: Int32
        let phrase: Int32
    }

    private let rules: [Rule]
    private let automaton: PhraseAutomaton
    /// For each phrase, the rules and roles it stands in.
    private let uses: [[(rule: Int32, role: Role)]]
    private let negations: PhraseAutomaton
    private let openingCount: Int
    private let forwardEnd: Int
    private let exemptStart: Int
    private let bareRules: [Int]
    /// For pages that say why.
    private let phrases: [String]

    private var text = ScopeText()
    private var masked: [Bool] = []
    private var hits: [[Hit]]
    private var touched: [Int] = []
    private var shields: [(start: Int32, end: Int32)] = []

    /// Throws a ``Problem`` when a rule names an unknown tag.
    package init(_ file: TagRules) throws {
        tags = file.tags
        var places: [[UInt8]: Int] = [:]
        for (place, tag) in file.tags.enumerated() { places[Array(tag.code.utf8)] = place }
        var rules: [Rule] = []
        var numbers: [[UInt8]: Int] = [:]
        var phrases: [[UInt8]] = []
        var uses: [[(rule: Int32, role: Role)]] = []
        for (index, rule) in file.rules.enumerated() {
            guard let tag = places[Array(rule.tag.utf8)] else {
                throw Problem(
                    .invalid, "reference.tag", "标签规则中的标签“\(rule.tag)”没有定义。", remedy: "请检查 Reference/tag-rules.yaml。")
            }
            let all = Set(rule.all.map { Array($0.utf8) })
            rules.append(
                Rule(
                    tag: tag, hasAny: !rule.any.isEmpty, hasWith: !rule.with.isEmpty,
                    within: rule.within.map { Int32(clamping: $0) } ?? .max, allCount: all.count,
                    types: rule.types.map { Array($0.utf8) },
                    isBare: rule.any.isEmpty && rule.all.isEmpty && rule.nameAny.isEmpty))
            let roles: [(Role, [String])] = [
                (.any, rule.any), (.with, rule.with), (.all, rule.all), (.none, rule.none),
                (.unless, rule.unless), (.nameAny, rule.nameAny),
            ]
            for (role, list) in roles {
                for phrase in Set(list.map { Array($0.utf8) }) {
                    let number = numbers[phrase] ?? phrases.count
                    if number == phrases.count {
                        numbers[phrase] = number
                        phrases.append(phrase)
                        uses.append([])
                    }
                    uses[number].append((Int32(index), role))
                }
            }
        }
        self.rules = rules
        self.uses = uses
        automaton = PhraseAutomaton(phrases)
        self.phrases = phrases.map { String(decoding: $0, as: UTF8.self) }
        let negation = file.negation
        openingCount = negation.opening.count
        forwardEnd = openingCount + negation.forward.count
        exemptStart = forwardEnd + negation.backward.count
        let words = negation.opening + negation.forward + negation.backward + negation.exempt
        negations = PhraseAutomaton(words.map { Array($0.utf8) })
        bareRules = rules.indices.filter { rules[$0].isBare }
        hits = Array(repeating: [], count: rules.count)
    }

    /// Places in ``tags``, ascending. Texts are UTF-8; `type` is the code of subject-types.yaml.
    package mutating func tags(scope: some Collection<UInt8>, name: some Collection<UInt8>, type: [UInt8]) -> [Int] {
        var found = [Bool](repeating: false, count: tags.count)
        text.set(scope)
        text.divide()
        maskNegated()
        scan()
        for index in touched { judge(index, inName: false, type: type, found: &found) }
        clear()
        text.set(name)
        scan()
        for index in touched { judge(index, inName: true, type: type, found: &found) }
        clear()
        for index in bareRules where admits(rules[index], type) { found[rules[index].tag] = true }
        return found.indices.filter { found[$0] }
    }

    /// The phrases that stand in a subject's scope or name, by the code of the tag whose rules look for them; at most
    /// three for each.
    package mutating func reasons(scope: String, name: String) -> [String: [String]] {
        var found: [String: [String]] = [:]
        func note() {
            for index in touched {
                for hit in hits[index] where hit.role == .any || hit.role == .all || hit.role == .nameAny {
                    guard !isShieldedAlone(hit, index) else { continue }
                    let phrase = phrases[Int(hit.phrase)], code = tags[rules[index].tag].code
                    if found[code, default: []].count < 3, !found[code, default: []].contains(phrase) {
                        found[code, default: []].append(phrase)
                    }
                }
            }
        }
        text.set(scope.utf8)
        text.divide()
        maskNegated()
        scan()
        note()
        clear()
        text.set(name.utf8)
        scan()
        note()
        clear()
        return found
    }

    private func isShieldedAlone(_ hit: Hit, _ index: Int) -> Bool {
        hits[index].contains { $0.role == .none && $0.start <= hit.start && hit.end <= $0.end }
    }

    private mutating func maskNegated() {
        var raw: [(phrase: Int, start: Int, end: Int)] = []
        text.bytes.withUnsafeBufferPointer { bytes in
            negations.forEachHit(in: bytes) { phrase, end in
                raw.append((phrase, end - negations.lengths[phrase], end))
            }
        }
        guard !raw.isEmpty else { return }
        let exempt = raw.filter { $0.phrase >= exemptStart }
        masked = [Bool](repeating: false, count: text.bytes.count)
        for hit in raw where hit.phrase < exemptStart {
            if exempt.contains(where: { $0.start <= hit.start && hit.end <= $0.end }) { continue }
            if hit.phrase < openingCount, !text.opensGroup(hit.start) { continue }
            text.mask(into: &masked, from: hit.start, to: hit.end, forward: hit.phrase < forwardEnd)
        }
        for index in masked.indices where masked[index] { text.bytes[index] = 0 }
    }

    private mutating func scan() {
        text.bytes.withUnsafeBufferPointer { bytes in
            automaton.forEachHit(in: bytes) { phrase, end in
                let start = Int32(end - automaton.lengths[phrase])
                for use in uses[phrase] {
                    let rule = Int(use.rule)
                    if hits[rule].isEmpty { touched.append(rule) }
                    hits[rule].append(Hit(role: use.role, start: start, end: Int32(end), phrase: Int32(phrase)))
                }
            }
        }
    }

    private mutating func clear() {
        for index in touched { hits[index].removeAll(keepingCapacity: true) }
        touched.removeAll(keepingCapacity: true)
    }

    private func admits(_ rule: Rule, _ type: [UInt8]) -> Bool { rule.types.isEmpty || rule.types.contains(type) }

    private mutating func judge(_ index: Int, inName: Bool, type: [UInt8], found: inout [Bool]) {
        let rule = rules[index]
        guard !found[rule.tag], admits(rule, type) else { return }
        shields.removeAll(keepingCapacity: true)
        for hit in hits[index] where hit.role == .none { shields.append((hit.start, hit.end)) }
        if hits[index].contains(where: { $0.role == .unless && !isShielded($0) }) { return }
        if inName {
            found[rule.tag] = hits[index].contains { $0.role == .nameAny && !isShielded($0) }
            return
        }
        guard rule.hasAny || rule.allCount > 0 else { return }
        if rule.allCount > 0 {
            var present = Set<Int32>()
            for hit in hits[index] where hit.role == .all && !isShielded(hit) { present.insert(hit.phrase) }
            guard present.count == rule.allCount else { return }
        }
        if rule.hasAny {
            guard hits[index].contains(where: { $0.role == .any && !isShielded($0) && hasCompany($0, rule, index) })
            else { return }
        }
        found[rule.tag] = true
    }

    /// Whether a `with` phrase stands in the same clause and near enough, where the rule asks for one.
    private func hasCompany(_ hit: Hit, _ rule: Rule, _ index: Int) -> Bool {
        guard rule.hasWith else { return true }
        let clause = text.clauses[Int(hit.start)]
        let first = text.characters[Int(hit.start)]
        let after = text.characters[Int(hit.end)]
        return hits[index].contains {
            guard $0.role == .with, text.clauses[Int($0.start)] == clause else { return false }
            // Characters between the two; 0 or less when they touch or overlap.
            let gap = max(text.characters[Int($0.start)] - after, first - text.characters[Int($0.end)])
            return gap <= rule.within && !isShielded($0)
        }
    }

    /// Whether a `none` phrase of the same rule holds the occurrence.
    private func isShielded(_ hit: Hit) -> Bool {
        shields.contains { $0.start <= hit.start && hit.end <= $0.end }
    }
}
