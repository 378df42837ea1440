/// 场所: a place where a subject works. The registered address is a fact of the subject; these are the others, and
/// those whose use has to be known.
package struct Premises: Sendable, Equatable {
    package let id: Int64
    package let subject: Int64
    package let name: String
    /// 用途: 经营、仓储、生产、办公、教学….
    package let usage: String
    package let address: String
    package let region: RegionCode
    package let from: Day?
    /// Last day, included; nil: in use.
    package let until: Day?

    package init(
        id: Int64, subject: Int64, name: String, usage: String, address: String, region: RegionCode, from: Day?,
        until: Day?
    ) {
        self.id = id
        self.subject = subject
        self.name = name
        self.usage = usage
        self.address = address
        self.region = region
        self.from = from
        self.until = until
    }

    /// For the history: name, use, address, days.
    var summary: String {
        [name, usage, address, SubjectParts.period(from, until)].filter { !$0.isEmpty }.joined(separator: "，")
    }
}

/// 许可证 with its validity.
package struct Licence: Sendable, Equatable {
    package enum State: Sendable, Equatable {
        case notYet, valid, soon, expired, ended
    }

    package let id: Int64
    package let subject: Int64
    package let kind: String
    package let number: String
    package let issuer: String
    package let scope: String
    package let from: Day?
    /// Last day, included; nil: without end.
    package let until: Day?
    /// Withdrawn or handed back.
    package let endedOn: Day?

    package init(
        id: Int64, subject: Int64, kind: String, number: String, issuer: String, scope: String, from: Day?,
        until: Day?, endedOn: Day?
    ) {
        self.id = id
        self.subject = subject
        self.kind = kind
        self.number = number
        self.issuer = issuer
        self.scope = scope
        self.from = from
        self.until = until
        self.endedOn = endedOn
    }

    /// - Parameter soonDays: within so many days of its end it is due soon.
    package func state(on day: Day, soonDays: Int = RegistryReading.soonDays) -> State {
        if let endedOn, endedOn <= day { return .ended }
        if let from, day < from { return .notYet }
        guard let until else { return .valid }
        if until < day { return .expired }
        return until <= day.advanced(by: soonDays) ? .soon : .valid
    }

    var summary: String {
        [kind, number, issuer, SubjectParts.period(from, until)].filter { !$0.isEmpty }.joined(separator: "，")
    }
}

/// A number beside the main one, with its validity.
package struct OtherIdentifier: Sendable, Equatable {
    package let id: Int64
    package let subject: Int64
    package let scheme: IdentifierScheme
    package let number: String
    package let issuer: String
    package let from: Day?
    package let until: Day?

    package init(
        id: Int64, subject: Int64, scheme: IdentifierScheme, number: String, issuer: String, from: Day?, until: Day?
    ) {
        self.id = id
        self.subject = subject
        self.scheme = scheme
        self.number = number
        self.issuer = issuer
        self.from = from
        self.until = until
    }

    var summary: String {
        ["\(scheme.title) \(number)", issuer, SubjectParts.period(from, until)].filter { !$0.isEmpty }
            .joined(separator: "，")
    }
}

/// A move between divisions: done, or waiting for its day.
package struct RegionMove: Sendable, Equatable {
    package let id: Int64
    package let subject: Int64
    package let from: RegionCode
    package let to: RegionCode
    package let effectiveOn: Day
    package let reason: String
    package let isDone: Bool

    package init(
        id: Int64, subject: Int64, from: RegionCode, to: RegionCode, effectiveOn: Day, reason: String, isDone: Bool
    ) {
        self.id = id
        self.subject = subject
        self.from = from
        self.to = to
        self.effectiveOn = effectiveOn
        self.reason = reason
        self.isDone = isDone
    }
}

/// What hangs on a subject beside its own fields.
package struct SubjectParts: Sendable {
    package let premises: [Premises]
    package let licences: [Licence]
    package let numbers: [OtherIdentifier]
    package let moves: [RegionMove]

    package init(premises: [Premises], licences: [Licence], numbers: [OtherIdentifier], moves: [RegionMove]) {
        self.premises = premises
        self.licences = licences
        self.numbers = numbers
        self.moves = moves
    }

    /// `2024-01-01 至 2026-12-31`; empty when neither is known.
    static func period(_ from: Day?, _ until: Day?) -> String {
        switch (from, until) {
        case (nil, nil): ""
        case (let from?, nil): "自 \(from.description) 起"
        case (nil, let until?): "至 \(until.description)"
        case (let from?, let until?): "\(from.description) 至 \(until.description)"
        }
    }
}
